import type { IntrospectedTable, SourceConnection } from "@/lib/connectors/connector";
import { db, type Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { openSource } from "./open-source";
import { type IntrospectionCounts, markVanishedTables, storeIntrospection } from "./store-introspection";

const logger = log("introspection");

/** A batch is one transaction: small enough to show progress, large enough that 10,000 tables are some hundred commits. */
const tablesPerBatch = 100;
const columnsPerBatch = 2_000;

const noCounts: IntrospectionCounts = {
  tablesRead: 0,
  columnsRead: 0,
  tablesAdded: 0,
  tablesChanged: 0,
  tablesVanished: 0,
  tablesReturned: 0,
  columnsAdded: 0,
  columnsChanged: 0,
  columnsVanished: 0,
};

function sum(a: IntrospectionCounts, b: IntrospectionCounts): IntrospectionCounts {
  const total = { ...a };
  for (const name of Object.keys(total) as (keyof IntrospectionCounts)[]) total[name] += b[name];
  return total;
}

async function* inBatches(tables: AsyncIterable<IntrospectedTable>): AsyncGenerator<readonly IntrospectedTable[]> {
  let batch: IntrospectedTable[] = [];
  let columns = 0;
  for await (const table of tables) {
    batch.push(table);
    columns += table.columns.length;
    if (batch.length < tablesPerBatch && columns < columnsPerBatch) continue;
    yield batch;
    batch = [];
    columns = 0;
  }
  if (batch.length > 0) yield batch;
}

async function loadRun(introspectionRunId: string) {
  const run = await db().introspectionRun.findUnique({
    where: { id: introspectionRunId },
    select: {
      id: true,
      status: true,
      databaseInstance: {
        include: { database: { include: { application: { select: { status: true, name: true } } } } },
      },
    },
  });
  if (run === null) throw new AppError("not-found", { message: "This introspection does not exist." });
  return run;
}
type Run = Awaited<ReturnType<typeof loadRun>>;

/** A switched-off parent is never read: its absence would look like an empty database. */
function requireActive({ databaseInstance: instance }: Run): void {
  const { database } = instance;
  const paused =
    (database.application.status !== "ACTIVE" && `The application “${database.application.name}” is archived.`) ||
    (database.status !== "ACTIVE" && `The database “${database.name}” is disabled.`) ||
    (instance.status !== "ACTIVE" && `The instance “${instance.instanceLabel}” is disabled.`);
  if (paused) throw new AppError("parent-paused", { message: paused });
}

/** Live progress. `heartbeatAt` tells a run that works from one whose worker died. */
async function noteProgress(tx: Tx, runId: string, phase: string, counts: IntrospectionCounts, startedMs: number) {
  const stats = JSON.stringify({ ...counts, elapsedMs: Math.round(performance.now() - startedMs) });
  await tx.$executeRaw`
    UPDATE introspection_runs SET phase = ${phase}, stats = ${stats}::jsonb || jsonb_build_object('heartbeatAt', clock_timestamp())
    WHERE id = ${runId}::uuid AND status IS NULL`;
}

async function endRun(tx: Tx, runId: string, counts: IntrospectionCounts, startedMs: number): Promise<void> {
  await noteProgress(tx, runId, "Ending", counts, startedMs);
  await tx.$executeRaw`
    UPDATE introspection_runs SET status = 'SUCCESS', ended_at = clock_timestamp(), phase = NULL
    WHERE id = ${runId}::uuid AND status IS NULL`;
}

async function failRun(runId: string, error: unknown): Promise<void> {
  const known = error instanceof AppError ? error : new AppError("unexpected", { cause: error });
  await db().introspectionRun.updateMany({
    where: { id: runId, status: null },
    data: { status: "FAILED", endedAt: new Date(), phase: null, errorCode: known.code, errorMessage: known.message },
  });
}

async function takeInventory(
  run: Run,
  connection: SourceConnection,
  signal: AbortSignal,
): Promise<IntrospectionCounts> {
  const { databaseInstance: instance } = run;
  const { databaseId } = instance;
  const startedMs = performance.now();
  const [{ mark } = { mark: "" }] = await db().$queryRaw<{ mark: string }[]>`SELECT clock_timestamp()::text AS mark`;
  let counts = noCounts;
  await noteProgress(db(), run.id, "Reading tables", counts, startedMs);
  for await (const tables of inBatches(connection.introspect({ signal }))) {
    signal.throwIfAborted();
    counts = await inTransaction(async (tx) => {
      const total = sum(counts, await storeIntrospection(tx, { databaseId, instanceId: instance.id, mark, tables }));
      await noteProgress(tx, run.id, "Reading tables", total, startedMs);
      return total;
    });
  }
  signal.throwIfAborted();
  return inTransaction(async (tx) => {
    if (counts.tablesRead === 0) await requireNothingKnown(tx, databaseId);
    const total = { ...counts, tablesVanished: await markVanishedTables(tx, databaseId, mark) };
    await endRun(tx, run.id, total, startedMs);
    return total;
  });
}

/** A database that suddenly shows nothing has usually taken a right away; its tables are not declared gone for that. */
async function requireNothingKnown(tx: Tx, databaseId: string): Promise<void> {
  const known = await tx.databaseTable.count({ where: { databaseId, vanishedAt: null } });
  if (known === 0) return;
  throw new SyncError("source-permission", {
    trait: "permanent",
    message: `The database shows no table, where ${known} were known. Nothing was changed.`,
    remedy: "Check that the user may still use the schemas and select from the tables.",
  });
}

/**
 * Works one requested introspection: streams the instance's tables into the inventory, batch by batch, with live counts.
 * Whatever refuses ends the run as FAILED with its code; a run that has ended is left alone, so a job that comes twice is harmless.
 * Throws only when the signal aborts (the run stays open and can be worked again) and `not-found` for an unknown run.
 */
export async function introspectDatabase(input: {
  readonly introspectionRunId: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { signal } = input;
  const run = await loadRun(input.introspectionRunId);
  if (run.status !== null) return;
  const { databaseInstance: instance } = run;
  let connection: SourceConnection | undefined;
  try {
    requireActive(run);
    await noteProgress(db(), run.id, `Connecting to ${instance.instanceLabel}`, noCounts, performance.now());
    connection = await openSource(instance, instance.database, { signal });
    const counts = await takeInventory(run, connection, signal);
    logger.info({ introspectionRunId: run.id, databaseId: instance.databaseId, ...counts }, "Introspection ended");
  } catch (error) {
    if (signal.aborted) throw error;
    const why = error instanceof AppError ? { code: error.code, reason: error.message } : { err: error };
    logger.warn({ introspectionRunId: run.id, ...why }, "Introspection failed");
    await failRun(run.id, error);
  } finally {
    await connection?.close();
  }
}
