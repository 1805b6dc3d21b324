import { ArrowLeftRight } from "lucide-react";
import type { Column } from "@/components/data-table/columns";
import { DataTable } from "@/components/data-table/data-table";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { StateBadge } from "@/components/ui/state-badge";
import { TextLink } from "@/components/ui/text-link";
import type { ListDetails, ListUse } from "@/lib/features/sharepoint/types";

const columns: readonly Column<ListUse>[] = [
  { id: "sync", header: "Sync", cell: (use) => use.definitionName },
  {
    id: "table",
    header: "From table",
    mono: true,
    cell: (use) => (
      <TextLink href={`/tables/${use.tableId}`} className="relative z-1">
        {use.tableName}
      </TextLink>
    ),
  },
  {
    id: "state",
    header: "State",
    cell: (use) =>
      use.isEnabled ? (
        <StateBadge state="in-sync" label="Enabled" look="plain" />
      ) : (
        <StateBadge state="paused" look="plain" />
      ),
    width: "8rem",
  },
];

/** Which definitions write to a list. */
export function ListUses({ list }: { list: ListDetails }) {
  return (
    <Card id="syncs" title="Syncs into this list" padding="none">
      <DataTable
        label="Syncs into this list"
        columns={columns}
        page={{ rows: list.uses, nextCursor: null }}
        rowKey={(use) => use.definitionId}
        rowHref={(use) => `/syncs/${use.definitionId}`}
        path={`/sharepoint/lists/${list.id}`}
        empty={
          <EmptyState icon={<ArrowLeftRight />} title="No sync writes here" className="py-8">
            A sync keeps one table and this list the same.
          </EmptyState>
        }
        bare
      />
    </Card>
  );
}
