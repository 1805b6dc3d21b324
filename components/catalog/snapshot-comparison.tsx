import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { changeLabels, partLabels } from "@/lib/features/tables/labels";
import type { SnapshotComparison as Comparison, StructureDifference } from "@/lib/features/tables/types";
import { exportHref } from "@/lib/format/export-href";
import { NotSet } from "./not-set";

const tones: Readonly<Record<StructureDifference["change"], BadgeTone>> = {
  added: "good",
  removed: "failed",
  renamed: "accent",
  retyped: "attention",
  widened: "neutral",
  narrowed: "attention",
  nullability: "attention",
  changed: "neutral",
};

const columns: readonly Column<StructureDifference>[] = [
  { id: "part", header: "Part", width: "7rem", cell: (row) => partLabels[row.part] },
  { id: "name", header: "Name", mono: true, cell: (row) => <Name difference={row} /> },
  {
    id: "change",
    header: "Change",
    width: "8rem",
    cell: (row) => <Badge tone={tones[row.change]}>{changeLabels[row.change].toLowerCase()}</Badge>,
  },
  { id: "before", header: "Was", mono: true, cell: (row) => <Side text={row.before} word="not there" /> },
  { id: "after", header: "Is", mono: true, cell: (row) => <Side text={row.after} word="gone" /> },
];

function Name({ difference: { name, previousName } }: { difference: StructureDifference }) {
  return (
    <span title={name}>
      {previousName && <span className="text-ink-muted">{previousName} → </span>}
      {name}
    </span>
  );
}

/** As much as it needs: a definition that differs at its end must not be cut there. */
function Side({ text, word }: { text: string | null; word: string }) {
  if (text === null) return <NotSet word={word} />;
  return <span className="block whitespace-pre-wrap break-words py-1">{text}</span>;
}

/** What differs between two snapshots of a table, one part of the structure a line, before and after side by side. */
export function SnapshotComparison({ tableId, comparison }: { tableId: string; comparison: Comparison }) {
  const pair = { tableId, earlierId: comparison.earlier?.id, laterId: comparison.later?.id };
  return (
    <DataTable
      label="Differences"
      columns={columns}
      page={{ rows: comparison.differences, nextCursor: null }}
      rowKey={({ part, change, name }) => `${part} ${change} ${name}`}
      path=""
      csvHref={comparison.differences.length > 0 ? exportHref("differences", pair) : undefined}
      empty={
        <EmptyState title="No difference">Columns, keys, constraints and indexes are the same in both.</EmptyState>
      }
    />
  );
}
