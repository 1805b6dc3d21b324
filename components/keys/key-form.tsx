"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useState } from "react";
import { Form } from "@/components/forms/form";
import { FormActions } from "@/components/forms/form-actions";
import { SelectField } from "@/components/forms/select-field";
import { useActionForm } from "@/components/forms/use-action-form";
import { Button } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field-error";
import { Label } from "@/components/ui/label";
import { Select } from "@/components/ui/select";
import { changeKeyAction } from "@/lib/features/keys/actions";
import { strategyLabels } from "@/lib/features/keys/labels";
import { keyInput } from "@/lib/features/keys/schema";
import type { KeyStrategyName, KeyView } from "@/lib/features/keys/types";

const strategies: readonly KeyStrategyName[] = ["PRIMARY_KEY", "UNIQUE_CONSTRAINT", "COMPOSITE_COLUMNS", "HASHED"];

/** Chooses by what rows are told apart. What was pushed already keeps its items: that is previewed before it is done. */
export function KeyForm({ view }: { view: KeyView }) {
  // As the page shows it by now: what was previewed last is not stored before it is confirmed.
  const seen = { strategy: view.strategy, columnIds: view.columns.map(({ id }) => id) };
  const form = useActionForm({
    schema: keyInput,
    action: (values) => changeKeyAction({ ...values, seen }),
    defaults: {
      definitionId: view.definitionId,
      strategy: view.strategy,
      constraintName: view.constraintName ?? undefined,
      columnIds: view.columns.map(({ id }) => id),
      onSourceDelete: undefined,
    },
  });
  const strategy = form.form.watch("strategy");
  const columnIds = form.form.watch("columnIds") ?? [];
  const isChosen = strategy === "COMPOSITE_COLUMNS" || strategy === "HASHED";
  const hasPrimary = view.constraints.some(({ isPrimary }) => isPrimary);
  const others = view.constraints.filter(({ isPrimary }) => !isPrimary);
  return (
    <Form of={form} className="max-w-2xl">
      <SelectField
        of={form}
        name="strategy"
        label="Strategy"
        hint={strategyLabels[strategy].meaning}
        options={strategies.map((value) => ({
          value,
          label: strategyLabels[value].title,
          disabled: (value === "PRIMARY_KEY" && !hasPrimary) || (value === "UNIQUE_CONSTRAINT" && others.length === 0),
        }))}
      />
      {strategy === "UNIQUE_CONSTRAINT" && (
        <SelectField
          of={form}
          name="constraintName"
          label="Constraint"
          placeholder="Choose a constraint"
          options={others.map(({ name, columns }) => ({ value: name, label: `${name} (${columns.join(", ")})` }))}
        />
      )}
      {isChosen && (
        <ChosenColumns
          view={view}
          columnIds={columnIds}
          error={form.form.formState.errors.columnIds?.message}
          onChange={(ids) => form.form.setValue("columnIds", ids, { shouldDirty: true })}
        />
      )}
      {strategy === "HASHED" && (
        <SelectField
          of={form}
          name="onSourceDelete"
          label="Items whose row left"
          hint="A changed row counts as one that left, too: with Keep each change adds an item."
          placeholder="Say what becomes of them"
          options={[
            { value: "DELETE", label: "Delete them" },
            { value: "MARK", label: "Keep them, marked with the time" },
            { value: "KEEP", label: "Keep them as they are" },
          ]}
        />
      )}
      <FormActions of={form} submit={view.ledgerEntries > 0 ? "Preview this key" : "Save key"} />
    </Form>
  );
}

interface ChosenColumnsProps {
  view: KeyView;
  columnIds: readonly string[];
  error: string | undefined;
  onChange: (ids: string[]) => void;
}

/** Columns of the key in their order, which is part of each identity. */
function ChosenColumns({ view, columnIds, error, onChange }: ChosenColumnsProps) {
  const [added, setAdded] = useState("");
  const columns = columnIds.flatMap((id) => view.allColumns.find((column) => column.id === id) ?? []);
  const free = view.allColumns.filter((column) => !columnIds.includes(column.id));
  const move = (from: number, to: number) => {
    const ids = [...columnIds];
    const [id] = ids.splice(from, 1);
    if (id !== undefined) ids.splice(to, 0, id);
    onChange(ids);
  };
  return (
    <div className="flex flex-col gap-2">
      <span className="font-medium text-ink text-sm">Columns, in this order</span>
      <ol className="flex flex-col gap-1">
        {columns.map((column, index) => (
          <li key={column.id} className="flex items-center gap-1">
            <code className="min-w-0 flex-1 truncate text-sm">
              {column.name} <span className="text-ink-muted">{column.nativeType}</span>
            </code>
            <Button
              variant="quiet"
              size="icon-sm"
              aria-label={`Move ${column.name} up`}
              disabled={index === 0}
              onClick={() => move(index, index - 1)}
            >
              <ArrowUp aria-hidden />
            </Button>
            <Button
              variant="quiet"
              size="icon-sm"
              aria-label={`Move ${column.name} down`}
              disabled={index === columns.length - 1}
              onClick={() => move(index, index + 1)}
            >
              <ArrowDown aria-hidden />
            </Button>
            <Button
              variant="quiet"
              size="icon-sm"
              aria-label={`Take ${column.name} out`}
              onClick={() => onChange(columnIds.filter((id) => id !== column.id))}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ol>
      <Label htmlFor="added-key-column">Add a column</Label>
      <Select
        id="added-key-column"
        value={added}
        onChange={(event) => {
          if (event.target.value !== "") onChange([...columnIds, event.target.value]);
          setAdded("");
        }}
      >
        <option value="">Choose a column</option>
        {free.map((column) => (
          <option key={column.id} value={column.id}>
            {column.name} ({column.nativeType})
          </option>
        ))}
      </Select>
      {error && <FieldError id="key-columns-error">{error}</FieldError>}
    </div>
  );
}
