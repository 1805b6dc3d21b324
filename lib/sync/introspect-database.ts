import type { Finding, IntrospectedTable, SourceConnection } from "@/lib/connectors/connector";
import { db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { type ClaimedRun, claimRun, endRun, failRun, keepAlive, noteProgress, releaseRun } from "./introspection-runs";
import { type Account, openAccount, statsOf, tally } from "./introspection-stats";
import { openSource, usableInstances } from "./open-source";
import { storable } from "./storable";
import { markVanishedTables, storeIntrospection, untouchedTables } from "./store-introspection";
import { knownTables, Search, searchTables, withUnseenColumns } from "./unseen";

const logger = log("introspection");

/** A batch is one transaction: small enough to show progress, large enough that 10,000 tables are some hundred commits. */
const tablesPerBatch = 50;
const columnsPerBatch = 1_000;

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

const secondInstance: Finding = {
  id: "second-instance",
  level: "info",
  title: "This instance is not read first: what it lacks stays in the catalog.",
  remedy: "Introspect by the instance that is read first to find what was removed.",
};

/** Whether no usable instance comes before this one. */
async function isReadFirst({ databaseInstance: instance }: Run): Promise<boolean> {
  const select = { id: true, role: true, priority: true, status: true, validFrom: true, validTo: true } as const;
  const { databaseId } = instance;
  const [first] = usableInstances(await db().databaseInstance.findMany({ where: { databaseId }, select }), new Date());
  return !first || (first.role === instance.role && first.priority === instance.priority);
}

interface Work {
  readonly claimed: ClaimedRun;
  readonly databaseId: string;
  readonly instanceId: string;
  readonly isReadFirst: boolean;
  readonly connection: SourceConnection;
  readonly account: Account;
  readonly signal: AbortSignal;
}

async function takeInventory(work: Work): Promise<void> {
  const { claimed, databaseId, instanceId, connection, account, signal } = work;
  const [{ mark } = { mark: "" }] = await db().$queryRaw<{ mark: string }[]>`SELECT clock_timestamp()::text AS mark`;
  await noteProgress(db(), claimed, "Reading tables", statsOf(account));
  const known = await knownTables(databaseId);
  const search = new Search(connection, signal, work.isReadFirst);
  const onHidden = (finding: Finding) => account.hidden.push(storable(finding));
  account.turnTo("readMs");
  for await (const batch of inBatches(connection.introspect({ signal, onHidden }))) {
    signal.throwIfAborted();
    const tables = await withUnseenColumns(batch, known, search);
    account.turnTo("storeMs");
    const stored = await inTransaction(async (tx) => {
      const result = await storeIntrospection(tx, { databaseId, instanceId, mark, tables });
      await noteProgress(tx, claimed, "Reading tables", statsOf(account, result));
      return result;
    });
    tally(account, stored);
    account.turnTo("readMs");
  }
  signal.throwIfAborted();
  if (account.counts.tablesRead === 0) await requireNothingKnown(databaseId);
  const untouched = await untouchedTables(db(), databaseId, mark);
  const missing = await searchTables(untouched, search);
  account.turnTo("storeMs");
  await inTransaction(async (tx) => {
    const { vanished, differences } = await markVanishedTables(tx, { instanceId, mark, ...missing });
    const end = { counts: { tablesVanished: vanished, tablesKept: missing.kept.length }, differences };
    await endRun(tx, claimed, statsOf(account, end));
  });
}

/** A database that suddenly shows nothing has usually taken a right away; its tables are not declared gone for that. */
async function requireNothingKnown(databaseId: string): Promise<void> {
  const known = await db().databaseTable.count({ where: { databaseId, vanishedAt: null } });
  if (known === 0) return;
  throw new SyncError("source-permission", {
    trait: "permanent",
    message: `The database shows no table, where ${known} were known. Nothing was changed.`,
    remedy:
      "Check that the user may still use the schemas and select from the tables. If all of them were dropped on purpose, disable the database.",
  });
}

/**
 * Works one requested introspection: streams the instance's tables into the inventory, batch by batch, with live counts.
 * Whatever refuses ends the run as FAILED with its code; a run that has ended or that another worker works is left alone, so a job that comes
 * twice is harmless. Throws only when the signal aborts (the run stays open and can be worked again) and `not-found` for an unknown run.
 */
export async function introspectDatabase(input: {
  readonly introspectionRunId: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  const run = await loadRun(input.introspectionRunId);
  const claimed = run.status === null ? await claimRun(run.id) : null;
  if (!claimed) return;
  const lost = new AbortController();
  const stop = keepAlive(claimed, (error) => lost.abort(error));
  const signal = AbortSignal.any([input.signal, lost.signal]);
  const { databaseInstance: instance } = run;
  const { databaseId } = instance;
  let connection: SourceConnection | undefined;
  try {
    input.signal.throwIfAborted();
    requireActive(run);
    const account = openAccount();
    await noteProgress(db(), claimed, `Connecting to ${instance.instanceLabel}`, statsOf(account));
    connection = await openSource(instance, instance.database, { signal });
    const isFirst = await isReadFirst(run);
    if (!isFirst) account.hidden.push(secondInstance);
    const where = { databaseId, instanceId: instance.id, isReadFirst: isFirst };
    await takeInventory({ claimed, ...where, connection, account, signal });
    logger.info({ introspectionRunId: run.id, databaseId, ...account.counts }, "Introspection ended");
  } catch (error) {
    if (input.signal.aborted) {
      await releaseRun(claimed);
      throw error;
    }
    const why = error instanceof AppError ? { code: error.code, reason: error.message } : { err: error };
    logger.warn({ introspectionRunId: run.id, ...why }, "Introspection failed");
    await failRun(claimed, error);
  } finally {
    stop();
    await connection?.close();
  }
}
