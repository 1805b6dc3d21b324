import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { createListPort } from "@/lib/connectors/sharepoint/list-port";
import { db, type Tx } from "@/lib/db/client";
import type { RunPurpose } from "@/lib/db/generated/client";
import { defaultApplyOptions } from "@/lib/engine/apply";
import { fieldsOf, listMappings } from "@/lib/engine/mark";
import { continueRun as continueEngineRun } from "@/lib/engine/run";
import { env } from "@/lib/env";
import { AppError, messageOf, SyncError } from "@/lib/errors/app-error";
import { requestNotes } from "@/lib/graph/request-notes";
import { toldWaits } from "@/lib/graph/wait";
import { log } from "@/lib/log";
import { abandonRun, completeRun, dropLeftOvers, type EndScope } from "./end-run";
import { type Lease, takeLease, underLease } from "./lease";
import { loadCursors } from "./load-cursors";
import {
  defaultNamespace,
  loadDefinition,
  pausedParent,
  type StoredDefinition,
  toEngineDefinition,
} from "./load-definition";
import { openGraph } from "./open-graph";
import { MetastoreReferences } from "./references";
import { requireMatched, settleFirstMatch } from "./require-first-match";
import { addEvents } from "./run-events";
import { RunMeter, runMeter } from "./run-meter";
import { clockOf, frozenNamespace, heldOnly, waitUntilQuiet } from "./run-parts";
import type { RunScope } from "./run-scope";
import { MetastoreRunStore } from "./run-store";
import { addSample, RunTrace } from "./run-trace";
import { InstanceSource } from "./source-port";
import { testSlice } from "./test/test-slice";

/** How a slice of work ended: nothing to do here, the run is over, or it goes on later. */
export type SliceResult =
  | { readonly state: "idle" | "done" }
  | { readonly state: "again"; readonly startAfterMs: number };

/** How often a run may be thrown back by passing troubles at one place before it counts as failed. */
const mostInterruptions = 30;
const cancelPollMs = 1_500;

/** Codes that keep failing until a person acts: the definition is shown as halted and is not scheduled. */
const halting: ReadonlySet<string> = new Set([
  "key-column-lost",
  "key-kind-changed",
  "mapping-broken",
  "key-not-unique",
  "definition-incomplete",
  "match-needed",
  "graph-not-found",
]);

interface OpenRun {
  readonly id: string;
  readonly purpose: RunPurpose;
  readonly startTime: Date;
  readonly decidedAt: Date | null;
  readonly cancelRequestedAt: Date | null;
}

/**
 * Works on the definition's open run for one slice: takes the lease, begins or continues where the run stopped, stores how it ended.
 * Safe to call at any time from any number of processes: without an open run, or while another holder works, it does nothing.
 * `holder` names this process; `signal` asks to stop soon, the run then stays open for the next one.
 */
export async function continueRun(input: {
  readonly definitionId: string;
  readonly holder: string;
  readonly signal: AbortSignal;
}): Promise<SliceResult> {
  const { definitionId, holder, signal } = input;
  if (!(await openRunOf(definitionId))) return { state: "idle" };
  const settings = env();
  const lease = await takeLease(definitionId, holder, {
    leaseMs: settings.SYNCBRIDGE_LEASE_MS,
    heartbeatMs: settings.SYNCBRIDGE_HEARTBEAT_MS,
    requestTimeoutMs: settings.SYNCBRIDGE_REQUEST_TIMEOUT_MS,
  });
  if (!lease) return { state: "idle" };
  const result = await workUnder(lease, definitionId, signal);
  if (result.state === "done") await dropLeftOvers(definitionId);
  // Whoever was woken for a run that was asked for meanwhile found the lease taken: go on with it.
  if (result.state === "done" && (await openRunOf(definitionId))) return { state: "again", startAfterMs: 0 };
  return result;
}

async function workUnder(lease: Lease, definitionId: string, signal: AbortSignal): Promise<SliceResult> {
  try {
    // Read again under the lease: the former holder may have ended the run a moment ago.
    const run = await openRunOf(definitionId);
    if (!run) return { state: "idle" };
    return await workOn(run, lease, definitionId, signal);
  } finally {
    await release(lease);
  }
}

async function openRunOf(definitionId: string): Promise<OpenRun | null> {
  return db().syncRun.findFirst({
    where: { syncDefId: definitionId, status: "RUNNING" },
    select: { id: true, purpose: true, startTime: true, decidedAt: true, cancelRequestedAt: true },
  });
}

async function release(lease: Lease): Promise<void> {
  try {
    await lease.release();
  } catch (error) {
    // The lease then ends by itself; hiding the slice's own result behind this would be worse.
    log("run").warn({ err: error, definitionId: lease.definitionId }, "the lease could not be released");
  }
}

async function workOn(run: OpenRun, lease: Lease, definitionId: string, stop: AbortSignal): Promise<SliceResult> {
  const stored = await loadDefinition(definitionId);
  const scope: EndScope = { runId: run.id, definitionId, targetListId: stored.targetListId };
  const cancel = watchForCancel(run);
  const signal = AbortSignal.any([stop, lease.signal, cancel.signal]);
  try {
    return await slice(run, stored, lease, scope, signal);
  } catch (error) {
    return await endOfTrouble(error, { lease, scope, stop, cancelled: cancel.signal.aborted });
  } finally {
    cancel.stop();
  }
}

/** Units of a dry run that its person waits for before a nightly load goes on: what it asks of the list and of the people in it. */
const awaitedOfPlan = 200;

async function slice(
  run: OpenRun,
  stored: StoredDefinition,
  lease: Lease,
  scope: EndScope,
  signal: AbortSignal,
): Promise<SliceResult> {
  signal.throwIfAborted();
  const paused = pausedParent(stored);
  if (paused) throw new SyncError("parent-paused", { trait: "halt", message: paused.message });
  if (run.purpose === "TEST") {
    const { waitMs } = await testSlice(run, stored, lease, signal);
    return waitMs === null ? { state: "done" } : pause(lease, scope, waitMs);
  }
  const isPlan = run.purpose === "PLAN";
  const namespace = isPlan
    ? (stored.identityNamespace ?? defaultNamespace(stored))
    : await frozenNamespace(stored, lease);
  const definition = toEngineDefinition(stored, namespace, {
    id: run.id,
    startedAt: run.startTime,
  });
  const meter = new RunMeter(stored.id, isPlan ? awaitedOfPlan : 0);
  const runScope: RunScope = {
    runId: run.id,
    definitionId: stored.id,
    listId: definition.listId,
    keyStrategy: stored.keyStrategy,
    mappingVersion: stored.mappingVersion,
    isPlan,
    fields: fieldsOf(definition),
    instanceId: stored.sources[0]?.databaseInstanceId ?? null,
    cursorColumn: null,
  };
  const store = new MetastoreRunStore(runScope, lease, meter);
  const { site } = stored.targetList;
  const client = openGraph(site.connection);
  const list = createListPort({
    client,
    siteId: site.siteId,
    listId: definition.listId,
    mappings: listMappings(definition),
    keyColumn: keyColumnName,
    keyLevel: definition.keyLevel,
    timeZone: site.timeZone,
  });
  if (run.decidedAt === null)
    await store.event({ severity: "INFO", type: "started", message: `Reading “${stored.sourceTable.tableName}”.` });
  // A dry run settles nothing, and plans nothing that a run would not do.
  if (isPlan) await requireMatched(stored, signal);
  else {
    await waitUntilQuiet(lease, stored.id, signal);
    await settleFirstMatch(stored, lease, signal);
  }
  const sliceEnd = performance.now() + env().SYNCBRIDGE_SLICE_MS;
  const source = new InstanceSource(stored, await loadCursors(stored.id), {
    tell: (event) => store.event(event),
    onOpen: (opened) => Object.assign(runScope, opened),
  });
  const references = new MetastoreReferences(site, client);
  const ports = { source, list: heldOnly(list, lease), references, store, clock: clockOf(meter) };
  const absencePauseMs = env().SYNCBRIDGE_ABSENCE_PAUSE_MS;
  const options = { ...defaultApplyOptions, absencePauseMs, isSliceOver: () => performance.now() >= sliceEnd };
  const result = await traced(run, lease, meter, () =>
    continueEngineRun(definition, ports, { isDecided: run.decidedAt !== null, isPlan }, options, signal),
  );
  if (result.state === "done") {
    await underLease(lease, (tx) => completeRun(tx, scope));
    return { state: "done" };
  }
  // Its end is stored already, with the plan and the guards' findings.
  if (result.state === "halted" || result.state === "planned") return { state: "done" };
  return pause(lease, scope, result.inMs);
}

/** Does a slice's work on the run's account, and follows how it goes. */
async function traced<T>(run: OpenRun, lease: Lease, meter: RunMeter, work: () => Promise<T>): Promise<T> {
  const trace = new RunTrace(run, lease, meter);
  await trace.begin();
  try {
    const noted = () => requestNotes.run(trace.note, work);
    return await runMeter.run(meter, () => toldWaits.run((wait) => meter.whileWaiting(wait), noted));
  } finally {
    await trace.end();
  }
}

function watchForCancel(run: OpenRun): { readonly signal: AbortSignal; stop(): void } {
  const controller = new AbortController();
  const abort = () => controller.abort(new AppError("run-cancelled"));
  if (run.cancelRequestedAt) abort();
  const timer = setInterval(() => {
    db()
      .syncRun.findUnique({ where: { id: run.id }, select: { cancelRequestedAt: true } })
      .then(
        (row) => row?.cancelRequestedAt && abort(),
        (error: unknown) =>
          log("run").warn({ err: error, runId: run.id }, "could not ask whether the run is cancelled"),
      );
  }, cancelPollMs);
  return { signal: controller.signal, stop: () => clearInterval(timer) };
}

/** Graph asked for a pause, or the slice is over: the run waits and is no worse for it. */
async function pause(lease: Lease, scope: Pick<EndScope, "runId">, inMs: number): Promise<SliceResult> {
  return underLease(lease, async (tx) => {
    // Before the wait is counted, which lies between this sample and the next.
    await addSample(tx, scope.runId, true);
    await tx.$executeRaw`
      UPDATE sync_runs SET throttled_ms = throttled_ms + ${Math.round(inMs)}, progress_at = clock_timestamp()
      WHERE id = ${scope.runId}::uuid AND status = 'RUNNING'`;
    return waitUntil(tx, scope.runId, inMs);
  });
}

/** Notes until when the run waits. One that was cancelled a moment ago does not: the wake-up of its cancel found the lease taken. */
async function waitUntil(tx: Tx, runId: string, inMs: number): Promise<SliceResult> {
  const [waiting] = await tx.$queryRaw<unknown[]>`
    UPDATE sync_runs SET phase = 'WAITING', waiting_until = clock_timestamp() + ${inMs} * interval '1 ms'
    WHERE id = ${runId}::uuid AND status = 'RUNNING' AND cancel_requested_at IS NULL
    RETURNING id`;
  return { state: "again", startAfterMs: waiting ? inMs : 0 };
}

/** What an error means for the run: it goes on elsewhere, is cancelled, is over, or is tried again. */
async function endOfTrouble(
  error: unknown,
  at: { readonly lease: Lease; readonly scope: EndScope; readonly stop: AbortSignal; readonly cancelled: boolean },
): Promise<SliceResult> {
  const { lease, scope } = at;
  const lost = lease.signal.aborted || (error instanceof SyncError && error.code === "lease-lost");
  if (lost) {
    log("run").warn({ runId: scope.runId }, "lost the lease; another worker goes on");
    return { state: "idle" };
  }
  if (at.stop.aborted) return { state: "again", startAfterMs: 0 };
  if (at.cancelled) {
    await underLease(lease, (tx) =>
      abandonRun(tx, scope, { outcome: "CANCELLED", code: "run-cancelled", message: "The run was cancelled." }),
    );
    return { state: "done" };
  }
  if (error instanceof AppError && !(error instanceof SyncError && error.trait === "transient")) {
    const outcome = halting.has(error.code) ? "HALTED" : "FAILED";
    log("run").error({ err: error, runId: scope.runId }, "the run ended with an error");
    await underLease(lease, (tx) => abandonRun(tx, scope, { outcome, code: error.code, message: error.message }));
    return { state: "done" };
  }
  return tryLater(error, lease, scope);
}

/**
 * Passing troubles throw a run back, with growing pauses, until there were too many at one place: what the run wrote since starts a new count,
 * so that a load of days outlives a bad minute each hour.
 */
async function tryLater(error: unknown, lease: Lease, scope: EndScope): Promise<SliceResult> {
  const code = error instanceof SyncError ? error.code : "unexpected";
  const asked = error instanceof SyncError ? (error.retryAfterMs ?? 0) : 0;
  // A 429 is a pause, not a failure, however often it comes (sync-semantics 11).
  if (code === "graph-throttled") return pause(lease, scope, Math.max(asked, 1_000));
  log("run").warn({ err: error, runId: scope.runId }, "the run was interrupted");
  return underLease(lease, async (tx) => {
    const [run] = await tx.$queryRaw<{ processed: number; former: number }[]>`
      SELECT items_processed AS processed, (
        SELECT count(*)::int FROM sync_events e
        WHERE e.sync_run_id = r.id AND e.event_type = 'interrupted' AND (e.payload->>'processed')::int = r.items_processed
      ) AS former FROM sync_runs r WHERE r.id = ${scope.runId}::uuid`;
    const { processed, former } = run ?? { processed: 0, former: 0 };
    if (former >= mostInterruptions) {
      const message = `Given up after ${former} interruptions; the last one: ${messageOf(error)}`;
      await abandonRun(tx, scope, { outcome: "FAILED", code, message });
      return { state: "done" };
    }
    const startAfterMs = Math.max(asked, Math.min(300_000, 1_000 * 2 ** former));
    await addSample(tx, scope.runId, true);
    await addEvents(tx, scope.runId, [
      { severity: "WARN", type: "interrupted", message: messageOf(error), payload: { code, processed } },
    ]);
    return waitUntil(tx, scope.runId, startAfterMs);
  });
}
