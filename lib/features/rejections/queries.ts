import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { byId, byMoment, byNumber, byText, orderedBy, type Placed, toPlacedPage } from "@/lib/db/ordering";
import type { Page } from "@/lib/db/page";
import { AppError } from "@/lib/errors/app-error";
import { describeError, errorCodes } from "@/lib/errors/codes";
import type { RunRef } from "@/lib/features/runs/schema";
import { seesValues, type ValueSight } from "@/lib/features/values/policy";
import { maySeeValues, requireValues } from "@/lib/features/values/queries";
import { addressOf, beginsWith, isItem } from "@/lib/sync/row/found-entries";
import { rejectionPolicies } from "./policy";
import { type CountedCause, groupsOf, type StandingOfCause } from "./run-groups";
import type { CauseFilter, RejectionFilter, RejectionGroups } from "./schema";
import type { RejectionGroup, RejectionRow, RunRejections, SyncRejectionCause } from "./types";

const byIdentity = [byText(Prisma.sql`source_identity`), byId(Prisma.sql`id`)] as const;
const orders = {
  identity: byIdentity,
  since: [byMoment(Prisma.sql`first_seen_at`), byId(Prisma.sql`id`)],
  seen: [byMoment(Prisma.sql`last_seen_at`), byId(Prisma.sql`id`)],
} as const;

/** Rows of a definition that cannot be synced now, by identity unless the filter says otherwise. */
export async function listRejections(context: Context, filter: RejectionFilter): Promise<Page<RejectionRow>> {
  requireAllowed(context, rejectionPolicies.read);
  await requireValues(context, { definitionId: filter.definitionId });
  const order = orderedBy(orders[filter.sort ?? "identity"], filter.direction);
  const where = [Prisma.sql`sync_def_id = ${filter.definitionId}::uuid`, Prisma.sql`resolved_at IS NULL`];
  if (filter.code) where.push(Prisma.sql`code = ${filter.code}`);
  if (filter.runId) where.push(Prisma.sql`last_run_id = ${filter.runId}::uuid`);
  if (filter.cursor) where.push(order.after(filter.cursor));
  const meanings = filter.search ? await meaningsOf(filter.definitionId, filter.search) : [Prisma.sql`true`];
  // Each is a look into an index of its own, since one condition with OR would walk over all rejections.
  const branches = meanings.map(
    (
      meaning,
    ) => Prisma.sql`(SELECT id AS found_id FROM sync_rejections WHERE ${Prisma.join(where, " AND ")} AND ${meaning}
      ORDER BY ${order.by} LIMIT ${filter.limit + 1})`,
  );
  const rows = await db().$queryRaw<Placed<Omit<RejectionRow, "title" | "remedy">>[]>`
    SELECT id, source_identity AS identity, code, field_name AS "fieldName", message, origin::text, attempts, first_seen_at AS "firstSeenAt",
      last_seen_at AS "lastSeenAt", next_retry_at AS "nextRetryAt",
      coalesce(next_retry_at > now(), false) AS "isWaiting", ${order.position} AS position
    FROM (${Prisma.join(branches, " UNION ")}) found JOIN sync_rejections ON id = found_id
    ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  const page = toPlacedPage(rows, filter.limit);
  return { ...page, rows: page.rows.map((row) => ({ ...row, ...wordsOf(row.code) })) };
}

function wordsOf(code: string) {
  const { title, remedy } = describeError(code);
  return { title, remedy };
}

/** What a search may mean: a key, an item, or what is wrong. Throws `not-found`. */
async function meaningsOf(definitionId: string, text: string): Promise<readonly Prisma.Sql[]> {
  const { keyName, listId } = await addressOf(definitionId);
  const codes = codesNamed(text);
  return [
    beginsWith(text),
    ...(keyName ? [beginsWith(`${keyName}=${text}`)] : []),
    // The text itself too: rejections outlive the codes of older versions.
    Prisma.sql`code = ANY(${[...codes, text]})`,
    ...isItem(listId, text).map(
      (owned) => Prisma.sql`source_identity_hash IN (SELECT source_identity_hash FROM sync_ledger
        WHERE sync_def_id = ${definitionId}::uuid AND ${owned})`,
    ),
  ];
}

/** Codes that the text is a part of, or a part of whose titles it is. */
function codesNamed(text: string): readonly string[] {
  const wanted = text.toLowerCase();
  return Object.entries(errorCodes).flatMap(([code, { title }]) =>
    `${code} ${title}`.toLowerCase().includes(wanted) ? [code] : [],
  );
}

/** What is counted of the open rejections of one cause. */
const figures = Prisma.sql`count(*)::int AS rows, min(first_seen_at) AS "oldestAt", count(*) FILTER (WHERE next_retry_at > now())::int AS waiting,
  min(next_retry_at) FILTER (WHERE next_retry_at > now()) AS "nextRetryAt"`;

type StoredGroup = Omit<RejectionGroup, "title" | "cause" | "remedy">;

/** Open rejections of a definition by code, the most frequent first, each with its newest sample. */
export async function listRejectionGroups(
  context: Context,
  input: RejectionGroups,
): Promise<readonly RejectionGroup[]> {
  requireAllowed(context, rejectionPolicies.read);
  await requireValues(context, { definitionId: input.definitionId });
  const groups = await db().$queryRaw<StoredGroup[]>`
    SELECT g.code, g.rows, g."oldestAt", g.waiting, g."nextRetryAt", s.field_name AS "sampleField", s.source_identity AS "sampleIdentity",
      s.message AS "sampleMessage"
    FROM (
      SELECT code, ${figures}
      FROM sync_rejections WHERE sync_def_id = ${input.definitionId}::uuid AND resolved_at IS NULL GROUP BY code
    ) g
    CROSS JOIN LATERAL (
      SELECT field_name, source_identity, message FROM sync_rejections
      WHERE sync_def_id = ${input.definitionId}::uuid AND resolved_at IS NULL AND code = g.code ORDER BY last_seen_at DESC, id LIMIT 1
    ) s
    ORDER BY g.rows DESC, g.code`;
  return groups.map((group) => ({ ...group, ...describeError(group.code) }));
}

type StoredCause = Omit<SyncRejectionCause, "title" | "cause" | "remedy" | "maySeeRows"> & ValueSight;

const byCause = [byId(Prisma.sql`"definitionId"`), byText(Prisma.sql`code`)] as const;
const causeOrders = {
  rows: [byNumber(Prisma.sql`rows`), ...byCause],
  sync: [byText(Prisma.sql`"definitionName"`), ...byCause],
  since: [byMoment(Prisma.sql`"oldestAt"`), ...byCause],
} as const;

/** Why rows of all syncs cannot be synced now, by sync and code, the most frequent first unless the filter says otherwise. No values of rows. */
export async function listRejectionCauses(context: Context, filter: CauseFilter): Promise<Page<SyncRejectionCause>> {
  requireAllowed(context, rejectionPolicies.read);
  const { sort = "rows", direction = sort === "rows" ? "desc" : "asc", search } = filter;
  const order = orderedBy(causeOrders[sort], direction);
  const where = [Prisma.sql`r.resolved_at IS NULL`];
  if (filter.code) where.push(Prisma.sql`r.code = ${filter.code}`);
  if (filter.definitionId) where.push(Prisma.sql`r.sync_def_id = ${filter.definitionId}::uuid`);
  if (search)
    where.push(
      Prisma.sql`(position(${search.toLowerCase()} in lower(d.name)) > 0 OR r.code = ANY(${codesNamed(search)}))`,
    );
  const rows = await db().$queryRaw<Placed<StoredCause>[]>`
    SELECT "definitionId", "definitionName", "viewersMaySeeValues", code, rows, "oldestAt", waiting, "nextRetryAt", ${order.position} AS position
    FROM (
      SELECT d.id AS "definitionId", d.name AS "definitionName", b.viewers_may_see_values AS "viewersMaySeeValues", r.code, ${figures}
      FROM sync_rejections r JOIN sync_definitions d ON d.id = r.sync_def_id
      JOIN database_tables t ON t.id = d.source_table_id JOIN databases b ON b.id = t.database_id
      WHERE ${Prisma.join(where, " AND ")} GROUP BY d.id, b.id, r.code
    ) causes
    WHERE ${filter.cursor ? order.after(filter.cursor) : Prisma.sql`true`} ORDER BY ${order.by} LIMIT ${filter.limit + 1}`;
  const page = toPlacedPage(rows, filter.limit);
  return {
    ...page,
    rows: page.rows.map(({ viewersMaySeeValues, ...row }) => ({
      ...row,
      ...describeError(row.code),
      maySeeRows: seesValues(context.actor, { viewersMaySeeValues }),
    })),
  };
}

type OpenRows = StandingOfCause & { readonly code: string };

/** What a run could not sync, by cause; who may not see values learns of no row which it was. Throws `not-found`. */
export async function listRunRejections(context: Context, input: RunRef): Promise<RunRejections> {
  requireAllowed(context, rejectionPolicies.read);
  const { runId } = input;
  const run = await db().syncRun.findUnique({
    where: { id: runId },
    select: { syncDefId: true, syncDefinition: { select: { targetListId: true } } },
  });
  if (!run) throw new AppError("not-found", { message: "This run does not exist." });
  const listId = run.syncDefinition.targetListId;
  const causes = await db().$queryRaw<CountedCause[]>`
    SELECT c.code, c.field_name AS field, c.rows::float8, c.samples,
      EXISTS (SELECT FROM sync_operations o WHERE o.sync_run_id = c.sync_run_id AND o.outcome_code = c.code) AS "hasOperations"
    FROM sync_run_rejections c WHERE c.sync_run_id = ${runId}::uuid ORDER BY c.rows DESC, c.code, c.field_name`;
  if (causes.length === 0) return { listId, groups: [] };
  const [open, mappings, items] = await Promise.all([
    db().$queryRaw<OpenRows[]>`
      SELECT code, count(*)::int AS open, count(*) FILTER (WHERE next_retry_at > now())::int AS waiting,
        min(next_retry_at) FILTER (WHERE next_retry_at > now()) AS "nextRetryAt"
      FROM sync_rejections WHERE last_run_id = ${runId}::uuid AND resolved_at IS NULL GROUP BY code`,
    db().fieldMapping.findMany({
      where: { syncDefId: run.syncDefId },
      select: { id: true, sourceColumnName: true, targetColumnName: true },
    }),
    itemsOf(run.syncDefId, causes),
  ]);
  const standings = new Map(open.map((standing) => [standing.code, standing]));
  const maySee = await maySeeValues(context, { runId });
  return { listId, groups: groupsOf(causes, { standings, mappings, items: maySee ? items : null }) };
}

/** The items of the rows that stand as examples, by the rows' hashes. */
async function itemsOf(definitionId: string, causes: readonly CountedCause[]): Promise<ReadonlyMap<string, number>> {
  const hashes = causes.flatMap(({ samples }) => samples.map(({ hash }) => hash));
  const rows = await db().$queryRaw<{ hash: string; item: number }[]>`
    SELECT source_identity_hash AS hash, sp_item_id AS item FROM sync_ledger
    WHERE sync_def_id = ${definitionId}::uuid AND source_identity_hash = ANY (${hashes}::text[]) AND sp_item_id IS NOT NULL`;
  return new Map(rows.map(({ hash, item }) => [hash, item]));
}
