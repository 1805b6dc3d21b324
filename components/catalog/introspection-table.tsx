import type { Column, TableFilter } from "@/components/data-table/columns";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import { type State, StateBadge } from "@/components/ui/state-badge";
import { introspectionStateLabels } from "@/lib/features/databases/labels";
import type { IntrospectionRow, IntrospectionState } from "@/lib/features/databases/types";
import { formatDuration } from "@/lib/format/duration";
import { HiddenObjects } from "./hidden-objects";
import { differencesOf } from "./introspection-words";
import { NotSet } from "./not-set";

const faces: Record<IntrospectionState, State> = { running: "running", succeeded: "in-sync", failed: "failed" };

/** Columns of a database's introspections. */
export const introspectionColumns: readonly Column<IntrospectionRow>[] = [
  { id: "started", header: "Started", width: "12rem", sortable: true, cell: (run) => <ExactTime at={run.startedAt} /> },
  {
    id: "state",
    header: "State",
    width: "8rem",
    cell: (run) => <StateBadge state={faces[run.state]} label={introspectionStateLabels[run.state]} look="plain" />,
  },
  {
    id: "tables",
    header: "Tables",
    align: "right",
    width: "6rem",
    cell: (run) => <NumberValue value={run.stats.tablesRead} />,
  },
  {
    id: "columns",
    header: "Columns",
    align: "right",
    width: "6rem",
    cell: (run) => <NumberValue value={run.stats.columnsRead} />,
  },
  {
    id: "differences",
    header: "Since the last one",
    cell: (run) => <Differences run={run} />,
    copy: (run) => run.errorMessage,
  },
  { id: "hidden", header: "Hidden", cell: (run) => <HiddenObjects run={run} /> },
  { id: "took", header: "Took", align: "right", width: "6rem", cell: (run) => <Took run={run} /> },
  { id: "instance", header: "Instance", cell: (run) => run.instanceLabel },
  { id: "by", header: "Asked for by", cell: (run) => run.requestedBy ?? <NotSet word="unknown" /> },
];

/** What introspections can be narrowed by. */
export const introspectionStateFilter: TableFilter = {
  name: "state",
  label: "State",
  options: Object.entries(introspectionStateLabels).map(([value, label]) => ({ value, label })),
};

function Differences({ run }: { run: IntrospectionRow }) {
  const { state, stats, errorMessage } = run;
  if (state === "failed") {
    return (
      <span className="block max-w-60 truncate 2xl:max-w-96" title={errorMessage ?? undefined}>
        {errorMessage}
      </span>
    );
  }
  if (state === "running") return <NotSet word="not known yet" />;
  const counts = differencesOf(stats);
  if (counts.length === 0) return <span className="text-ink-muted">no difference</span>;
  return (
    <span className="flex gap-x-3">
      {counts.map(({ word, count }) => (
        <span key={word} className="whitespace-nowrap">
          <NumberValue value={count} /> <span className="text-ink-muted">{word}</span>
        </span>
      ))}
    </span>
  );
}

/** How long it took; what of it was spent on what, on hover. */
function Took({ run: { startedAt, endedAt, stats } }: { run: IntrospectionRow }) {
  const { connectMs, readMs, storeMs } = stats.durations ?? {};
  const parts = [
    connectMs !== undefined && `connecting ${formatDuration(connectMs)}`,
    readMs !== undefined && `waiting for the database ${formatDuration(readMs)}`,
    storeMs !== undefined && `writing to the catalog ${formatDuration(storeMs)}`,
  ].filter(Boolean);
  return (
    <span className="whitespace-nowrap" title={parts.join("\n") || undefined}>
      {formatDuration(endedAt ? endedAt.getTime() - startedAt.getTime() : null)}
    </span>
  );
}
