import type { RowChange, RowRefusalCode, RowValues, WriteOutcome, WriteRequest } from "@/lib/connectors/connector";
import type { SourceRow } from "@/lib/engine/types";
import type { SqlServerPool } from "./client";
import { areKeys } from "./look-up";
import { optionalCell, optionalRows } from "./probe";
import { type ReadColumn, readColumns, rowReader } from "./read-columns";
import { explainRefusal, rowRefusalOf } from "./row-refusal";
import type { Cells, Session } from "./session";
import { findTarget } from "./target";
import {
  deleteStatement,
  insertStatement,
  lockStatement,
  type Statement,
  updateStatement,
  type WriteColumns,
} from "./write-statements";

type Refusal = Extract<WriteOutcome, { result: "refused" }>;
type Written = Extract<WriteOutcome, { result: "written" }>;

/** Undoes the transaction and ends as this outcome. */
class Undone extends Error {
  readonly outcome: WriteOutcome;
  constructor(outcome: WriteOutcome) {
    super(outcome.result);
    this.outcome = outcome;
  }
}

/**
 * Applies changes one by one, each in a READ COMMITTED transaction of its own: the row is locked and read by its key, shown to `accepts`,
 * written, read back after all triggers, and committed. A lock that is not given in time and a deadlock are thrown as `source-busy`.
 * @throws SyncError by error number, or the signal's reason; the change without outcome was rolled back unless its commit was on the way
 */
export async function* writeChanges(
  pool: SqlServerPool,
  request: WriteRequest,
  signal: AbortSignal,
): AsyncGenerator<WriteOutcome> {
  const session = await pool.open(signal);
  try {
    const target = await findTarget(session, pool.where, request.table);
    const names = new Set([...request.keyColumns, ...request.columns]);
    for (const change of request.changes) {
      if (change.kind !== "delete") for (const name of Object.keys(change.values)) names.add(name);
    }
    const found = await readColumns(session, pool.where, target, [...names]);
    const pick = (picked: readonly string[]) => picked.flatMap((name) => found.get(name) ?? []);
    const writing: WriteColumns = {
      target,
      where: pool.where,
      found,
      keyColumns: pick(request.keyColumns),
      columns: pick(request.columns),
    };
    for (const change of request.changes) yield await applyAlone(session, writing, change);
  } finally {
    await session.end();
  }
}

/** One change in its transaction. What the server refuses for the row's sake is rolled back, then explained. */
async function applyAlone(session: Session, writing: WriteColumns, change: RowChange): Promise<WriteOutcome> {
  const readOnly = change.kind === "delete" ? null : readOnlyColumn(writing, change.values);
  if (readOnly) return readOnly;
  await session.begin("read-committed");
  try {
    const outcome = await apply(session, writing, change);
    await session.commit();
    return outcome;
  } catch (error) {
    if (error instanceof Undone) {
      await session.rollback();
      return error.outcome;
    }
    const refusal = rowRefusalOf(error);
    if (!refusal) throw error;
    // The server has mostly rolled back by itself already (XACT_ABORT); nothing else may be asked in a doomed transaction.
    await session.rollback();
    return { result: "refused", ...(await explainRefusal(session, writing.target.objectId, refusal)) };
  }
}

/** What no text can be made a value of is told before the server is asked. */
function readOnlyColumn({ found }: WriteColumns, values: RowValues): Refusal | null {
  for (const name of Object.keys(values)) {
    const written = found.get(name);
    if (!written || written.conversion.store) continue;
    const message = `The column ${name} is of type ${written.column.nativeType}, which is only read.`;
    return refused("row-column-readonly", message, name);
  }
  return null;
}

function refused(code: RowRefusalCode, message: string, column: string | null = null): Refusal {
  return { result: "refused", code, constraint: null, column, message };
}

async function apply(session: Session, writing: WriteColumns, change: RowChange): Promise<WriteOutcome> {
  if (change.kind === "insert") {
    await refuseLoss(session, writing, change.values);
    const outcome = await written(session, writing, insertStatement(writing, change.values));
    return outcome.row ? outcome : unseen(session, writing, change.values, outcome);
  }
  const current = await lockRow(session, writing, change.key);
  if (!change.accepts(current.row)) throw new Undone({ result: "changed", row: current.row });
  if (change.kind === "update") {
    if (Object.keys(change.values).length === 0) return { result: "written", ...current };
    await refuseLoss(session, writing, change.values);
    return written(session, writing, updateStatement(writing, change.key, change.values));
  }
  const { text, values } = deleteStatement(writing, change.key);
  const kept = await session.query(text, values);
  if (kept.length > 0) throw new Undone(refused("row-refused", "A trigger of the table kept the row."));
  return { result: "written", key: change.key, row: null };
}

/**
 * A row that cannot be read back after its insert: hidden from us, or never made as we said. Of a key that the server makes an INSTEAD OF
 * trigger tells nothing true (Transact-SQL reference, OUTPUT clause).
 */
async function unseen(
  session: Session,
  { target, keyColumns }: WriteColumns,
  values: RowValues,
  outcome: Written,
): Promise<WriteOutcome> {
  if (keyColumns.every(({ column }) => Object.hasOwn(values, column.name))) return outcome;
  const triggers = await optionalCell(
    session,
    `SELECT COUNT(*) FROM sys.triggers
     WHERE parent_id = CAST(@p1 AS int) AND is_instead_of_trigger = 1 AND is_disabled = 0`,
    [target.objectId],
  );
  if (triggers === null || triggers === "0") return outcome;
  throw new Undone(
    refused("row-refused", "A trigger inserts in place of the statement and does not tell the row's key."),
  );
}

const codePageTypes: ReadonlySet<string> = new Set(["char", "varchar", "text"]);
const isAscii = /^[\t\n\r -~]*$/;

/**
 * A column with a code page keeps a question mark, or a letter that looks alike, for each character that it does not have, and says nothing
 * (Transact-SQL reference, char and varchar). So the server is asked beforehand whether such a text comes back as it was.
 */
async function refuseLoss(session: Session, { found }: WriteColumns, values: RowValues): Promise<void> {
  const doubtful = Object.entries(values).flatMap(([name, value]) => {
    const column = found.get(name);
    const isAsked = column && value !== null && codePageTypes.has(column.type.name) && !isAscii.test(value);
    return isAsked ? [{ name, value, column }] : [];
  });
  if (doubtful.length === 0) return;
  const bytes = (text: string) => `CAST(${text} AS varbinary(max))`;
  const answers = doubtful.map(({ column }, index) => {
    const parameter = `@p${index + 1}`;
    const stored = `CAST(${column.conversion.store?.(parameter) ?? parameter} AS nvarchar(max))`;
    return `CASE WHEN ${bytes(stored)} = ${bytes(parameter)} THEN 1 ELSE 0 END`;
  });
  const texts = doubtful.map(({ value }) => value);
  const [kept] = (await optionalRows(session, `SELECT ${answers.join(", ")}`, texts)) ?? [];
  const lost = doubtful.find((_, index) => kept?.[index] === "0");
  if (!lost) return;
  const { nativeType } = lost.column.column;
  const message = `The column ${lost.name} of type ${nativeType} does not have all characters of the text.`;
  throw new Undone(refused("row-value-invalid", message, lost.name));
}

interface FoundRow {
  readonly key: readonly string[];
  readonly row: SourceRow;
}

async function lockRow(session: Session, writing: WriteColumns, key: readonly string[]): Promise<FoundRow> {
  if (!areKeys(writing.keyColumns, key)) throw new Undone({ result: "missing" });
  const { text, values } = lockStatement(writing, key);
  const [cells, another] = await session.query(text, values);
  if (!cells) throw new Undone({ result: "missing" });
  if (another) throw new Undone(refused("row-not-unique", "Several rows have this key."));
  return { key: keyOf(writing, cells), row: rowReader(writing.columns)(cells) };
}

/** Runs an insert or update and reads the row as triggers and defaults left it. */
async function written(session: Session, writing: WriteColumns, statement: Statement): Promise<Written> {
  const [returned, another] = await session.query(statement.text, statement.values);
  if (!returned) throw new Undone(refused("row-refused", "A trigger of the table let the change fall."));
  if (another) throw new Undone(refused("row-not-unique", "Several rows have this key."));
  const [isThere, ...cells] = returned;
  const key = keyOf(writing, cells);
  return { result: "written", key, row: isThere === "1" ? rowReader(writing.columns)(cells) : null };
}

/** The key stands behind the columns. */
function keyOf({ keyColumns, columns }: WriteColumns, cells: Cells): readonly string[] {
  const key = rowReader(keyColumns)(cells.slice(columns.length));
  return key.map((part, index) => {
    if (part !== null) return part;
    throw new Undone(refused("row-null", "A part of the row's key is empty.", nameOf(keyColumns[index])));
  });
}

const nameOf = (column: ReadColumn | undefined): string | null => column?.column.name ?? null;
