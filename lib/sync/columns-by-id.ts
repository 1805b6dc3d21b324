import type { Tx } from "@/lib/db/client";
import type { SharepointColumn, TableColumn } from "@/lib/db/generated/client";

/** A table and a list with the columns that they show now. */
interface Sides {
  readonly sourceTable: { readonly id: string; readonly columns: readonly TableColumn[] };
  readonly targetList: { readonly id: string; readonly columns: readonly SharepointColumn[] };
}

/** Something that goes from one column into another. */
interface Ends {
  readonly sourceColumnId: string | null;
  readonly targetColumnId: string;
}

export interface ColumnsById {
  readonly sources: ReadonlyMap<string, TableColumn>;
  readonly targets: ReadonlyMap<string, SharepointColumn>;
}

/**
 * The columns of a table and of a list by id: those that are there, in their order, then those that are gone or hidden where `ends` name them. Only these are
 * read: `of-both-sides` where ids come from outside and may name columns of others, `anywhere` where the metastore has them.
 */
export async function columnsById(
  client: Tx,
  { sourceTable, targetList }: Sides,
  ends: readonly Ends[],
  which: "of-both-sides" | "anywhere" = "of-both-sides",
): Promise<ColumnsById> {
  const sources = new Map(sourceTable.columns.map((column) => [column.id, column]));
  const targets = new Map(targetList.columns.map((column) => [column.id, column]));
  const goneSources = ends.flatMap(({ sourceColumnId: id }) => (id === null || sources.has(id) ? [] : id));
  const goneTargets = ends.flatMap(({ targetColumnId: id }) => (targets.has(id) ? [] : id));
  if (goneSources.length > 0) {
    const where = { id: { in: goneSources }, ...(which === "anywhere" ? {} : { tableId: sourceTable.id }) };
    for (const column of await client.tableColumn.findMany({ where })) sources.set(column.id, column);
  }
  if (goneTargets.length > 0) {
    const where = { id: { in: goneTargets }, ...(which === "anywhere" ? {} : { listId: targetList.id }) };
    for (const column of await client.sharepointColumn.findMany({ where })) targets.set(column.id, column);
  }
  return { sources, targets };
}
