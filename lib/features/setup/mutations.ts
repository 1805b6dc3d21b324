import { randomUUID } from "node:crypto";
import { type Context, requireAllowed } from "@/lib/context";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import { setCursor } from "@/lib/features/cursors/mutations";
import { isSameDocument, newRow } from "@/lib/features/mapping/document/document";
import { setPolicies } from "@/lib/features/policies/mutations";
import { getPolicies } from "@/lib/features/policies/queries";
import { startRun } from "@/lib/features/runs/mutations";
import { clearSchedule, setSchedule } from "@/lib/features/schedules/mutations";
import { enableDefinition } from "@/lib/features/syncs/mutations";
import { examineMapping } from "@/lib/sync/editor/examine";
import { loadDefinition } from "@/lib/sync/load-definition";
import { documentOf, lockMapping, unitRowsOf } from "@/lib/sync/mapping-versions";
import { publishDocument } from "@/lib/sync/publish-mapping";
import { setupPolicies } from "./policy";
import type { ChooseMappingsInput, FinishInput, RhythmInput } from "./schema";

/**
 * Takes proposed pairs into the mapping and lets others go, as one version. Rows that stand stay as they are. Nothing to change is no version.
 * Throws `not-found`, `input-invalid` for a pair that cannot be.
 */
export async function chooseMappings(context: Context, input: ChooseMappingsInput): Promise<void> {
  requireAllowed(context, setupPolicies.define);
  const { definitionId, add, remove } = input;
  await inTransaction(async (tx) => {
    await lockMapping(tx, definitionId);
    const stored = await loadDefinition(definitionId, tx);
    const document = documentOf(stored, await unitRowsOf(tx, definitionId));
    const added = add.map(({ transform, ...pair }) => {
      return { ...newRow(randomUUID(), pair.sourceColumnId, pair.targetColumnId), transform };
    });
    const kept = document.rows.filter(({ id }) => !remove.includes(id));
    const next = { ...document, rows: [...kept, ...added] };
    if (isSameDocument(document, next)) return;
    const { problems } = await examineMapping(stored, next, tx);
    const isNew = (rowId: string | null) => added.some(({ id }) => id === rowId);
    const wrong = problems.find(({ rowId, severity }) => severity === "error" && isNew(rowId));
    if (wrong) throw new AppError("input-invalid", { message: wrong.message, remedy: wrong.remedy ?? undefined });
    const after = { added: added.length, removed: document.rows.length - kept.length };
    await publishDocument(tx, context, stored, next, {
      reason: "Chosen when the sync was set up.",
      entry: { action: "sync.mapping-chosen", after },
    });
  });
}

/**
 * Sets mode, what becomes of rows that leave, how the table is read and when. Each part that differs is stored by its own mutation, so that one
 * that is refused leaves those before it stored; harmless when repeated. The audit trail says that somebody has decided. Throws what they throw.
 */
export async function storeRhythm(context: Context, input: RhythmInput): Promise<void> {
  requireAllowed(context, setupPolicies.define);
  const { definitionId, mode, onSourceDelete, cursorColumnId, schedule, seen } = input;
  const policies = await getPolicies(context, { definitionId });
  if (policies.mode !== mode || policies.onSourceDelete !== onSourceDelete) {
    const { conflictPolicy } = policies;
    await setPolicies(context, {
      ...{ definitionId, mode, onSourceDelete },
      // In one way the later change is always the table's.
      conflictPolicy: conflictPolicy === "LATEST_WINS" ? "SOURCE_WINS" : conflictPolicy,
      onLeftFilter: policies.onLeftFilter,
      onListDelete: policies.onListDelete,
      markColumnId: policies.markColumnId,
      seen: seen && { mode: seen.mode, onSourceDelete: seen.onSourceDelete },
    });
  }
  const stored = await loadDefinition(definitionId);
  const isIncremental = stored.cursorStrategy !== "FULL_SCAN";
  if ((isIncremental ? stored.cursorColumnId : null) !== cursorColumnId)
    await setCursor(context, {
      ...{ definitionId, columnId: cursorColumnId },
      seen: seen && { columnId: seen.cursorColumnId },
    });
  const seenSchedule = seen && { cron: seen.cron };
  if (schedule === null && stored.scheduleCron !== null)
    await clearSchedule(context, { definitionId, seen: seenSchedule });
  if (schedule) await setSchedule(context, { definitionId, ...schedule, seen: seenSchedule });
  await inTransaction((tx) =>
    recordAudit(tx, context, {
      action: "sync.rhythm-chosen",
      targetKind: "sync",
      targetId: definitionId,
      targetName: stored.name,
      after: { mode, onSourceDelete, isScheduled: Boolean(schedule ?? stored.scheduleCron) },
    }),
  );
}

/** Enables the definition and, where asked for, starts its first run. Throws as `enableDefinition` and `startRun`. */
export async function finishSetup(context: Context, input: FinishInput): Promise<{ readonly runId: string | null }> {
  requireAllowed(context, setupPolicies.define);
  const { definitionId, run } = input;
  await enableDefinition(context, { definitionId });
  return run ? startRun(context, { definitionId }) : { runId: null };
}
