import { type Context, isAllowed, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { Page } from "@/lib/db/page";
import { verification } from "@/lib/features/databases/schema";
import { countDrift } from "@/lib/features/drift/queries";
import { secretPolicies } from "@/lib/features/secrets/policy";
import { getKeys } from "@/lib/features/secrets/queries";
import { listEnabledConnections } from "@/lib/features/sharepoint/queries";
import { surveyDefinitions } from "@/lib/features/syncs/queries";
import type { DefinitionFilter } from "@/lib/features/syncs/schema";
import type { DefinitionRow } from "@/lib/features/syncs/types";
import { attentionOf } from "./attention";
import { overviewPolicies } from "./policy";
import type { Attention, ChecklistStep, NextStep, Overview, Pulse, RunningSync, ThroughputHour } from "./types";

interface Counted {
  readonly instances: number;
  readonly tables: number;
  readonly connections: number;
  readonly lists: number;
  readonly definitions: number;
  readonly succeeded: boolean;
  readonly linkedItems: number;
  readonly openRejections: number;
  readonly units: number;
}

/** Counts for the overview, and which first steps are still to be taken. Items are told as the last run of each sync counted them. */
export async function getOverview(context: Context): Promise<Overview> {
  requireAllowed(context, overviewPolicies.read);
  const [counted] = await db().$queryRaw<Counted[]>`
    SELECT (SELECT count(*)::int FROM database_instances) AS instances,
      (SELECT count(*)::int FROM database_tables WHERE vanished_at IS NULL) AS tables,
      (SELECT count(*)::int FROM sharepoint_connections WHERE last_verified_at IS NOT NULL) AS connections,
      (SELECT count(*)::int FROM sharepoint_lists WHERE vanished_at IS NULL AND NOT is_hidden) AS lists,
      (SELECT count(*)::int FROM sync_definitions) AS definitions,
      EXISTS (SELECT FROM sync_runs WHERE status = 'COMPLETED' AND purpose NOT IN ('PLAN', 'TEST')) AS succeeded,
      (SELECT coalesce(sum(m.items), 0)::float8 FROM sync_definitions d CROSS JOIN LATERAL (
        SELECT target_row_count AS items FROM sync_metrics WHERE sync_def_id = d.id ORDER BY last_sync_ts DESC NULLS LAST LIMIT 1
      ) m) AS "linkedItems",
      (SELECT count(*)::float8 FROM sync_rejections WHERE resolved_at IS NULL) AS "openRejections",
      (SELECT coalesce(sum(units), 0)::float8 FROM graph_spending WHERE minute > now() - interval '24 hours') AS units`;
  if (!counted) throw new Error("An aggregate always answers.");
  const { linkedItems, openRejections, units } = counted;
  return { checklist: checklistOf(counted), linkedItems, openRejections, unitsLastDay: units };
}

/** A page of all definitions, and what of them and of what they stand on needs a person; both from one look. */
export async function getHealth(
  context: Context,
  filter: DefinitionFilter,
): Promise<{ readonly page: Page<DefinitionRow>; readonly attention: readonly Attention[] }> {
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
  return { page, attention };
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

/** The first step that is still to be taken; null once a run has ended well, which is a single look where that is long past. */
export async function getNextStep(context: Context): Promise<NextStep | null> {
  requireAllowed(context, overviewPolicies.read);
  const [first] = await db().$queryRaw<{ succeeded: boolean }[]>`
    SELECT EXISTS (SELECT FROM sync_runs WHERE status = 'COMPLETED' AND purpose NOT IN ('PLAN', 'TEST')) AS succeeded`;
  if (first?.succeeded) return null;
  const { checklist } = await getOverview(context);
  const step = checklist.find(({ isDone }) => !isDone);
  return step ? { step, done: checklist.filter(({ isDone }) => isDone).length, of: checklist.length } : null;
}

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

function checklistOf(found: Counted): readonly ChecklistStep[] {
  return [
    {
      id: "database",
      title: "Add a database",
      detail:
        found.instances > 0
          ? counted(found.instances, "instance", "instances")
          : "Under an application, with the address to read from.",
      href: "/applications",
      isDone: found.instances > 0,
    },
    {
      id: "tables",
      title: "Introspect its tables",
      detail:
        found.tables > 0
          ? `${counted(found.tables, "table or view", "tables and views")} cataloged`
          : "Reads the catalog only, never rows.",
      href: "/applications",
      isDone: found.tables > 0,
    },
    {
      id: "connection",
      title: "Connect SharePoint",
      detail:
        found.connections > 0
          ? `${counted(found.connections, "connection", "connections")} verified`
          : "An app registration with application permissions.",
      href: "/sharepoint",
      isDone: found.connections > 0,
    },
    {
      id: "lists",
      title: "Discover lists",
      detail: found.lists > 0 ? counted(found.lists, "list", "lists") : "Add a site by its address.",
      href: "/sharepoint",
      isDone: found.lists > 0,
    },
    {
      id: "sync",
      title: "Define a sync",
      detail:
        found.definitions > 0
          ? counted(found.definitions, "definition", "definitions")
          : "Choose a table and a list; columns are matched by name.",
      href: found.definitions > 0 ? "/syncs" : "/syncs/new",
      isDone: found.definitions > 0,
    },
    {
      id: "run",
      title: "Run it",
      detail: found.succeeded ? "Done" : "Open a sync and press Run now.",
      href: "/syncs",
      isDone: found.succeeded,
    },
  ];
}
