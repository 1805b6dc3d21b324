import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { AppError } from "@/lib/errors/app-error";
import { describeError } from "@/lib/errors/codes";
import { nextTimes } from "@/lib/jobs/cron";
import { loadDefinition, pausedParent, type StoredDefinition } from "@/lib/sync/load-definition";
import { schedulePolicies } from "./policy";
import type { NewestRunInput, ScheduleRef } from "./schema";
import type { NewestRun, ScheduleDetails, ScheduledRun, ScheduleHold } from "./types";

/** When a definition runs by itself, and what keeps it from doing so. Throws `not-found`. */
export async function getSchedule(context: Context, input: ScheduleRef): Promise<ScheduleDetails> {
  requireAllowed(context, schedulePolicies.read);
  const stored = await loadDefinition(input.definitionId);
  const [lastRun, hold] = await Promise.all([lastRunOf(stored.id), holdOf(stored)]);
  return {
    definitionId: stored.id,
    cron: stored.scheduleCron,
    timeZone: stored.scheduleTimeZone,
    fullScanCron: stored.fullScanCron,
    isIncremental: stored.cursorStrategy !== "FULL_SCAN",
    nextRunAt: stored.nextRunAt,
    nextTimes: timesOf(stored),
    lastFullScanAt: stored.lastFullScanAt,
    lastRun,
    hold,
  };
}

/** Which run of a definition, or of all, began last and how it stands. */
export async function getNewestRun(context: Context, input: NewestRunInput): Promise<NewestRun> {
  requireAllowed(context, schedulePolicies.read);
  const which = input.of === "all" ? Prisma.sql`true` : Prisma.sql`sync_def_id = ${input.of}::uuid`;
  const [run] = await db().$queryRaw<NewestRun[]>`
    SELECT id || ' ' || phase AS mark FROM sync_runs WHERE ${which} ORDER BY start_time DESC, id LIMIT 1`;
  return run ?? { mark: "" };
}

async function lastRunOf(syncDefId: string): Promise<ScheduledRun | null> {
  const run = await db().syncRun.findFirst({
    where: { syncDefId },
    orderBy: { startTime: "desc" },
    select: { id: true, startTime: true, endTime: true, requestedBy: true, isFullScan: true },
  });
  if (!run) return null;
  const { startTime: startedAt, endTime: endedAt, ...rest } = run;
  return { ...rest, startedAt, endedAt };
}

/** A stored schedule that cannot be read has no times; the sweep has told so in the audit trail. */
function timesOf({ scheduleCron: cron, scheduleTimeZone: timeZone }: StoredDefinition): readonly Date[] {
  if (cron === null) return [];
  try {
    return nextTimes({ cron, timeZone }, new Date(), 5);
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

async function holdOf(stored: StoredDefinition): Promise<ScheduleHold | null> {
  const parent = pausedParent(stored);
  if (parent) {
    const since = await lastTime(parent.kind, parent.id, [`${parent.kind}.disabled`, `${parent.kind}.archived`]);
    return { kind: "parent", message: parent.message, since, href: placeOf(stored, parent.kind) };
  }
  if (stored.haltedCode !== null) {
    // Not the reason itself, which may quote row values (sync-semantics 15).
    const message = `The last run was halted: ${describeError(stored.haltedCode).title}`;
    return { kind: "halted", message, since: stored.haltedAt, href: null };
  }
  if (stored.isEnabled) return null;
  const since = await lastTime("sync", stored.id, ["sync.paused"]);
  return { kind: "disabled", message: "This sync is paused.", since, href: null };
}

async function lastTime(targetKind: string, targetId: string, actions: string[]): Promise<Date | null> {
  const event = await db().auditEvent.findFirst({
    where: { targetKind, targetId, action: { in: actions } },
    orderBy: { at: "desc" },
    select: { at: true },
  });
  return event?.at ?? null;
}

function placeOf(
  stored: StoredDefinition,
  kind: "application" | "database" | "connection" | "site" | "target",
): string | null {
  const { database } = stored.sourceTable;
  const { site } = stored.targetList;
  switch (kind) {
    case "application":
      return `/applications/${database.applicationId}`;
    case "database":
      return `/databases/${database.id}`;
    case "connection":
      return `/sharepoint/connections/${site.connectionId}`;
    case "site":
      return `/sharepoint/sites/${site.id}`;
    case "target":
      return null;
  }
}
