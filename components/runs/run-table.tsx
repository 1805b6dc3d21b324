import type { Column } from "@/components/data-table/columns";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import type { RunRow } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";
import { RunStateBadge } from "./run-state";

const tookMs = (run: RunRow) => (run.endedAt ? Date.parse(run.endedAt) - Date.parse(run.startedAt) : null);

const started: Column<RunRow> = {
  id: "started",
  header: "Started",
  cell: (run) => <ExactTime at={run.startedAt} />,
  width: "12rem",
};

const outcome: readonly Column<RunRow>[] = [
  { id: "state", header: "State", cell: (run) => <RunStateBadge run={run} look="plain" />, width: "10rem" },
  { id: "read", header: "Read", align: "right", cell: (run) => <NumberValue value={run.rowsRead} /> },
  { id: "created", header: "Created", align: "right", cell: (run) => <NumberValue value={run.itemsCreated} /> },
  { id: "updated", header: "Updated", align: "right", cell: (run) => <NumberValue value={run.itemsUpdated} /> },
  { id: "rejected", header: "Rejected", align: "right", cell: (run) => <NumberValue value={run.rowsRejected} /> },
  { id: "took", header: "Took", align: "right", cell: (run) => formatDuration(tookMs(run)) },
  { id: "by", header: "Started by", cell: (run) => run.requestedBy },
];

/** Columns of a table of runs of one definition. */
export const runColumns: readonly Column<RunRow>[] = [started, ...outcome];

/** Columns of a table of runs of all definitions. */
export const allRunColumns: readonly Column<RunRow>[] = [
  { id: "definition", header: "Sync", cell: (run) => run.definitionName },
  { ...started, cell: (run) => <RelativeTime at={run.startedAt} />, width: "8rem" },
  ...outcome,
];

export const outcomeFilter = {
  name: "outcome",
  label: "State",
  options: [
    { value: "RUNNING", label: "Running" },
    { value: "SUCCEEDED", label: "Succeeded" },
    { value: "PARTIAL", label: "Partly done" },
    { value: "FAILED", label: "Failed" },
    { value: "HALTED", label: "Halted" },
    { value: "CANCELLED", label: "Cancelled" },
  ],
} as const;
