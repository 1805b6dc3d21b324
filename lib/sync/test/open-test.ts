import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { db, type Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { recordAudit } from "@/lib/features/audit/record";
import type { MappingDocument } from "@/lib/features/mapping/document/document";
import type { TestRun } from "@/lib/features/mapping/types";
import { requireDecidedMove } from "../installation";
import { loadDefinition, type StoredDefinition } from "../load-definition";
import { requireNothingInDoubt } from "../nothing-in-doubt";
import { prepareList } from "../prepare-list";
import { requireMatched } from "../require-first-match";
import { nameRow } from "../row/row-identity";
import { continueRun } from "../run-sync";
import { newTestRecord, readTestRecord, type TestRecord } from "./test-record";

/** Longest time a person waits for a test; it goes on without them. */
const patienceMs = 45_000;
const pollMs = 300;

/** The list has to carry our key before the first row, and it must be settled whose its items are. Throws what keeps a definition from being enabled. */
export async function prepareForTest(definitionId: string): Promise<void> {
  const stored = await loadDefinition(definitionId);
  await requireDecidedMove();
  await requireMatched(stored);
  if (stored.keyLevel === null) await prepareList(stored);
}

/**
 * Opens a run that tests one row; the definition is locked by the caller. A row goes through the mapping as it is now, whatever is published meanwhile.
 * Throws `in-use` while a run is open or writes are in doubt, `input-invalid` for a key that cannot be looked up.
 */
export async function openTest(
  tx: Tx,
  context: Context,
  stored: StoredDefinition,
  test: {
    readonly kind: TestRecord["kind"];
    readonly key: string;
    readonly document: MappingDocument;
    readonly undoes: string | null;
    readonly told: object;
  },
): Promise<string> {
  const refuse = (message: string, remedy?: string) =>
    new AppError("input-invalid", { message, remedy, details: { field: "key" } });
  if (stored.keyStrategy === "HASHED") throw refuse("Rows of a table without a key cannot be tested one by one.");
  const named = nameRow(stored, test.key);
  if (!named.ok) throw refuse(named.message);
  const open = await tx.syncRun.findFirst({
    where: { syncDefId: stored.id, status: "RUNNING" },
    select: { id: true },
  });
  if (open)
    throw new AppError("in-use", {
      message: `A run of “${stored.name}” is under way.`,
      remedy: "Wait for its end, or cancel it.",
    });
  await requireNothingInDoubt(tx, stored.id, "then test the row");
  const { kind, document, undoes } = test;
  const record = newTestRecord({ kind, identity: named.identity.text, document, undoes });
  const run = await tx.syncRun.create({
    data: {
      syncDefId: stored.id,
      runType: "PUSH",
      purpose: "TEST",
      requestedBy: context.actor.name,
      requestedByKind: context.actor.kind,
      isFullScan: false,
      test: record,
    },
    select: { id: true },
  });
  await recordAudit(tx, context, {
    action: kind === "row" ? "run.tested" : "run.test-undone",
    targetKind: "run",
    targetId: run.id,
    targetName: stored.name,
    after: { definitionId: stored.id, ...(undoes ? { undoes } : {}), ...test.told },
  });
  return run.id;
}

/** A test whose writing may be taken back, locked against a second undo by the definition's lock. Throws `not-found`, and `in-use` once it was undone. */
export async function requireUndoable(
  tx: Tx,
  runId: string,
): Promise<{ readonly definitionId: string; readonly record: TestRecord }> {
  const record = await readTestRecord(runId, tx);
  const { syncDefId } = await tx.syncRun.findUniqueOrThrow({ where: { id: runId }, select: { syncDefId: true } });
  await tx.$queryRaw`SELECT id FROM sync_definitions WHERE id = ${syncDefId}::uuid FOR UPDATE`;
  if (record.kind !== "row" || (record.did !== "created" && record.did !== "updated"))
    throw new AppError("not-found", { message: "This test wrote nothing that can be taken back." });
  if (await isUndone(tx, runId)) throw new AppError("in-use", { message: "This test was undone already." });
  return { definitionId: syncDefId, record };
}

async function isUndone(tx: Tx, runId: string): Promise<boolean> {
  const [undo] = await tx.$queryRaw<unknown[]>`
    SELECT id FROM sync_runs WHERE purpose = 'TEST' AND status = 'COMPLETED' AND test->>'undoes' = ${runId}
      AND sync_def_id = (SELECT sync_def_id FROM sync_runs WHERE id = ${runId}::uuid)`;
  return undo !== undefined;
}

/** Works on the test until it has ended, or for as long as a person waits: then a worker's sweep goes on with it. Answers what it came to. */
export async function finishTest(runId: string): Promise<TestRun> {
  const { syncDefId: definitionId } = await db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  const signal = AbortSignal.timeout(patienceMs);
  const holder = `test ${randomUUID()}`;
  while (!signal.aborted) {
    const result = await continueRun({ definitionId, holder, signal });
    const { status } = await db().syncRun.findUniqueOrThrow({ where: { id: runId }, select: { status: true } });
    if (status !== "RUNNING") break;
    // Idle: a worker has taken it up.
    await sleep(result.state === "again" ? Math.min(2_000, result.startAfterMs) : pollMs);
  }
  return testRunOf(runId);
}

async function testRunOf(runId: string): Promise<TestRun> {
  const run = await db().syncRun.findUniqueOrThrow({
    where: { id: runId },
    select: {
      status: true,
      errorMessage: true,
      syncDefinition: { select: { targetList: { select: { webUrl: true } } } },
    },
  });
  const record = await readTestRecord(runId);
  const operation = await db().syncOperation.findFirst({ where: { syncRunId: runId }, select: { spItemId: true } });
  const itemId = operation?.spItemId ?? null;
  const { webUrl } = run.syncDefinition.targetList;
  const isThere = itemId !== null && record.did !== "deleted";
  const isOpen = run.status === "RUNNING";
  const isBackable = record.did === "created" || (record.did === "updated" && record.before !== null);
  return {
    runId,
    purpose: record.kind === "undo" ? "undo" : "test",
    identity: record.identity,
    state: isOpen ? "in-doubt" : record.did === null ? "rejected" : "done",
    did: record.did,
    reason: isOpen ? "It has not ended yet and goes on by itself." : (record.reason ?? run.errorMessage),
    exchanges: record.exchanges,
    itemId,
    itemUrl: isThere && webUrl ? `${webUrl.replace(/\/$/, "")}/DispForm.aspx?ID=${itemId}` : null,
    canUndo: !isOpen && record.kind === "row" && isBackable && !(await isUndone(db(), runId)),
  };
}
