import type { Tx } from "@/lib/db/client";
import type { Halt } from "@/lib/engine/guard";
import { plural } from "@/lib/format/plural";
import { estimate, smallestLimits } from "@/lib/graph/budget";
import type { EndScope } from "./end-run";
import { limitsOf } from "./estimate-load";
import { toStoredHalt } from "./halt";
import { planDigest } from "./plan-facts";
import { addEvents } from "./run-events";
import type { RunScope } from "./run-scope";

interface PlanRow {
  readonly creates: number;
  readonly updates: number;
  readonly deletes: number;
  readonly marks: number;
  readonly is_full_scan: boolean;
  readonly has_put_off: boolean;
  /** Items whose eTag is not known, each read before it is written. */
  readonly item_reads: number;
  /** Writes of earlier runs whose answers were lost, and that this dry run leaves alone. */
  readonly in_doubt: number;
  readonly site_id: string;
}

/** What a plan cannot know, as sentences (R2: what cannot be seen is never shown as if nothing were there). */
function unknownsOf(plan: PlanRow): readonly string[] {
  return [
    plan.is_full_scan
      ? []
      : "Only changed rows were read: whether rows are gone is not known before the next full scan.",
    plan.has_put_off
      ? "Some items' rows were not met and could not be asked for: whether they are gone is not known before the next full scan."
      : [],
    plan.in_doubt === 0
      ? []
      : `The answers to ${plan.in_doubt} earlier writes are lost; the next run settles them first, which may change the plan.`,
    "Whether SharePoint takes each value, and which items people have edited, shows only when they are written.",
  ].flat();
}

/**
 * Ends a dry run with its plan (sync-semantics 2.6): what it would cost, which guard it would pass, and what it cannot know. Nothing but the
 * run's own row and story is written. One transaction of the caller.
 */
export async function endPlan(
  tx: Tx,
  scope: Pick<EndScope, "runId" | "definitionId"> & Pick<RunScope, "mappingVersion">,
  halt: Halt | null,
): Promise<void> {
  const [plan] = await tx.$queryRaw<PlanRow[]>`
    SELECT r.planned_creates AS creates, r.planned_updates AS updates, r.planned_deletes AS deletes, r.planned_marks AS marks, r.is_full_scan,
      coalesce((r.pending_cursor->>'hasPutOff')::boolean, false) AS has_put_off,
      l.site_id, (SELECT count(*)::int FROM sync_operations o
        WHERE o.sync_run_id = r.id AND o.kind IN ('UPDATE', 'DELETE', 'MARK') AND o.expected_etag IS NULL) AS item_reads,
      (SELECT count(*)::int FROM sync_operations o WHERE o.sync_def_id = r.sync_def_id AND o.state = 'SENT') AS in_doubt
    FROM sync_runs r JOIN sync_definitions d ON d.id = r.sync_def_id JOIN sharepoint_lists l ON l.id = d.target_list_id
    WHERE r.id = ${scope.runId}::uuid`;
  if (!plan) return;
  const limits = (await limitsOf(plan.site_id, tx)) ?? smallestLimits;
  const { creates, deletes } = plan;
  const calls = { creates, updates: plan.updates + plan.marks, deletes, itemReads: plan.item_reads, pages: 0 };
  const { units, minutes } = estimate(calls, limits);
  const stored = halt && (await toStoredHalt(tx, scope, halt));
  const digest = await planDigest(tx, scope.runId);
  await tx.$executeRaw`
    UPDATE sync_runs SET status = 'COMPLETED', phase = 'DONE', outcome = 'SUCCEEDED', end_time = clock_timestamp(), waiting_until = NULL,
      progress_at = clock_timestamp(), pending_cursor = NULL, estimated_units = ${units}, estimated_minutes = ${minutes},
      plan_digest = ${digest}, halt = ${stored === null ? null : JSON.stringify(stored)}::jsonb
    WHERE id = ${scope.runId}::uuid AND status = 'RUNNING'`;
  const wouldHalt = stored === null ? "" : ` A guard would stop it: ${stored.sentences.join(" ")}`;
  const message = `This was a dry run: nothing was written. Carrying it out takes about ${units} units and ${plural(Math.ceil(minutes), "minute")} at least.${wouldHalt}`;
  const unknown = unknownsOf(plan).map((sentence) => ({
    severity: "INFO" as const,
    type: "plan-unknown",
    message: sentence,
  }));
  await addEvents(tx, scope.runId, [
    { severity: "INFO", type: "planned", message, payload: { units, minutes } },
    ...unknown,
  ]);
}
