import { defineExport } from "@/lib/export";
import { tablePolicies } from "@/lib/features/tables/policy";
import { getTable } from "@/lib/features/tables/queries";
import { tableRef } from "@/lib/features/tables/schema";

/** Indexes of one table. */
export const GET = defineExport({
  list: "indexes",
  input: tableRef.strict(),
  policy: tablePolicies.read,
  page: async (context, ref) => ({ rows: (await getTable(context, ref)).indexes, nextCursor: null }),
  columns: [
    ["Index", (row) => row.indexName],
    ["Unique", (row) => row.isUnique],
    ["Method", (row) => row.indexMethod],
    ["Key", (row) => row.columns.join("; ")],
    ["Of these descending", (row) => row.descendingColumns.join("; ")],
    ["Carries along", (row) => row.includedColumns.join("; ")],
    ["Only where", (row) => row.predicate],
    ["Definition", (row) => row.definition],
  ],
});
