import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { requireSeen } from "@/lib/features/seen/require-seen";
import type { Seen } from "@/lib/features/seen/schema";
import { nextTimes } from "@/lib/jobs/cron";
import { nextRunAt, type RunSchedule } from "@/lib/sync/next-run";
import { schedulePolicies } from "./policy";
import type { ClearScheduleInput, ScheduleTimes, SetFullScanInput, SetScheduleInput } from "./schema";

interface Stored extends RunSchedule {
  readonly name: string;
  /** The metastore's clock, by which schedules fall due. */
  readonly now: Date;
}

interface Stamped {
  /** When the definition is due next; null without any schedule. */
  readonly nextRunAt: Date | null;
}

/**
 * Lets a definition run by itself, at most once a minute; a time that passed while no worker ran is made up for once.
 * Throws `not-found`, `changed-meanwhile`, or `input-invalid` with the field `cron` or `timeZone` in words.
 */
export async function setSchedule(context: Context, input: SetScheduleInput): Promise<Stamped> {
  requireAllowed(context, schedulePolicies.manage);
  const { cron, timeZone } = input;
  return change(context, input, "sync.scheduled", { scheduleCron: cron, scheduleTimeZone: timeZone });
}

/** Lets a definition run only when asked for; that of its full scan stays. Throws `not-found` and `changed-meanwhile`. */
export async function clearSchedule(context: Context, input: ClearScheduleInput): Promise<Stamped> {
  requireAllowed(context, schedulePolicies.manage);
  return change(context, input, "sync.schedule-removed", { scheduleCron: null });
}

/** Sets when a definition that reads by a cursor reads everything. Throws as `setSchedule`. */
export async function setFullScan(context: Context, input: SetFullScanInput): Promise<Stamped> {
  requireAllowed(context, schedulePolicies.manage);
  return change(context, input, "sync.full-scan-scheduled", { fullScanCron: input.cron });
}

/** The next five times of a schedule that is not stored yet; throws as `setSchedule`. */
export async function previewSchedule(
  context: Context,
  input: ScheduleTimes,
): Promise<{ readonly times: readonly Date[] }> {
  requireAllowed(context, schedulePolicies.manage);
  return { times: nextTimes(input, new Date(), 5) };
}

type ScheduleChange = Partial<Pick<RunSchedule, "scheduleCron" | "scheduleTimeZone" | "fullScanCron">>;

async function change(
  context: Context,
  { definitionId, seen }: { readonly definitionId: string; readonly seen?: Seen },
  action: string,
  wanted: ScheduleChange,
): Promise<Stamped> {
  return inTransaction(async (tx) => {
    const before = await lockSchedule(tx, definitionId);
    requireSeen(seen, shown(before), { words: { cron: "when it runs", fullScanCron: "when it reads everything" } });
    const after = { ...before, ...wanted };
    // Also a cron line that is of no use as yet, such as that of a full scan, has to be readable.
    for (const cron of [after.scheduleCron ?? "0 0 * * *", after.fullScanCron])
      if (cron !== null) nextTimes({ cron, timeZone: after.scheduleTimeZone }, before.now, 1);
    const due = nextRunAt(after, before.now);
    await tx.syncDefinition.update({
      where: { id: definitionId },
      data: { ...wanted, nextRunAt: due },
      select: { id: true },
    });
    await recordAudit(tx, context, {
      action,
      targetKind: "sync",
      targetId: definitionId,
      targetName: before.name,
      before: shown(before),
      after: shown(after),
    });
    return { nextRunAt: due };
  });
}

const shown = ({ scheduleCron, scheduleTimeZone, fullScanCron }: RunSchedule) => ({
  cron: scheduleCron,
  timeZone: scheduleTimeZone,
  fullScanCron,
});

/** Locks the definition, so that a sweep does not set the next time of a schedule that is being replaced. */
async function lockSchedule(tx: Tx, definitionId: string): Promise<Stored> {
  const [stored] = await tx.$queryRaw<Stored[]>`
    SELECT name, schedule_cron AS "scheduleCron", schedule_time_zone AS "scheduleTimeZone", full_scan_cron AS "fullScanCron",
      cursor_strategy::text AS "cursorStrategy", clock_timestamp() AS now
    FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  if (!stored) throw new AppError("not-found", { message: "This sync does not exist." });
  return stored;
}
