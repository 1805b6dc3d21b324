import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { historyWords } from "@/lib/features/retention/labels";
import type { KeptHistory } from "@/lib/features/retention/types";
import { plural } from "@/lib/format/plural";

const columns: readonly Column<KeptHistory>[] = [
  { id: "kind", header: "Kind", cell: ({ kind }) => historyWords[kind].label },
  { id: "days", header: "Kept", cell: ({ days }) => (days === null ? "for good" : plural(days, "day")) },
  { id: "rows", header: "Rows, about", align: "right", cell: ({ rows }) => <NumberValue value={rows} /> },
  { id: "oldest", header: "Oldest", cell: ({ oldestAt }) => (oldestAt ? <RelativeTime at={oldestAt} /> : "none") },
];

/** How much history there is. */
export function HistoryTable({ history }: { history: readonly KeptHistory[] }) {
  return (
    <DataTable
      label="History"
      columns={columns}
      page={{ rows: history, nextCursor: null }}
      rowKey={({ kind }) => kind}
      path="/settings/retention"
      bare
    />
  );
}
