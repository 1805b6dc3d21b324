import type { Column, TableFilter } from "@/components/data-table/columns";
import { NumberValue } from "@/components/ui/number-value";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { activationStatus } from "@/lib/features/activation/schema";
import { siteFilter, siteSort } from "@/lib/features/sharepoint/schema";
import type { SiteRow } from "@/lib/features/sharepoint/types";
import { readTableState, type SearchParams, sortFilter } from "@/lib/format/table-state";

/** What people call a site: its title, or its address until a discovery has read one. */
export function siteName(site: Pick<SiteRow, "displayName" | "hostname" | "sitePath">): string {
  return site.displayName ?? `${site.hostname}${site.sitePath}`;
}

const name: Column<SiteRow> = {
  id: "name",
  sortable: true,
  header: "Site",
  copy: siteName,
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
  {
    id: "zone",
    header: "Time zone",
    isExtra: true,
    cell: (site) => site.timeZone ?? <span className="text-ink-faint">not entered</span>,
    width: "10rem",
  },
];

/** The choices above a table of sites. */
export const siteFilters: readonly TableFilter[] = [
  {
    name: "status",
    label: "State",
    options: activationStatus.options.map((value) => ({ value, label: activationStatusLabels[value].toLowerCase() })),
  },
  {
    name: "discovery",
    label: "Last discovery",
    options: [
      { value: "done", label: "came in" },
      { value: "failed", label: "failed" },
      { value: "none", label: "never" },
    ],
  },
];

/** What an address asks of a table of sites, for the table and for its query. */
export function siteStateOf(params: SearchParams, connectionId?: string) {
  const state = readTableState(params, {
    // Of one connection there is nothing to sort by it.
    sortable: siteSort.options.filter((sort) => connectionId === undefined || sort !== "connection"),
    filters: { status: activationStatus.options, discovery: siteFilter.shape.discovery.unwrap().options },
  });
  const filter = siteFilter.parse({
    connectionId,
    search: state.q,
    ...state.filters,
    ...sortFilter(state),
    cursor: state.after ?? undefined,
  });
  return { state, filter };
}

/** Columns of a table of one connection's sites. */
export const siteColumns: readonly Column<SiteRow>[] = [name, ...found];

/** Columns of a table of all connections' sites. */
export const allSiteColumns: readonly Column<SiteRow>[] = [
  name,
  { id: "connection", header: "Connection", sortable: true, cell: (site) => site.connectionName },
  ...found,
];
