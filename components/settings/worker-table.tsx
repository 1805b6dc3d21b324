import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { WorkerRow } from "@/lib/features/workers/types";

const columns: readonly Column<WorkerRow>[] = [
  {
    id: "worker",
    header: "Worker",
    cell: ({ host, processId }) => (
      <span className="flex flex-col">
        <span className="whitespace-normal break-all text-ink">{host}</span>
        <span className="text-ink-muted text-sm">process {processId}</span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    cell: ({ isAlive, seenAt }) =>
      isAlive ? (
        <StateBadge state="in-sync" label="Alive" look="plain" />
      ) : (
        <span className="inline-flex items-center gap-2">
          <StateBadge state="failed" label="Silent" look="plain" />
          <RelativeTime at={seenAt} />
        </span>
      ),
  },
  { id: "since", header: "Started", cell: ({ startedAt }) => <RelativeTime at={startedAt} /> },
  {
    id: "version",
    header: "Version",
    cell: ({ version, nodeVersion }) => (
      <span className="flex flex-col">
        <span className="text-ink">{version}</span>
        <span className="text-ink-muted text-sm">Node.js {nodeVersion}</span>
      </span>
    ),
  },
  {
    id: "runs",
    header: "Runs at once",
    align: "right",
    cell: ({ runsAtOnce }) => <NumberValue value={runsAtOnce} />,
  },
  {
    id: "holds",
    header: "Works on",
    cell: ({ holds }) =>
      holds.length === 0 ? (
        "nothing"
      ) : (
        <span className="flex flex-wrap gap-x-3">
          {holds.map(({ definitionId, name }) => (
            <TextLink key={definitionId} href={`/syncs/${definitionId}/runs`}>
              {name}
            </TextLink>
          ))}
        </span>
      ),
  },
];

/** Workers by what they last said of themselves. */
export function WorkerTable({ workers }: { workers: readonly WorkerRow[] }) {
  return (
    <DataTable
      label="Workers"
      columns={columns}
      page={{ rows: workers, nextCursor: null }}
      rowKey={({ name }) => name}
      path="/settings/workers"
      bare
      empty={
        <EmptyState title="No worker has said that it is alive">
          Start one with npm run worker. Without it no sync runs and nothing is introspected.
        </EmptyState>
      }
    />
  );
}
