import { templateLabel } from "@/components/sharepoint/list-template";
import { defineExport } from "@/lib/export";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { listLists } from "@/lib/features/sharepoint/queries";
import { listFilter } from "@/lib/features/sharepoint/schema";

export const GET = defineExport({
  list: "lists",
  input: listFilter.strict(),
  policy: sharepointPolicies.read,
  page: listLists,
  columns: [
    ["Site", (row) => row.siteName],
    ["List", (row) => row.displayName],
    ["Description", (row) => row.description],
    ["Kind", (row) => templateLabel(row.template)],
    ["Items", (row) => row.itemCount],
    ["Counted (UTC)", (row) => row.countedAt],
    ["Columns", (row) => row.columnCount],
    ["Syncs", (row) => row.definitionCount],
    ["Hidden", (row) => row.isHidden],
    ["Made here", (row) => row.isProvisioned],
    ["Gone since (UTC)", (row) => row.vanishedAt],
    ["Address", (row) => row.webUrl],
    ["List id", (row) => row.listGuid],
    ["Id", (row) => row.id],
  ],
});
