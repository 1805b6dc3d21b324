import type { Column } from "@/components/data-table/columns";
import { Badge } from "@/components/ui/badge";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ListChoice } from "@/lib/features/setup/types";
import { named } from "./table-choice";

/** Columns of the choice of a list that is there already. */
export const listChoiceColumns: readonly Column<ListChoice>[] = [
  {
    id: "name",
    header: "List",
    cell: (list) => (
      <span className="inline-flex items-center gap-2" title={list.description ?? undefined}>
        {list.displayName}
        {list.isProvisioned && <Badge>Made by SyncBridge</Badge>}
        {list.twinId !== null && <Badge tone="accent">Synced from this table</Badge>}
      </span>
    ),
  },
  { id: "site", header: "Site", cell: (list) => list.siteName },
  {
    id: "items",
    header: "Items",
    align: "right",
    width: "7rem",
    cell: (list) => <NumberValue value={list.itemCount} />,
  },
  { id: "counted", header: "Counted", width: "8rem", cell: (list) => <RelativeTime at={list.countedAt} /> },
  { id: "synced", header: "Written by", cell: ({ syncedFrom, syncCount }) => named(syncedFrom, syncCount) },
];
