import { db, type Tx } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { namespaceOf } from "@/lib/engine/identity";
import { formerMarkId } from "@/lib/engine/mark";
import { isReference } from "@/lib/engine/references";
import type { Definition, DefinitionId, Guards, ValueKind } from "@/lib/engine/types";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { mostReferences } from "@/lib/features/mapping/document/problems";
import { columnsById } from "./columns-by-id";
import {
  expressionColumns,
  fieldProblemsOf,
  type StoredMapping,
  targetOf,
  targetOfColumn,
  toFieldMapping,
} from "./fields";
import { isKeyUnique, keyProblemsOf } from "./key-problems";
import { bindLookup, foreignKeysOf, type LookupBinding, parentsOfLists } from "./lookup-sources";
import { readGuardDefaults } from "./settings";

const shape = {
  sourceTable: {
    include: {
      database: { include: { application: true } },
      constraints: true,
      indexes: true,
      columns: { where: { vanishedAt: null }, orderBy: { ordinalPosition: "asc" } },
    },
  },
  targetList: {
    include: { site: { include: { connection: true } }, columns: { where: { vanishedAt: null, isHidden: false } } },
  },
  targets: { where: { isDefault: true } },
  sources: { where: { isEnabled: true }, include: { databaseInstance: true } },
  keyColumns: { include: { column: true }, orderBy: { ordinalPosition: "asc" } },
  fieldMappings: { orderBy: { id: "asc" } },
  cursorColumn: true,
  markColumn: true,
} as const satisfies Prisma.SyncDefinitionInclude;

type StoredRow = Prisma.SyncDefinitionGetPayload<{ include: typeof shape }>;

/** A definition with everything that a run needs to know of its inventory. */
export interface StoredDefinition extends Omit<StoredRow, "fieldMappings"> {
  readonly fieldMappings: readonly StoredMapping[];
  /** Of mappings onto lookup columns, by `field_mappings.id`. */
  readonly lookups: ReadonlyMap<string, LookupBinding>;
  /** The installation's guards, for those that it has no own ones of. */
  readonly guardDefaults: Guards;
}

/** Reads a definition whole; throws `not-found`. */
export async function loadDefinition(definitionId: string, client: Tx = db()): Promise<StoredDefinition> {
  const stored = await client.syncDefinition.findUnique({ where: { id: definitionId }, include: shape });
  if (!stored) throw new AppError("not-found", { message: "This definition does not exist." });
  const fieldMappings = await withColumns(stored, client);
  return {
    ...stored,
    fieldMappings,
    lookups: await bindLookups({ ...stored, fieldMappings }, client),
    guardDefaults: await readGuardDefaults(client),
  };
}

/** The mappings with both their columns, which were read with the table and the list but for those that are gone or hidden. */
async function withColumns(stored: StoredRow, client: Tx): Promise<readonly StoredMapping[]> {
  const { sources, targets } = await columnsById(client, stored, stored.fieldMappings, "anywhere");
  return stored.fieldMappings.flatMap((mapping) => {
    const targetColumn = targets.get(mapping.targetColumnId);
    // The metastore lets no column go that is mapped; a mapping that was removed meanwhile is none any more.
    if (!targetColumn) return [];
    const sourceColumn = (mapping.sourceColumnId !== null && sources.get(mapping.sourceColumnId)) || null;
    return { ...mapping, sourceColumn, targetColumn };
  });
}

/** Which definition knows the items of each lookup column. */
export async function bindLookups(
  stored: Pick<StoredDefinition, "fieldMappings" | "sourceTable">,
  client: Tx,
): Promise<ReadonlyMap<string, LookupBinding>> {
  const lookups = stored.fieldMappings.flatMap((mapping) => {
    const target = targetOfColumn(mapping.targetColumn);
    return target.lookupListId ? [{ mapping, target, listId: target.lookupListId }] : [];
  });
  if (lookups.length === 0) return new Map();
  const parents = await parentsOfLists(client, [...new Set(lookups.map(({ listId }) => listId))]);
  const { databaseId, constraints } = stored.sourceTable;
  const foreignKeys = foreignKeysOf(constraints);
  return new Map(
    lookups.map(({ mapping, target, listId }) => {
      const lookup = {
        sourceColumn: mapping.sourceColumnName,
        targetColumn: mapping.targetColumnName,
        isMultiple: target.type === "multi-lookup",
        databaseId,
        foreignKeys,
      };
      return [mapping.id, bindLookup(lookup, parents.get(listId) ?? [])];
    }),
  );
}

/** A parent that is switched off. */
export interface PausedParent {
  /** As audit events call it. */
  readonly kind: "application" | "database" | "connection" | "site" | "target";
  readonly id: string;
  readonly message: string;
}

interface Parent {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** Of a definition, what it stands on. */
export interface DefinitionParents {
  readonly sourceTable: { readonly database: Parent & { readonly application: Parent } };
  readonly targetList: {
    readonly site: {
      readonly id: string;
      readonly webUrl: string;
      readonly status: string;
      readonly connection: Parent;
    };
  };
  readonly targets: readonly { readonly id: string; readonly status: string }[];
}

/** The first parent that is switched off; null when all are on. A paused parent is never an empty source (sync-semantics 13). */
export function pausedParent(stored: DefinitionParents): PausedParent | null {
  const { database } = stored.sourceTable;
  const { application } = database;
  const { site } = stored.targetList;
  const { connection } = site;
  const target = stored.targets[0];
  if (application.status !== "ACTIVE")
    return { kind: "application", id: application.id, message: `The application “${application.name}” is archived.` };
  if (database.status !== "ACTIVE")
    return { kind: "database", id: database.id, message: `The database “${database.name}” is disabled.` };
  if (connection.status !== "ACTIVE")
    return { kind: "connection", id: connection.id, message: `The connection “${connection.name}” is disabled.` };
  if (site.status !== "ACTIVE") return { kind: "site", id: site.id, message: `The site ${site.webUrl} is disabled.` };
  if (target && target.status !== "ACTIVE")
    return { kind: "target", id: target.id, message: "The definition's target is disabled." };
  return null;
}

/** Key columns that the table can be paged by: only a unique key without NULLs; null otherwise. */
export function pagingKey(stored: StoredDefinition): readonly string[] | null {
  if (stored.keyStrategy === "HASHED" || !isKeyUnique(stored)) return null;
  if (stored.keyColumns.some((key) => key.column.isNullable)) return null;
  return stored.keyColumns.map((key) => key.column.columnName);
}

/**
 * What keeps a definition from running, as sentences that name the part; empty when nothing does.
 * The same list guards enabling, runs and the mapping page.
 */
export function problemsOf(stored: StoredDefinition): readonly {
  readonly code: "key-not-unique" | "mapping-broken" | "definition-incomplete";
  readonly message: string;
}[] {
  const problems: { code: "key-not-unique" | "mapping-broken" | "definition-incomplete"; message: string }[] = [];
  const broken = (message: string) => problems.push({ code: "mapping-broken", message });
  const incomplete = (message: string) => problems.push({ code: "definition-incomplete", message });
  if (stored.sourceTable.vanishedAt)
    broken(`The table “${stored.sourceTable.tableName}” was not found at the last introspection.`);
  if (stored.targetList.vanishedAt)
    broken(`The list “${stored.targetList.displayName}” was not found at the last discovery.`);
  if (stored.sources.length === 0) incomplete("No database instance is chosen to read from.");
  if (stored.fieldMappings.length === 0) incomplete("No column is mapped.");
  if (stored.syncMode === "TWO_WAY") incomplete("Two-way sync cannot run yet.");
  const isMarking =
    stored.syncMode === "ARCHIVE_ONLY" || stored.onSourceDelete === "MARK" || stored.onLeftFilter === "MARK";
  if (isMarking && stored.markColumn?.vanishedAt)
    broken(`The mark column “${stored.markColumn.columnName}” is gone from the list.`);
  if (isMarking && stored.syncMode !== "ARCHIVE_ONLY" && !stored.markColumn)
    incomplete("Rows that leave are to be marked, and no column is chosen for the mark.");
  if (stored.cursorStrategy === "LSN") incomplete("Change capture cannot run yet.");
  problems.push(...keyProblemsOf(stored));
  const references = stored.fieldMappings.filter((mapping) => isReference(targetOf(mapping)));
  if (references.length > mostReferences) {
    broken(
      `${references.length} lookup and person columns are mapped; a list is read with at most ${mostReferences}, the rest vanish without a word.`,
    );
  }
  for (const problem of fieldProblemsOf(stored)) broken(problem);
  return problems;
}

/** The namespace a definition gets at its first push; frozen in `sync_definitions.identity_namespace` from then on. */
export function defaultNamespace(stored: StoredDefinition): string {
  const { database, schemaName, tableName } = stored.sourceTable;
  return namespaceOf({
    application: database.application.name,
    database: database.databaseName,
    environment: database.environment,
    schema: schemaName,
    table: tableName,
  });
}

/** Former mark columns that are still there for the mark alone: one that is mapped now has its value from the mapping. */
function formerMarksOf(stored: StoredDefinition): Definition["formerMarks"] {
  const { formerMarkColumnIds, markColumnId, targetList, fieldMappings } = stored;
  const mapped = new Set(fieldMappings.map((mapping) => mapping.targetColumnId));
  return targetList.columns
    .filter(({ id }) => formerMarkColumnIds.includes(id) && id !== markColumnId && !mapped.has(id))
    .map((column) => ({ id: formerMarkId(column.id), target: targetOfColumn(column) }))
    .filter(({ target }) => target.type !== "read-only");
}

/** The engine's view of a stored definition in one run; throws the first problem as a halting SyncError. */
export function toEngineDefinition(
  stored: StoredDefinition,
  identityNamespace: string,
  run: { readonly id: string; readonly startedAt: Date },
): Definition {
  const [problem] = problemsOf(stored);
  if (problem) throw new SyncError(problem.code, { trait: "halt", message: problem.message });
  return uncheckedDefinition(stored, identityNamespace, run);
}

/** The engine's view of a definition that may not be able to run yet: for looking at its rows, never for writing. */
export function uncheckedDefinition(
  stored: StoredDefinition,
  identityNamespace: string,
  run: { readonly id: string; readonly startedAt: Date },
): Definition {
  return {
    id: stored.id as DefinitionId,
    mode: stored.syncMode,
    conflictPolicy: stored.conflictPolicy,
    keyStrategy: stored.keyStrategy,
    keyColumns: stored.keyColumns.map((key) => ({
      name: key.column.columnName,
      kind: key.column.valueKind as ValueKind,
      allowsNull: stored.keyStrategy === "HASHED" && !key.isRequired,
    })),
    identityNamespace,
    timeZone: stored.timeZone,
    mappingVersion: stored.mappingVersion,
    mappings: stored.fieldMappings.map((mapping) => toFieldMapping(mapping, stored.lookups.get(mapping.id)?.source)),
    columns: expressionColumns(stored),
    rowFilter: stored.rowFilter,
    facts: { id: run.id, startedAt: run.startedAt.toISOString(), definitionName: stored.name },
    listId: stored.targetList.listId,
    onSourceDelete: stored.onSourceDelete,
    onLeftFilter: stored.onLeftFilter,
    onListDelete: stored.onListDelete,
    markField: stored.markColumn && targetOfColumn(stored.markColumn),
    formerMarks: formerMarksOf(stored),
    // Written only by our own mutations, which check it.
    guards: { ...stored.guardDefaults, ...(stored.guards as Partial<Guards>) },
    keyLevel: stored.keyLevel ?? "K1",
    cursorColumn:
      stored.cursorStrategy === "UPDATED_AT" && stored.cursorColumn
        ? { name: stored.cursorColumn.columnName, kind: stored.cursorColumn.valueKind as ValueKind }
        : null,
  };
}
