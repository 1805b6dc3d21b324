import { db, type Tx } from "@/lib/db/client";
import { type MappingDocument, mappingDocument } from "@/lib/features/mapping/document/document";
import type { PublishedMapping } from "@/lib/features/mapping/types";
import type { StoredDefinition } from "../load-definition";
import { documentOf, unitRowsOf } from "../mapping-versions";

/** What is published, with who published it. */
export async function publishedOf(stored: StoredDefinition, client: Tx = db()): Promise<PublishedMapping> {
  const version = await client.mappingVersion.findUnique({
    where: { syncDefId_version: { syncDefId: stored.id, version: stored.mappingVersion } },
  });
  const unitRows = await unitRowsOf(client, stored.id);
  return {
    version: stored.mappingVersion,
    document: documentOf(stored, unitRows),
    at: version?.publishedAt ?? null,
    by: version?.publishedBy ?? null,
    reason: version?.reason ?? null,
  };
}

/** A version's document; null for one from before versions were kept. */
export async function versionOf(tx: Tx, definitionId: string, version: number): Promise<MappingDocument | null> {
  const row = await tx.mappingVersion.findUnique({
    where: { syncDefId_version: { syncDefId: definitionId, version } },
    select: { document: true },
  });
  return row && mappingDocument.parse(row.document);
}

/**
 * An earlier document as far as it can be restored on the columns of today, and what of it cannot, in sentences. A list column that was made anew
 * is found by its name.
 */
export async function restorable(
  tx: Tx,
  stored: StoredDefinition,
  document: MappingDocument,
): Promise<{ readonly document: MappingDocument; readonly notRestored: readonly string[] }> {
  const sourceIds = document.rows.flatMap((row) => row.sourceColumnId ?? []);
  const sources = await tx.tableColumn.findMany({ where: { id: { in: sourceIds } } });
  const targetIds = document.rows.map((row) => row.targetColumnId);
  const targets = await tx.sharepointColumn.findMany({ where: { id: { in: targetIds } } });
  const notRestored: string[] = [];
  const moved = new Map<string, string>();
  const rows = document.rows.flatMap((row) => {
    const source = sources.find(({ id }) => id === row.sourceColumnId);
    const target = targets.find(({ id }) => id === row.targetColumnId);
    const isHere = target?.listId === stored.targetListId && target.vanishedAt === null;
    const now = isHere ? target : stored.targetList.columns.find(({ columnName }) => columnName === target?.columnName);
    const from = row.sourceColumnId === null ? "an expression" : `“${source?.columnName ?? "a column"}”`;
    const to = `“${target?.columnName ?? "a list column"}”`;
    const isSourceGone =
      row.sourceColumnId !== null && (source?.tableId !== stored.sourceTableId || source.vanishedAt !== null);
    if (isSourceGone) notRestored.push(`${from} → ${to}: the column is gone from the table.`);
    else if (!now) notRestored.push(`${from} → ${to}: the column is gone from the list.`);
    else {
      if (now.id !== row.targetColumnId) moved.set(row.targetColumnId, now.id);
      return [{ ...row, targetColumnId: now.id }];
    }
    return [];
  });
  const kept = new Set(rows.map(({ targetColumnId }) => targetColumnId));
  const unitRows = document.unitRows.map((unitRow) => ({
    ...unitRow,
    expected: Object.fromEntries(
      Object.entries(unitRow.expected).flatMap(([id, text]) => {
        const now = moved.get(id) ?? id;
        return kept.has(now) ? [[now, text] as const] : [];
      }),
    ),
  }));
  return { document: { rowFilter: document.rowFilter, rows, unitRows }, notRestored };
}
