import { db, type Tx } from "@/lib/db/client";
import type { MappingDocument, MappingRow } from "@/lib/features/mapping/document/document";
import { targetOfColumn } from "./fields";
import { bindLookups, type StoredDefinition } from "./load-definition";

export interface ColumnsById {
  readonly sources: ReadonlyMap<string, StoredDefinition["sourceTable"]["columns"][number]>;
  readonly targets: ReadonlyMap<string, StoredDefinition["targetList"]["columns"][number]>;
}

/** Columns of a definition's two sides by id: those that are there, in their order, and those that are gone or hidden where a row names them. */
export async function columnsById(
  client: Tx,
  stored: StoredDefinition,
  rows: readonly MappingRow[],
): Promise<ColumnsById> {
  const { sourceTableId: tableId, targetListId: listId } = stored;
  const sources = new Map(stored.sourceTable.columns.map((column) => [column.id, column]));
  const targets = new Map(stored.targetList.columns.map((column) => [column.id, column]));
  const goneSources = rows.flatMap(({ sourceColumnId: id }) => (id === null || sources.has(id) ? [] : id));
  const goneTargets = rows.flatMap(({ targetColumnId: id }) => (targets.has(id) ? [] : id));
  if (goneSources.length > 0)
    for (const column of await client.tableColumn.findMany({ where: { tableId, id: { in: goneSources } } }))
      sources.set(column.id, column);
  if (goneTargets.length > 0)
    for (const column of await client.sharepointColumn.findMany({ where: { listId, id: { in: goneTargets } } }))
      targets.set(column.id, column);
  return { sources, targets };
}

/**
 * A definition as it would be with this document published. Rows whose columns belong to neither side are left out. Nothing is written; a run
 * that is given it writes by the document.
 */
export async function withDocument(
  stored: StoredDefinition,
  document: MappingDocument,
  client: Tx = db(),
): Promise<StoredDefinition> {
  const { sources, targets } = await columnsById(client, stored, document.rows);
  const known = new Map(stored.fieldMappings.map((mapping) => [mapping.id, mapping]));
  const now = new Date();
  const fieldMappings = document.rows.flatMap((row): StoredDefinition["fieldMappings"] => {
    const source = row.sourceColumnId === null ? null : sources.get(row.sourceColumnId);
    const target = targets.get(row.targetColumnId);
    if (source === undefined || target === undefined) return [];
    const type = targetOfColumn(target).type;
    return [
      {
        id: row.id,
        syncDefId: stored.id,
        sourceColumnId: row.sourceColumnId,
        sourceColumnName: source?.columnName ?? null,
        targetColumnId: target.id,
        targetColumnName: target.columnName,
        targetType: type,
        syncDirection: row.direction,
        isSystemField: type === "read-only",
        transformRule: row.transform,
        inverseRule: row.inverse,
        nullPolicy: row.nullPolicy,
        defaultValue: row.defaultValue,
        isKey: stored.keyColumns.some(({ columnId }) => columnId === row.sourceColumnId),
        createdAt: known.get(row.id)?.createdAt ?? now,
        updatedAt: now,
        sourceColumn: source,
        targetColumn: target,
      },
    ];
  });
  const wanted = { ...stored, rowFilter: document.rowFilter, fieldMappings };
  return { ...wanted, lookups: await bindLookups(wanted, client) };
}
