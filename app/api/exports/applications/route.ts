import { defineExport } from "@/lib/export";
import { applicationStatusLabels } from "@/lib/features/applications/labels";
import { applicationPolicies } from "@/lib/features/applications/policy";
import { listApplications } from "@/lib/features/applications/queries";
import { applicationFilter } from "@/lib/features/applications/schema";

export const GET = defineExport({
  list: "applications",
  input: applicationFilter.strict(),
  policy: applicationPolicies.read,
  page: listApplications,
  columns: [
    ["Application", (row) => row.name],
    ["Owner team", (row) => row.ownerTeam],
    ["Description", (row) => row.description],
    ["State", (row) => applicationStatusLabels[row.status]],
    ["Databases", (row) => row.databaseCount],
    ["Instances", (row) => row.instanceCount],
    ["Tables", (row) => row.tableCount],
    ["Syncs", (row) => row.definitionCount],
    ["Created (UTC)", (row) => row.createdAt],
    ["Id", (row) => row.id],
  ],
});
