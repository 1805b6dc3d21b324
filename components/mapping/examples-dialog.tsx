"use client";

import { Plus, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Label } from "@/components/ui/label";
import type { MappingDocument, UnitRow } from "@/lib/features/mapping/document/document";
import type { DocumentFindings } from "@/lib/features/mapping/document/findings";
import type { NameOf } from "./difference-list";
import { ExampleResult } from "./example-result";
import { type RowView, targetName } from "./row-view";

interface ExamplesDialogProps {
  unitRows: MappingDocument["unitRows"];
  views: readonly RowView[];
  findings: DocumentFindings;
  nameOf: NameOf;
  onChange: (unitRows: MappingDocument["unitRows"]) => void;
  onClose: () => void;
}

/** What made-up rows have to become. They run before each publishing, and a failing one keeps the mapping from being published. */
export function ExamplesDialog({ unitRows, views, findings, nameOf, onChange, onClose }: ExamplesDialogProps) {
  const [openId, setOpenId] = useState<string | null>(null);
  const open = unitRows.find(({ id }) => id === openId);
  const add = () => {
    const id = crypto.randomUUID();
    onChange([...unitRows, { id, name: `Example ${unitRows.length + 1}`, values: {}, expected: {} }]);
    setOpenId(id);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="lg"
      title="Examples"
      description="A row as you write it here, and what the list has to get of it. They run before each publishing."
    >
      <div className="flex flex-col gap-4">
        <ul className="flex flex-col">
          {unitRows.map((unitRow) => (
            <li key={unitRow.id} className="flex items-start gap-2 border-line-faint border-b py-1.5 last:border-b-0">
              <div className="min-w-0 flex-1">
                <ExampleResult unitRow={unitRow} findings={findings} nameOf={nameOf} />
              </div>
              <Button
                size="sm"
                aria-expanded={unitRow.id === openId}
                onClick={() => setOpenId(unitRow.id === openId ? null : unitRow.id)}
              >
                {unitRow.id === openId ? "Close" : "Edit"}
              </Button>
              <Button
                size="icon-sm"
                variant="quiet"
                aria-label={`Remove ${unitRow.name}`}
                onClick={() => onChange(unitRows.filter(({ id }) => id !== unitRow.id))}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
        {open && (
          <ExampleForm
            key={open.id}
            unitRow={open}
            views={views}
            onChange={(changed) => onChange(unitRows.map((each) => (each.id === changed.id ? changed : each)))}
          />
        )}
        <Button icon={<Plus aria-hidden />} className="self-start" onClick={add}>
          Add an example
        </Button>
      </div>
    </Dialog>
  );
}

interface ExampleFormProps {
  unitRow: UnitRow;
  views: readonly RowView[];
  onChange: (unitRow: UnitRow) => void;
}

/** Without an entry a column is NULL, and a list column is not looked at. */
function without(values: UnitRow["values"], columnId: string, text: string): UnitRow["values"] {
  const { [columnId]: _, ...others } = values;
  return text === "" ? others : { ...others, [columnId]: text };
}

function ExampleForm({ unitRow, views, onChange }: ExampleFormProps) {
  const nameId = useId();
  const sources = [...new Map(views.flatMap(({ source }) => (source ? [[source.id, source] as const] : []))).values()];
  return (
    <div className="flex flex-col gap-4 rounded-lg border border-line bg-sunken/60 p-4">
      <div className="flex flex-col gap-1.5">
        <Label htmlFor={nameId}>Name</Label>
        <Input
          id={nameId}
          value={unitRow.name}
          onChange={(event) => onChange({ ...unitRow, name: event.target.value })}
        />
      </div>
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <Fields
          title="The row has"
          hint="Left empty: NULL."
          fields={sources.map(({ id, name }) => ({ id, name }))}
          values={unitRow.values}
          onChange={(id, text) => onChange({ ...unitRow, values: without(unitRow.values, id, text) })}
        />
        <Fields
          title="The list gets"
          hint="Left empty: not looked at."
          fields={views.map((view) => ({ id: view.row.targetColumnId, name: targetName(view) }))}
          values={unitRow.expected}
          onChange={(id, text) => onChange({ ...unitRow, expected: without(unitRow.expected, id, text) })}
        />
      </div>
    </div>
  );
}

interface FieldsProps {
  title: string;
  hint: string;
  fields: readonly { readonly id: string; readonly name: string }[];
  values: UnitRow["values"];
  onChange: (columnId: string, text: string) => void;
}

function Fields({ title, hint, fields, values, onChange }: FieldsProps) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="pb-1 font-medium text-sm">
        {title} <span className="font-normal text-ink-muted">{hint}</span>
      </legend>
      {fields.map(({ id, name }) => (
        <div key={id} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] items-center gap-2">
          <code className="truncate text-sm" title={name}>
            {name}
          </code>
          <Input
            mono
            aria-label={`${title}: ${name}`}
            value={values[id] ?? ""}
            onChange={(event) => onChange(id, event.target.value)}
          />
        </div>
      ))}
    </fieldset>
  );
}
