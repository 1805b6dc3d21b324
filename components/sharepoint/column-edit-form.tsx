"use client";

import { useWatch } from "react-hook-form";
import { CheckField } from "@/components/forms/check-field";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { NumberField } from "@/components/forms/number-field";
import { SelectField } from "@/components/forms/select-field";
import { TextField } from "@/components/forms/text-field";
import { useActionForm } from "@/components/forms/use-action-form";
import type { ActionResult } from "@/lib/errors/action-result";
import { listColumnTypeLabels } from "@/lib/features/sharepoint/labels";
import { type ColumnEdit, columnForm, type ListColumnType } from "@/lib/features/sharepoint/schema";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";
import { ChoicesFromData } from "./choices-from-data";

type Revised = readonly ProposedColumn[];

interface ColumnEditFormProps {
  tableId: string;
  column: ProposedColumn;
  /** Has the server check the edit; gives the preview with it. */
  revise: (edit: ColumnEdit) => Promise<ActionResult<Revised>>;
  onDone: (revised: Revised) => void;
  onCancel: () => void;
}

const linesOf = (text: string) => text.split("\n").filter((each) => each.trim() !== "");

const isChoiceType = (type: ListColumnType) => type === "choice" || type === "multichoice";
const takesIndex = (type: ListColumnType) => type !== "note" && type !== "multichoice";
const canBeUnique = (type: ListColumnType) => takesIndex(type) && type !== "boolean";

/** Changes one proposed column: names, type, limits. What the server refuses stands at its field. */
export function ColumnEditForm({ tableId, column, revise, onDone, onCancel }: ColumnEditFormProps) {
  const { sourceColumn } = column;
  const of = useActionForm({
    schema: columnForm,
    action: ({ choices, maxLength, isIndexed, isUnique, ...values }) => {
      const { type } = values;
      const unique = isUnique && canBeUnique(type);
      return revise({
        ...values,
        sourceColumn,
        ...(type === "text" ? { maxLength: Number(maxLength) } : {}),
        ...(isChoiceType(type) ? { choices: linesOf(choices) } : {}),
        isUnique: unique,
        isIndexed: takesIndex(type) && (isIndexed || unique),
      });
    },
    defaults: {
      displayName: column.displayName ?? "",
      columnName: column.columnName ?? "",
      type: column.type ?? "text",
      maxLength: column.maxLength ?? 255,
      isRequired: column.isRequired,
      isIndexed: column.isIndexed,
      isUnique: column.isUnique,
      choices: (column.choices ?? []).join("\n"),
    },
    onDone,
  });
  const type = useWatch({ control: of.form.control, name: "type" });
  const chooseFound = (choices: readonly string[]) =>
    of.form.setValue("choices", choices.join("\n"), { shouldDirty: true });
  return (
    <Form of={of} className="@container">
      <div className="grid gap-5 @md:grid-cols-2">
        <TextField of={of} name="displayName" label="Name" hint="As people see it." />
        <TextField of={of} name="columnName" label="Internal name" hint="Stays for ever." mono />
      </div>
      <SelectField of={of} name="type" label="Type" options={column.types.map(toOption)} />
      <Refusals types={column.types} />
      {type === "text" && <NumberField of={of} name="maxLength" label="Characters at most" />}
      {isChoiceType(type) && (
        <>
          <TextField
            of={of}
            name="choices"
            label="Choices"
            hint="One on each line, exactly as in the table."
            rows={6}
          />
          <ChoicesFromData tableId={tableId} columnName={sourceColumn} onFound={chooseFound} />
        </>
      )}
      <CheckField of={of} name="isRequired" label="Required" hint="SharePoint's forms ask people for a value." />
      {takesIndex(type) && (
        <>
          <CheckField of={of} name="isIndexed" label="Indexed" hint="Views can filter by it in a large list." />
          {canBeUnique(type) && (
            <CheckField
              of={of}
              name="isUnique"
              label="Unique"
              hint="A value may stand in one item only; needs the index."
            />
          )}
        </>
      )}
      <FormActions of={of} submit="Apply" onCancel={onCancel} />
    </Form>
  );
}

type Types = ProposedColumn["types"];

function toOption({ type, refusal }: Types[number]) {
  return { value: type, label: listColumnTypeLabels[type], disabled: refusal !== null };
}

/** Which types the column cannot take, and why. */
function Refusals({ types }: { types: Types }) {
  const byReason = new Map<string, ListColumnType[]>();
  for (const { type, refusal } of types) {
    if (refusal !== null) byReason.set(refusal, [...(byReason.get(refusal) ?? []), type]);
  }
  if (byReason.size === 0) return null;
  return (
    <details className="-mt-3 text-ink-muted text-sm">
      <summary className="cursor-pointer">Types that do not fit</summary>
      <ul className="mt-1 list-disc pl-5">
        {[...byReason].map(([reason, refused]) => (
          <li key={reason}>
            {refused.map((type) => listColumnTypeLabels[type]).join(", ")}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
