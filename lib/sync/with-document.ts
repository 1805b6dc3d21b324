import { db, type Tx } from "@/lib/db/client";
import type { MappingDocument } from "@/lib/features/mapping/document/document";
import { columnsById } from "./columns-by-id";
import { targetOfColumn } from "./fields";
import { bindLookups, type StoredDefinition } from "./load-definition";

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
