import type { Context } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { log } from "@/lib/log";
import { loadDefinition, pausedParent } from "./load-definition";
import { nextRunAt, type RunSchedule } from "./next-run";
import { openRun } from "./request-run";
import { addEvents } from "./run-events";

const logger = log("schedule");

interface DueDefinition extends RunSchedule {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly haltedCode: string | null;
  /** The metastore's clock. */
  readonly now: Date;
}

/** What became of one definition whose time had come. */
type Turn = "requested" | "skipped";

const scheduleContext = (): Context => ({
  actor: { kind: "worker", name: "schedule" },
  requestId: crypto.randomUUID(),
});

/**
 * How long a definition whose lookup columns take items of another list waits for the run that fills that list: a child's row whose parent is not
 * there yet is rejected, and judged again by its next run only.
 */
const parentPatienceMinutes = 10;

/**
 * Starts the run of every definition whose time has come. Any number of workers may do so at once: each definition is taken by one of them,
 * and its next time is set in the same transaction as its run and the wake-up. Times that were missed become one.
 *
 * Parents come first: of definitions that are due together those are started first that fill the lists from which the others' lookup columns take
 * their items, and those others as soon as the parents' runs have ended.
 *
 * Not started, and tried again at the next time: a definition that is paused or halted (its page says so), one whose parent is switched off
 * (the audit trail says which, once), and one whose run is still open (that run's story says so).
 *
 * @returns how many runs were started
 */
export async function requestDueRuns(): Promise<number> {
  let requested = 0;
  for (;;) {
    const turn = await inTransaction(takeOne);
    if (turn === null) return requested;
    if (turn === "requested") requested += 1;
  }
}

/** Other definitions `p` that fill the lists from which lookup columns of definition `d` take their items. */
const parentsOfDue = Prisma.sql`
  SELECT FROM field_mappings m JOIN sharepoint_columns c ON c.id = m.target_column_id
  JOIN sharepoint_lists l ON l.list_id = lower(btrim(c.definition->'lookup'->>'listId', '{}'))
  JOIN sync_definitions p ON p.target_list_id = l.id AND p.id <> d.id AND p.is_enabled AND p.halted_code IS NULL
  WHERE m.sync_def_id = d.id`;

async function takeOne(tx: Tx): Promise<Turn | null> {
  const [due] = await tx.$queryRaw<DueDefinition[]>`
    WITH due AS (
      SELECT d.id, d.next_run_at, EXISTS (${parentsOfDue} AND p.next_run_at <= clock_timestamp()) AS is_child FROM sync_definitions d
      WHERE d.next_run_at <= clock_timestamp() AND NOT EXISTS (
        ${parentsOfDue} AND EXISTS (
          SELECT FROM sync_runs r WHERE r.sync_def_id = p.id AND r.status = 'RUNNING' AND r.phase IN ('QUEUED', 'DECIDING', 'APPLYING')
            AND r.start_time > clock_timestamp() - ${parentPatienceMinutes} * interval '1 minute'))
    )
    SELECT d.id, d.name, d.is_enabled AS "isEnabled", d.halted_code AS "haltedCode", d.schedule_cron AS "scheduleCron",
      d.schedule_time_zone AS "scheduleTimeZone", d.full_scan_cron AS "fullScanCron", d.cursor_strategy::text AS "cursorStrategy",
      clock_timestamp() AS now
    FROM sync_definitions d JOIN due USING (id) WHERE d.next_run_at <= clock_timestamp()
    ORDER BY due.is_child, due.next_run_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED`;
  if (!due) return null;
  const context = scheduleContext();
  try {
    await setNext(tx, due);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await tellSkipped(tx, context, due, error);
    return "skipped";
  }
  if (!due.isEnabled || due.haltedCode !== null) return "skipped";
  const paused = pausedParent(await loadDefinition(due.id, tx));
  if (paused) {
    await tellSkipped(tx, context, due, new AppError("parent-paused", { message: paused.message }));
    return "skipped";
  }
  const { runId, alreadyRunning } = await openRun(tx, context, due);
  if (!alreadyRunning) return "requested";
  await tellStillOpen(tx, runId, due.now);
  return "skipped";
}

/** Throws `input-invalid` when the stored schedule cannot be read, which then falls due no more. */
async function setNext(tx: Tx, due: DueDefinition): Promise<void> {
  // Not a change of the definition: `updated_at` stays.
  const set = (at: Date | null) =>
    tx.$executeRaw`UPDATE sync_definitions SET next_run_at = ${at} WHERE id = ${due.id}::uuid`;
  try {
    await set(nextRunAt(due, due.now));
  } catch (error) {
    if (error instanceof AppError) await set(null);
    throw error;
  }
}

/** Told once for as long as the reason stays: a schedule of every minute must not fill the audit trail while a parent is switched off for a week. */
async function tellSkipped(tx: Tx, context: Context, due: DueDefinition, error: AppError): Promise<void> {
  const after = { code: error.code, reason: error.message };
  const target = { targetKind: "sync", targetId: due.id };
  const former = await tx.auditEvent.findFirst({
    where: { ...target, action: "sync.schedule-skipped" },
    orderBy: { at: "desc" },
    select: { at: true, after: true },
  });
  const ranSince =
    former &&
    (await tx.syncRun.findFirst({ where: { syncDefId: due.id, startTime: { gt: former.at } }, select: { id: true } }));
  if (former && !ranSince && (former.after as Partial<typeof after> | null)?.reason === after.reason) return;
  logger.warn({ definitionId: due.id, ...after }, "Scheduled run skipped");
  await recordAudit(tx, context, { action: "sync.schedule-skipped", ...target, targetName: due.name, after });
}

/** One line in the story of a run that outlasts its schedule, however often. */
async function tellStillOpen(tx: Tx, runId: string, now: Date): Promise<void> {
  const told = await tx.$executeRaw`
    UPDATE sync_events SET payload = jsonb_set(payload, '{times}', to_jsonb((payload->>'times')::int + 1)),
      message = format('The schedule was due %s times while this run was going on; no other run was started.', (payload->>'times')::int + 1)
    WHERE sync_run_id = ${runId}::uuid AND event_type = 'schedule-skipped'`;
  if (told > 0) return;
  const message = "The schedule was due while this run was going on; no other run was started.";
  const payload = { times: 1, at: now.toISOString() };
  await addEvents(tx, runId, [{ severity: "INFO", type: "schedule-skipped", message, payload }]);
}
