import { columnsAsList } from "@/components/catalog/column-list";
import { defineExport } from "@/lib/export";
import { tablePolicies } from "@/lib/features/tables/policy";
import { getTable } from "@/lib/features/tables/queries";
import { tableRef } from "@/lib/features/tables/schema";
import { narrowed, readWholeListState, wholeListAddress } from "@/lib/format/whole-list";

/** Columns of one table. */
export const GET = defineExport({
  list: "columns",
  input: tableRef.extend(wholeListAddress.shape).strict(),
  policy: tablePolicies.read,
  page: async (context, filter) => {
    const { columns } = await getTable(context, filter);
    const state = readWholeListState({ q: filter.q, sort: filter.sort }, columnsAsList);
    return { rows: narrowed(columns, state, columnsAsList), nextCursor: null };
  },
  columns: [
    ["#", (row) => row.ordinalPosition],
    ["Column", (row) => row.columnName],
    ["Type", (row) => row.nativeType],
    ["Read as", (row) => row.valueKind],
    ["NULL allowed", (row) => row.isNullable],
    ["Default", (row) => row.defaultValue],
    ["Primary key", (row) => row.isPrimaryKey],
    ["Unique", (row) => row.isUnique],
    ["Identity", (row) => row.isIdentity],
    ["Generated", (row) => row.isGenerated],
    ["Row version", (row) => row.isRowVersion],
    ["Length", (row) => row.maxLength],
    ["Precision", (row) => row.numericPrecision],
    ["Scale", (row) => row.numericScale],
    ["Values", (row) => row.enumValues?.join("; ") ?? null],
    ["Collation", (row) => row.collation],
    ["Comment", (row) => row.comment],
    ["Gone since (UTC)", (row) => row.vanishedAt],
  ],
});
