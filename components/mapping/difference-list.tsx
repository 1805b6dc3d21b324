import { ArrowRight, Minus, PenLine, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { nullPolicyLabels } from "@/lib/features/expressions/labels";
import type { DocumentDifference } from "@/lib/features/mapping/document/difference";
import type { MappingRow, RowField } from "@/lib/features/mapping/document/document";

/** What a column is called, by its id. */
export type NameOf = (columnId: string) => string;

export const fieldLabels: Record<RowField, string> = {
  sourceColumnId: "Table column",
  targetColumnId: "List column",
  direction: "Direction",
  transform: "Expression",
  inverse: "Way back",
  nullPolicy: "When empty",
  defaultValue: "Default",
};

export const directionLabels: Record<MappingRow["direction"], string> = {
  PUSH_ONLY: "table to list",
  PULL_ONLY: "list to table",
  BIDIRECTIONAL: "both ways",
};

/** A field's value as people read it. */
export function sayField(field: RowField, value: unknown, nameOf: NameOf): ReactNode {
  if (value === null || value === "") return <span className="text-ink-faint italic">none</span>;
  const text = String(value);
  if (field === "sourceColumnId" || field === "targetColumnId") return <code>{nameOf(text)}</code>;
  if (field === "direction") return directionLabels[text as MappingRow["direction"]];
  if (field === "nullPolicy") return nullPolicyLabels[text as MappingRow["nullPolicy"]];
  return <code className="whitespace-pre-wrap break-words">{text}</code>;
}

export function RowName({ row, nameOf }: { row: MappingRow; nameOf: NameOf }) {
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-1.5">
      {row.sourceColumnId === null ? (
        <code className="break-words">{row.transform ?? "expression"}</code>
      ) : (
        <code>{nameOf(row.sourceColumnId)}</code>
      )}
      <ArrowRight aria-label="to" className="size-3.5 shrink-0 text-accent" strokeWidth={1.75} />
      <code>{nameOf(row.targetColumnId)}</code>
    </span>
  );
}

/** What differs between two documents: one line a change, what was and what is. */
export function DifferenceList({ difference, nameOf }: { difference: DocumentDifference; nameOf: NameOf }) {
  const { added, removed, changed, rowFilter, unitRows } = difference;
  return (
    <ul className="flex flex-col text-sm">
      {added.map((row) => (
        <Line key={row.id} sign="added">
          <RowName row={row} nameOf={nameOf} />
        </Line>
      ))}
      {changed.map(({ before, after, fields }) => (
        <Line key={after.id} sign="changed">
          <RowName row={after} nameOf={nameOf} />
          {fields.map((field) => (
            <span key={field} className="block text-ink-muted">
              {fieldLabels[field]}: {sayField(field, before[field], nameOf)} → {sayField(field, after[field], nameOf)}
            </span>
          ))}
        </Line>
      ))}
      {removed.map((row) => (
        <Line key={row.id} sign="removed">
          <RowName row={row} nameOf={nameOf} />
        </Line>
      ))}
      {rowFilter && (
        <Line sign="changed">
          Row filter: {sayFilter(rowFilter.before)} → {sayFilter(rowFilter.after)}
        </Line>
      )}
      {unitRows.added.map(({ id, name }) => (
        <Line key={id} sign="added">
          Example “{name}”
        </Line>
      ))}
      {unitRows.changed.map(({ after }) => (
        <Line key={after.id} sign="changed">
          Example “{after.name}”
        </Line>
      ))}
      {unitRows.removed.map(({ id, name }) => (
        <Line key={id} sign="removed">
          Example “{name}”
        </Line>
      ))}
    </ul>
  );
}

const sayFilter = (filter: string | null) =>
  filter === null ? <span className="text-ink-faint italic">every row</span> : <code>{filter}</code>;

const signs = {
  added: { icon: Plus, word: "Added", ink: "text-good" },
  changed: { icon: PenLine, word: "Changed", ink: "text-running" },
  removed: { icon: Minus, word: "Removed", ink: "text-failed" },
};

function Line({ sign, children }: { sign: keyof typeof signs; children: ReactNode }) {
  const { icon: Icon, word, ink } = signs[sign];
  return (
    <li className="flex items-start gap-2 border-line-faint border-b py-1.5 last:border-b-0">
      <Icon aria-hidden className={`mt-0.75 size-3.5 shrink-0 ${ink}`} strokeWidth={2} />
      <span className="sr-only">{word}:</span>
      <div className="min-w-0 flex-1">{children}</div>
    </li>
  );
}
