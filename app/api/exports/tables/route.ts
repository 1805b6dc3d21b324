import { defineExport } from "@/lib/export";
import { tablePolicies } from "@/lib/features/tables/policy";
import { listTables } from "@/lib/features/tables/queries";
import { tableFilter } from "@/lib/features/tables/schema";

export const GET = defineExport({
  list: "tables",
  input: tableFilter.strict(),
  policy: tablePolicies.read,
  page: listTables,
  columns: [
    ["Database", (row) => row.databaseName],
    ["Schema", (row) => row.schemaName],
    ["Table", (row) => row.tableName],
    ["Type", (row) => row.variety],
    ["Rows, about", (row) => row.rowEstimate],
    ["Bytes", (row) => row.sizeBytes],
    ["Columns", (row) => row.columnCount],
    ["Primary key", (row) => row.primaryKey],
    ["Open drift", (row) => row.openDriftCount],
    ["Syncs", (row) => row.definitionCount],
    ["Introspected (UTC)", (row) => row.lastIntrospectedAt],
    ["Gone since (UTC)", (row) => row.vanishedAt],
    ["Comment", (row) => row.comment],
    ["Id", (row) => row.id],
  ],
});
