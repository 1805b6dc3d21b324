import { type Context, isAllowed, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { countDrift } from "@/lib/features/drift/queries";
import { secretPolicies } from "@/lib/features/secrets/policy";
import { getKeys } from "@/lib/features/secrets/queries";
import { listEnabledConnections } from "@/lib/features/sharepoint/queries";
import { surveyDefinitions } from "@/lib/features/syncs/queries";
import type { DefinitionFilter } from "@/lib/features/syncs/schema";
import { verification } from "@/lib/features/verification/schema";
import { attentionOf } from "./attention";
import { checklistOf, type FirstSteps, type NextThings } from "./checklist";
import { overviewPolicies } from "./policy";
import type { ChecklistStep, NextStep, OverviewHealth, Pulse, RunningSync, ThroughputHour } from "./types";

/** Which first steps were taken, and where the others are. */
export async function getChecklist(context: Context): Promise<readonly ChecklistStep[]> {
  requireAllowed(context, overviewPolicies.read);
  const [found, next] = await Promise.all([firstSteps(), nextThings()]);
  return checklistOf(context.actor, found, next);
}

async function firstSteps(): Promise<FirstSteps> {
  const [found] = await db().$queryRaw<FirstSteps[]>`
    SELECT (SELECT count(*)::int FROM database_instances) AS instances,
      (SELECT count(*)::int FROM database_tables WHERE vanished_at IS NULL) AS tables,
      (SELECT count(*)::int FROM sharepoint_connections WHERE last_verified_at IS NOT NULL) AS connections,
      (SELECT count(*)::int FROM sharepoint_lists WHERE vanished_at IS NULL AND NOT is_hidden) AS lists,
      (SELECT count(*)::int FROM sync_definitions) AS definitions,
      EXISTS (SELECT FROM sync_runs WHERE status = 'COMPLETED' AND purpose NOT IN ('PLAN', 'TEST')) AS succeeded`;
  if (!found) throw new Error("A row of counts always answers.");
  return found;
}

/** What the first steps go on with: of each the one made last. */
async function nextThings(): Promise<NextThings> {
  const [found] = await db().$queryRaw<NextThings[]>`
    SELECT (SELECT id FROM applications WHERE status = 'ACTIVE' ORDER BY created_at DESC, id LIMIT 1) AS "applicationId",
      (SELECT id FROM databases b WHERE status = 'ACTIVE' AND NOT EXISTS (SELECT FROM database_instances WHERE database_id = b.id)
        ORDER BY created_at DESC, id LIMIT 1) AS "bareDatabaseId",
      (SELECT id FROM databases b WHERE status = 'ACTIVE' AND EXISTS (SELECT FROM database_instances WHERE database_id = b.id)
        ORDER BY created_at DESC, id LIMIT 1) AS "databaseId",
      (SELECT id FROM sharepoint_connections WHERE status = 'ACTIVE' AND last_verified_at IS NULL ORDER BY created_at DESC, id LIMIT 1)
        AS "untestedConnectionId",
      (SELECT id FROM sharepoint_connections WHERE status = 'ACTIVE' AND last_verified_at IS NOT NULL ORDER BY created_at DESC, id LIMIT 1)
        AS "testedConnectionId",
      (SELECT id FROM sharepoint_sites WHERE status = 'ACTIVE' ORDER BY last_discovered_at DESC NULLS FIRST, id LIMIT 1) AS "siteId",
      (SELECT id FROM sync_definitions WHERE is_enabled ORDER BY created_at DESC, id LIMIT 1) AS "enabledId",
      draft.id AS "draftId", draft.name AS "draftName"
    FROM (SELECT) one LEFT JOIN LATERAL (
      SELECT id, name FROM sync_definitions d WHERE NOT is_enabled AND NOT EXISTS (SELECT FROM sync_runs WHERE sync_def_id = d.id AND purpose = 'SYNC')
      ORDER BY created_at DESC, id LIMIT 1) draft ON true`;
  if (!found) throw new Error("A row of constants always answers.");
  return found;
}

/** A page of all definitions, what all of them hold, and what of them and of what they stand on needs a person; from one look. */
export async function getHealth(context: Context, filter: DefinitionFilter): Promise<OverviewHealth> {
  requireAllowed(context, overviewPolicies.read);
  const [{ all, page }, connections, instances, keys] = await Promise.all([
    surveyDefinitions(context, filter),
    listEnabledConnections(context),
    failingInstances(),
    isAllowed(context.actor, secretPolicies.read) ? getKeys(context) : null,
  ]);
  const drift = await countDrift(context, { of: "definition", ids: all.map(({ id }) => id) });
  const attention = attentionOf({
    now: new Date(),
    definitions: all,
    drift,
    connections: connections.map(({ id, name, credentialExpiresAt: expiresAt, verification: found }) => ({
      id,
      name,
      href: `/sharepoint/connections/${id}`,
      expiresAt,
      errors: errorsOf(found?.findings ?? []),
    })),
    instances,
    keys: keys && {
      underOthers: keys.openUnderOthers,
      lost: keys.lost.length,
      workersWithout: keys.workersWithout.length,
    },
  });
  const sum = (key: "linkedItems" | "openRejections") => all.reduce((total, row) => total + (row[key] ?? 0), 0);
  return { page, attention, linkedItems: sum("linkedItems"), openRejections: sum("openRejections") };
}

const errorsOf = (findings: readonly { readonly level: string; readonly title: string }[]) =>
  findings.filter(({ level }) => level === "error").map(({ title }) => title);

async function failingInstances() {
  const rows = await db().databaseInstance.findMany({
    where: { status: "ACTIVE", lastVerifiedAt: null, verification: { not: Prisma.AnyNull } },
    select: { id: true, instanceLabel: true, verification: true, database: { select: { id: true, name: true } } },
    orderBy: [{ database: { name: "asc" } }, { id: "asc" }],
  });
  return rows.map(({ id, instanceLabel, verification: stored, database }) => ({
    id,
    name: `${database.name}, ${instanceLabel}`,
    href: `/databases/${database.id}`,
    errors: errorsOf(verification.parse(stored).findings),
  }));
}

/**
 * What runs did in the last 24 hours by hour, oldest first, hours without a run included. A run counts in the hour in which it ended, since only its
 * totals are kept.
 */
export async function getThroughput(context: Context): Promise<readonly ThroughputHour[]> {
  requireAllowed(context, overviewPolicies.read);
  return db().$queryRaw<ThroughputHour[]>`
    WITH recent AS (
      SELECT end_time AS at, items_created, items_updated, items_deleted, rows_read FROM sync_runs
      WHERE status <> 'RUNNING' AND operations_removed_at IS NULL AND end_time > now() - interval '24 hours' AND purpose <> 'PLAN'
      UNION ALL SELECT now(), items_created, items_updated, items_deleted, rows_read FROM sync_runs WHERE status = 'RUNNING' AND purpose <> 'PLAN'
    )
    SELECT hour, count(r.at)::int AS runs, coalesce(sum(r.items_created), 0)::float8 AS created, coalesce(sum(r.items_updated), 0)::float8 AS updated,
      coalesce(sum(r.items_deleted), 0)::float8 AS deleted, coalesce(sum(r.rows_read), 0)::float8 AS "rowsRead"
    FROM generate_series(date_trunc('hour', now() - interval '24 hours'), date_trunc('hour', now()), interval '1 hour') AS hour
      LEFT JOIN recent r ON r.at >= hour AND r.at < hour + interval '1 hour'
    GROUP BY hour ORDER BY hour`;
}

/** Which runs are under way and how far they are, and a mark by which a page knows that it is out of date. */
export async function getPulse(context: Context): Promise<Pulse> {
  requireAllowed(context, overviewPolicies.read);
  const running = await db().$queryRaw<(RunningSync & { readonly runId: string })[]>`
    SELECT id AS "runId", sync_def_id AS "definitionId", phase::text, rows_read::float8 AS "rowsRead", items_processed AS "itemsProcessed",
      planned_creates + planned_updates + planned_deletes + planned_marks + planned_records AS planned
    FROM sync_runs WHERE status = 'RUNNING' ORDER BY sync_def_id`;
  // One that began and ended between two looks is the newest.
  const newest = await db().syncRun.findFirst({
    orderBy: [{ startTime: "desc" }, { id: "asc" }],
    select: { id: true },
  });
  const mark = [newest?.id ?? "", ...running.map(({ runId }) => runId)].join(" ");
  return { mark, running: running.map(({ runId: _, ...run }) => run) };
}

const canBeTaken = (step: ChecklistStep): step is NextStep["step"] => !step.isDone && step.href !== null;

/** The first step that is still to be taken; null once a run has ended well, which is a single look where that is long past. */
export async function getNextStep(context: Context): Promise<NextStep | null> {
  requireAllowed(context, overviewPolicies.read);
  const [first] = await db().$queryRaw<{ succeeded: boolean }[]>`
    SELECT EXISTS (SELECT FROM sync_runs WHERE status = 'COMPLETED' AND purpose NOT IN ('PLAN', 'TEST')) AS succeeded`;
  if (first?.succeeded) return null;
  const checklist = await getChecklist(context);
  const step = checklist.find(canBeTaken);
  return step ? { step, done: checklist.filter(({ isDone }) => isDone).length, of: checklist.length } : null;
}
