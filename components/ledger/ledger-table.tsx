import type { Column } from "@/components/data-table/columns";
import { Checkbox } from "@/components/ui/checkbox";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import { ledgerFilterLabels } from "@/lib/features/ledger/labels";
import type { LedgerRow } from "@/lib/features/ledger/types";
import { decisionForm } from "./decision-form";
import { EntryStateBadge } from "./entry-state";
import { ItemLink } from "./passport-sides";

const mostShown = 5;

/** Columns of the ledger: which row is which item, and what both agreed on last. What a search finds stands in the order of keys. */
export const ledgerColumns = (isSearched: boolean): readonly Column<LedgerRow>[] => [
  {
    id: "identity",
    header: "Row",
    mono: true,
    sortable: true,
    cell: (row) => row.identity,
    copy: (row) => row.identity,
  },
  {
    id: "state",
    header: "State",
    sortable: !isSearched,
    cell: (row) => <EntryStateBadge state={row.state} />,
    width: "9rem",
  },
  {
    id: "item",
    header: "Item",
    cell: (row) => (row.itemId === null ? "–" : <ItemLink itemId={row.itemId} url={row.itemUrl} />),
    copy: (row) => row.itemUrl,
    width: "6rem",
  },
  { id: "values", header: "Agreed on last", fills: true, cell: (row) => <Values row={row} /> },
  {
    id: "written",
    header: "Written",
    sortable: !isSearched,
    cell: (row) => <LastRun row={row} />,
    width: "8rem",
  },
  {
    id: "run",
    header: "Run",
    mono: true,
    isExtra: true,
    cell: (row) => row.lastRunId?.slice(0, 8) ?? "–",
    copy: (row) => row.lastRunId,
    width: "8rem",
  },
];

/** Of entries that wait: a checkbox each, for a decision about several. */
export const decisionColumn: Column<LedgerRow> = {
  id: "chosen",
  header: "Decide",
  width: "5rem",
  cell: (row) => (
    <Checkbox className="z-1" form={decisionForm} name="entry" value={row.id} aria-label={`Decide ${row.identity}`} />
  ),
};

/** Of entries with a field that waits: what stands against what. */
export const heldColumn: Column<LedgerRow> = {
  id: "held",
  header: "Waits for a decision",
  fills: true,
  cell: (row) => (
    <span className="mask-r-from-[calc(100%-2rem)] flex gap-x-4 overflow-hidden text-sm print:flex-wrap print:mask-none">
      {row.held.map(({ mappingId, column, ours, theirs }) => (
        <span key={mappingId} className="inline-flex shrink-0 gap-1">
          <span className="text-ink-muted">{column}: table</span>
          <span className="max-w-36 truncate font-mono">{ours ?? "empty"}</span>
          <span className="text-ink-muted">, list</span>
          <span className="max-w-36 truncate font-mono">{theirs ?? "empty"}</span>
        </span>
      ))}
    </span>
  ),
};

function Values({ row }: { row: LedgerRow }) {
  const present = row.values.filter((entry) => entry.value !== null);
  return (
    <span className="mask-r-from-[calc(100%-2rem)] flex gap-x-4 overflow-hidden text-sm print:flex-wrap print:mask-none">
      {present.slice(0, mostShown).map((entry) => (
        <span key={entry.column} className="inline-flex shrink-0 gap-1">
          <span className="text-ink-muted">{entry.column}</span>
          <span className="max-w-36 truncate font-mono">{entry.value}</span>
        </span>
      ))}
    </span>
  );
}

function LastRun({ row }: { row: LedgerRow }) {
  if (row.lastRunId === null) return <RelativeTime at={row.lastSyncAt} />;
  return (
    <TextLink href={`/runs/${row.lastRunId}`} className="relative z-1">
      <RelativeTime at={row.lastSyncAt} />
    </TextLink>
  );
}

export const ledgerStateFilter = {
  name: "state",
  label: "State",
  options: Object.entries(ledgerFilterLabels).map(([value, label]) => ({ value, label })),
};
