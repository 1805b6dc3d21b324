import { z } from "zod";
import { columnGroups, listColumnsAsList } from "@/components/sharepoint/list-column-table";
import { defineExport } from "@/lib/export";
import { columnTypeLabel } from "@/lib/features/sharepoint/labels";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { getList } from "@/lib/features/sharepoint/queries";
import { listRef } from "@/lib/features/sharepoint/schema";
import { narrowed, readWholeListState, wholeListAddress } from "@/lib/format/whole-list";

/** Columns of one list: those of a group, or all. */
export const GET = defineExport({
  list: "list-columns",
  input: listRef
    .extend({ ...wholeListAddress.shape, group: z.enum(columnGroups.map(({ id }) => id)).optional() })
    .strict(),
  policy: sharepointPolicies.read,
  page: async (context, filter) => {
    const { columns } = await getList(context, filter);
    const group = columnGroups.find(({ id }) => id === filter.group);
    const state = readWholeListState({ q: filter.q, sort: filter.sort }, listColumnsAsList);
    const rows = group ? columns.filter(group.holds) : columns;
    return { rows: narrowed(rows, state, listColumnsAsList), nextCursor: null };
  },
  columns: [
    ["Column", (row) => row.displayName],
    ["Internal name", (row) => row.columnName],
    ["Type", (row) => columnTypeLabel(row.columnType)],
    ["Required", (row) => row.isRequired],
    ["Unique", (row) => row.isUnique],
    ["Indexed", (row) => row.isIndexed],
    ["Read-only", (row) => row.isReadonly],
    ["Why it is not written", (row) => row.readOnlyReason],
    ["Hidden", (row) => row.isHidden],
    ["Characters at most", (row) => row.maxLength],
    ["Choices", (row) => row.choices?.join("; ") ?? null],
    ["Gone since (UTC)", (row) => row.vanishedAt],
  ],
});
