import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { Code } from "@/components/ui/code";
import { EmptyState } from "@/components/ui/empty-state";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { type FieldState, fieldStateLabels } from "@/lib/features/ledger/labels";
import type { PassportField, RowPassport } from "@/lib/features/ledger/types";
import { FieldDecision } from "./field-decision";

const faces: Record<FieldState, State> = {
  same: "in-sync",
  "row-changed": "running",
  "item-edited": "attention",
  "both-changed": "conflict",
  held: "conflict",
  unknown: "unknown",
};

/** What stands where a side has no value to show. */
interface Absent {
  readonly row: string;
  readonly base: string;
  readonly list: string;
}

const columnsWith = (absent: Absent, passport: RowPassport, maySettle: boolean): readonly Column<PassportField>[] => [
  { id: "source", header: "Table column", cell: (field) => <Code>{field.sourceColumn}</Code> },
  {
    id: "now",
    header: "Table now",
    shrinks: true,
    cell: (field) => <Value value={field.source} absent={absent.row} />,
  },
  {
    id: "wanted",
    header: "As the list holds it",
    shrinks: true,
    cell: (field) => <Value value={field.wanted} absent={absent.row} />,
  },
  {
    id: "base",
    header: "Agreed on last",
    shrinks: true,
    cell: (field) => <Value value={field.base} absent={absent.base} />,
  },
  { id: "list", header: "List now", shrinks: true, cell: (field) => <Value value={field.list} absent={absent.list} /> },
  { id: "target", header: "List column", cell: (field) => <Code>{field.targetColumn}</Code> },
  {
    id: "state",
    header: "State",
    cell: (field) => <StateBadge state={faces[field.state]} label={fieldStateLabels[field.state]} look="plain" />,
    width: "8rem",
  },
  ...(maySettle && passport.fields.some((field) => field.held)
    ? [
        {
          id: "decision",
          header: "Decide",
          cell: (field: PassportField) => <FieldDecision passport={passport} field={field} />,
          width: "18rem",
        },
      ]
    : []),
];

function Value({ value, absent }: { value: string | null | undefined; absent: string }) {
  if (value === undefined) return <span className="text-ink-faint">{absent}</span>;
  if (value === null) return <span className="text-ink-faint">empty</span>;
  return (
    <span className="font-mono text-sm" title={value}>
      {value}
    </span>
  );
}

/** Each mapped field of a row: in the table, as agreed, in the list. */
export function FieldTable({ passport, path, maySettle }: { passport: RowPassport; path: string; maySettle: boolean }) {
  const { source, list, entry, fields } = passport;
  const absent = {
    row: source.ok && source.value.rows === 0 ? "no row" : "not known",
    base: entry?.lastSyncAt ? "not known" : "never pushed",
    list: list.ok && list.value === null ? "no item" : "not known",
  };
  return (
    <DataTable
      label="Values"
      columns={columnsWith(absent, passport, maySettle)}
      page={{ rows: fields, nextCursor: null }}
      rowKey={(field) => field.mappingId}
      path={path}
      empty={<EmptyState title="Nothing is mapped">Map a column to see its values here.</EmptyState>}
    />
  );
}
