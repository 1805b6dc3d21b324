import { defineExport } from "@/lib/export";
import { activationStatusLabels } from "@/lib/features/activation/labels";
import { databaseEnvironmentLabels, databaseTypeLabels } from "@/lib/features/databases/labels";
import { databasePolicies } from "@/lib/features/databases/policy";
import { listDatabases } from "@/lib/features/databases/queries";
import { databaseFilter } from "@/lib/features/databases/schema";

export const GET = defineExport({
  list: "databases",
  input: databaseFilter.strict(),
  policy: databasePolicies.read,
  page: listDatabases,
  columns: [
    ["Application", (row) => row.applicationName],
    ["Database", (row) => row.name],
    ["Kind", (row) => databaseTypeLabels[row.dbType]],
    ["Environment", (row) => databaseEnvironmentLabels[row.environment]],
    ["Own name", (row) => row.databaseName],
    ["State", (row) => activationStatusLabels[row.status]],
    ["Instances", (row) => row.instanceCount],
    ["Tables", (row) => row.tableCount],
    ["Open drift", (row) => row.openDriftCount],
    ["Syncs", (row) => row.definitionCount],
    ["Introspected (UTC)", (row) => row.lastIntrospectedAt],
    ["Next introspection (UTC)", (row) => row.nextIntrospectionAt],
    ["Viewers may see values", (row) => row.viewersMaySeeValues],
    ["Id", (row) => row.id],
  ],
});
