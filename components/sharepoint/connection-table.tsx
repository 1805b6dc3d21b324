import type { Column } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ConnectionRow, SiteRow } from "@/lib/features/sharepoint/types";
import { ConnectionStateBadge } from "./connection-state";

/** Columns of a table of connections. Lists are counted over the given sites, which must be all of them. */
export function connectionColumns(sites: readonly SiteRow[]): readonly Column<ConnectionRow>[] {
  const lists = new Map<string, number>();
  for (const site of sites) lists.set(site.connectionId, (lists.get(site.connectionId) ?? 0) + site.listCount);
  return [
    { id: "name", header: "Connection", cell: (row) => row.name },
    {
      id: "state",
      header: "State",
      cell: (row) => <ConnectionStateBadge connection={row} look="plain" />,
      width: "10rem",
    },
    { id: "tenant", header: "Tenant", mono: true, cell: (row) => row.tenantId, copy: (row) => row.tenantId },
    {
      id: "sites",
      header: "Sites",
      align: "right",
      cell: (row) => <NumberValue value={row.siteCount} />,
      width: "6rem",
    },
    {
      id: "lists",
      header: "Lists",
      align: "right",
      cell: (row) => <NumberValue value={lists.get(row.id) ?? 0} />,
      width: "6rem",
    },
    {
      id: "checked",
      header: "Last checked",
      cell: (row) => <RelativeTime at={row.verification?.checkedAt ?? null} />,
      width: "8rem",
    },
  ];
}
