import { type Db, db, type Tx } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type {
  DoubtfulOperation,
  Operation,
  OperationKind,
  OperationOutcome,
  PlannedOperation,
  Rejection,
} from "@/lib/engine/operation";
import type {
  Backlog,
  Culprits,
  KnownRows,
  LedgerSize,
  MissingPage,
  PlannedOnItem,
  RunStore,
} from "@/lib/engine/ports";
import type { Identity, IdentityHash, ListNotes } from "@/lib/engine/types";
import { createLinkOf, keepCreateLink, ownedItems } from "./create-link";
import { endPlan } from "./end-plan";
import { haltRun } from "./halt";
import { isolatedRefusals, keepIsolatedRefusal } from "./isolated-refusals";
import { type Lease, underLease } from "./lease";
import { linkedEntries } from "./linked-entries";
import { ownedIdentities } from "./owned-identities";
import { type DecidedRun, decidedEvents, type PendingCursor } from "./pending-cursor";
import { alikeFields, plannedIdentities, sampleOwned } from "./plan-facts";
import { openRejections, resolveRejections, resolveUnseen, storeRejections } from "./rejections";
import { rowsJson, rowsJsonParts } from "./rows-json";
import { addEvents, type NewEvent } from "./run-events";
import type { RunMeter } from "./run-meter";
import { countRejections, forgetRejections } from "./run-rejections";
import type { RunScope } from "./run-scope";
import { SeenSet } from "./seen-set";
import { settleOutcomes } from "./settle-outcomes";
import {
  type ClaimedRow,
  type DoubtfulRow,
  type LedgerRow,
  toDoubtful,
  toLedgerEntry,
  toOperation,
} from "./stored-rows";
import { unsettledIdentities } from "./unsettled-identities";

const isRefusal = (outcome: OperationOutcome) =>
  (outcome.result === "done" || outcome.result === "rejected") && outcome.rejection !== null;

const millisecondsUntilDue = Prisma.sql`greatest(0, extract(epoch FROM coalesce(not_before, clock_timestamp()) - clock_timestamp()) * 1000)::float8`;
/** Of an operation that is SENT: whether the list said that it has put it off. Other waits have ended before it was sent. */
const isPutOff = Prisma.sql`coalesce(not_before > sent_at, false)`;

/** Rejected rows that a dry run names. */
const mostTold = 20;

/**
 * The engine's RunStore over the metastore. Rows travel as one JSON parameter a statement, so that a page costs a handful of statements
 * whatever its size.
 */
export class MetastoreRunStore implements RunStore {
  private nextSeq = 1;
  private rejectionsTold = 0;
  /** Claims go forward from here, so that they do not walk over a long run's finished operations each time. */
  private claimedUpTo = 0n;
  /** False while no rejection can be open, since only runs make them: most runs have none and look for none. */
  private mayHaveRejections = true;
  private readonly seen: SeenSet;

  constructor(
    private readonly scope: RunScope,
    private readonly lease: Pick<Lease, "definitionId" | "epoch">,
    private readonly meter: Pick<RunMeter, "drain">,
    private readonly client: Db = db(),
  ) {
    this.seen = new SeenSet(scope, lease, client);
  }

  async lookup(rows: Parameters<RunStore["lookup"]>[0]): Promise<KnownRows> {
    const hashes = rows.map((row) => row.hash);
    const contents = rows.map((row) => row.contentHash);
    // One look into the index a row, whatever the planner believes of a ledger that has just grown; LIMIT keeps it from joining otherwise.
    const found = await this.client.$queryRaw<LedgerRow[]>`
      SELECT asked.hash, l.source_identity, l.state::text, l.sp_item_id, l.etag, l.content_hash, l.base,
        l.held IS NOT NULL AS is_held
      FROM unnest(${hashes}::text[], ${contents}::text[]) AS asked(hash, content)
      LEFT JOIN LATERAL (
        SELECT * FROM sync_ledger WHERE sync_def_id = ${this.scope.definitionId}::uuid AND source_identity_hash = asked.hash LIMIT 1
      ) l ON true
      WHERE l.id IS NULL OR l.state <> 'LINKED' OR asked.content IS NULL OR l.content_hash IS DISTINCT FROM asked.content`;
    const changed = new Map(found.map((row) => [row.hash, row.source_identity === null ? null : toLedgerEntry(row)]));
    if (!this.mayHaveRejections) return { changed, refused: new Map(), rejected: new Set() };
    return { changed, ...(await openRejections(this.client, this.scope.definitionId, hashes)) };
  }

  async linked(take: (digests: Uint8Array) => boolean): Promise<void> {
    for await (const digests of linkedEntries(this.client, this.scope.definitionId)) if (!take(digests)) return;
  }

  async beginDeciding(snapshot: Parameters<RunStore["beginDeciding"]>[0]): Promise<Pick<LedgerSize, "isFirstLoad">> {
    this.nextSeq = 1;
    return this.transaction(async (tx) => {
      await tx.$executeRaw`DELETE FROM sync_operations WHERE sync_run_id = ${this.scope.runId}::uuid`;
      await forgetRejections(tx, this.scope.runId);
      await this.seen.begin(tx);
      const [found] = await tx.$queryRaw<{ anyRejection: boolean; isFirstLoad: boolean }[]>`
        SELECT EXISTS (SELECT FROM sync_rejections WHERE sync_def_id = ${this.scope.definitionId}::uuid AND resolved_at IS NULL) AS "anyRejection",
          NOT EXISTS (
            SELECT FROM sync_runs WHERE sync_def_id = ${this.scope.definitionId}::uuid AND status = 'COMPLETED' AND purpose = 'SYNC'
          ) AS "isFirstLoad"`;
      this.mayHaveRejections = found?.anyRejection ?? true;
      await tx.$executeRaw`
        UPDATE sync_runs SET phase = 'DECIDING', rows_expected = ${snapshot.rowsExpected}, rows_read = 0, rows_unchanged = 0, rows_rejected = 0,
          rows_filtered = 0, rows_stale = 0, items_failed = 0, planned_creates = 0, planned_updates = 0, planned_deletes = 0, planned_marks = 0,
          planned_records = 0, is_full_scan = ${snapshot.isComplete}, waiting_until = NULL, progress_at = clock_timestamp()
        WHERE id = ${this.scope.runId}::uuid`;
      return { isFirstLoad: found?.isFirstLoad ?? true };
    });
  }

  async owned(most: number | null): Promise<number> {
    const [counted] = await this.client.$queryRaw<{ owned: number }[]>`
      SELECT count(*)::int AS owned FROM (
        SELECT FROM sync_ledger WHERE sync_def_id = ${this.scope.definitionId}::uuid AND state IN ('LINKED', 'PARTIAL') LIMIT ${most}::bigint
      ) counted`;
    return counted?.owned ?? 0;
  }

  async ownedIdentities(most: number): Promise<readonly Identity[]> {
    return ownedIdentities(this.scope.definitionId, most, this.client);
  }

  async spool(page: Parameters<RunStore["spool"]>[0]): Promise<void> {
    const { operations, rejections, resolved, seen, counts } = page;
    await this.transaction(async (tx) => {
      if (operations.length > 0) {
        const all = operations.map((operation, index) => ({
          seq: this.nextSeq + index,
          kind: operation.kind,
          identity: operation.identity.text,
          hash: operation.identity.hash,
          item_id: operation.itemId,
          etag: operation.expectedEtag,
          cause: operation.cause,
          intended: operation.intended,
          before: operation.before,
          content_hash: operation.contentHash,
        }));
        for (const json of rowsJsonParts(all))
          await tx.$executeRaw`
          INSERT INTO sync_operations (sync_run_id, sync_def_id, seq, side, kind, state, source_identity, source_identity_hash, sp_list_id,
            sp_item_id, expected_etag, cause, intended, before, content_hash)
          SELECT ${this.scope.runId}::uuid, ${this.scope.definitionId}::uuid, o.seq, 'LIST', o.kind::"OperationKind", 'PENDING', o.identity,
            o.hash, ${this.scope.listId}, o.item_id, o.etag, o.cause, o.intended, o.before, o.content_hash
          FROM jsonb_to_recordset(${json}::jsonb) AS o(seq bigint, kind text, identity text, hash text, item_id int, etag text, cause text,
            intended jsonb, before jsonb, content_hash text)`;
      }
      await this.seen.note(tx, seen);
      if (this.scope.isPlan) await this.tellRejections(tx, rejections);
      else {
        if (rejections.length > 0) this.mayHaveRejections = true;
        await storeRejections(tx, this.scope, rejections);
        this.mayHaveRejections ||= rejections.length > 0;
        await resolveRejections(tx, this.scope.definitionId, resolved);
      }
      await tx.$executeRaw`
        UPDATE sync_runs SET rows_read = ${counts.rowsRead}, rows_unchanged = ${counts.rowsUnchanged}, rows_rejected = ${counts.rowsRejected},
          rows_filtered = ${counts.rowsFiltered}, rows_stale = ${counts.rowsStale}, items_failed = ${counts.rowsRejected}, planned_creates = ${counts.plannedCreates},
          planned_updates = ${counts.plannedUpdates}, planned_deletes = ${counts.plannedDeletes}, planned_marks = ${counts.plannedMarks},
          planned_records = ${counts.plannedRecords}, progress_at = clock_timestamp()
        WHERE id = ${this.scope.runId}::uuid`;
    });
    this.nextSeq += operations.length;
    this.seen.keep(seen);
    if (this.scope.isPlan) this.rejectionsTold += rejections.length;
  }

  /** A dry run keeps no rejections; it counts them and tells some. */
  private async tellRejections(tx: Tx, rejections: readonly Rejection[]): Promise<void> {
    await countRejections(tx, this.scope.runId, rejections);
    const told = rejections.slice(0, Math.max(0, mostTold - this.rejectionsTold));
    await addEvents(
      tx,
      this.scope.runId,
      told.map(({ identity, code, field, message }) => ({
        severity: "WARN",
        type: "would-reject",
        message: `${identity.text}: ${message}`,
        payload: { code, field, identity: identity.text },
      })),
    );
  }

  missing(after: IdentityHash | null, limit: number): Promise<MissingPage> {
    return this.seen.missing(after, limit);
  }

  async revoke(rows: readonly IdentityHash[]) {
    return this.transaction(async (tx) => {
      return tx.$queryRaw<Pick<PlannedOperation, "kind" | "cause">[]>`
        DELETE FROM sync_operations
        WHERE sync_run_id = ${this.scope.runId}::uuid AND source_identity_hash = ANY (${rows as IdentityHash[]}::text[])
        RETURNING kind::text, cause`;
    });
  }

  async unsettled(after: IdentityHash | null, limit: number): Promise<readonly Identity[]> {
    return unsettledIdentities(this.client, this.scope.definitionId, after, limit);
  }

  alike(limit: number) {
    return alikeFields(this.client, this.scope, limit);
  }

  sampleOwned(limit: number) {
    return sampleOwned(this.client, this.scope, limit);
  }

  planned(kinds: readonly OperationKind[], limit: number) {
    return plannedIdentities(this.client, this.scope, kinds, limit);
  }

  async endDeciding({ halt, ...result }: Parameters<RunStore["endDeciding"]>[0]): Promise<void> {
    const { freshnessToken } = result;
    const cursor: PendingCursor = {
      ...result,
      instanceId: this.scope.instanceId,
      column: this.scope.cursorColumn,
      mappingVersion: this.scope.mappingVersion,
    };
    await this.transaction(async (tx) => {
      const [run] = await tx.$queryRaw<DecidedRun[]>`
        UPDATE sync_runs SET phase = 'APPLYING', decided_at = clock_timestamp(), progress_at = clock_timestamp(),
          freshness_token = ${freshnessToken}, pending_cursor = ${JSON.stringify(cursor)}::jsonb
        WHERE id = ${this.scope.runId}::uuid
        RETURNING planned_creates AS creates, planned_updates AS updates, planned_deletes AS deletes, planned_marks AS marks,
          rows_read AS rows, rows_filtered AS filtered, rows_stale AS stale, is_full_scan AS "isFullScan"`;
      if (!run) return;
      if (run.isFullScan && !this.scope.isPlan) {
        await this.seen.requireWhole(tx);
        await resolveUnseen(tx, { ...this.scope, epoch: this.lease.epoch });
      }
      await this.seen.clear(tx);
      // From here on the list may hold what was read, whatever becomes of the run.
      if (!result.isStale && !halt && !this.scope.isPlan)
        await tx.$executeRaw`
          UPDATE sync_definitions SET freshness_token = ${freshnessToken}, fresh_instance_id = ${this.scope.instanceId}::uuid
          WHERE id = ${this.scope.definitionId}::uuid`;
      await addEvents(tx, this.scope.runId, decidedEvents(run));
      if (this.scope.isPlan) await endPlan(tx, this.scope, halt);
      else if (halt) await haltRun(tx, this.scope, halt);
    });
  }

  async claim(limit: number): Promise<readonly Operation[]> {
    const from = this.claimedUpTo;
    const claimed = await this.claimAfter(from, limit);
    const last = claimed.at(-1);
    if (last) this.claimedUpTo = last.seq > this.claimedUpTo ? last.seq : this.claimedUpTo;
    // What was claimed before may be pending again: it is looked for when nothing new is left.
    const operations = claimed.length > 0 || from === 0n ? claimed : await this.claimAfter(0n, limit);
    return operations.map((row) => toOperation(row, this.scope.fields));
  }

  private async claimAfter(seq: bigint, limit: number): Promise<readonly ClaimedRow[]> {
    return this.transaction(async (tx) => {
      const claimed = await tx.$queryRaw<ClaimedRow[]>`
        WITH due AS (
          SELECT id FROM sync_operations
          WHERE sync_run_id = ${this.scope.runId}::uuid AND seq > ${seq} AND state = 'PENDING' AND (not_before IS NULL OR not_before <= clock_timestamp())
          ORDER BY seq LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )
        UPDATE sync_operations o SET state = 'SENT', attempts = attempts + 1, sent_at = clock_timestamp(), sent_epoch = ${this.lease.epoch}
        FROM due WHERE o.id = due.id
        RETURNING o.id, o.seq, o.kind::text, o.source_identity, o.source_identity_hash, o.sp_item_id, o.expected_etag, o.cause, o.intended,
          o.before, o.content_hash, o.attempts - 1 AS attempts, o.put_offs, o.is_bare, o.overwritten, o.parted`;
      const creates = claimed
        .filter((row) => row.kind === "CREATE")
        .map((row) => ({ identity: row.source_identity, hash: row.source_identity_hash }));
      if (creates.length > 0) {
        await tx.$executeRaw`
          INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, source_instance_id, sp_list_id,
            provenance, state, last_run_id)
          SELECT ${this.scope.definitionId}::uuid, c.identity, c.hash, ${this.scope.keyStrategy}::"KeyStrategy", ${this.scope.instanceId}::uuid,
            ${this.scope.listId}, 'PUSH', 'PENDING_CREATE', ${this.scope.runId}::uuid
          FROM jsonb_to_recordset(${rowsJson(creates)}::jsonb) AS c(identity text, hash text)
          ON CONFLICT (sync_def_id, source_identity_hash) DO NOTHING`;
      }
      return claimed.toSorted((a, b) => Number(a.seq - b.seq));
    });
  }

  async inDoubt(limit: number): Promise<readonly DoubtfulOperation[]> {
    const rows = await this.client.$queryRaw<DoubtfulRow[]>`
      SELECT id, seq, kind::text, source_identity, source_identity_hash, sp_item_id, expected_etag, cause, intended, before, content_hash, attempts,
        put_offs, is_bare, overwritten, parted, CASE WHEN ${isPutOff} THEN outcome_code END AS put_off_code, ${millisecondsUntilDue} AS due_ms
      FROM sync_operations WHERE sync_def_id = ${this.scope.definitionId}::uuid AND state = 'SENT' ORDER BY seq LIMIT ${limit}`;
    return rows.map((row) => toDoubtful(row, this.scope.fields));
  }

  async ownedElsewhere(found: Parameters<RunStore["ownedElsewhere"]>[0]) {
    const hashes = found.map(({ hash }) => hash);
    const items = found.map(({ itemId }) => itemId);
    // The states of the index sync_ledger_item_owner_key.
    const rows = await this.client.$queryRaw<{ hash: IdentityHash }[]>`
      SELECT DISTINCT found.hash FROM unnest(${hashes}::text[], ${items}::int[]) AS found(hash, item_id)
      JOIN sync_ledger l ON l.sp_list_id = ${this.scope.listId} AND l.sp_item_id = found.item_id
        AND l.state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED')
      WHERE l.sync_def_id <> ${this.scope.definitionId}::uuid OR l.source_identity_hash <> found.hash`;
    return new Set(rows.map((row) => row.hash));
  }

  async plannedOn(itemIds: Parameters<RunStore["plannedOn"]>[0]) {
    const rows = await this.client.$queryRaw<(PlannedOnItem & { itemId: number })[]>`
      SELECT o.sp_item_id AS "itemId", o.kind::text, o.intended, o.state <> 'DONE' AS "isOpen" FROM sync_ledger l
      JOIN sync_operations o ON o.sync_run_id = ${this.scope.runId}::uuid AND o.source_identity_hash = l.source_identity_hash
        AND o.sp_item_id = l.sp_item_id AND o.state IN ('PENDING', 'SENT', 'DONE')
      WHERE l.sync_def_id = ${this.scope.definitionId}::uuid AND l.sp_list_id = ${this.scope.listId}
        AND l.sp_item_id = ANY (${itemIds as number[]}::int[])`;
    return new Map(rows.map(({ itemId, ...planned }) => [itemId, planned]));
  }

  createLink(): Promise<string | null> {
    return createLinkOf(this.client, this.scope);
  }

  async keepCreateLink(link: string): Promise<void> {
    await this.transaction((tx) => keepCreateLink(tx, this.scope, link));
  }

  ownedItems(itemIds: readonly number[]): Promise<ReadonlySet<number>> {
    return ownedItems(this.client, this.scope, itemIds);
  }

  isolated(signatures: readonly string[]) {
    return isolatedRefusals(this.client, this.scope.definitionId, signatures);
  }

  async keepIsolated(signature: string, culprits: Culprits): Promise<void> {
    await this.transaction((tx) => keepIsolatedRefusal(tx, this.scope.definitionId, signature, culprits));
  }

  async listNotes(rows: readonly IdentityHash[]) {
    const found = await this.client.$queryRaw<(ListNotes & { hash: IdentityHash; etag: string | null })[]>`
      SELECT source_identity_hash AS hash, etag, list_form AS "listForm", flips FROM sync_ledger
      WHERE sync_def_id = ${this.scope.definitionId}::uuid AND source_identity_hash = ANY (${rows as IdentityHash[]}::text[])`;
    return new Map(found.map(({ hash, ...notes }) => [hash, notes]));
  }

  async keepOverwritten(edits: Parameters<RunStore["keepOverwritten"]>[0]): Promise<void> {
    await this.transaction(
      (tx) => tx.$executeRaw`
        UPDATE sync_operations o SET overwritten = nullif(e.overwritten, '[]')
        FROM jsonb_to_recordset(${rowsJson(edits)}::jsonb) AS e(id uuid, overwritten jsonb) WHERE o.id = e.id`,
    );
  }

  async settle(outcomes: readonly OperationOutcome[]): Promise<void> {
    if (outcomes.some(isRefusal)) this.mayHaveRejections = true;
    const { mayHaveRejections } = this;
    await this.transaction(async (tx) => {
      await settleOutcomes(tx, this.scope, outcomes, { spent: this.meter.drain(), mayHaveRejections });
    });
  }

  async backlog() {
    const [row] = await this.client.$queryRaw<Backlog[]>`
      SELECT
        (SELECT count(*)::int FROM sync_operations WHERE sync_run_id = ${this.scope.runId}::uuid AND state = 'PENDING') AS pending,
        (SELECT min(${millisecondsUntilDue}) FROM sync_operations
          WHERE sync_run_id = ${this.scope.runId}::uuid AND state = 'PENDING') AS "dueInMs",
        doubts.sent, doubts."settleInMs"
      FROM (
        SELECT count(*)::int AS sent,
          CASE WHEN bool_and(${isPutOff}) THEN max(${millisecondsUntilDue}) WHEN count(*) > 0 THEN 0 END AS "settleInMs"
        FROM sync_operations WHERE sync_def_id = ${this.scope.definitionId}::uuid AND state = 'SENT'
      ) doubts`;
    return row ?? { pending: 0, sent: 0, dueInMs: null, settleInMs: null };
  }

  async event(event: NewEvent): Promise<void> {
    await this.transaction((tx) => addEvents(tx, this.scope.runId, [event]));
  }

  private async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return underLease(this.lease, work, this.client);
  }
}
