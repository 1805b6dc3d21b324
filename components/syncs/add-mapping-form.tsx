"use client";

import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { addMappingAction } from "@/lib/features/syncs/actions";
import { addMappingInput } from "@/lib/features/syncs/schema";
import type { ColumnChoice } from "@/lib/features/syncs/types";

interface AddMappingFormProps {
  definitionId: string;
  sources: readonly ColumnChoice[];
  targets: readonly ColumnChoice[];
}

const options = (columns: readonly ColumnChoice[]) =>
  columns.map((column) => ({ value: column.id, label: `${column.name} (${column.hint})` }));

/** Pairs one more column of the table with one of the list. */
export function AddMappingForm({ definitionId, sources, targets }: AddMappingFormProps) {
  const of = useActionForm({
    schema: addMappingInput,
    action: addMappingAction,
    defaults: { definitionId, sourceColumnId: "", targetColumnId: "" },
    onDone: () => of.form.reset({ definitionId, sourceColumnId: "", targetColumnId: "" }),
  });
  return (
    <Form of={of}>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          of={of}
          name="sourceColumnId"
          label="Table column"
          placeholder="Choose a column"
          options={options(sources)}
        />
        <SelectField
          of={of}
          name="targetColumnId"
          label="List column"
          placeholder="Choose a list column"
          options={options(targets)}
        />
      </div>
      <FormActions of={of} submit="Add mapping" />
    </Form>
  );
}
