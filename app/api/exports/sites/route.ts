import { defineExport } from "@/lib/export";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { listSites } from "@/lib/features/sharepoint/queries";
import { siteFilter } from "@/lib/features/sharepoint/schema";

/** Sites of one connection, or of all. */
export const GET = defineExport({
  list: "sites",
  input: siteFilter.strict(),
  policy: sharepointPolicies.read,
  page: listSites,
  columns: [
    ["Connection", (row) => row.connectionName],
    ["Site", (row) => row.displayName],
    ["Address", (row) => row.webUrl],
    ["State", (row) => activationStatusLabels[row.status]],
    ["Time zone", (row) => row.timeZone],
    ["Lists", (row) => (row.lastDiscoveredAt === null ? null : row.listCount)],
    ["Last discovered (UTC)", (row) => row.lastDiscoveredAt],
    ["Last discovery's error", (row) => row.discoveryError],
    ["Id", (row) => row.id],
  ],
});
