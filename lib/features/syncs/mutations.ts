import { randomUUID } from "node:crypto";
import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { type MappingRow, newRow } from "@/lib/features/mapping/document/document";
import { type Suggestion, suggestRows, sureScore } from "@/lib/features/mapping/document/suggest";
import { requireTimeZone } from "@/lib/jobs/cron";
import { editorColumns } from "@/lib/sync/editor/columns";
import { targetOfColumn } from "@/lib/sync/fields";
import { requireDecidedMove } from "@/lib/sync/installation";
import { loadDefinition, problemsOf, type StoredDefinition } from "@/lib/sync/load-definition";
import { bindLookup, foreignKeysOf, parentsOfLists } from "@/lib/sync/lookup-sources";
import { documentOf, keepVersion, lockMapping, raiseVersion, unitRowsOf } from "@/lib/sync/mapping-versions";
import { keyColumnName, prepareList } from "@/lib/sync/prepare-list";
import { publishDocument, storeFirstRows } from "@/lib/sync/publish-mapping";
import { refuseTwin } from "@/lib/sync/refuse-twin";
import { requireMatched } from "@/lib/sync/require-first-match";
import { withDocument } from "@/lib/sync/with-document";
import { syncPolicies } from "./policy";
import type {
  AddMappingInput,
  DefinitionRef,
  DescribeDefinitionInput,
  ImportDefinitionInput,
  RemoveMappingInput,
} from "./schema";

/**
 * Creates a disabled one-way definition with the table's key, and mappings as given, or else those that are sure by names and types. Throws `already-exists` when this table is
 * synced into this list already, `definition-incomplete` when the table has no key.
 */
export async function createDefinition(
  context: Context,
  input: ImportDefinitionInput,
): Promise<{ readonly definitionId: string }> {
  requireAllowed(context, syncPolicies.define);
  const { mappings, ...told } = input;
  return inTransaction(async (tx) => {
    const table = await requireTable(tx, input.tableId);
    const list = await requireList(tx, input.listId);
    await refuseTwin(tx, { tableId: table.id, listGuid: list.listId });
    const key = keyOf(table);
    const definition = await tx.syncDefinition.create({
      data: {
        name: input.name,
        sourceTableId: table.id,
        targetListId: list.id,
        syncMode: "ONE_WAY_PUSH",
        conflictPolicy: input.conflictPolicy,
        keyStrategy: key.strategy,
        keyConstraintName: key.constraintName,
        cursorStrategy: "FULL_SCAN",
        identityNamespace: input.identityNamespace ?? null,
      },
      select: { id: true },
    });
    const syncDefId = definition.id;
    await tx.syncTarget.create({
      data: {
        syncDefId,
        targetListId: list.id,
        connectionId: list.site.connectionId,
        siteId: list.siteId,
        isDefault: true,
      },
    });
    const { instances } = table.database;
    await tx.syncSource.createMany({
      data: instances.map((instance) => ({
        syncDefId,
        databaseInstanceId: instance.id,
        role: instance.role,
        priority: instance.priority,
      })),
    });
    await tx.syncKeyColumn.createMany({
      data: key.columns.map((column, index) => ({ syncDefId, columnId: column.id, ordinalPosition: index + 1 })),
    });
    const stored = await loadDefinition(syncDefId, tx);
    const rows = mappings?.map(rowOf) ?? (await sureRows(tx, stored, input.titleFrom));
    const made = await storeFirstRows(tx, stored, { rowFilter: null, rows, unitRows: [] });
    for (const row of rows) requireMappable(made, row);
    await keepVersion(tx, syncDefId, { by: context.actor.name, reason: null });
    const after = {
      ...told,
      keyStrategy: key.strategy,
      keyColumns: key.columns.map((column) => column.columnName),
      mappings: rows.length,
    };
    await recordAudit(tx, context, {
      action: "sync.created",
      targetKind: "sync",
      targetId: syncDefId,
      targetName: input.name,
      after,
    });
    return { definitionId: syncDefId };
  });
}

const rowOf = ({ sourceColumnId, targetColumnId }: Pick<Suggestion, "sourceColumnId" | "targetColumnId">) =>
  newRow(randomUUID(), sourceColumnId, targetColumnId);

/**
 * What was chosen for the title, and pairs of columns that are sure enough to be taken without a look; of lookups only those whose items are known
 * for this very column. What else may belong together is proposed in the set-up and in the editor.
 */
async function sureRows(
  tx: Tx,
  stored: StoredDefinition,
  titleFrom: string | undefined,
): Promise<readonly MappingRow[]> {
  const { sources, targets } = await editorColumns(tx, stored, []);
  const parents = await parentsOfLists(tx, [...new Set(targets.flatMap(({ lookupListId }) => lookupListId ?? []))]);
  const foreignKeys = foreignKeysOf(stored.sourceTable.constraints);
  const nameOf = new Map(sources.map(({ id, name }) => [id, name]));
  const targetOf = new Map(targets.map((target) => [target.id, target]));
  const isBound = ({ sourceColumnId, targetColumnId }: Suggestion) => {
    const { name: targetColumn = "", type, lookupListId } = targetOf.get(targetColumnId) ?? {};
    if (!lookupListId) return true;
    const lookup = {
      sourceColumn: nameOf.get(sourceColumnId) ?? "",
      targetColumn,
      isMultiple: type === "multi-lookup",
    };
    const { databaseId } = stored.sourceTable;
    return bindLookup({ ...lookup, databaseId, foreignKeys }, parents.get(lookupListId) ?? []).source !== null;
  };
  const named = sources.find(({ name }) => name === titleFrom);
  const title = targets.find(({ name, isReadOnly }) => name === "Title" && !isReadOnly);
  const titled = named && title ? [rowOf({ sourceColumnId: named.id, targetColumnId: title.id })] : [];
  const alike = suggestRows({ sources, targets }, titled);
  return [...titled, ...alike.filter((pair) => pair.score >= sureScore && isBound(pair)).map(rowOf)];
}

async function requireTable(tx: Tx, tableId: string) {
  const table = await tx.databaseTable.findUnique({
    where: { id: tableId },
    include: {
      columns: { where: { vanishedAt: null }, orderBy: { ordinalPosition: "asc" } },
      constraints: true,
      database: { include: { instances: { where: { status: "ACTIVE" } } } },
    },
  });
  if (!table) throw new AppError("not-found", { message: "This table does not exist." });
  return table;
}

async function requireList(tx: Tx, listId: string) {
  const list = await tx.sharepointList.findUnique({
    where: { id: listId },
    include: { site: true },
  });
  if (!list) throw new AppError("not-found", { message: "This list does not exist." });
  return list;
}

/** The primary key, or else the first unique constraint without nullable columns, or else the first one. */
function keyOf(table: Awaited<ReturnType<typeof requireTable>>) {
  const columnsOf = (names: Prisma.JsonValue) =>
    (Array.isArray(names) ? names : []).flatMap((name) => table.columns.filter((column) => column.columnName === name));
  const primary = table.constraints.find((constraint) => constraint.constraintType === "PRIMARY_KEY");
  if (primary) return { strategy: "PRIMARY_KEY" as const, constraintName: null, columns: columnsOf(primary.columns) };
  const uniques = table.constraints
    .filter((constraint) => constraint.constraintType === "UNIQUE")
    .toSorted((a, b) => (a.constraintName < b.constraintName ? -1 : 1));
  const unique =
    uniques.find((candidate) => columnsOf(candidate.columns).every((column) => !column.isNullable)) ?? uniques[0];
  // Without a key of its own the table is told apart by columns that a person chooses on the page "Key".
  if (!unique) return { strategy: "COMPOSITE_COLUMNS" as const, constraintName: null, columns: [] };
  return {
    strategy: "UNIQUE_CONSTRAINT" as const,
    constraintName: unique.constraintName,
    columns: columnsOf(unique.columns),
  };
}

/** Throws `not-found` for a row between columns of other sides, `input-invalid` for a list column that cannot be written or is not to be mapped. */
function requireMappable(stored: StoredDefinition, row: MappingRow): void {
  const mapping = stored.fieldMappings.find(({ id }) => id === row.id);
  if (!mapping) throw new AppError("not-found", { message: "One of the two columns does not belong to this sync." });
  const target = mapping.targetColumn;
  const refuse = (message: string, remedy?: string) =>
    new AppError("input-invalid", { message, remedy, details: { field: "targetColumnId" } });
  const described = targetOfColumn(target);
  if (described.type === "read-only" || target.columnName === keyColumnName)
    throw refuse(`The list column “${target.columnName}” cannot be written. ${described.readOnlyReason ?? ""}`.trim());
  if (target.id !== stored.markColumnId) return;
  throw refuse(
    `The list column “${target.columnName}” takes the mark of rows that left the table.`,
    "Choose another mark column first.",
  );
}

/** The mapping under lock, for a change of it. */
async function openMapping(tx: Tx, definitionId: string) {
  await lockMapping(tx, definitionId);
  const stored = await loadDefinition(definitionId, tx);
  return { stored, document: documentOf(stored, await unitRowsOf(tx, definitionId)) };
}

/**
 * Maps one more column; what was pushed before is compared anew by the next run. Throws `already-exists` when either column is mapped.
 * `formerId`: the id of a field of this definition that was in this list column until now, so that what its items hold is still known.
 */
export async function addMapping(
  context: Context,
  input: AddMappingInput,
  formerId: string | null = null,
): Promise<void> {
  requireAllowed(context, syncPolicies.define);
  await inTransaction(async (tx) => {
    const { stored, document } = await openMapping(tx, input.definitionId);
    const taken = stored.fieldMappings.find(
      ({ sourceColumnId, targetColumnId }) =>
        sourceColumnId === input.sourceColumnId || targetColumnId === input.targetColumnId,
    );
    if (taken)
      throw new AppError("already-exists", {
        message: `“${taken.sourceColumnName}” is mapped to “${taken.targetColumnName}” already.`,
      });
    const row = newRow(formerId ?? randomUUID(), input.sourceColumnId, input.targetColumnId);
    const next = { ...document, rows: [...document.rows, row] };
    requireMappable(await withDocument(stored, next, tx), row);
    const entry = { action: "sync.mapping-added", after: input };
    await publishDocument(tx, context, stored, next, { reason: null, entry });
  });
}

/** Removes a mapping; the list keeps the values that were pushed. */
export async function removeMapping(context: Context, input: RemoveMappingInput): Promise<void> {
  requireAllowed(context, syncPolicies.define);
  await inTransaction(async (tx) => {
    const { stored, document } = await openMapping(tx, input.definitionId);
    const mapping = stored.fieldMappings.find(({ id }) => id === input.mappingId);
    if (!mapping) throw new AppError("not-found", { message: "This mapping does not exist." });
    const before = { sourceColumn: mapping.sourceColumnName, targetColumn: mapping.targetColumnName };
    const next = { ...document, rows: document.rows.filter(({ id }) => id !== mapping.id) };
    await publishDocument(tx, context, stored, next, {
      reason: null,
      entry: { action: "sync.mapping-removed", before },
    });
  });
}

/**
 * Sets what a definition says of itself and the zone of its table's zone-less timestamps; another zone is another version of every such value,
 * so that the next run compares everything. Harmless when repeated. Throws `not-found`, and `input-invalid` for a zone that is none.
 */
export async function describeDefinition(context: Context, input: DescribeDefinitionInput): Promise<void> {
  requireAllowed(context, syncPolicies.define);
  const { definitionId, ...after } = input;
  requireTimeZone(after.timeZone);
  await inTransaction(async (tx) => {
    await lockMapping(tx, definitionId);
    const { name, ...before } = await tx.syncDefinition.findUniqueOrThrow({
      where: { id: definitionId },
      select: { name: true, description: true, timeZone: true },
    });
    const isMoved = before.timeZone !== after.timeZone;
    if (!isMoved && before.description === after.description) return;
    if (isMoved) {
      const reason = `The time zone was changed from ${before.timeZone} to ${after.timeZone}.`;
      await raiseVersion(tx, definitionId, { by: context.actor.name, reason }, { data: after });
    } else await tx.syncDefinition.update({ where: { id: definitionId }, data: after, select: { id: true } });
    const target = { targetKind: "sync", targetId: definitionId, targetName: name };
    await recordAudit(tx, context, { action: "sync.described", ...target, before, after });
  });
}

/**
 * Prepares the list (adds the SyncBridgeKey column where it is missing) and enables the definition. Throws the first problem that keeps it
 * from running, or what Graph refuses.
 */
export async function enableDefinition(context: Context, input: DefinitionRef): Promise<void> {
  requireAllowed(context, syncPolicies.define);
  const stored = await loadDefinition(input.definitionId);
  const [problem] = problemsOf(stored);
  if (problem) throw new AppError(problem.code, { message: problem.message });
  await requireDecidedMove();
  await requireMatched(stored);
  await prepareList(stored);
  await setEnabled(context, input, true);
}

/** Pauses the definition: nothing new is started, a run under way ends by itself. */
export async function pauseDefinition(context: Context, input: DefinitionRef): Promise<void> {
  requireAllowed(context, syncPolicies.define);
  await setEnabled(context, input, false);
}

async function setEnabled(context: Context, input: DefinitionRef, isEnabled: boolean): Promise<void> {
  await inTransaction(async (tx) => {
    const before = await tx.syncDefinition.findUnique({
      where: { id: input.definitionId },
      select: { name: true, isEnabled: true },
    });
    if (!before) throw new AppError("not-found", { message: "This sync does not exist." });
    const halted = isEnabled ? { haltedCode: null, haltedReason: null, haltedAt: null } : {};
    await tx.syncDefinition.update({ where: { id: input.definitionId }, data: { isEnabled, ...halted } });
    const target = { targetKind: "sync", targetId: input.definitionId, targetName: before.name };
    const action = isEnabled ? "sync.enabled" : "sync.paused";
    await recordAudit(tx, context, {
      action,
      ...target,
      before: { isEnabled: before.isEnabled },
      after: { isEnabled },
    });
  });
}
