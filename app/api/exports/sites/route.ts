import { z } from "zod";
import { sitesAsList } from "@/components/sharepoint/site-table";
import { defineExport } from "@/lib/export";
import { activationStatusLabels } from "@/lib/features/sharepoint/labels";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { listSites } from "@/lib/features/sharepoint/queries";
import { narrowed, readWholeListState, wholeListAddress } from "@/lib/format/whole-list";

/** Sites of one connection, or of all. */
export const GET = defineExport({
  list: "sites",
  input: wholeListAddress.extend({ connectionId: z.uuid().optional() }).strict(),
  policy: sharepointPolicies.read,
  page: async (context, filter) => {
    const state = readWholeListState({ q: filter.q, sort: filter.sort }, sitesAsList);
    return { rows: narrowed(await listSites(context, filter), state, sitesAsList), nextCursor: null };
  },
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
