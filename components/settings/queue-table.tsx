import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { NumberValue } from "@/components/ui/number-value";
import { jobLabels } from "@/lib/features/workers/labels";
import type { QueueRow } from "@/lib/features/workers/types";
import { formatDuration } from "@/lib/format/duration";

const count = (id: "waiting" | "active" | "later" | "failed", header: string): Column<QueueRow> => ({
  id,
  header,
  align: "right",
  cell: (queue) => <NumberValue value={queue[id]} />,
});

const columns: readonly Column<QueueRow>[] = [
  { id: "name", header: "Jobs", cell: ({ name }) => jobLabels[name] ?? name },
  count("waiting", "Waiting"),
  {
    id: "oldest",
    header: "Oldest waits for",
    align: "right",
    cell: ({ oldestSeconds }) => (oldestSeconds === null ? "–" : formatDuration(oldestSeconds * 1_000)),
  },
  count("active", "Under way"),
  count("later", "For later"),
  count("failed", "Given up in 24 h"),
];

/** How deep each queue is. */
export function QueueTable({ queues }: { queues: readonly QueueRow[] }) {
  return (
    <DataTable
      label="Queues"
      columns={columns}
      page={{ rows: queues, nextCursor: null }}
      rowKey={({ name }) => name}
      path="/settings/workers"
      bare
      empty={<EmptyState title="There is no queue yet">The first worker makes it at its start.</EmptyState>}
    />
  );
}
