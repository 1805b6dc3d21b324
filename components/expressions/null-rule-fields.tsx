"use client";

import { type FieldPath, type FieldValues, useWatch } from "react-hook-form";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import type { ActionForm } from "@/components/forms/use-action-form";
import { nullPolicyLabels } from "@/lib/features/expressions/labels";
import type { NullPolicyChoice } from "@/lib/features/expressions/schema";

interface WithNullRule extends FieldValues {
  nullPolicy: NullPolicyChoice;
  defaultValue: string | null;
}

const options = (Object.keys(nullPolicyLabels) as NullPolicyChoice[]).map((value) => ({
  value,
  label: nullPolicyLabels[value],
}));

/** What the list gets of a row that has no value. */
export function NullRuleFields<Values extends WithNullRule>({ of }: { of: ActionForm<Values> }) {
  const policyField = "nullPolicy" as FieldPath<Values>;
  const policy: string = useWatch({ control: of.form.control, name: policyField });
  return (
    <div className="@container">
      <div className="grid gap-4 @md:grid-cols-2">
        <SelectField
          of={of}
          name={policyField}
          label="When there is no value"
          hint="Null, and a text without characters."
          options={options}
        />
        {policy === "DEFAULT" && (
          <TextField
            of={of}
            name={"defaultValue" as FieldPath<Values>}
            label="Default"
            hint="As the list column takes it."
          />
        )}
      </div>
    </div>
  );
}
