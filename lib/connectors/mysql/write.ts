import type { RowChange, RowValues, WriteOutcome, WriteRequest } from "@/lib/connectors/connector";
import { sourceError } from "@/lib/connectors/sql/source-error";
import type { SourceRow } from "@/lib/engine/types";
import type { MysqlPool } from "./client";
import type { MysqlConfig } from "./config";
import { keyParameters } from "./look-up";
import { quoteIdentifier, quoteTable } from "./names";
import { type Misfit, type Parameter, parameterOf, storedExactly } from "./parameter";
import { parseRows, pick, type ReadColumn, readColumns, selectList } from "./read-columns";
import { type Refusal, refusalOf, refused } from "./refusal";
import type { Session } from "./session";
import { findTarget, isConsistent } from "./snapshot";

/** What all changes of one request share. */
interface Writing {
  readonly session: Session;
  readonly name: string;
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
 * written in strict mode, read back (triggers may have changed it) and committed. What is refused for the row's own sake is an outcome.
 * @throws SyncError by driver code, `source-busy` for a lock or deadlock, `source-failed` for a table without transactions, or the signal's
 *   reason
 */
export async function* writeRows(
  pool: MysqlPool,
  config: MysqlConfig,
  request: WriteRequest,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  const names = new Set([...request.keyColumns, ...request.columns]);
  for (const change of request.changes) {
    if (change.kind !== "delete") for (const name of Object.keys(change.values)) names.add(name);
  }
  const session = await pool.open(signal);
  try {
    await session.setUp("write", config.statementTimeoutMs);
    const table = quoteTable(request.table);
    if (!(await isConsistent(session, await findTarget(session, pool.where, request.table)))) {
      const said = `${request.table.schema}.${request.table.name} is kept by an engine without transactions`;
      throw sourceError("source-failed", "permanent", { where: pool.where, said });
    }
    const found = await readColumns(session, pool.where, request.table, [...names]);
    const writing: Writing = {
      session,
      name: request.table.name,
      table,
      found,
      keyColumns: pick(found, request.keyColumns),
      columns: pick(found, request.columns),
    };
    for (const change of request.changes) yield await inTransaction(writing, change);
  } finally {
    await session.end();
  }
}

async function inTransaction(writing: Writing, change: RowChange): Promise<WriteOutcome> {
  const { session } = writing;
  const values = change.kind === "delete" ? [] : assignments(writing, change.values);
  if (isRefusal(values)) return values;
  await session.begin("write");
  try {
    const outcome = await apply(writing, change, values);
    await session.control("COMMIT");
    return outcome;
  } catch (error) {
    const outcome = error instanceof Undone ? error.outcome : refusalOf(error, writing.name);
    if (!outcome) throw error;
    await session.control("ROLLBACK");
    return outcome;
  }
}

/** A column and what it is given: a parameter, or NULL. */
interface Assignment {
  readonly column: ReadColumn;
  /** As it was given, in the text form of its kind. */
  readonly text: string | null;
  readonly parameter: Parameter | { readonly sql: string; readonly value: null };
}

const isRefusal = (values: readonly Assignment[] | Refusal): values is Refusal => !Array.isArray(values);

const misfits: Readonly<Record<Misfit, string>> = {
  "row-value-invalid": "is no value of type",
  "row-out-of-range": "cannot be held exactly by type",
  "row-column-readonly": "cannot be written to type",
};

/** Told before the server is asked: it would bend the value into another one, or name no column. */
function assignments({ found }: Writing, values: RowValues): readonly Assignment[] | Refusal {
  const list: Assignment[] = [];
  for (const column of pick(found, Object.keys(values))) {
    const { name, nativeType } = column.column;
    if (column.isGenerated) {
      return refused("row-column-readonly", `The server computes the column ${name}.`, { column: name });
    }
    const text = values[name] ?? null;
    const fixed =
      text === null ? writableNull(column) : storedExactly(column.type, text, parameterOf(column.type, text));
    if (typeof fixed === "string") {
      const message = `What the column ${name} was given ${misfits[fixed]} ${nativeType}.`;
      return refused(fixed, message, { column: name });
    }
    list.push({ column, text, parameter: fixed });
  }
  return list;
}

function writableNull({ column }: ReadColumn): { readonly sql: string; readonly value: null } | Misfit {
  return column.kind === "binary" || column.kind === "geometry" ? "row-column-readonly" : { sql: "?", value: null };
}

async function apply(writing: Writing, change: RowChange, values: readonly Assignment[]): Promise<WriteOutcome> {
  if (change.kind === "insert") return readBack(writing, await insert(writing, values));
  const current = await lockRow(writing, change.key);
  if (!change.accepts(current)) throw new Undone({ result: "changed", row: current });
  const { sql, parameters } = hasKey(writing, change.key);
  if (change.kind === "delete") {
    await writing.session.change(`DELETE FROM ${writing.table} WHERE ${sql}`, parameters);
    return { result: "written", key: change.key, row: null };
  }
  if (values.length > 0) {
    const assigned = values.map(({ column, parameter }) => `${quoteIdentifier(column.column.name)} = ${parameter.sql}`);
    await writing.session.change(`UPDATE ${writing.table} SET ${assigned.join(", ")} WHERE ${sql}`, [
      ...values.map(({ parameter }) => parameter.value),
      ...parameters,
    ]);
  }
  const key = writing.keyColumns.map(({ column }, index) => change.values[column.name] ?? change.key[index] ?? "");
  return readBack(writing, key);
}

/** The row under our lock. In READ COMMITTED the lock waits for others and then gives the row as they left it. */
async function lockRow(writing: Writing, key: readonly string[]): Promise<SourceRow> {
  const rows = await selectByKey(writing, key, writing.columns, "FOR UPDATE");
  const [row] = rows;
  if (!row) throw new Undone({ result: "missing" });
  if (rows.length > 1) throw new Undone(refused("row-not-unique", "Several rows have this key."));
  return row;
}

/** What became of a row, triggers and defaults included, with the key as it is stored; null where it has left our sight. */
async function readBack(writing: Writing, key: readonly string[]): Promise<WriteOutcome> {
  const selected = [...writing.columns, ...writing.keyColumns];
  const [row] = await selectByKey(writing, key, selected, "");
  if (!row) return { result: "written", key, row: null };
  return {
    result: "written",
    key: row.slice(writing.columns.length).map((cell) => cell ?? ""),
    row: row.slice(0, writing.columns.length),
  };
}

async function selectByKey(
  writing: Writing,
  key: readonly string[],
  columns: readonly ReadColumn[],
  lock: string,
): Promise<readonly SourceRow[]> {
  if (!keyParameters(writing.keyColumns, key)) return [];
  const { sql, parameters } = hasKey(writing, key);
  const text = `SELECT ${selectList(columns)} FROM ${writing.table} AS r WHERE ${sql} LIMIT 2 ${lock}`;
  return parseRows(await writing.session.query(text, parameters), columns);
}

function hasKey(writing: Writing, key: readonly string[]): { sql: string; parameters: readonly string[] } {
  const parameters = keyParameters(writing.keyColumns, key) ?? [];
  const parts = writing.keyColumns.map(
    ({ column }, index) => `${quoteIdentifier(column.name)} = ${parameters[index]?.sql ?? "NULL"}`,
  );
  return { sql: parts.join(" AND "), parameters: parameters.map(({ value }) => value) };
}

/** Inserts a row and gives its key: what was entered, the number that the server made, or what MariaDB returns of its own. */
async function insert(writing: Writing, values: readonly Assignment[]): Promise<readonly string[]> {
  const { session, table, keyColumns } = writing;
  const given = new Map(values.map(({ column, text }) => [column.column.name, text]));
  const names = values.map(({ column }) => quoteIdentifier(column.column.name));
  const entered = values.map(({ parameter }) => parameter.value);
  const statement = `INSERT INTO ${table} (${names.join(", ")}) VALUES (${values.map(({ parameter }) => parameter.sql).join(", ")})`;
  const unknown = keyColumns.filter(
    ({ column, isIdentity }) => !isIdentity && (given.get(column.name) ?? null) === null,
  );
  if (unknown.length > 0) return returnedKey(writing, statement, entered, unknown);
  const { insertId } = await session.change(statement, entered);
  return keyColumns.map(({ column }) => given.get(column.name) ?? insertId ?? "");
}

async function returnedKey(
  { session, keyColumns }: Writing,
  text: string,
  entered: readonly (string | null)[],
  unknown: readonly ReadColumn[],
): Promise<readonly string[]> {
  if (!session.version.isMariaDb) {
    const name = unknown[0]?.column.name ?? null;
    const message = `The key column ${name} needs a value: MySQL does not tell which one it made.`;
    throw new Undone(refused("row-null", message, { column: name }));
  }
  const returning = keyColumns
    .map(({ column, conversion }) => conversion.select(quoteIdentifier(column.name)))
    .join(", ");
  const [key] = parseRows(await session.query(`${text} RETURNING ${returning}`, entered), keyColumns);
  return (key ?? []).map((cell) => cell ?? "");
}
