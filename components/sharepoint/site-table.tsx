import type { Column } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { activationStatusLabels } from "@/lib/features/sharepoint/labels";
import type { SiteRow } from "@/lib/features/sharepoint/types";
import type { WholeList } from "@/lib/format/whole-list";

/** What people call a site: its title, or its address until a discovery has read one. */
export function siteName(site: Pick<SiteRow, "displayName" | "hostname" | "sitePath">): string {
  return site.displayName ?? `${site.hostname}${site.sitePath}`;
}

/** How sites are searched and sorted. */
export const sitesAsList: WholeList<SiteRow> = {
  text: (site) => `${siteName(site)} ${site.webUrl} ${site.connectionName}`,
  order: {
    name: siteName,
    connection: (site) => site.connectionName,
    address: (site) => `${site.hostname}${site.sitePath}`,
    lists: (site) => (site.lastDiscoveredAt === null ? null : site.listCount),
    discovered: (site) => site.lastDiscoveredAt,
  },
};

const name: Column<SiteRow> = {
  id: "name",
  sortable: true,
  header: "Site",
  cell: (site) => (
    <span className="inline-flex items-center gap-2">
      {siteName(site)}
      {site.status === "DISABLED" && <StateBadge state="paused" label={activationStatusLabels.DISABLED} />}
    </span>
  ),
};

const found: readonly Column<SiteRow>[] = [
  {
    id: "address",
    sortable: true,
    header: "Address",
    mono: true,
    cell: (site) => `${site.hostname}${site.sitePath}`,
    copy: (site) => site.webUrl,
  },
  {
    id: "lists",
    sortable: true,
    header: "Lists",
    align: "right",
    cell: (site) => <NumberValue value={site.lastDiscoveredAt === null ? null : site.listCount} />,
    width: "6rem",
  },
  {
    id: "discovered",
    sortable: true,
    header: "Last discovered",
    cell: (site) => <RelativeTime at={site.lastDiscoveredAt} />,
    width: "9rem",
  },
];

/** Columns of a table of one connection's sites. */
export const siteColumns: readonly Column<SiteRow>[] = [name, ...found];

/** Columns of a table of all connections' sites. */
export const allSiteColumns: readonly Column<SiteRow>[] = [
  name,
  { id: "connection", header: "Connection", sortable: true, cell: (site) => site.connectionName },
  ...found,
];
