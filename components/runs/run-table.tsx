import type { Column } from "@/components/data-table/columns";
import { ExactTime } from "@/components/ui/exact-time";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { purposeLabels, requesterLabels } from "@/lib/features/runs/labels";
import type { RunRow } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";
import { RunCountCell, RunStateCell, RunTookCell } from "./run-cells";
import { RunStateBadge } from "./run-state";

const isOpen = (run: RunRow) => run.outcome === null;

const started: Column<RunRow> = {
  id: "started",
  header: "Started",
  cell: (run) => <ExactTime at={run.startedAt} />,
  sortable: true,
  width: "12rem",
};

type Counts = Parameters<typeof RunCountCell>[0]["count"];

/** A count of ended runs is plain text; only those under way are watched by the browser. */
const counted = (id: string, header: string, count: Counts, isExtra = false): Column<RunRow> => ({
  id,
  header,
  align: "right",
  isExtra,
  cell: (run) => (isOpen(run) ? <RunCountCell run={run} count={count} /> : <NumberValue value={run[count]} />),
});

const outcome: readonly Column<RunRow>[] = [
  {
    id: "state",
    header: "State",
    cell: (run) => (isOpen(run) ? <RunStateCell run={run} /> : <RunStateBadge run={run} look="plain" />),
    width: "10rem",
  },
  { id: "purpose", header: "Purpose", cell: (run) => purposeLabels[run.purpose], width: "6rem" },
  counted("read", "Read", "rowsRead"),
  counted("unchanged", "Unchanged", "rowsUnchanged", true),
  counted("created", "Created", "itemsCreated"),
  counted("updated", "Updated", "itemsUpdated"),
  counted("deleted", "Deleted", "itemsDeleted", true),
  counted("rejected", "Rejected", "rowsRejected"),
  counted("units", "Units", "unitsSpent", true),
  {
    id: "took",
    header: "Took",
    align: "right",
    cell: (run) => (isOpen(run) ? <RunTookCell run={run} /> : formatDuration(took(run))),
  },
  { id: "by", header: "Started by", cell: (run) => run.requestedBy },
  {
    id: "id",
    header: "Run",
    mono: true,
    isExtra: true,
    cell: (run) => run.id.slice(0, 8),
    copy: (run) => run.id,
  },
];

const took = ({ startedAt, endedAt }: RunRow) =>
  endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);

/** Columns of a table of runs of one definition. */
export const runColumns: readonly Column<RunRow>[] = [started, ...outcome];

/** Columns of a table of runs of all definitions. */
export const allRunColumns: readonly Column<RunRow>[] = [
  { id: "definition", header: "Sync", cell: (run) => run.definitionName },
  { ...started, cell: (run) => <RelativeTime at={run.startedAt} />, width: "8rem" },
  ...outcome,
];

const outcomeFilter = {
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

const purposeFilter = {
  name: "purpose",
  label: "Purpose",
  options: (["SYNC", "PLAN", "TEST"] as const).map((value) => ({ value, label: purposeLabels[value] })),
};

const requesterFilter = {
  name: "by",
  label: "By",
  usual: "anyone",
  options: Object.entries(requesterLabels).map(([value, label]) => ({ value, label })),
};

/** What a list of runs can be narrowed by, beside its days and its sync. */
export const runFilters = [outcomeFilter, purposeFilter, requesterFilter] as const;
