import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { type Placed, toPlacedPage } from "@/lib/db/ordering";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { markId } from "@/lib/engine/mark";
import type { CanonicalValue } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import { describeError } from "@/lib/errors/codes";
import { seesValues, type ValueSight } from "@/lib/features/values/policy";
import { requireValues } from "@/lib/features/values/queries";
import { foundOperations, operationOrder } from "@/lib/sync/found-operations";
import { planRulesOf } from "@/lib/sync/plan-rules";
import { changesOf, unchangedOf } from "./changes";
import { runPolicies } from "./policy";
import { progressOf } from "./progress";
import type { OpenRunsInput, OperationFilter, RunFilter, RunRef } from "./schema";
import { type RunSample, timelineOf } from "./timeline";
import type { EventRow, HaltDetails, LiveRun, OperationRow, RunRow, RunTimeline } from "./types";

const position = z.tuple([z.string(), z.uuid()]);

/** ISO 8601 with microseconds: a cursor must not lose what orders the rows. */
const iso = (column: Prisma.Sql) => Prisma.sql`to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const selectRuns = Prisma.sql`
  SELECT r.id, r.sync_def_id AS "definitionId", d.name AS "definitionName", r.phase::text, r.outcome::text, r.requested_by AS "requestedBy",
    r.requested_by_kind AS "requestedByKind", r.cancelled_by AS "cancelledBy",
    r.purpose::text, r.is_full_scan AS "isFullScan", r.rows_filtered::float8 AS "rowsFiltered", r.rows_stale::float8 AS "rowsStale",
    r.planned_deletes AS "plannedDeletes", r.planned_marks AS "plannedMarks", r.planned_records AS "plannedRecords",
    r.items_deleted AS "itemsDeleted", r.items_marked AS "itemsMarked", r.estimated_units::float8 AS "estimatedUnits",
    r.estimated_minutes AS "estimatedMinutes", r.approved_by AS "approvedBy", ${iso(Prisma.sql`r.approved_at`)} AS "approvedAt",
    CASE WHEN r.halt IS NOT NULL THEN jsonb_build_object('sentences', r.halt->'sentences', 'approver', r.halt->'approver') END AS halt,
    ${iso(Prisma.sql`r.start_time`)} AS "startedAt", ${iso(Prisma.sql`r.decided_at`)} AS "decidedAt", ${iso(Prisma.sql`r.end_time`)} AS "endedAt",
    ${iso(Prisma.sql`r.waiting_until`)} AS "waitingUntil", r.cancel_requested_at IS NOT NULL AS "isCancelRequested",
    r.rows_read::float8 AS "rowsRead", r.rows_expected::float8 AS "rowsExpected", r.rows_unchanged::float8 AS "rowsUnchanged",
    r.rows_rejected::float8 AS "rowsRejected", r.planned_creates AS "plannedCreates", r.planned_updates AS "plannedUpdates",
    r.items_processed AS "itemsProcessed", r.items_created AS "itemsCreated", r.items_updated AS "itemsUpdated", r.items_adopted AS "itemsAdopted",
    r.items_failed AS "itemsFailed", r.units_spent::float8 AS "unitsSpent", r.throttled_ms::float8 AS "throttledMs",
    r.operations_removed_at IS NULL AS "areOperationsKept",
    r.error_code AS "errorCode", r.error_message AS "errorMessage", b.viewers_may_see_values AS "viewersMaySeeValues"
  FROM sync_runs r JOIN sync_definitions d ON d.id = r.sync_def_id JOIN database_tables t ON t.id = d.source_table_id
    JOIN databases b ON b.id = t.database_id`;

interface StoredRun extends RunRow, ValueSight {}

/** All ids that begin so: a range of the primary key. Null where no id does. */
function idRange(search: string): { readonly first: string; readonly last: string } | null {
  if (!/^[0-9a-f]{4,8}(-[0-9a-f-]*)?$/i.test(search)) return null;
  const digits = search.replaceAll("-", "");
  if (digits.length > 32) return null;
  const dashed = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { first: dashed(digits.padEnd(32, "0")), last: dashed(digits.padEnd(32, "f")) };
}

/** Runs whose id begins so, or whose sync's name holds the text. */
function matching(search: string): Prisma.Sql {
  const named = Prisma.sql`r.sync_def_id IN (SELECT id FROM sync_definitions WHERE position(${search.toLowerCase()} in lower(name)) > 0)`;
  const range = idRange(search);
  return range
    ? Prisma.sql`(r.id BETWEEN ${range.first}::uuid AND ${range.last}::uuid OR ${named})`
    : Prisma.sql`${named}`;
}

function conditionsOf(filter: RunFilter): readonly Prisma.Sql[] {
  const { definitionId, outcome, purpose, startedBy, from, to, search, cursor, oldestFirst } = filter;
  const where = [Prisma.sql`true`];
  if (definitionId) where.push(Prisma.sql`r.sync_def_id = ${definitionId}::uuid`);
  if (outcome === "RUNNING") where.push(Prisma.sql`r.status = 'RUNNING'`);
  else if (outcome) where.push(Prisma.sql`r.outcome = ${outcome}::"RunOutcome"`);
  if (purpose) where.push(Prisma.sql`r.purpose = ${purpose}::"RunPurpose"`);
  if (startedBy) where.push(Prisma.sql`r.requested_by_kind = ${startedBy}`);
  if (from) where.push(Prisma.sql`r.start_time >= ${from}`);
  if (to) where.push(Prisma.sql`r.start_time < ${to}`);
  if (search) where.push(matching(search));
  if (cursor) {
    const [startedAt, id] = decodeCursor(position, cursor);
    const than = Prisma.sql`(${startedAt}::timestamptz, ${id}::uuid)`;
    where.push(oldestFirst ? Prisma.sql`(r.start_time, r.id) > ${than}` : Prisma.sql`(r.start_time, r.id) < ${than}`);
  }
  return where;
}

/** Newest first, unless the oldest are wanted first. */
export async function listRuns(context: Context, filter: RunFilter): Promise<Page<RunRow>> {
  requireAllowed(context, runPolicies.read);
  const order = filter.oldestFirst ? Prisma.sql`r.start_time, r.id` : Prisma.sql`r.start_time DESC, r.id DESC`;
  const rows = await db().$queryRaw<StoredRun[]>`
    ${selectRuns} WHERE ${Prisma.join([...conditionsOf(filter)], " AND ")} ORDER BY ${order} LIMIT ${filter.limit + 1}`;
  return toPage(
    rows,
    filter.limit,
    (row) => [row.startedAt, row.id],
    (row) => visibleRun(context, row),
  );
}

/** Syncs that a list of runs is offered to be narrowed to. */
const mostOffered = 200;

/** Syncs by name to narrow a list of runs to; `definitionId` is among them even where there are too many to offer. */
export async function listSyncsOfRuns(
  context: Context,
  input: { readonly definitionId?: string | undefined },
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  requireAllowed(context, runPolicies.read);
  const chosen = input.definitionId ?? null;
  return db().$queryRaw<{ id: string; name: string }[]>`
    SELECT id, name FROM sync_definitions WHERE id = ${chosen}::uuid
    UNION SELECT id, name FROM (SELECT id, name FROM sync_definitions ORDER BY name, id LIMIT ${mostOffered}) first
    ORDER BY name, id`;
}

/** How some runs stand now: what a list refreshes of those that were open when it was shown. Ids of no run are passed over. */
export async function getOpenRuns(context: Context, input: OpenRunsInput): Promise<readonly RunRow[]> {
  requireAllowed(context, runPolicies.read);
  const rows = await db().$queryRaw<StoredRun[]>`
    ${selectRuns} WHERE r.id = ANY (${input.runIds}::uuid[]) ORDER BY r.start_time DESC, r.id DESC`;
  return rows.map((row) => visibleRun(context, row));
}

/** What a database or Graph says of an error may quote row values; who may not see those reads only what kind of error it was. */
function visibleRun(context: Context, { viewersMaySeeValues, ...run }: StoredRun): RunRow {
  if (run.errorCode === null || seesValues(context.actor, { viewersMaySeeValues })) return run;
  return { ...run, errorMessage: describeError(run.errorCode).title };
}

/** Lines of the story that tell counts and names only; viewers read of all others only what kind of thing happened. */
const withoutValues: ReadonlySet<string> = new Set([
  "started",
  "decided",
  "completed",
  "schedule-skipped",
  "full-scan",
  "stale-reading",
  "stale-rows",
  "halted",
  "approved",
  "planned",
  "plan-unknown",
  "deletes-not-inferred",
]);

const kindsOfEvents: Readonly<Record<string, string>> = {
  "edit-overwritten": "An item was edited in the list; the source's values replaced the edit.",
  "edit-perhaps-overwritten":
    "An item was edited in the list, and no answer came to the write that was to replace the edit.",
  "values-traded": "Rows traded their values in a unique column.",
  "edit-kept": "An item was edited in the list; the edit was kept.",
  "instance-failed": "An instance could not be read.",
  "deletes-put-off":
    "Rows that were not met are left alone this time, since the primary instance could not be asked for them.",
  "would-reject": "A row would be rejected.",
};

interface StoredEvent extends EventRow {
  readonly code: string | null;
}

/** Lines of a story that are read: of rejected rows the newest few, since a run may have many and tells their causes beside it. */
const mostLines = 200;
const mostRejected = 20;

async function storyOf(runId: string): Promise<readonly StoredEvent[]> {
  const newest = (which: Prisma.Sql, most: number) => Prisma.sql`(
    SELECT id, seq, created_at, severity, event_type, message, payload FROM sync_events
    WHERE sync_run_id = ${runId}::uuid AND event_type ${which} 'rejected' ORDER BY seq DESC LIMIT ${most})`;
  return db().$queryRaw<StoredEvent[]>`
    SELECT id, ${iso(Prisma.sql`created_at`)} AS at, severity::text, event_type AS type, message, payload->>'code' AS code
    FROM (${newest(Prisma.sql`<>`, mostLines)} UNION ALL ${newest(Prisma.sql`=`, mostRejected)}) story ORDER BY seq`;
}

/** One run with its story, as it stands now. Throws `not-found`. */
export async function getLiveRun(context: Context, input: RunRef): Promise<LiveRun> {
  requireAllowed(context, runPolicies.read);
  const [run] = await db().$queryRaw<StoredRun[]>`${selectRuns} WHERE r.id = ${input.runId}::uuid`;
  if (!run) throw new AppError("not-found", { message: "This run does not exist." });
  const maySee = seesValues(context.actor, run);
  const stored = await storyOf(input.runId);
  const events = stored.map(({ code, ...event }) => {
    if (maySee || withoutValues.has(event.type)) return event;
    const kind = kindsOfEvents[event.type] ?? describeError(code ?? "unexpected").title;
    return { ...event, message: kind };
  });
  const halt = await haltOf(input.runId, maySee);
  return { run: visibleRun(context, run), progress: progressOf(run, new Date().toISOString()), halt, events };
}

interface StoredSample extends Omit<RunSample, "at"> {
  readonly at: Date;
}

/** How a run went over time, from what was measured while it did. */
export async function getTimeline(context: Context, input: RunRef): Promise<RunTimeline> {
  requireAllowed(context, runPolicies.read);
  const samples = await db().$queryRaw<StoredSample[]>`
    SELECT at, rows_read::float8 AS "rowsRead", items_processed AS "itemsProcessed", units_spent::float8 AS "unitsSpent",
      throttled_ms::float8 AS "throttledMs", is_waiting AS "isWaiting"
    FROM sync_run_samples WHERE sync_run_id = ${input.runId}::uuid ORDER BY sync_run_samples.at`;
  return timelineOf(samples.map((sample) => ({ ...sample, at: sample.at.getTime() })));
}

/** `sync_runs.halt` as the run left it; what a later version adds is passed over. */
const storedHalt = z.looseObject({
  approver: z.enum(["Steward", "Admin"]),
  mappingVersion: z.number(),
  rules: z.string().optional(),
  sentences: z.array(z.string()),
  findings: z.array(
    z.looseObject({
      guard: z.string(),
      found: z.number(),
      limit: z.number(),
      of: z.number(),
      samples: z.array(z.string()),
    }),
  ),
});

interface HaltRow {
  readonly definitionId: string;
  readonly halt: unknown;
  readonly purpose: string;
  readonly isHalted: boolean;
  readonly isFresh: boolean;
  readonly hasNewer: boolean;
  readonly isMatched: boolean;
  readonly isEnabled: boolean;
  readonly mappingVersion: number;
}

async function haltOf(runId: string, maySee: boolean): Promise<HaltDetails | null> {
  const [row] = await db().$queryRaw<HaltRow[]>`
    SELECT r.sync_def_id AS "definitionId", r.halt, r.purpose::text, r.phase = 'HALTED' AND r.outcome = 'HALTED' AND r.approved_at IS NULL AS "isHalted",
      r.end_time > clock_timestamp() - interval '24 hours' AS "isFresh", d.is_enabled AS "isEnabled", d.mapping_version AS "mappingVersion",
      EXISTS (SELECT FROM sync_runs n WHERE n.sync_def_id = r.sync_def_id AND n.start_time > r.start_time) AS "hasNewer",
      EXISTS (SELECT FROM sync_matches m WHERE m.sync_def_id = r.sync_def_id AND m.confirmed_at > r.start_time) AS "isMatched"
    FROM sync_runs r JOIN sync_definitions d ON d.id = r.sync_def_id WHERE r.id = ${runId}::uuid AND r.halt IS NOT NULL`;
  if (!row) return null;
  const { findings, sentences, approver, mappingVersion, rules } = storedHalt.parse(row.halt);
  const isOfTheseRules = (await planRulesOf(db(), row.definitionId)) === rules;
  return {
    approver,
    findings: findings.map(({ guard, found, limit, of, samples }, index) => {
      return { guard, found, limit, of, sentence: sentences[index] ?? "", samples: maySee ? samples : [] };
    }),
    closed: closedBecause(row, { mappingVersion, isOfTheseRules }),
  };
}

/** The rules of the approval itself, so that the page offers only what can be done. */
function closedBecause(
  row: HaltRow,
  plan: { readonly mappingVersion: number; readonly isOfTheseRules: boolean },
): string | null {
  if (row.purpose === "PLAN") return "This was a dry run: start a run to carry it out.";
  if (!row.isHalted) return "It was approved.";
  if (row.hasNewer) return "A newer run or dry run exists; its plan is the one to look at.";
  if (row.isMatched) return "Rows and items were matched anew since. Run the sync again.";
  if (!row.isFresh) return "The plan is older than a day. Run the sync again.";
  if (row.mappingVersion !== plan.mappingVersion) return "The mapping was changed since. Run the sync again.";
  if (!plan.isOfTheseRules) return "The rules of rows that leave were changed since. Run the sync again.";
  return row.isEnabled ? null : "The sync is paused. Enable it first.";
}

interface StoredOperation extends Omit<OperationRow, "changes" | "unchanged" | "seq"> {
  readonly seq: bigint;
  readonly intended: Record<string, CanonicalValue>;
  readonly before: Record<string, CanonicalValue> | null;
}

/** Operations of a run with the fields they change, in the order of the run; those that a search finds in the order of their keys. */
export async function listOperations(context: Context, filter: OperationFilter): Promise<Page<OperationRow>> {
  requireAllowed(context, runPolicies.read);
  await requireValues(context, { runId: filter.runId });
  const found = foundOperations(filter, filter.search ? await keyNameOf(filter.runId) : undefined);
  const order = operationOrder(filter);
  const rows = await db().$queryRaw<Placed<StoredOperation>[]>`
    SELECT id, seq, kind::text, state::text, source_identity AS identity, sp_item_id AS "itemId", cause, attempts,
      outcome_code AS "outcomeCode", error->>'message' AS "errorMessage", intended, before, ${order.position} AS position
    FROM (${found}) found JOIN sync_operations ON id = found_id ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  const columns = await columnNames(filter.runId);
  const page = toPlacedPage(rows, filter.limit);
  const operations = page.rows.map(({ intended, before, ...row }) => ({
    ...row,
    seq: Number(row.seq),
    changes: changesOf(row.kind, intended, before, columns),
    unchanged: unchangedOf(row.kind, intended, before, columns),
  }));
  return { ...page, rows: operations };
}

/** What became of a run's operations, each end and code once. */
export async function listOperationOutcomes(context: Context, input: RunRef): Promise<readonly string[]> {
  requireAllowed(context, runPolicies.read);
  // One look into the index for each of them, however many operations there are.
  const next = (after: Prisma.Sql) => Prisma.sql`(
    SELECT outcome_code FROM sync_operations WHERE sync_run_id = ${input.runId}::uuid AND outcome_code > ${after} ORDER BY outcome_code LIMIT 1)`;
  const rows = await db().$queryRaw<{ outcome: string }[]>`
    WITH RECURSIVE outcomes(outcome) AS (
      SELECT ${next(Prisma.sql`''`)} UNION ALL SELECT ${next(Prisma.sql`outcomes.outcome`)} FROM outcomes WHERE outcomes.outcome IS NOT NULL
    )
    SELECT outcome FROM outcomes WHERE outcome IS NOT NULL`;
  return rows.map(({ outcome }) => outcome);
}

/** The first key column's name, which people leave out when they type a key; undefined where there is none. */
async function keyNameOf(runId: string): Promise<string | undefined> {
  const [row] = await db().$queryRaw<{ name: string }[]>`
    SELECT c.column_name AS name FROM sync_runs r JOIN sync_key_columns k ON k.sync_def_id = r.sync_def_id JOIN table_columns c ON c.id = k.column_id
    WHERE r.id = ${runId}::uuid ORDER BY k.ordinal_position LIMIT 1`;
  return row?.name;
}

/** List column names by mapping id, also of mappings whose run is long past. */
async function columnNames(runId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await db().$queryRaw<{ id: string; name: string }[]>`
    SELECT m.id, m.target_column_name AS name FROM field_mappings m JOIN sync_runs r ON r.sync_def_id = m.sync_def_id WHERE r.id = ${runId}::uuid`;
  return new Map([...rows.map((row) => [row.id, row.name] as const), [markId, "mark"]]);
}
