import type { IntrospectedTable, SourceConnection, TableRef } from "@/lib/connectors/connector";
import { db } from "@/lib/db/client";
import { SyncError } from "@/lib/errors/app-error";
import { latestSnapshots } from "./drift/store-drift";
import { parseStructure } from "./drift/structure";
import { storable } from "./storable";
import { type SeenTable, structureHashOf, type Untouched } from "./store-introspection";

/** Longest time that one introspection asks after what it no longer sees; what is left then is asked after by the next one. */
const patienceMs = 60_000;

/** `dropped`: the database says so. `there`: it can be read. `unknown`: a right is missing, or it could not be told. */
type Whereabouts = "dropped" | "there" | "unknown";

/** Asks after what a catalog no longer shows, so that a lost right is never taken for a dropped table or column. */
export class Search {
  private readonly deadline = performance.now() + patienceMs;

  constructor(
    private readonly connection: SourceConnection,
    private readonly signal: AbortSignal,
    /** Only the instance that is read first may take anything from the catalog: another one may lag behind or be a copy. */
    private readonly isReadFirst: boolean,
  ) {}

  /** Reads one row of the named columns: the database itself knows best whether they exist. */
  async whereabouts(table: TableRef, columns: readonly string[] | undefined): Promise<Whereabouts> {
    if (!this.isReadFirst) return "unknown";
    const left = this.deadline - performance.now();
    if (left <= 0) return "unknown";
    const patience = AbortSignal.timeout(Math.max(1, Math.floor(left)));
    const request = { table, ...(columns ? { columns } : {}), limit: 1, from: "first", maxCellLength: 1 } as const;
    try {
      await this.connection.sample(request, AbortSignal.any([this.signal, patience]));
      return "there";
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof SyncError) return error.code === "source-object-missing" ? "dropped" : "unknown";
      if (patience.aborted) return "unknown";
      throw error;
    }
  }
}

/** What is known of the tables of a database before it is introspected, gone ones too: their ids and hashes by schema and name. */
export type KnownTables = ReadonlyMap<string, { readonly id: string; readonly structureHash: string | null }>;

const nameOf = (schema: string, name: string) => JSON.stringify([schema, name]);

export async function knownTables(databaseId: string): Promise<KnownTables> {
  const rows = await db().$queryRaw<{ id: string; schema: string; name: string; hash: string | null }[]>`
    SELECT id, schema_name AS schema, table_name AS name, structure_hash AS hash FROM database_tables
    WHERE database_id = ${databaseId}::uuid`;
  return new Map(rows.map(({ id, schema, name, hash }) => [nameOf(schema, name), { id, structureHash: hash }]));
}

/** Adds to each table the columns of its latest snapshot that are out of sight but not dropped, and the keys they are part of. */
export async function withUnseenColumns(
  tables: readonly IntrospectedTable[],
  known: KnownTables,
  search: Search,
): Promise<readonly SeenTable[]> {
  const seen = tables.map(storable).map((table) => ({ table, structureHash: structureHashOf(table), columnsKept: 0 }));
  const suspects = seen.flatMap(({ table, structureHash }) => {
    const before = known.get(nameOf(table.schema, table.name));
    return before && before.structureHash !== structureHash ? [before.id] : [];
  });
  if (suspects.length === 0) return seen;
  const snapshots = await latestSnapshots(db(), suspects);
  const result: SeenTable[] = [];
  for (const each of seen) {
    const snapshot = snapshots.get(known.get(nameOf(each.table.schema, each.table.name))?.id ?? "");
    const missing = snapshot ? await unseenColumns(each.table, snapshot.columns, search) : [];
    if (!snapshot || missing.length === 0) result.push(each);
    else {
      // A snapshot holds a structure as the connector told it.
      const table = withUnseenParts(each.table, missing, snapshot as unknown as IntrospectedTable);
      result.push({ table, structureHash: null, columnsKept: missing.length });
    }
  }
  return result;
}

type Columns = IntrospectedTable["columns"];

async function unseenColumns(table: IntrospectedTable, before: unknown, search: Search): Promise<Columns> {
  const shown = new Set(table.columns.map((column) => column.name));
  const { columns } = parseStructure({ columns: before, constraints: [], indexes: [] });
  const missing = columns.filter((column) => !shown.has(column.name)).map((column) => column.name);
  if (missing.length === 0) return [];
  const kept = new Set<string>();
  for (const name of missing) {
    const { schema, name: tableName } = table;
    if ((await search.whereabouts({ schema, name: tableName }, [name])) !== "dropped") kept.add(name);
  }
  // A snapshot holds columns as the connector told them.
  return (before as Columns).filter((column) => kept.has(column.name));
}

interface Part {
  readonly name: string;
  readonly columns: readonly string[];
}

/**
 * Keeps columns that are out of sight, and with them the keys, rules and indexes they are part of: MySQL shows of these only the columns that
 * one may see, so that half a key would look like another key. A store that shows them whole is believed.
 */
function withUnseenParts(table: IntrospectedTable, missing: Columns, before: IntrospectedTable): IntrospectedTable {
  const names = new Set(missing.map((column) => column.name));
  const isHeld = (part: Part) => part.columns.some((name) => names.has(name));
  const columns = [...table.columns, ...missing];
  if ([...table.constraints, ...table.indexes].some(isHeld)) return { ...table, columns };
  const held = [...before.constraints, ...before.indexes].filter(isHeld);
  const touched = new Set(held.flatMap((part) => part.columns));
  const was = new Map(before.columns.map((column) => [column.name, column]));
  return {
    ...table,
    columns: columns.map((column) => {
      const known = touched.has(column.name) ? was.get(column.name) : undefined;
      return known ? { ...column, isPrimaryKey: known.isPrimaryKey, isUnique: known.isUnique } : column;
    }),
    constraints: withHeld(table.constraints, before.constraints.filter(isHeld)),
    indexes: withHeld(table.indexes, before.indexes.filter(isHeld)),
  };
}

function withHeld<T extends Part>(shown: readonly T[], held: readonly T[]): readonly T[] {
  const names = new Set(held.map((part) => part.name));
  return [...shown.filter((part) => !names.has(part.name)), ...held];
}

/**
 * Parts tables that an introspection did not meet by what became of them. One that a definition reads is kept while it is there: the chosen
 * schemas of one instance say nothing of the others.
 */
export async function searchTables(
  tables: readonly Untouched[],
  search: Search,
): Promise<{ readonly dropped: string[]; readonly leftOut: string[]; readonly kept: string[] }> {
  const found = { dropped: [] as string[], leftOut: [] as string[], kept: [] as string[] };
  for (const { id, schemaName, tableName, columnName, isUsed } of tables) {
    const columns = columnName === null ? undefined : [columnName];
    const whereabouts = await search.whereabouts({ schema: schemaName, name: tableName }, columns);
    if (whereabouts === "dropped") found.dropped.push(id);
    else if (whereabouts === "there" && !isUsed) found.leftOut.push(id);
    else found.kept.push(id);
  }
  return found;
}
