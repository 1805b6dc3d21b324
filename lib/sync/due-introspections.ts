import type { Context } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { nextTime } from "@/lib/jobs/cron";
import { log } from "@/lib/log";
import { openIntrospection } from "./request-introspection";

const logger = log("introspection");

interface DueDatabase {
  readonly id: string;
  readonly name: string;
  readonly cron: string | null;
  readonly timeZone: string;
  /** The metastore's clock. */
  readonly now: Date;
}

/** What became of one database whose time had come. */
type Turn = "requested" | "running-already" | "skipped";

const scheduleContext = (): Context => ({
  actor: { kind: "worker", name: "schedule" },
  requestId: crypto.randomUUID(),
});

/**
 * Asks for the introspection of every database whose time has come. Any number of workers may do so at once: each database is taken by one of
 * them, and its next time is set in the same transaction. Times that were missed become one. A database that cannot be introspected now, for
 * it or its application is switched off or no instance may be read, is skipped, and the audit trail says why.
 *
 * @returns how many introspections were asked for
 */
export async function requestDueIntrospections(): Promise<number> {
  let requested = 0;
  for (;;) {
    const turn = await inTransaction(takeOne);
    if (turn === null) return requested;
    if (turn === "requested") requested += 1;
  }
}

async function takeOne(tx: Tx): Promise<Turn | null> {
  const [due] = await tx.$queryRaw<DueDatabase[]>`
    SELECT id, name, introspection_cron AS cron, introspection_time_zone AS "timeZone", clock_timestamp() AS now FROM databases
    WHERE next_introspection_at <= clock_timestamp() ORDER BY next_introspection_at LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!due) return null;
  const context = scheduleContext();
  try {
    await setNext(tx, due);
    const { alreadyRunning } = await openIntrospection(tx, context, { databaseId: due.id });
    return alreadyRunning ? "running-already" : "requested";
  } catch (error) {
    // Expected refusals of our own, which leave the transaction whole; what the metastore refuses ends it.
    if (!(error instanceof AppError)) throw error;
    logger.warn({ databaseId: due.id, code: error.code, reason: error.message }, "Scheduled introspection skipped");
    await recordAudit(tx, context, {
      action: "database.introspection-skipped",
      targetKind: "database",
      targetId: due.id,
      targetName: due.name,
      after: { code: error.code, reason: error.message },
    });
    return "skipped";
  }
}

/** Throws `input-invalid` when the stored schedule cannot be read, which then falls due no more. */
async function setNext(tx: Tx, { id, cron, timeZone, now }: DueDatabase): Promise<void> {
  const set = (nextIntrospectionAt: Date | null) =>
    tx.database.update({ where: { id }, data: { nextIntrospectionAt }, select: { id: true } });
  if (cron === null) {
    await set(null);
    throw new AppError("input-invalid", { message: "No schedule is set." });
  }
  try {
    await set(nextTime({ cron, timeZone }, now));
  } catch (error) {
    if (error instanceof AppError) await set(null);
    throw error;
  }
}
