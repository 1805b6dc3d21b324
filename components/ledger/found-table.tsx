import type { Column } from "@/components/data-table/columns";
import { RelativeTime } from "@/components/ui/relative-time";
import { TextLink } from "@/components/ui/text-link";
import type { FoundEntry } from "@/lib/features/ledger/types";
import { EntryStateBadge } from "./entry-state";
import { ItemLink } from "./passport-sides";

/** The passport of a row that was found. */
export const foundHref = ({ definitionId, id }: FoundEntry) => `/syncs/${definitionId}/ledger/row?entry=${id}`;

/** Columns of rows that `asked` found in the ledgers of all syncs. */
export const foundColumns = (asked: string): readonly Column<FoundEntry>[] => [
  { id: "identity", header: "Row", mono: true, cell: (row) => row.identity, copy: (row) => row.identity },
  { id: "sync", header: "Sync", cell: (row) => <SyncLinks row={row} asked={asked} /> },
  { id: "list", header: "List", cell: (row) => row.listName, copy: (row) => row.listName },
  { id: "state", header: "State", cell: (row) => <EntryStateBadge state={row.state} />, width: "11rem" },
  {
    id: "item",
    header: "Item",
    cell: (row) => (row.itemId === null ? "–" : <ItemLink itemId={row.itemId} url={row.itemUrl} />),
    copy: (row) => row.itemUrl,
    width: "6rem",
  },
  { id: "synced", header: "Written", cell: (row) => <RelativeTime at={row.lastSyncAt} />, width: "8rem" },
];

/** Leads to the sync, and from its last row here to those that are left out. */
function SyncLinks({ row, asked }: { row: FoundEntry; asked: string }) {
  return (
    <span className="relative z-1 flex flex-wrap gap-x-3">
      <TextLink href={`/syncs/${row.definitionId}`}>{row.definitionName}</TextLink>
      {row.hasMore && (
        <TextLink href={`/syncs/${row.definitionId}/ledger?q=${encodeURIComponent(asked)}`}>more there</TextLink>
      )}
    </span>
  );
}
