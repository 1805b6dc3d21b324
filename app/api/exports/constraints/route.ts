import { defineExport } from "@/lib/export";
import { constraintTypeLabels } from "@/lib/features/tables/labels";
import { tablePolicies } from "@/lib/features/tables/policy";
import { getTable } from "@/lib/features/tables/queries";
import { tableRef } from "@/lib/features/tables/schema";

/** Keys and constraints of one table. */
export const GET = defineExport({
  list: "constraints",
  input: tableRef.strict(),
  policy: tablePolicies.read,
  page: async (context, ref) => ({ rows: (await getTable(context, ref)).constraints, nextCursor: null }),
  columns: [
    ["Constraint", (row) => row.constraintName],
    ["Type", (row) => constraintTypeLabels[row.constraintType]],
    ["Columns", (row) => row.columns.join("; ")],
    ["References", (row) => row.referencedTable],
    ["Referenced columns", (row) => row.referencedColumns?.join("; ") ?? null],
    ["Definition", (row) => row.definition],
  ],
});
