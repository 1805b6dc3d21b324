import type { RowChange, RowValues, WriteOutcome, WriteRequest } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceRow } from "@/lib/engine/types";
import type { PostgresPool } from "./client";
import type { PostgresConfig } from "./config";
import { quoteIdentifier, quoteTable } from "./names";
import { hasKey, keyParameters, parsersOf, pick, type ReadColumn, readColumns, selectList } from "./read-columns";
import { type Refusal, refusalOf, refused } from "./refusal";
import type { Cells, Session } from "./session";
import { inSnapshot } from "./snapshot";

/** What all changes of one request share. */
interface Writing {
  readonly session: Session;
  readonly table: string;
  readonly found: ReadonlyMap<string, ReadColumn>;
  readonly keyColumns: readonly ReadColumn[];
  readonly columns: readonly ReadColumn[];
}

/** Undoes the transaction and ends as this outcome. */
class Undone extends Error {
  constructor(readonly outcome: WriteOutcome) {
    super(outcome.result);
  }
}

/**
 * Applies changes one by one, each in a READ COMMITTED transaction of its own: the row is locked and read by its key, shown to `accepts`,
 * written, read back (triggers may have changed it) and committed. What is refused for the row's own sake is an outcome, also when a
 * deferred constraint refuses it at the commit.
 * @throws SyncError by driver code, `source-busy` for a lock, deadlock or serialization failure, or the signal's reason
 */
export async function* writeRows(
  pool: PostgresPool,
  config: PostgresConfig,
  request: WriteRequest,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  const names = new Set([...request.keyColumns, ...request.columns]);
  for (const change of request.changes) {
    if (change.kind !== "delete") for (const name of Object.keys(change.values)) names.add(name);
  }
  const found = await inSnapshot(pool, config, request.table, signal, (session, target) => {
    if (target.replayedLsn !== null) {
      const said = "it is a read replica; rows are written on its primary";
      throw sourceError("source-failed", "halt", { where: pool.where, said });
    }
    return readColumns(session, pool.where, request.table, target, [...names]);
  });
  const session = await pool.open(signal);
  try {
    const writing: Writing = {
      session,
      table: quoteTable(request.table),
      found,
      keyColumns: pick(found, request.keyColumns),
      columns: pick(found, request.columns),
    };
    for (const change of request.changes) yield await inTransaction(writing, config, change);
  } finally {
    await session.end();
  }
}

async function inTransaction(writing: Writing, config: PostgresConfig, change: RowChange): Promise<WriteOutcome> {
  const { session } = writing;
  const readOnly = change.kind === "delete" ? null : readOnlyColumn(writing, change.values);
  if (readOnly) return readOnly;
  await session.begin({ mode: "change", statementTimeoutMs: config.statementTimeoutMs });
  try {
    const outcome = await apply(writing, change);
    await session.commit();
    return outcome;
  } catch (error) {
    const outcome = error instanceof Undone ? error.outcome : refusalOf(error);
    if (!outcome) throw error;
    await session.rollback();
    return outcome;
  }
}

/** Told before the server is asked: it would name no column. */
function readOnlyColumn({ found }: Writing, values: RowValues): Refusal | null {
  for (const { column, isComputed } of pick(found, Object.keys(values))) {
    const { name, kind, nativeType } = column;
    if (isComputed) {
      return refused("row-column-readonly", `The server gives the column ${name} its value.`, { column: name });
    }
    if (kind === "binary" || kind === "geometry") {
      const message = `The column ${name} is of type ${nativeType}, which is only read.`;
      return refused("row-column-readonly", message, { column: name });
    }
  }
  return null;
}

async function apply(writing: Writing, change: RowChange): Promise<WriteOutcome> {
  if (change.kind === "insert") return written(writing, await insert(writing, change.values));
  const current = await lockRow(writing, change.key);
  if (!change.accepts(current)) throw new Undone({ result: "changed", row: current });
  if (change.kind === "delete") {
    await remove(writing, change.key);
    return { result: "written", key: change.key, row: null };
  }
  return written(writing, await update(writing, change.key, change.values));
}

/** The row under our lock. In READ COMMITTED the lock waits for others and then gives the row as they left it. */
async function lockRow(writing: Writing, key: readonly string[]): Promise<SourceRow> {
  const rows = await selectByKey(writing, key, "FOR UPDATE OF r");
  const [row] = rows;
  if (!row) throw new Undone({ result: "missing" });
  if (rows.length > 1) throw new Undone(refused("row-not-unique", "Several rows have this key."));
  return row;
}

function selectByKey(writing: Writing, key: readonly (string | null)[], lock: string): Promise<Cells[]> {
  const { session, table, keyColumns, columns } = writing;
  return session.query(
    `SELECT ${selectList(columns).join(", ")} FROM ${table} AS r WHERE ${hasKey(keyColumns, placeholders(keyColumns))} LIMIT 2 ${lock}`,
    keyParameters(keyColumns, key),
    parsersOf(columns),
  );
}

/** Reads back what became of a row, by the key that the server returned. */
async function written(writing: Writing, key: readonly (string | null)[]): Promise<WriteOutcome> {
  const missing = key.indexOf(null);
  if (missing !== -1) {
    const column = writing.keyColumns[missing]?.column.name ?? null;
    throw new Undone(refused("row-null", "A part of the row's key is empty.", { column }));
  }
  const [row = null] = await selectByKey(writing, key, "");
  return { result: "written", key: key.map(String), row };
}

async function insert(writing: Writing, values: RowValues): Promise<Cells> {
  const columns = pick(writing.found, Object.keys(values));
  const assigned = columns.map(({ input }, index) => input.assign(`$${index + 1}`));
  const body =
    columns.length === 0
      ? "DEFAULT VALUES"
      : `(${columns.map(({ column }) => quoteIdentifier(column.name)).join(", ")}) VALUES (${assigned.join(", ")})`;
  return returned(writing, `INSERT INTO ${writing.table} AS r ${body}`, parameters(columns, values));
}

async function update(
  writing: Writing,
  key: readonly string[],
  values: RowValues,
): Promise<readonly (string | null)[]> {
  const columns = pick(writing.found, Object.keys(values));
  if (columns.length === 0) return key;
  const assigned = columns.map(
    ({ column, input }, index) => `${quoteIdentifier(column.name)} = ${input.assign(`$${index + 1}`)}`,
  );
  return returned(
    writing,
    `UPDATE ${writing.table} AS r SET ${assigned.join(", ")} WHERE ${hasKey(writing.keyColumns, placeholders(writing.keyColumns, columns.length))}`,
    [...parameters(columns, values), ...keyParameters(writing.keyColumns, key)],
  );
}

async function remove(writing: Writing, key: readonly string[]): Promise<void> {
  const { table, keyColumns } = writing;
  await returned(
    writing,
    `DELETE FROM ${table} AS r WHERE ${hasKey(keyColumns, placeholders(keyColumns))}`,
    keyParameters(keyColumns, key),
  );
}

/** Runs a statement that changes one row and gives its key; none comes back where a trigger or rule let the change fall. */
async function returned({ session, keyColumns }: Writing, text: string, values: readonly unknown[]): Promise<Cells> {
  const rows = await session.query(
    `${text} RETURNING ${selectList(keyColumns).join(", ")}`,
    values,
    parsersOf(keyColumns),
  );
  const [key] = rows;
  if (!key) throw new Undone(refused("row-refused", "A trigger or rule of the database let the change fall."));
  return key;
}

function parameters(columns: readonly ReadColumn[], values: RowValues): (string | null)[] {
  return keyParameters(
    columns,
    columns.map(({ column }) => values[column.name] ?? null),
  );
}

function placeholders(columns: readonly ReadColumn[], after = 0): string[] {
  return columns.map((_, index) => `$${after + index + 1}`);
}
