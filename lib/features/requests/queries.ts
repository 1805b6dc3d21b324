import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import { decodeCursor, type Page, toPage } from "@/lib/db/page";
import { maySeeValues } from "@/lib/features/values/queries";
import { requestPolicies } from "./policy";
import type { RequestFilter } from "./schema";
import type { RequestRow } from "./types";

const position = z.tuple([z.number()]);

const outcome = Prisma.sql`CASE WHEN status IS NULL THEN 'unanswered' WHEN status IN (429, 503) THEN 'throttled'
  WHEN status >= 400 THEN 'refused' ELSE 'served' END`;

interface StoredRequest extends Omit<RequestRow, "seq"> {
  readonly seq: bigint;
}

/** What is kept of a run's requests to Graph, in their order: all that were refused, up to a bound, and some of the others. */
export async function listRequests(context: Context, filter: RequestFilter): Promise<Page<RequestRow>> {
  requireAllowed(context, requestPolicies.read);
  const maySee = await maySeeValues(context, { runId: filter.runId });
  const where = [Prisma.sql`sync_run_id = ${filter.runId}::uuid`];
  if (filter.outcome) where.push(Prisma.sql`${outcome} = ${filter.outcome}`);
  if (filter.method) where.push(Prisma.sql`method = ${filter.method}`);
  if (filter.cursor) where.push(Prisma.sql`seq > ${decodeCursor(position, filter.cursor)[0]}`);
  const rows = await db().$queryRaw<StoredRequest[]>`
    SELECT seq, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, ${outcome} AS outcome, method, path, status, duration_ms AS "durationMs", units,
      attempt, retry_after_ms AS "retryAfterMs", request_id AS "requestId", client_request_id AS "clientRequestId", batch_size AS "batchSize",
      is_entry AS "isEntry", reason, CASE WHEN ${maySee} THEN sent END AS sent, CASE WHEN ${maySee} THEN answered END AS answered
    FROM sync_run_requests WHERE ${Prisma.join(where, " AND ")} ORDER BY seq LIMIT ${filter.limit + 1}`;
  return toPage(
    rows,
    filter.limit,
    (row) => [Number(row.seq)],
    (row) => ({ ...row, seq: Number(row.seq) }),
  );
}
