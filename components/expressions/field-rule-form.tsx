"use client";

import { toast } from "sonner";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { saveFieldAction } from "@/lib/features/expressions/actions";
import { saveFieldInput } from "@/lib/features/expressions/schema";
import type { FieldRule } from "@/lib/features/expressions/types";
import { ExpressionField } from "./expression-field";
import { useMappingRules } from "./mapping-rules";
import { NullRuleFields } from "./null-rule-fields";

/** How one mapped field gets its value. */
export function FieldRuleForm({ rule, close }: { rule: FieldRule; close: () => void }) {
  const { definitionId } = useMappingRules();
  const { mappingId, sourceColumnId, targetColumnId, direction } = rule;
  const of = useActionForm({
    schema: saveFieldInput,
    action: saveFieldAction,
    defaults: {
      definitionId,
      mappingId,
      transform: rule.transform ?? "",
      inverse: rule.inverse ?? "",
      nullPolicy: rule.nullPolicy,
      defaultValue: rule.defaultValue ?? "",
    },
    onDone: ({ becamePushOnly }) => {
      toast.success("Field stored; the next run compares every row", {
        description: becamePushOnly ? "Without a way back it flows from table to list only." : undefined,
      });
      close();
    },
  });
  return (
    <Form of={of}>
      <ExpressionField
        of={of}
        name="transform"
        label="Expression"
        hint={sourceColumnId ? "Empty: the column flows as it is." : undefined}
        placeholder={sourceColumnId ? "value.trim()" : undefined}
        use={{ kind: "field", targetColumnId, sourceColumnId }}
        optional={sourceColumnId !== null}
      />
      {direction === "BIDIRECTIONAL" && (
        <TextField
          of={of}
          name="inverse"
          label="Way back"
          hint="An expression that makes the column's value of the list's one, called value. Without it the field flows from table to list only."
          mono
          rows={2}
          optional
        />
      )}
      <NullRuleFields of={of} />
      <FormActions of={of} submit="Store field" onCancel={close} />
    </Form>
  );
}
