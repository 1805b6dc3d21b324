import type { Column } from "@/components/data-table/columns";
import { DirectionIcon } from "@/components/ui/direction-icon";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { TableUse } from "@/lib/features/tables/types";

/** Columns of the list of syncs that read a table: the way its rows take. */
export const useColumns: readonly Column<TableUse>[] = [
  { id: "sync", header: "Sync", cell: (use) => use.definitionName },
  {
    id: "list",
    header: "List",
    cell: (use) => (
      <span className="flex items-center gap-2">
        <DirectionIcon direction="push" />
        <TextLink href={`/sharepoint/lists/${use.listId}`} className="relative z-1 truncate">
          {use.listName}
        </TextLink>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    width: "9rem",
    cell: (use) => (
      <StateBadge
        state={use.isEnabled ? "in-sync" : "paused"}
        label={use.isEnabled ? "Enabled" : "Not enabled"}
        look="plain"
      />
    ),
  },
];
