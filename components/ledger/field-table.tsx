import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { Code } from "@/components/ui/code";
import { EmptyState } from "@/components/ui/empty-state";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { type FieldState, fieldStateLabels } from "@/lib/features/ledger/labels";
import type { PassportField } from "@/lib/features/ledger/types";

const faces: Record<FieldState, State> = {
  same: "in-sync",
  "row-changed": "running",
  "item-edited": "attention",
  "both-changed": "conflict",
  unknown: "unknown",
};

const columns: readonly Column<PassportField>[] = [
  { id: "source", header: "Table column", cell: (field) => <Code>{field.sourceColumn}</Code> },
  { id: "now", header: "Table now", cell: (field) => <Value value={field.source} /> },
  { id: "wanted", header: "As the list holds it", cell: (field) => <Value value={field.wanted} /> },
  { id: "base", header: "Agreed on last", cell: (field) => <Value value={field.base} /> },
  { id: "list", header: "List now", cell: (field) => <Value value={field.list} /> },
  { id: "target", header: "List column", cell: (field) => <Code>{field.targetColumn}</Code> },
  {
    id: "state",
    header: "State",
    cell: (field) => <StateBadge state={faces[field.state]} label={fieldStateLabels[field.state]} look="plain" />,
    width: "10rem",
  },
];

function Value({ value }: { value: string | null | undefined }) {
  if (value === undefined) return <span className="text-ink-faint">not known</span>;
  if (value === null) return <span className="text-ink-faint">empty</span>;
  return (
    <span className="font-mono text-sm" title={value}>
      {value}
    </span>
  );
}

/** Each mapped field of a row: in the table, as agreed, in the list. */
export function FieldTable({ fields, path }: { fields: readonly PassportField[]; path: string }) {
  return (
    <DataTable
      label="Values"
      columns={columns}
      page={{ rows: fields, nextCursor: null }}
      rowKey={(field) => field.mappingId}
      path={path}
      empty={<EmptyState title="Nothing is mapped">Map a column to see its values here.</EmptyState>}
    />
  );
}
