import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { createListPort } from "@/lib/connectors/sharepoint/list-port";
import type { Tx } from "@/lib/db/client";
import { apply, defaultApplyOptions } from "@/lib/engine/apply";
import { countOf, noCounts } from "@/lib/engine/counts";
import { fieldsOf, listMappings } from "@/lib/engine/mark";
import type { Definition } from "@/lib/engine/types";
import { env } from "@/lib/env";
import { type Lease, underLease } from "../lease";
import { type StoredDefinition, toEngineDefinition } from "../load-definition";
import { openGraph } from "../open-graph";
import { MetastoreReferences } from "../references";
import { settleFirstMatch } from "../require-first-match";
import { addEvents } from "../run-events";
import { RunMeter, runMeter } from "../run-meter";
import { clockOf, frozenNamespace, heldOnly, waitUntilQuiet } from "../run-parts";
import type { RunScope } from "../run-scope";
import { MetastoreRunStore } from "../run-store";
import { withDocument } from "../with-document";
import { type DecidedTest, decideTest, decideUndo } from "./decide-test";
import { readTestRecord, type StoredExchange, storeTestRecord, type TestRecord } from "./test-record";
import { toldClient } from "./told-client";

/** Units that a person waits for before bulk work goes on: far more than one row costs. */
const awaitedUnits = 200;

interface TestRun {
  readonly id: string;
  readonly startTime: Date;
  readonly decidedAt: Date | null;
}

/**
 * Works on a run of the purpose TEST under the definition's lease: one row by the engine's own decision and writing, as an operation first, so that a test
 * that dies is settled like any other write, by whoever takes the lease next. Answers how long it waits, null once it has ended. Throws as a run does.
 */
export async function testSlice(
  run: TestRun,
  published: StoredDefinition,
  lease: Lease,
  signal: AbortSignal,
): Promise<{ readonly waitMs: number | null }> {
  const record = await readTestRecord(run.id);
  const stored = await withDocument(published, record.document);
  const namespace = await frozenNamespace(published, lease);
  const facts = { id: run.id, startedAt: run.startTime };
  const asked = toEngineDefinition(stored, namespace, facts);
  // An undo gives way to whatever a person did meanwhile.
  const definition: Definition =
    record.kind === "undo" ? { ...asked, conflictPolicy: "MANUAL", onListDelete: "DETACH" } : asked;
  const meter = new RunMeter(stored.id, awaitedUnits);
  const scope: RunScope = {
    runId: run.id,
    definitionId: stored.id,
    listId: definition.listId,
    keyStrategy: stored.keyStrategy,
    mappingVersion: stored.mappingVersion,
    isPlan: false,
    fields: fieldsOf(definition),
    instanceId: stored.sources[0]?.databaseInstanceId ?? null,
    cursorColumn: null,
  };
  const store = new MetastoreRunStore(scope, lease, meter);
  const exchanges: StoredExchange[] = [...record.exchanges];
  const { site } = stored.targetList;
  const client = toldClient(openGraph(site.connection), (exchange) => exchanges.push(exchange));
  const port = createListPort({
    client,
    siteId: site.siteId,
    listId: definition.listId,
    mappings: listMappings(definition),
    keyColumn: keyColumnName,
    keyLevel: definition.keyLevel,
    timeZone: site.timeZone,
  });
  const list = heldOnly(port, lease);
  const references = new MetastoreReferences(site, client);
  await waitUntilQuiet(lease, stored.id, signal);
  await settleFirstMatch(published, lease, signal);
  return runMeter.run(meter, async () => {
    if (run.decidedAt === null) {
      await list.verifyKeyColumn(signal);
      const ports = { list, references, store };
      const decided =
        record.kind === "row"
          ? await decideTest(stored, definition, record, ports, signal)
          : await decideUndo(definition, stored.id, record, ports, signal);
      const isEnded = await settleDecided(lease, run.id, store, decided);
      if (isEnded) return { waitMs: null };
    }
    // Leaving rows are looked for once more before they are touched; a test has none.
    const source = { lookUp: async () => [] };
    const options = { ...defaultApplyOptions, absencePauseMs: env().SYNCBRIDGE_ABSENCE_PAUSE_MS };
    try {
      const applied = await apply(definition, { source, list, store, clock: clockOf(meter) }, options, signal);
      if (applied.state === "again") return { waitMs: applied.inMs };
    } finally {
      await underLease(lease, (tx) => storeTestRecord(tx, run.id, { exchanges }));
    }
    await underLease(lease, (tx) => endTest(tx, run.id, record));
    return { waitMs: null };
  });
}

/** Spools what was decided; true where there is nothing to write, and the test has ended. */
async function settleDecided(
  lease: Lease,
  runId: string,
  store: MetastoreRunStore,
  decided: DecidedTest,
): Promise<boolean> {
  if (decided.operation === null) {
    const { isRight, code, reason } = decided;
    await underLease(lease, async (tx) => {
      await storeTestRecord(tx, runId, { did: isRight ? "unchanged" : null, reason: isRight ? null : reason });
      await endRun(tx, runId, isRight ? null : { code, reason });
    });
    return true;
  }
  const { operation, before, written } = decided;
  await underLease(lease, (tx) => storeTestRecord(tx, runId, { before, written }));
  await store.beginDeciding({ rowsExpected: 1, isComplete: false });
  const counts = { ...noCounts, rowsRead: 1, [countOf[operation.kind]]: 1 };
  await store.spool({ operations: [operation], rejections: [], resolved: [], seen: new Uint8Array(), counts });
  // Told as stale, so that one row moves neither the definition's cursor nor its freshness.
  const takenAt = new Date().toISOString();
  await store.endDeciding({
    ...{ freshnessToken: null, takenAt, isStale: true, hasPutOff: false, position: null, halt: null },
  });
  return false;
}

const didOf: Readonly<Record<string, TestRecord["did"]>> = {
  created: "created",
  updated: "updated",
  adopted: "updated",
  partial: "updated",
  recorded: "unchanged",
  kept: "unchanged",
  deleted: "deleted",
};

async function endTest(tx: Tx, runId: string, { kind }: TestRecord): Promise<void> {
  const operation = await tx.syncOperation.findFirst({ where: { syncRunId: runId }, orderBy: { seq: "desc" } });
  const code = operation?.outcomeCode ?? "";
  if (operation?.state === "DONE") {
    const did = didOf[code] ?? null;
    await storeTestRecord(tx, runId, { did: kind === "undo" && did === "updated" ? "restored" : did, reason: null });
    return endRun(tx, runId, null);
  }
  const said = operation?.error as { readonly message?: string } | null | undefined;
  const reason = said?.message ?? "The write was not carried out.";
  await storeTestRecord(tx, runId, { did: null, reason });
  return endRun(tx, runId, { code: code || "unexpected", reason });
}

/** Ends the run; unlike a sync it says nothing of how the definition stands. */
async function endRun(
  tx: Tx,
  runId: string,
  failure: { readonly code: string; readonly reason: string } | null,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_runs SET phase = 'DONE', end_time = clock_timestamp(), waiting_until = NULL, progress_at = clock_timestamp(),
      status = ${failure ? "FAILED" : "COMPLETED"}::"RunStatus", outcome = ${failure ? "FAILED" : "SUCCEEDED"}::"RunOutcome",
      error_code = ${failure?.code ?? null}, error_message = ${failure?.reason ?? null}
    WHERE id = ${runId}::uuid AND status = 'RUNNING'`;
  const message = failure ? failure.reason : "One row was tested.";
  await addEvents(tx, runId, [
    { severity: failure ? "WARN" : "INFO", type: failure ? "failed" : "completed", message },
  ]);
}
