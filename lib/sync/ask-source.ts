import type { SourceConnection } from "@/lib/connectors/connector";
import { db } from "@/lib/db/client";
import type { InstanceRole } from "@/lib/db/generated/client";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { mayFailOver, openSource, usableInstances } from "./open-source";

/** Longest time a person waits for an answer about rows. */
const patienceMs = 15_000;

/** Questions that one process asks a database at a time: each may hold a connection for all that time, and thousands of rows in memory. */
const mostQuestions = 4;

/** Questions under way by database. */
const underWay = new Map<string, number>();

/** Codes whose messages speak of the connection and the object alone. What a server says otherwise may quote values of rows. */
const quoteNoValues: ReadonlySet<string> = new Set([
  "source-unreachable",
  "source-login",
  "source-tls",
  "source-database-missing",
  "source-permission",
  "source-object-missing",
  "source-too-old",
  "source-busy",
  "source-interrupted",
  "cursor-unsupported",
]);

export interface AskedTable {
  readonly id: string;
  readonly schemaName: string;
  readonly tableName: string;
  readonly databaseId: string;
}

/** An instance that a definition reads from, with the place that it has there. */
export interface AllowedInstance {
  readonly databaseInstanceId: string;
  readonly role: InstanceRole;
  readonly priority: number;
}

/** Through whom a question is answered. */
export interface Answerer {
  readonly connection: SourceConnection;
  readonly signal: AbortSignal;
  readonly instanceId: string;
  readonly instanceLabel: string;
}

/**
 * Asks a table's database something that a person waits for, at the first usable instance that answers and within 15 seconds altogether.
 * `among` narrows the instances to those that a definition reads from.
 * Throws `parent-paused`, `no-instance`, `source-busy` when the time is up or four other questions are open, otherwise what the last instance refused, without values of rows.
 */
export async function askSource<T>(
  table: AskedTable,
  ask: (answerer: Answerer) => Promise<T>,
  among?: readonly AllowedInstance[],
): Promise<T> {
  const { databaseId } = table;
  const others = underWay.get(databaseId) ?? 0;
  if (others >= mostQuestions) throw tooMany();
  underWay.set(databaseId, others + 1);
  try {
    return await askInTurn(table, ask, among);
  } finally {
    const left = (underWay.get(databaseId) ?? 1) - 1;
    if (left > 0) underWay.set(databaseId, left);
    else underWay.delete(databaseId);
  }
}

async function askInTurn<T>(
  table: AskedTable,
  ask: (answerer: Answerer) => Promise<T>,
  among: readonly AllowedInstance[] | undefined,
): Promise<T> {
  const database = await requireInUse(table.databaseId);
  const instances = usableInstances(allowed(database.instances, among), new Date());
  if (instances.length === 0) throw new AppError("no-instance");
  const signal = AbortSignal.timeout(patienceMs);
  let last: unknown;
  for (const instance of instances) {
    let connection: SourceConnection | undefined;
    try {
      connection = await openSource(instance, database, { signal });
      const { id: instanceId, instanceLabel } = instance;
      return await ask({ connection, signal, instanceId, instanceLabel });
    } catch (error) {
      if (signal.aborted) throw tooSlow(instance.instanceLabel);
      if (!(error instanceof SyncError)) throw error;
      if (!mayFailOver.has(error.code)) throw withoutValues(error);
      last = error;
    } finally {
      await connection?.close();
    }
  }
  throw last;
}

/** The instances that may be asked, in the order that `among` gives them. */
function allowed<T extends { readonly id: string }>(instances: readonly T[], among?: readonly AllowedInstance[]) {
  if (!among) return instances;
  return among.flatMap(({ databaseInstanceId, role, priority }) =>
    instances
      .filter((instance) => instance.id === databaseInstanceId)
      .map((instance) => ({ ...instance, role, priority })),
  );
}

async function requireInUse(databaseId: string) {
  const database = await db().database.findUniqueOrThrow({
    where: { id: databaseId },
    include: { instances: { orderBy: [{ createdAt: "asc" }, { id: "asc" }] }, application: true },
  });
  if (database.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: `The database “${database.name}” is disabled.` });
  }
  if (database.application.status !== "ACTIVE") {
    throw new AppError("parent-paused", { message: `The application “${database.application.name}” is archived.` });
  }
  return database;
}

function tooMany(): SyncError {
  return new SyncError("source-busy", {
    trait: "transient",
    message: `${mostQuestions} questions to this database are not answered yet.`,
    remedy: "Try again in a few seconds.",
  });
}

function tooSlow(instanceLabel: string): SyncError {
  return new SyncError("source-busy", {
    trait: "transient",
    message: `“${instanceLabel}” gave no answer within ${patienceMs / 1_000} seconds.`,
    remedy: "Try again when it is less busy; a view may be too costly to look into.",
  });
}

function withoutValues(error: SyncError): SyncError {
  if (quoteNoValues.has(error.code)) return error;
  return new SyncError(error.code, {
    trait: error.trait,
    message: "The database refused to read this table.",
    remedy: "Select from the table with another tool: the server's own words may quote values and are not kept here.",
  });
}
