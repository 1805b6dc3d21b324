import type { Tx } from "@/lib/db/client";
import type { Rejection } from "@/lib/engine/operation";
import { rowsJson } from "./rows-json";

/** Rows that a run keeps as examples of one cause in one column. */
const mostSamples = 3;

type Counted = Pick<Rejection, "identity" | "code" | "field" | "message">;

/** Adds rejected rows to a run's counts by code and column, the first few as samples; to be called once a row. One transaction of the caller. */
export async function countRejections(tx: Tx, runId: string, rejections: readonly Counted[]): Promise<void> {
  if (rejections.length === 0) return;
  const groups = new Map<string, Counted[]>();
  for (const rejection of rejections) {
    const cause = JSON.stringify([rejection.code, rejection.field]);
    const group = groups.get(cause);
    if (group) group.push(rejection);
    else groups.set(cause, [rejection]);
  }
  const rows = [...groups.values()].map((group) => ({
    code: group[0]?.code,
    field: group[0]?.field ?? "",
    rows: group.length,
    samples: group
      .slice(0, mostSamples)
      .map(({ identity, message }) => ({ identity: identity.text, hash: identity.hash, message })),
  }));
  await tx.$executeRaw`
    INSERT INTO sync_run_rejections AS counted (sync_run_id, code, field_name, rows, samples)
    SELECT ${runId}::uuid, r.code, r.field, r.rows, r.samples
    FROM jsonb_to_recordset(${rowsJson(rows)}::jsonb) AS r(code text, field text, rows bigint, samples jsonb)
    ON CONFLICT (sync_run_id, code, field_name) DO UPDATE
    SET rows = counted.rows + excluded.rows,
      samples = jsonb_path_query_array(counted.samples || excluded.samples, '$[0 to 2]')`;
}

/** Forgets them: the run decides anew. */
export async function forgetRejections(tx: Tx, runId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM sync_run_rejections WHERE sync_run_id = ${runId}::uuid`;
}
