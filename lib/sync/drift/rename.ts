import type { Tx } from "@/lib/db/client";
import { type DriftFinding, Prisma } from "@/lib/db/generated/client";
import { AppError } from "@/lib/errors/app-error";
import { loadDefinition, problemsOf } from "@/lib/sync/load-definition";
import { columnFactsOf } from "./structure";

function outdated(): AppError {
  return new AppError("input-invalid", {
    message: "The columns are no longer as they were when this was found.",
    remedy: "Introspect the database again.",
  });
}

/** Both columns of a proposal, their table locked against an introspection that stores meanwhile. */
async function requireColumns(tx: Tx, finding: DriftFinding) {
  await tx.$executeRaw`SELECT 1 FROM database_tables WHERE id = ${finding.tableId}::uuid FOR UPDATE`;
  const { tableId } = finding;
  const old = await tx.tableColumn.findFirst({ where: { id: finding.columnId ?? undefined, tableId } });
  const now = await tx.tableColumn.findFirst({ where: { tableId, columnName: finding.columnName ?? "" } });
  if (finding.columnId === null || !old || !now || old.id === now.id || !old.vanishedAt || now.vanishedAt) {
    throw outdated();
  }
  return { old, now };
}

/** The renamed column's row takes over name and facts of the new one, which goes; whatever referred to either refers to it. */
export async function takeOverRename(
  tx: Tx,
  finding: DriftFinding,
  settledBy: string,
): Promise<{
  readonly previousName: string;
  readonly definitionIds: readonly string[];
  /** Definitions that were halted for the missing column and are so no longer. */
  readonly released: readonly string[];
}> {
  const { old, now } = await requireColumns(tx, finding);
  await refuseDoubleUse(tx, old, now);
  await tx.$executeRaw`UPDATE field_mappings SET source_column_id = ${old.id}::uuid WHERE source_column_id = ${now.id}::uuid`;
  // A uuid stands for nothing else, so that it may be replaced wherever a document names it.
  await tx.$executeRaw`UPDATE mapping_versions SET document = replace(document::text, ${now.id}, ${old.id})::jsonb WHERE document::text LIKE ${`%${now.id}%`}`;
  await tx.$executeRaw`UPDATE mapping_drafts SET document = replace(document::text, ${now.id}, ${old.id})::jsonb WHERE document::text LIKE ${`%${now.id}%`}`;
  await tx.$executeRaw`UPDATE sync_key_columns SET column_id = ${old.id}::uuid WHERE column_id = ${now.id}::uuid`;
  await tx.$executeRaw`UPDATE sync_definitions SET cursor_column_id = ${old.id}::uuid WHERE cursor_column_id = ${now.id}::uuid`;
  await tx.$executeRaw`UPDATE drift_findings SET column_id = ${old.id}::uuid WHERE column_id = ${now.id}::uuid`;
  await tx.tableColumn.delete({ where: { id: now.id }, select: { id: true } });
  const { id: _, enumValues, ...facts } = now;
  await tx.tableColumn.update({
    where: { id: old.id },
    data: { ...facts, enumValues: enumValues ?? Prisma.DbNull },
    select: { id: true },
  });
  await tx.fieldMapping.updateMany({
    where: { sourceColumnId: old.id },
    data: { sourceColumnName: now.columnName },
  });
  await tx.driftFinding.update({
    where: { id: finding.id },
    data: { status: "ACKNOWLEDGED", settledAt: new Date(), settledBy },
    select: { id: true },
  });
  const definitionIds = await definitionsOn(tx, old.id);
  return { previousName: old.columnName, definitionIds, released: await releaseHalted(tx, definitionIds) };
}

interface NamedColumn {
  readonly id: string;
  readonly columnName: string;
}

async function refuseDoubleUse(tx: Tx, old: NamedColumn, now: NamedColumn): Promise<void> {
  const both = await tx.$queryRaw<{ name: string }[]>`
    SELECT d.name FROM sync_definitions d WHERE
      (SELECT count(*) FROM field_mappings m WHERE m.sync_def_id = d.id AND m.source_column_id IN (${old.id}::uuid, ${now.id}::uuid)) > 1
      OR (SELECT count(*) FROM sync_key_columns k WHERE k.sync_def_id = d.id AND k.column_id IN (${old.id}::uuid, ${now.id}::uuid)) > 1
    ORDER BY d.name`;
  if (both.length === 0) return;
  const names = both.map(({ name }) => `“${name}”`).join(", ");
  throw new AppError("in-use", {
    message: `Both “${old.columnName}” and “${now.columnName}” are mapped in ${names}.`,
    remedy: "Remove one of the two mappings first.",
  });
}

async function definitionsOn(tx: Tx, columnId: string): Promise<readonly string[]> {
  const found = await tx.$queryRaw<{ id: string }[]>`
    SELECT d.id FROM sync_definitions d WHERE d.cursor_column_id = ${columnId}::uuid
      OR EXISTS (SELECT 1 FROM field_mappings m WHERE m.sync_def_id = d.id AND m.source_column_id = ${columnId}::uuid)
      OR EXISTS (SELECT 1 FROM sync_key_columns k WHERE k.sync_def_id = d.id AND k.column_id = ${columnId}::uuid)
    ORDER BY d.id`;
  return found.map(({ id }) => id);
}

/** A definition halted as broken for this column goes on when nothing else is wrong with it. */
async function releaseHalted(tx: Tx, definitionIds: readonly string[]): Promise<readonly string[]> {
  const released: string[] = [];
  for (const id of definitionIds) {
    const stored = await loadDefinition(id, tx);
    const isForColumns = stored.haltedCode === "mapping-broken" || stored.haltedCode === "source-object-missing";
    if (!isForColumns || problemsOf(stored).length > 0) continue;
    const data = { haltedCode: null, haltedReason: null, haltedAt: null };
    await tx.syncDefinition.update({ where: { id }, data, select: { id: true } });
    released.push(id);
  }
  return released;
}

/** The proposal becomes what it stood for: one column removed, another one added, both open. */
export async function refuseRename(
  tx: Tx,
  finding: DriftFinding,
  settledBy: string,
): Promise<{ readonly previousName: string }> {
  const before = columnFactsOf(finding.before);
  const after = columnFactsOf(finding.after);
  if (!before || !after) throw outdated();
  const now = await tx.tableColumn.findFirst({
    where: { tableId: finding.tableId, columnName: after.name },
    select: { id: true },
  });
  const { tableId, databaseInstanceId } = finding;
  await tx.driftFinding.update({
    where: { id: finding.id },
    data: { status: "IGNORED", settledAt: new Date(), settledBy },
    select: { id: true },
  });
  await tx.driftFinding.createMany({
    data: [
      {
        tableId,
        databaseInstanceId,
        kind: "COLUMN_REMOVED",
        columnId: finding.columnId,
        columnName: before.name,
        before,
      },
      { tableId, databaseInstanceId, kind: "COLUMN_ADDED", columnId: now?.id ?? null, columnName: after.name, after },
    ],
  });
  return { previousName: before.name };
}
