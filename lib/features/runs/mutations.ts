import { z } from "zod";
import { type Context, requireAllowed } from "@/lib/context";
import type { Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { runDefinitionJob } from "@/lib/jobs/definitions/run-definition";
import { enqueue } from "@/lib/jobs/queue";
import { planDigest } from "@/lib/sync/plan-facts";
import { planRulesOf } from "@/lib/sync/plan-rules";
import { openRun } from "@/lib/sync/request-run";
import { addEvents } from "@/lib/sync/run-events";
import { runPolicies } from "./policy";
import type { RunRef, StartRunInput } from "./schema";

/**
 * Asks for a run. Run, audit row and wake-up come into being together. Where a run is open already, that one is the answer and is woken:
 * a definition never has two (P8). Throws `definition-incomplete` when the definition is paused.
 */
export async function startRun(context: Context, input: StartRunInput): Promise<{ readonly runId: string }> {
  requireAllowed(context, runPolicies.start);
  return inTransaction(async (tx) => {
    const definition = await lockDefinition(tx, input.definitionId);
    if (!definition.is_enabled) {
      throw new AppError("definition-incomplete", {
        message: `“${definition.name}” is paused.`,
        remedy: "Enable the sync first.",
      });
    }
    const { runId } = await openRun(tx, context, { id: input.definitionId, name: definition.name });
    return { runId };
  });
}

/**
 * Asks for a dry run: the plan of a run, with nothing written to source, list, ledger, cursor or rejections (sync-semantics 2.6). A paused definition
 * may be planned too. Throws `in-use` while a run is open.
 */
export async function planRun(context: Context, input: StartRunInput): Promise<{ readonly runId: string }> {
  requireAllowed(context, runPolicies.start);
  return inTransaction(async (tx) => {
    const definition = await lockDefinition(tx, input.definitionId);
    const { runId } = await openRun(tx, context, { id: input.definitionId, name: definition.name }, "PLAN");
    return { runId };
  });
}

interface HaltedRun {
  readonly definitionId: string;
  readonly halt: unknown;
  readonly planDigest: string | null;
  readonly isHalted: boolean;
  readonly isFresh: boolean;
  readonly hasNewer: boolean;
  /** A comparison was confirmed since: other rows may have items now than the plan was made for. */
  readonly isMatched: boolean;
  readonly mappingVersion: number;
}

/** Of `sync_runs.halt`, what an approval needs; the rest is for people. */
const storedHalt = z.object({
  approver: z.enum(["Steward", "Admin"]),
  mappingVersion: z.number(),
  /** Absent in what an earlier version of SyncBridge stored. */
  rules: z.string().optional(),
  sentences: z.array(z.string()),
});

const dead = (message: string) => new AppError("plan-dead", { message });

/**
 * Lets a run that a guard halted go on with exactly the plan that was made: once, within a day of the halt, and only while no newer run or dry run
 * exists and mapping and rules are the same. Above half of the items deleted it takes an administrator (sync-semantics 8). What changed in the table
 * or the list meanwhile is seen when each item is written. Throws `not-allowed` and `plan-dead`.
 */
export async function approveRun(context: Context, input: RunRef): Promise<{ readonly runId: string }> {
  requireAllowed(context, runPolicies.approve);
  return inTransaction(async (tx) => {
    const { runId } = input;
    const owner = await tx.syncRun.findUnique({ where: { id: runId }, select: { syncDefId: true } });
    if (!owner) throw new AppError("not-found", { message: "This run does not exist." });
    const definition = await lockDefinition(tx, owner.syncDefId);
    const [run] = await tx.$queryRaw<HaltedRun[]>`
      SELECT r.sync_def_id AS "definitionId", r.halt, r.plan_digest AS "planDigest", d.mapping_version AS "mappingVersion",
        r.phase = 'HALTED' AND r.outcome = 'HALTED' AND r.approved_at IS NULL AS "isHalted",
        r.end_time > clock_timestamp() - interval '24 hours' AS "isFresh",
        EXISTS (SELECT FROM sync_runs n WHERE n.sync_def_id = r.sync_def_id AND n.start_time > r.start_time) AS "hasNewer",
        EXISTS (SELECT FROM sync_matches m WHERE m.sync_def_id = r.sync_def_id AND m.confirmed_at > r.start_time) AS "isMatched"
      FROM sync_runs r JOIN sync_definitions d ON d.id = r.sync_def_id WHERE r.id = ${runId}::uuid FOR UPDATE OF r`;
    if (!run?.isHalted) throw dead("This run waits for no approval.");
    const halt = storedHalt.parse(run.halt);
    if (halt.approver === "Admin") requireAllowed(context, runPolicies.approveMassDelete);
    if (run.hasNewer) throw dead("A newer run or dry run exists; its plan is the one to look at.");
    if (run.isMatched) throw dead("Rows and items were matched anew since the plan was made.");
    if (!run.isFresh) throw dead("The plan is older than a day.");
    if (run.mappingVersion !== halt.mappingVersion) throw dead("The mapping was changed since the plan was made.");
    if ((await planRulesOf(tx, run.definitionId)) !== halt.rules)
      throw dead("The rules of rows that leave were changed since the plan was made.");
    if ((await planDigest(tx, runId)) !== run.planDigest) throw dead("The plan is not the one that was halted.");
    if (!definition.is_enabled) throw dead(`“${definition.name}” is paused; enable it first.`);
    await reopen(tx, context, runId);
    const target = { targetKind: "run", targetId: runId, targetName: definition.name };
    const after = { planDigest: run.planDigest, findings: halt.sentences };
    await recordAudit(tx, context, { action: "run.approved", ...target, after });
    const message = `Approved by ${context.actor.name}: the plan is carried out as it was made.`;
    await addEvents(tx, runId, [{ severity: "INFO", type: "approved", message }]);
    await enqueue(tx, runDefinitionJob, { definitionId: run.definitionId });
    return { runId };
  });
}

/** From here on the list may hold what was read when the plan was made, which later readings are compared with. */
async function reopen(tx: Tx, context: Context, runId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_runs SET status = 'RUNNING', outcome = NULL, end_time = NULL, phase = 'QUEUED', error_code = NULL, error_message = NULL,
      cancel_requested_at = NULL, cancelled_by = NULL, approved_by = ${context.actor.name}, approved_at = clock_timestamp()
    WHERE id = ${runId}::uuid`;
  await tx.$executeRaw`
    UPDATE sync_definitions d SET halted_code = NULL, halted_reason = NULL, halted_at = NULL,
      freshness_token = CASE WHEN (r.pending_cursor->>'isStale')::boolean THEN d.freshness_token ELSE r.freshness_token END,
      fresh_instance_id = CASE WHEN (r.pending_cursor->>'isStale')::boolean THEN d.fresh_instance_id
        ELSE (r.pending_cursor->>'instanceId')::uuid END
    FROM sync_runs r WHERE r.id = ${runId}::uuid AND d.id = r.sync_def_id`;
}

/** Locks the definition, so that two requests at the same moment agree on one run. */
async function lockDefinition(tx: Tx, definitionId: string): Promise<{ name: string; is_enabled: boolean }> {
  const [definition] = await tx.$queryRaw<{ name: string; is_enabled: boolean }[]>`
    SELECT name, is_enabled FROM sync_definitions WHERE id = ${definitionId}::uuid FOR UPDATE`;
  if (!definition) throw new AppError("not-found", { message: "This sync does not exist." });
  return definition;
}

/** Asks a run to stop; its worker notices within seconds. What is in flight is settled, the rest is not sent. Harmless when repeated. */
export async function cancelRun(context: Context, input: RunRef): Promise<void> {
  requireAllowed(context, runPolicies.start);
  await inTransaction(async (tx) => {
    const run = await tx.syncRun.findUnique({
      where: { id: input.runId },
      select: { syncDefId: true, status: true, cancelRequestedAt: true, syncDefinition: { select: { name: true } } },
    });
    if (!run) throw new AppError("not-found", { message: "This run does not exist." });
    if (run.status !== "RUNNING" || run.cancelRequestedAt) return;
    await tx.syncRun.update({
      where: { id: input.runId },
      data: { cancelRequestedAt: new Date(), cancelledBy: context.actor.name, waitingUntil: null },
    });
    await recordAudit(tx, context, {
      action: "run.cancelled",
      targetKind: "run",
      targetId: input.runId,
      targetName: run.syncDefinition.name,
    });
    // A run that waits, or whose worker died, is woken so that it can end.
    await enqueue(tx, runDefinitionJob, { definitionId: run.syncDefId });
  });
}
