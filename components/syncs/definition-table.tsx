import { ArrowRight } from "lucide-react";
import type { Column, TableFilter } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { lastOutcomeLabels, modeLabels, stateLabels } from "@/lib/features/syncs/labels";
import { definitionStates } from "@/lib/features/syncs/schema";
import type { DefinitionEnds, DefinitionRow } from "@/lib/features/syncs/types";
import { formatDuration } from "@/lib/format/duration";
import { LiveDefinitionState } from "./live-definition-state";

type DefinitionColumn = Column<DefinitionRow>;

const unknown = <span className="text-ink-faint">unknown</span>;

const name: DefinitionColumn = { id: "name", header: "Sync", sortable: true, cell: (row) => row.name };
const state: DefinitionColumn = {
  id: "health",
  header: "State",
  sortable: true,
  cell: (row) => <LiveDefinitionState definitionId={row.id} state={row.state} why={row.pausedBy} />,
  width: "8rem",
};
const between: DefinitionColumn = {
  id: "between",
  header: "From table to list",
  shrinks: true,
  cell: (row) => (
    <span className="flex items-center gap-1.5" title={`${row.tableName} to ${row.listName}`}>
      <span className="truncate font-mono text-sm">{row.tableName}</span>
      <ArrowRight aria-label="to" className="size-3.5 shrink-0 text-accent" />
      <span className="truncate">{row.listName}</span>
    </span>
  ),
};
const inSyncSince: DefinitionColumn = {
  id: "since",
  header: "In sync since",
  cell: (row) => <RelativeTime at={row.inSyncSince} />,
  width: "8rem",
};
const behind: DefinitionColumn = {
  id: "behind",
  header: "Rows behind",
  align: "right",
  cell: (row) => (row.rowsBehind === null ? unknown : <Behind rows={row.rowsBehind} isMore={row.hasUnreadRows} />),
};
const oldest: DefinitionColumn = {
  id: "oldest",
  header: "Oldest unsynced",
  cell: (row) => <RelativeTime at={row.oldestUnsyncedAt} none={row.rowsBehind === null ? "unknown" : "none known"} />,
  width: "9rem",
};
const lag: DefinitionColumn = {
  id: "lag",
  header: "Lag",
  align: "right",
  cell: ({ lagMs }) =>
    lagMs === null ? unknown : lagMs === 0 ? <span className="text-ink-faint">none known</span> : formatDuration(lagMs),
};
const items: DefinitionColumn = {
  id: "items",
  header: "Items",
  align: "right",
  sortable: true,
  cell: (row) => <NumberValue value={row.linkedItems} />,
};
const rejected: DefinitionColumn = {
  id: "rejections",
  header: "Rejected",
  align: "right",
  sortable: true,
  cell: (row) =>
    row.openRejections === 0 || !row.maySeeValues ? (
      <NumberValue value={row.openRejections} className={row.openRejections === 0 ? "text-ink-faint" : undefined} />
    ) : (
      <TextLink href={`/syncs/${row.id}/rejections`} className="relative z-1">
        <NumberValue value={row.openRejections} />
      </TextLink>
    ),
};
const lastRun: DefinitionColumn = {
  id: "last",
  header: "Last run",
  sortable: true,
  cell: (row) =>
    row.lastRunId === null ? (
      <RelativeTime at={null} />
    ) : (
      <TextLink href={`/runs/${row.lastRunId}`} className="relative z-1">
        <RelativeTime at={row.lastRunAt} />
        {row.lastOutcome !== null && `, ${lastOutcomeLabels[row.lastOutcome]}`}
      </TextLink>
    ),
};
const nextRun: DefinitionColumn = {
  id: "next",
  header: "Next run",
  sortable: true,
  cell: (row) =>
    row.isUnfinished ? (
      <TextLink href={`/syncs/${row.id}/setup`} className="relative z-1 text-sm">
        Continue set-up
      </TextLink>
    ) : (
      <RelativeTime at={row.nextRunAt} none={noNextRun(row)} />
    ),
  width: "8rem",
};

/** Why no run is due. */
function noNextRun({ scheduleCron, isEnabled, pausedBy, haltedReason }: DefinitionRow): string {
  if (scheduleCron === null) return "not scheduled";
  if (!isEnabled || pausedBy !== null) return "paused";
  return haltedReason === null ? "not yet due" : "halted";
}

function Behind({ rows, isMore }: { rows: number; isMore: boolean }) {
  if (!isMore) return <NumberValue value={rows} className={rows === 0 ? "text-ink-faint" : undefined} />;
  if (rows === 0) return <span title="The table holds newer values than the last run has read.">some</span>;
  return (
    <span title="The table also holds newer values than the last run has read.">
      <NumberValue value={rows} /> or more
    </span>
  );
}

/** How every definition stands, for the overview. */
export const healthColumns: readonly DefinitionColumn[] = [
  name,
  state,
  inSyncSince,
  behind,
  { ...oldest, isSpare: true },
  rejected,
  { ...lag, isSpare: true },
  nextRun,
];

/** Columns of the list of definitions. */
export const definitionColumns: readonly DefinitionColumn[] = [
  name,
  state,
  between,
  { id: "mode", header: "Mode", cell: (row) => modeLabels[row.mode], isExtra: true },
  {
    id: "schedule",
    header: "Schedule",
    mono: true,
    cell: (row) => row.scheduleCron ?? <span className="font-sans text-ink-faint">none</span>,
    isExtra: true,
  },
  lastRun,
  nextRun,
  { ...lag, isExtra: true },
  behind,
  { ...items, isExtra: true },
  rejected,
  { ...inSyncSince, isExtra: true },
  { ...oldest, isExtra: true },
  {
    id: "rows",
    header: "Rows",
    align: "right",
    cell: (row) => <NumberValue value={row.sourceRows} />,
    isExtra: true,
  },
  { id: "counted", header: "Counted", cell: (row) => <RelativeTime at={row.countedAt} />, isExtra: true },
];

export const definitionFilters = ({ databases, sites }: DefinitionEnds): readonly TableFilter[] => [
  {
    name: "state",
    label: "State",
    options: definitionStates.map((value) => ({ value, label: stateLabels[value] })),
  },
  { name: "mode", label: "Mode", options: Object.entries(modeLabels).map(([value, label]) => ({ value, label })) },
  { name: "database", label: "Database", options: databases.map(({ id, name }) => ({ value: id, label: name })) },
  { name: "site", label: "Site", options: sites.map(({ id, name }) => ({ value: id, label: name })) },
];
