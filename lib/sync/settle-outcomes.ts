import type { Tx } from "@/lib/db/client";
import type { OperationOutcome } from "@/lib/engine/operation";
import { ledgerAfter } from "@/lib/engine/outcome";
import { replacedEdits } from "@/lib/engine/replaced-edits";
import { rescanChildrenOf } from "./made-anew";
import { resolveRejections, storeRejections } from "./rejections";
import { tellReplacedEdits } from "./replaced-edits";
import { rowsJson } from "./rows-json";
import { addEvents, type NewEvent } from "./run-events";
import type { Spent } from "./run-meter";
import type { RunScope } from "./run-scope";

type Done = Extract<OperationOutcome, { result: "done" }>;
type Again = Extract<OperationOutcome, { result: "again" }>;
type Rejected = Extract<OperationOutcome, { result: "rejected" }>;

/** Stores what became of one group of operations: operations, ledger, rejections, story and the run's counts. One transaction of the caller. */
export async function settleOutcomes(
  tx: Tx,
  scope: RunScope,
  outcomes: readonly OperationOutcome[],
  { spent, mayHaveRejections }: { readonly spent: Spent; readonly mayHaveRejections: boolean },
): Promise<void> {
  const done = outcomes.filter((outcome): outcome is Done => outcome.result === "done");
  const again = outcomes.filter((outcome): outcome is Again => outcome.result === "again");
  const rejected = outcomes.filter((outcome): outcome is Rejected => outcome.result === "rejected");
  await storeDone(
    tx,
    scope,
    done.filter((outcome) => outcome.operation.kind !== "ADOPT"),
    mayHaveRejections,
  );
  await storeAdopted(
    tx,
    scope,
    done.filter((outcome) => outcome.operation.kind === "ADOPT"),
  );
  const dropped = await storeAgain(tx, scope, again);
  await storeRejected(tx, scope, rejected);
  await storePutOff(tx, outcomes);
  await tellReplacedEdits(tx, scope, [...done, ...dropped, ...rejected].flatMap(replacedEdits));
  const partial = done.filter((outcome) => outcome.rejection !== null).length;
  const count = (how: Done["how"]) => done.filter((outcome) => outcome.how === how).length;
  await tx.$executeRaw`
    UPDATE sync_runs SET phase = 'APPLYING', waiting_until = NULL, progress_at = clock_timestamp(),
      items_processed = items_processed + ${done.length + rejected.length}, items_failed = items_failed + ${rejected.length + partial},
      rows_rejected = rows_rejected + ${rejected.length + partial}, items_created = items_created + ${count("created")},
      items_updated = items_updated + ${count("updated")}, items_adopted = items_adopted + ${count("adopted")},
      items_deleted = items_deleted + ${count("deleted")}, items_marked = items_marked + ${count("marked")},
      units_spent = units_spent + ${spent.units}, throttled_ms = throttled_ms + ${spent.throttledMs}
    WHERE id = ${scope.runId}::uuid`;
}

/** The ledger knew these items before they were tied to their rows in the list; only their eTags are news. */
async function storeAdopted(tx: Tx, scope: RunScope, adopted: readonly Done[]): Promise<void> {
  if (adopted.length === 0) return;
  const json = rowsJson(
    adopted.map(({ operation, itemId, etag }) => ({
      id: operation.id,
      hash: operation.identity.hash,
      item_id: itemId,
      etag,
    })),
  );
  await tx.$executeRaw`
    UPDATE sync_operations o SET state = 'DONE', outcome_code = 'adopted', settled_at = clock_timestamp()
    FROM jsonb_to_recordset(${json}::jsonb) AS a(id uuid) WHERE o.id = a.id`;
  await tx.$executeRaw`
    UPDATE sync_ledger l SET etag = a.etag, last_run_id = ${scope.runId}::uuid, updated_at = clock_timestamp()
    FROM jsonb_to_recordset(${json}::jsonb) AS a(hash text, item_id int, etag text)
    WHERE l.sync_def_id = ${scope.definitionId}::uuid AND l.source_identity_hash = a.hash AND l.sp_item_id = a.item_id`;
}

/** The base becomes what was sent, never what an answer echoed (sync-semantics 4). */
async function storeDone(tx: Tx, scope: RunScope, done: readonly Done[], mayHaveRejections: boolean): Promise<void> {
  if (done.length === 0) return;
  const ended = done.map((outcome) => ({
    id: outcome.operation.id,
    how: outcome.how,
    item_id: outcome.itemId,
  }));
  await rescanChildrenOf(
    tx,
    scope,
    done
      .filter(({ how }) => how === "created" || how === "adopted")
      .map(({ operation, itemId }) => ({ hash: operation.identity.hash, item_id: itemId })),
  );
  await tx.$executeRaw`
    UPDATE sync_operations o SET state = 'DONE', sp_item_id = d.item_id, outcome_code = d.how, settled_at = clock_timestamp(), overwritten = NULL
    FROM jsonb_to_recordset(${rowsJson(ended)}::jsonb) AS d(id uuid, how text, item_id int)
    WHERE o.id = d.id`;
  await storeLedger(tx, scope, done);
  if (mayHaveRejections) {
    const fine = done.filter((outcome) => outcome.rejection === null);
    await resolveRejections(
      tx,
      scope.definitionId,
      fine.map((outcome) => outcome.operation.identity.hash),
    );
  }
  await storeRejections(
    tx,
    scope,
    done.flatMap((outcome) => outcome.rejection ?? []),
  );
  await addEvents(tx, scope.runId, done.flatMap(eventOf));
}

/** What the ledger says of each row from now on; an entry that is not LINKED keeps why, and since when. */
async function storeLedger(tx: Tx, scope: RunScope, done: readonly Done[]): Promise<void> {
  const rows = done.flatMap((outcome) => {
    const after = ledgerAfter(outcome);
    if (after === null) return [];
    const { identity } = outcome.operation;
    const { state, itemId, etag, base, contentHash, held, cause } = after;
    return {
      identity: identity.text,
      hash: identity.hash,
      state,
      item_id: itemId,
      etag,
      base,
      content_hash: contentHash,
      cause,
      held,
      // Null: nothing was learned; empty: there is nothing to remember any more.
      list_form: outcome.notes ? (outcome.notes.listForm ?? {}) : null,
      flips: outcome.notes ? (outcome.notes.flips ?? {}) : null,
    };
  });
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, source_instance_id, sp_list_id, sp_item_id,
      content_hash, last_sync_ts, provenance, state, base, etag, last_run_id, cause, left_at, held, list_form, flips)
    SELECT ${scope.definitionId}::uuid, d.identity, d.hash, ${scope.keyStrategy}::"KeyStrategy", ${scope.instanceId}::uuid, ${scope.listId}, d.item_id,
      d.content_hash, clock_timestamp(), 'PUSH', d.state::"LedgerState", d.base, d.etag, ${scope.runId}::uuid, d.cause,
      CASE WHEN d.cause IS NOT NULL THEN clock_timestamp() END, d.held, d.list_form, d.flips
    FROM jsonb_to_recordset(${rowsJson(rows)}::jsonb)
      AS d(identity text, hash text, state text, item_id int, etag text, base jsonb, content_hash text, cause text,
        held jsonb, list_form jsonb, flips jsonb)
    ON CONFLICT (sync_def_id, source_identity_hash) DO UPDATE
    SET source_identity = excluded.source_identity, source_key_strategy = excluded.source_key_strategy,
      source_instance_id = coalesce(excluded.source_instance_id, sync_ledger.source_instance_id), sp_list_id = excluded.sp_list_id,
      sp_item_id = excluded.sp_item_id, content_hash = excluded.content_hash, last_sync_ts = excluded.last_sync_ts, provenance = 'PUSH',
      state = excluded.state, base = excluded.base, etag = excluded.etag, last_run_id = excluded.last_run_id, cause = excluded.cause,
      left_at = excluded.left_at, held = excluded.held, updated_at = clock_timestamp(),
      flips = CASE WHEN excluded.flips IS NULL THEN sync_ledger.flips ELSE nullif(excluded.flips, '{}') END,
      list_form = CASE WHEN excluded.list_form IS NOT NULL THEN nullif(excluded.list_form, '{}') ELSE (
        SELECT jsonb_object_agg(form.key, form.value) FROM jsonb_each(sync_ledger.list_form) form
        WHERE sync_ledger.base->form.key = excluded.base->form.key) END`;
}

function eventOf(outcome: Done): readonly NewEvent[] {
  const { identity } = outcome.operation;
  const payload = { identity: identity.text, itemId: outcome.itemId };
  if (outcome.how !== "kept") return [];
  const message = `${identity.text}: item ${outcome.itemId} was edited in the list; the edit was kept.`;
  return [{ severity: "INFO", type: "edit-kept", message, payload }];
}

/** Back to the spool; those of an ended run are dropped, since the present run decides anew. Answers the dropped ones. */
async function storeAgain(tx: Tx, scope: RunScope, again: readonly Again[]): Promise<readonly Again[]> {
  if (again.length === 0) return [];
  const rows = again.map((outcome) => ({
    id: outcome.operation.id,
    code: outcome.code,
    wait_ms: outcome.notBeforeMs,
    as_create: outcome.asCreate,
    as_bare: outcome.asBare,
    is_attempt: outcome.isAttempt,
    hash: outcome.operation.identity.hash,
    overwritten: outcome.operation.overwritten.length === 0 ? null : outcome.operation.overwritten,
    put_offs: outcome.operation.putOffs,
    parted: outcome.operation.parted,
    has_parted: outcome.hasParted ?? false,
  }));
  const json = rowsJson(rows);
  const dropped = await tx.$queryRaw<{ id: string }[]>`
    WITH stored AS (UPDATE sync_operations o SET
      state = CASE WHEN o.sync_run_id = ${scope.runId}::uuid THEN 'PENDING' ELSE 'DROPPED' END::"OperationState",
      not_before = clock_timestamp() + a.wait_ms * interval '1 ms', outcome_code = a.code,
      attempts = CASE WHEN a.is_attempt THEN o.attempts ELSE o.attempts - 1 END, put_offs = a.put_offs,
      is_bare = a.as_bare OR (o.is_bare AND NOT a.as_create AND NOT a.has_parted),
      kind = CASE WHEN a.as_create THEN 'CREATE' ELSE o.kind END,
      sp_item_id = CASE WHEN a.as_create THEN NULL ELSE o.sp_item_id END,
      expected_etag = CASE WHEN a.as_create OR a.has_parted THEN NULL ELSE o.expected_etag END,
      before = CASE WHEN a.as_create THEN NULL ELSE o.before END,
      overwritten = CASE WHEN o.sync_run_id = ${scope.runId}::uuid THEN a.overwritten END,
      parted = CASE WHEN NOT a.as_create THEN a.parted END
    FROM jsonb_to_recordset(${json}::jsonb)
      AS a(id uuid, code text, wait_ms float8, as_create boolean, as_bare boolean, is_attempt boolean, put_offs int, overwritten jsonb,
        parted jsonb, has_parted boolean)
    WHERE o.id = a.id RETURNING o.id, o.state)
    SELECT id FROM stored WHERE state = 'DROPPED'`;
  await tx.$executeRaw`
    UPDATE sync_ledger l SET state = 'PENDING_CREATE', sp_item_id = NULL, etag = NULL, content_hash = NULL, base = NULL, list_form = NULL,
      flips = NULL, updated_at = clock_timestamp()
    FROM jsonb_to_recordset(${json}::jsonb) AS a(hash text, as_create boolean)
    WHERE a.as_create AND l.sync_def_id = ${scope.definitionId}::uuid AND l.source_identity_hash = a.hash`;
  await tx.$executeRaw`
    UPDATE sync_ledger l SET state = 'PARTIAL', etag = NULL, cause = NULL, left_at = NULL, base = coalesce(l.base, '{}') || a.parted, last_run_id = ${scope.runId}::uuid,
      updated_at = clock_timestamp()
    FROM jsonb_to_recordset(${json}::jsonb) AS a(hash text, parted jsonb, has_parted boolean)
    WHERE a.has_parted AND l.sync_def_id = ${scope.definitionId}::uuid AND l.source_identity_hash = a.hash`;
  const ids: ReadonlySet<string> = new Set(dropped.map(({ id }) => id));
  return again.filter(({ operation }) => ids.has(operation.id));
}

/** What the list says to have put off stays SENT and is looked for when its time has come; of other doubts there is nothing to store. */
async function storePutOff(tx: Tx, outcomes: readonly OperationOutcome[]): Promise<void> {
  const rows = outcomes.flatMap((outcome) =>
    outcome.result === "in-doubt" && outcome.putOffMs !== null
      ? { id: outcome.operation.id, code: outcome.code, wait_ms: outcome.putOffMs, put_offs: outcome.operation.putOffs }
      : [],
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    UPDATE sync_operations o SET outcome_code = p.code, not_before = clock_timestamp() + p.wait_ms * interval '1 ms', put_offs = p.put_offs
    FROM jsonb_to_recordset(${rowsJson(rows)}::jsonb) AS p(id uuid, code text, wait_ms float8, put_offs int) WHERE o.id = p.id`;
}

async function storeRejected(tx: Tx, scope: RunScope, rejected: readonly Rejected[]): Promise<void> {
  if (rejected.length === 0) return;
  const rows = rejected.map(({ operation, rejection }) => ({
    id: operation.id,
    code: rejection.code,
    error: { code: rejection.code, message: rejection.message, field: rejection.field },
  }));
  await tx.$executeRaw`
    UPDATE sync_operations o SET state = 'REJECTED', outcome_code = r.code, error = r.error, settled_at = clock_timestamp(), overwritten = NULL
    FROM jsonb_to_recordset(${rowsJson(rows)}::jsonb) AS r(id uuid, code text, error jsonb)
    WHERE o.id = r.id`;
  await storeRejections(
    tx,
    scope,
    rejected.map((outcome) => outcome.rejection),
  );
}
