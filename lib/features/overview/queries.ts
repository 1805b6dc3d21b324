import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { overviewPolicies } from "./policy";
import type { ChecklistStep, Overview } from "./types";

interface Counted {
  readonly instances: number;
  readonly tables: number;
  readonly connections: number;
  readonly lists: number;
  readonly definitions: number;
  readonly succeeded: boolean;
  readonly linkedItems: number;
  readonly openRejections: number;
  readonly runs: number;
  readonly created: number;
  readonly updated: number;
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
      (SELECT coalesce(sum(units), 0)::float8 FROM graph_spending WHERE minute > now() - interval '24 hours') AS units,
      recent.*
    FROM (SELECT count(*)::int AS runs, coalesce(sum(items_created), 0)::float8 AS created, coalesce(sum(items_updated), 0)::float8 AS updated
      FROM sync_runs WHERE start_time > now() - interval '24 hours' AND purpose NOT IN ('PLAN', 'TEST')) recent`;
  if (!counted) throw new Error("An aggregate always answers.");
  const { linkedItems, openRejections, runs, created, updated, units } = counted;
  return { checklist: checklistOf(counted), linkedItems, openRejections, last24h: { runs, created, updated, units } };
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
