import type { IntrospectedTable, SourceConnection, TableRef } from "@/lib/connectors/connector";
import { db } from "@/lib/db/client";
import { SyncError } from "@/lib/errors/app-error";
import { latestSnapshots } from "./drift/store-drift";
import { parseStructure } from "./drift/structure";
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
  ) {}

  /** Reads one row of the named columns: the database itself knows best whether they exist. */
  async whereabouts(table: TableRef, columns: readonly string[] | undefined): Promise<Whereabouts> {
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

/** What is known of the tables of a database before it is introspected: their ids and hashes by schema and name. */
export type KnownTables = ReadonlyMap<string, { readonly id: string; readonly structureHash: string | null }>;

const nameOf = (schema: string, name: string) => JSON.stringify([schema, name]);

export async function knownTables(databaseId: string): Promise<KnownTables> {
  const rows = await db().$queryRaw<{ id: string; schema: string; name: string; hash: string | null }[]>`
    SELECT id, schema_name AS schema, table_name AS name, structure_hash AS hash FROM database_tables
    WHERE database_id = ${databaseId}::uuid AND vanished_at IS NULL`;
  return new Map(rows.map(({ id, schema, name, hash }) => [nameOf(schema, name), { id, structureHash: hash }]));
}

/** Adds to each table the columns of its latest snapshot that are out of sight but not dropped. */
export async function withUnseenColumns(
  tables: readonly IntrospectedTable[],
  known: KnownTables,
  search: Search,
): Promise<readonly SeenTable[]> {
  const seen = tables.map((table) => ({ table, structureHash: structureHashOf(table), columnsKept: 0 }));
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
    if (missing.length === 0) result.push(each);
    else {
      const table = { ...each.table, columns: [...each.table.columns, ...missing] };
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

/** Parts tables that an introspection did not meet by what became of them. */
export async function searchTables(
  tables: readonly Untouched[],
  search: Search,
): Promise<{ readonly dropped: string[]; readonly leftOut: string[]; readonly kept: string[] }> {
  const found = { dropped: [] as string[], leftOut: [] as string[], kept: [] as string[] };
  for (const { id, schemaName, tableName, columnName } of tables) {
    const columns = columnName === null ? undefined : [columnName];
    const whereabouts = await search.whereabouts({ schema: schemaName, name: tableName }, columns);
    if (whereabouts === "dropped") found.dropped.push(id);
    else if (whereabouts === "there") found.leftOut.push(id);
    else found.kept.push(id);
  }
  return found;
}
