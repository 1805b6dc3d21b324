import type { Column } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { activationStatusLabels } from "@/lib/features/sharepoint/labels";
import type { SiteRow } from "@/lib/features/sharepoint/types";

/** What people call a site: its title, or its address until a discovery has read one. */
export function siteName(site: Pick<SiteRow, "displayName" | "hostname" | "sitePath">): string {
  return site.displayName ?? `${site.hostname}${site.sitePath}`;
}

const name: Column<SiteRow> = {
  id: "name",
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
    header: "Address",
    mono: true,
    cell: (site) => `${site.hostname}${site.sitePath}`,
    copy: (site) => site.webUrl,
  },
  {
    id: "lists",
    header: "Lists",
    align: "right",
    cell: (site) => <NumberValue value={site.lastDiscoveredAt === null ? null : site.listCount} />,
    width: "6rem",
  },
  {
    id: "discovered",
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
  { id: "connection", header: "Connection", cell: (site) => site.connectionName },
  ...found,
];
