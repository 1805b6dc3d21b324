import { type Db, db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { type DefinitionParents, pausedParent } from "./load-definition";

/** Which definitions are asked for; each part narrows. */
export interface StandingFilter {
  readonly definitionId?: string | undefined;
  readonly search?: string | undefined;
  readonly mode?: string | undefined;
  readonly databaseId?: string | undefined;
  readonly siteId?: string | undefined;
}

/** What is stored of how a definition stands. Dry runs and tests count nowhere: they write nothing that was planned. */
export interface Standing {
  readonly id: string;
  readonly name: string;
  readonly mode: "ONE_WAY_PUSH" | "TWO_WAY" | "ARCHIVE_ONLY";
  readonly isEnabled: boolean;
  readonly haltedCode: string | null;
  readonly haltedReason: string | null;
  readonly scheduleCron: string | null;
  readonly nextRunAt: Date | null;
  readonly rescanRequired: boolean;
  /** The parent that is switched off, in a sentence; null when all are on. */
  readonly pausedBy: string | null;
  readonly tableId: string;
  readonly tableName: string;
  readonly databaseName: string;
  readonly listId: string;
  readonly listName: string;
  readonly siteName: string;
  readonly viewersMaySeeValues: boolean;
  /** A run, not only a dry one, was ever started for it. */
  readonly wasEverRun: boolean;
  readonly lastRunId: string | null;
  readonly lastRunAt: Date | null;
  readonly lastStatus: "RUNNING" | "COMPLETED" | "FAILED" | null;
  readonly lastPhase: "QUEUED" | "DECIDING" | "HALTED" | "APPLYING" | "WAITING" | "DONE" | null;
  readonly lastOutcome: "SUCCEEDED" | "PARTIAL" | "FAILED" | "HALTED" | "CANCELLED" | "INTERRUPTED" | null;
  readonly lastErrorCode: string | null;
  /** Begin of the last reading that came to a plan: what was in the table then is written or known to be not. Null before the first. */
  readonly decidedReadAt: Date | null;
  /** Operations of that reading, or of the one under way, that have no outcome. */
  readonly openOperations: number;
  /** Begin of the reading whose operations these are. */
  readonly openSince: Date | null;
  /** Of the rejected rows, those that an open operation tries again. */
  readonly retriedRejections: number;
  readonly openRejections: number;
  /** When the first of them was met. */
  readonly oldestRejectionAt: Date | null;
  /** Begin of the last run in which every row was written or needed nothing, and since which no rejection stands open from before. */
  readonly cleanReadAt: Date | null;
  /** Greatest value of the cursor column that a count of the table has met since the last reading; null where none was counted. */
  readonly newestSeenAt: Date | null;
  readonly sourceRows: number | null;
  readonly linkedItems: number | null;
  /** When these two were counted. */
  readonly countedAt: Date | null;
}

interface ParentFacts {
  readonly applicationName: string;
  readonly applicationStatus: string;
  readonly databaseStatus: string;
  readonly connectionName: string;
  readonly connectionStatus: string;
  readonly webUrl: string;
  readonly siteStatus: string;
  readonly targetStatus: string | null;
}

/** Operations of a run's plan that have no outcome. */
const rest = Prisma.sql`planned_creates + planned_updates + planned_deletes + planned_marks + planned_records - items_processed`;
const isWriting = Prisma.sql`purpose NOT IN ('PLAN', 'TEST')`;

// Most newest runs came to a plan and went well: where the newest one answers a question, no other is looked for.
const selectStandings = Prisma.sql`
  SELECT d.id, d.name, d.sync_mode::text AS mode, d.is_enabled AS "isEnabled", d.halted_code AS "haltedCode", d.halted_reason AS "haltedReason",
    d.schedule_cron AS "scheduleCron", d.next_run_at AS "nextRunAt", d.rescan_required AS "rescanRequired",
    d.source_table_id AS "tableId", t.schema_name || '.' || t.table_name AS "tableName", b.name AS "databaseName", d.target_list_id AS "listId",
    l.display_name AS "listName", coalesce(s.display_name, s.site_path) AS "siteName", b.viewers_may_see_values AS "viewersMaySeeValues",
    a.name AS "applicationName", a.status::text AS "applicationStatus", b.status::text AS "databaseStatus", c.name AS "connectionName",
    c.status::text AS "connectionStatus", s.web_url AS "webUrl", s.status::text AS "siteStatus",
    (SELECT status::text FROM sync_targets WHERE sync_def_id = d.id ORDER BY is_default DESC LIMIT 1) AS "targetStatus",
    coalesce(last.purpose = 'SYNC', false) OR EXISTS (SELECT FROM sync_runs WHERE sync_def_id = d.id AND purpose = 'SYNC') AS "wasEverRun",
    last.id AS "lastRunId", last.start_time AS "lastRunAt", last.status::text AS "lastStatus", last.phase::text AS "lastPhase",
    last.outcome::text AS "lastOutcome", last.error_code AS "lastErrorCode", decided.start_time AS "decidedReadAt",
    CASE WHEN work.open > 0 THEN work.open ELSE 0 END AS "openOperations", CASE WHEN work.open > 0 THEN work.since END AS "openSince",
    again.rows::int AS "retriedRejections", coalesce(r.open, 0)::int AS "openRejections", r.oldest AS "oldestRejectionAt",
    CASE WHEN last.outcome = 'SUCCEEDED' AND last.start_time < coalesce(r.oldest, 'infinity') THEN last.start_time
      ELSE (SELECT start_time FROM sync_runs WHERE sync_def_id = d.id AND ${isWriting} AND outcome = 'SUCCEEDED'
        AND start_time < coalesce(r.oldest, 'infinity') ORDER BY start_time DESC LIMIT 1) END AS "cleanReadAt",
    newest.seen AS "newestSeenAt", m.source_row_count::float8 AS "sourceRows", m.target_row_count::float8 AS "linkedItems", m.last_sync_ts AS "countedAt"
  FROM sync_definitions d
  JOIN database_tables t ON t.id = d.source_table_id JOIN databases b ON b.id = t.database_id JOIN applications a ON a.id = b.application_id
  JOIN sharepoint_lists l ON l.id = d.target_list_id JOIN sharepoint_sites s ON s.id = l.site_id
  JOIN sharepoint_connections c ON c.id = s.connection_id
  LEFT JOIN LATERAL (SELECT id, start_time, status, phase, outcome, error_code, purpose, decided_at, ${rest} AS rest FROM sync_runs
    WHERE sync_def_id = d.id AND ${isWriting} ORDER BY start_time DESC LIMIT 1) last ON true
  LEFT JOIN LATERAL (SELECT last.id, last.start_time, last.outcome, last.rest WHERE last.decided_at IS NOT NULL
    UNION ALL (SELECT id, start_time, outcome, ${rest} FROM sync_runs
      WHERE last.decided_at IS NULL AND sync_def_id = d.id AND ${isWriting} AND decided_at IS NOT NULL ORDER BY start_time DESC LIMIT 1)
  ) decided ON true
  LEFT JOIN LATERAL (SELECT last.id AS run, last.rest AS open, last.start_time AS since WHERE last.status = 'RUNNING'
    UNION ALL SELECT decided.id, decided.rest, decided.start_time
      WHERE last.status <> 'RUNNING' AND (decided.outcome IS NULL OR decided.outcome NOT IN ('SUCCEEDED', 'PARTIAL'))
  ) work ON true
  LEFT JOIN (SELECT sync_def_id, count(*) AS open, min(first_seen_at) AS oldest FROM sync_rejections WHERE resolved_at IS NULL
    GROUP BY sync_def_id) r ON r.sync_def_id = d.id
  CROSS JOIN LATERAL (SELECT count(*) AS rows FROM sync_rejections x JOIN sync_operations o ON o.sync_run_id = work.run
      AND o.source_identity_hash = x.source_identity_hash AND o.state IN ('PENDING', 'SENT', 'DROPPED')
    WHERE work.open > 0 AND r.open > 0 AND x.sync_def_id = d.id AND x.resolved_at IS NULL) again
  CROSS JOIN LATERAL (SELECT max(max_updated_at) AS seen FROM source_table_metrics
    WHERE d.cursor_column_id IS NOT NULL AND table_id = d.source_table_id AND captured_at > decided.start_time) newest
  LEFT JOIN LATERAL (SELECT source_row_count, target_row_count, last_sync_ts FROM sync_metrics WHERE sync_def_id = d.id
    ORDER BY last_sync_ts DESC NULLS LAST LIMIT 1) m ON true`;

/** How definitions stand, in no order. Counts what is kept of rejections, and takes all other counts from runs and metrics: the ledger is not looked at. */
export async function readStandings(filter: StandingFilter, client: Db = db()): Promise<readonly Standing[]> {
  const where = [Prisma.sql`true`];
  if (filter.definitionId) where.push(Prisma.sql`d.id = ${filter.definitionId}::uuid`);
  if (filter.mode) where.push(Prisma.sql`d.sync_mode = ${filter.mode}::"SyncMode"`);
  if (filter.databaseId) where.push(Prisma.sql`b.id = ${filter.databaseId}::uuid`);
  if (filter.siteId) where.push(Prisma.sql`s.id = ${filter.siteId}::uuid`);
  if (filter.search) {
    const wanted = filter.search.toLowerCase();
    where.push(
      Prisma.sql`position(${wanted} in lower(concat_ws(' ', d.name, t.table_name, l.display_name, b.name))) > 0`,
    );
  }
  const rows = await client.$queryRaw<(Omit<Standing, "pausedBy"> & ParentFacts)[]>`
    ${selectStandings} WHERE ${Prisma.join(where, " AND ")}`;
  return rows.map(
    ({
      applicationName,
      applicationStatus,
      databaseStatus,
      connectionName,
      connectionStatus,
      webUrl,
      siteStatus,
      targetStatus,
      ...row
    }) => {
      const application = { id: "", name: applicationName, status: applicationStatus };
      const connection = { id: "", name: connectionName, status: connectionStatus };
      const parents: DefinitionParents = {
        sourceTable: { database: { id: "", name: row.databaseName, status: databaseStatus, application } },
        targetList: { site: { id: "", webUrl, status: siteStatus, connection } },
        targets: targetStatus === null ? [] : [{ id: "", status: targetStatus }],
      };
      return { ...row, pausedBy: pausedParent(parents)?.message ?? null };
    },
  );
}
