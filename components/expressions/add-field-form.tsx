"use client";

import { useWatch } from "react-hook-form";
import { toast } from "sonner";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { addFieldAction } from "@/lib/features/expressions/actions";
import { addFieldInput } from "@/lib/features/expressions/schema";
import type { ColumnChoice } from "@/lib/features/syncs/types";
import { ExpressionField } from "./expression-field";
import { useMappingRules } from "./mapping-rules";
import { NullRuleFields } from "./null-rule-fields";

/** Maps a list column to an expression over the whole row. */
export function AddFieldForm({ targets, close }: { targets: readonly ColumnChoice[]; close: () => void }) {
  const { definitionId } = useMappingRules();
  const of = useActionForm({
    schema: addFieldInput,
    action: addFieldAction,
    defaults: {
      definitionId,
      targetColumnId: "",
      transform: "",
      inverse: null,
      nullPolicy: "CLEAR" as const,
      defaultValue: "",
    },
    onDone: () => {
      toast.success("Field mapped; the next run compares every row");
      close();
    },
  });
  const targetColumnId = useWatch({ control: of.form.control, name: "targetColumnId" });
  return (
    <Form of={of}>
      <SelectField
        of={of}
        name="targetColumnId"
        label="List column"
        placeholder="Choose a list column"
        options={targets.map((column) => ({ value: column.id, label: `${column.name} (${column.hint})` }))}
      />
      {targetColumnId && (
        <ExpressionField
          of={of}
          name="transform"
          label="Expression"
          placeholder='concat(first_name, " ", last_name)'
          use={{ kind: "field", targetColumnId, sourceColumnId: null }}
        />
      )}
      <NullRuleFields of={of} />
      <FormActions of={of} submit="Map field" onCancel={close} />
    </Form>
  );
}
