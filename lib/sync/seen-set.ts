import { type Db, db, type Tx } from "@/lib/db/client";
import { prefixBytes } from "@/lib/engine/hash-words";
import type { MissingPage } from "@/lib/engine/ports";
import type { IdentityHash } from "@/lib/engine/types";
import { SyncError } from "@/lib/errors/app-error";
import type { Lease } from "./lease";
import { openRejections } from "./rejections";
import type { RunScope } from "./run-scope";
import { type LedgerRow, toLedgerEntry } from "./stored-rows";

/** Beginnings of hashes, as the text of a `bigint[]`. */
function prefixArray(seen: Uint8Array): string {
  const view = new DataView(seen.buffer, seen.byteOffset, seen.byteLength);
  const count = seen.byteLength / prefixBytes;
  return `{${Array.from({ length: count }, (_, index) => view.getBigInt64(prefixBytes * index)).join(",")}}`;
}

/**
 * Which identities a reading met, outside the worker's memory: a row of 64-bit prefixes a page, in an unlogged table (decision 9). Two
 * identities that share a prefix by chance keep an item that should have left, never the other way round.
 */
export class SeenSet {
  private page = 0;
  private noted = 0;
  /** Entries that were not met, once they are found. */
  private unmet = 0;

  constructor(
    private readonly scope: Pick<RunScope, "runId" | "definitionId">,
    private readonly lease: Pick<Lease, "epoch">,
    private readonly client: Db = db(),
  ) {}

  /** Begins anew, as a part of the caller's transaction; what other holders of this run noted is dropped with it. */
  async begin(tx: Tx): Promise<void> {
    this.page = 0;
    this.noted = 0;
    this.unmet = 0;
    await this.clear(tx);
  }

  async clear(tx: Tx): Promise<void> {
    await tx.$executeRaw`
      WITH missing AS (DELETE FROM sync_missing WHERE sync_run_id = ${this.scope.runId}::uuid)
      DELETE FROM sync_seen WHERE sync_run_id = ${this.scope.runId}::uuid`;
  }

  /** Notes one page as a part of the caller's transaction, which may be repeated; {@link keep} counts it once it is committed. */
  async note(tx: Tx, seen: Uint8Array): Promise<void> {
    if (seen.length === 0) return;
    await tx.$executeRaw`
      INSERT INTO sync_seen (sync_run_id, epoch, page, hashes)
      VALUES (${this.scope.runId}::uuid, ${this.lease.epoch}, ${this.page}, ${prefixArray(seen)}::bigint[])`;
  }

  keep(seen: Uint8Array): void {
    if (seen.length === 0) return;
    this.page++;
    this.noted += seen.length / prefixBytes;
  }

  /** Throws `seen-set-lost` where the metastore does not hold everything that was noted. As a part of the caller's transaction. */
  async requireWhole(tx: Tx): Promise<void> {
    const [seen] = await tx.$queryRaw<{ noted: number }[]>`
      SELECT coalesce(sum(cardinality(hashes)), 0)::int AS noted FROM sync_seen
      WHERE sync_run_id = ${this.scope.runId}::uuid AND epoch = ${this.lease.epoch}`;
    requireAll(seen?.noted ?? 0, this.noted, "keys that were read");
  }

  /** See RunStore. The first page finds all that is missing, in one statement that holds no lease: it may take seconds. */
  async missing(after: IdentityHash | null, limit: number): Promise<MissingPage> {
    if (after === null) await this.find();
    const rows = await this.client.$queryRaw<LedgerRow[]>`
      SELECT m.source_identity_hash AS hash, l.source_identity, l.state::text, l.sp_item_id, l.etag, l.content_hash, l.base
      FROM (
        SELECT source_identity_hash FROM sync_missing
        WHERE sync_run_id = ${this.scope.runId}::uuid AND epoch = ${this.lease.epoch} AND source_identity_hash > ${after ?? ""}
        ORDER BY source_identity_hash LIMIT ${limit}
      ) m
      JOIN sync_ledger l ON l.sync_def_id = ${this.scope.definitionId}::uuid AND l.source_identity_hash = m.source_identity_hash
      ORDER BY m.source_identity_hash`;
    if (rows.length === 0) await this.requireUnmet();
    const entries = rows.map(toLedgerEntry);
    const hashes = entries.map((entry) => entry.identity.hash);
    const { refused } = await openRejections(this.client, this.scope.definitionId, hashes);
    return { entries, refused };
  }

  /**
   * An unlogged table is emptied by a crash of its server, which this process may not notice. Counting and comparing are one statement, so
   * that a set with holes never makes a row look gone.
   */
  private async find(): Promise<void> {
    const [found] = await this.client.$queryRaw<{ noted: number; unmet: number }[]>`
      WITH seen AS MATERIALIZED (
        SELECT unnest(hashes) AS prefix FROM sync_seen WHERE sync_run_id = ${this.scope.runId}::uuid AND epoch = ${this.lease.epoch}
      ),
      noted AS MATERIALIZED (SELECT count(*)::int AS count FROM seen),
      missing AS (
        INSERT INTO sync_missing (sync_run_id, epoch, source_identity_hash)
        SELECT ${this.scope.runId}::uuid, ${this.lease.epoch}, l.source_identity_hash FROM sync_ledger l
        WHERE l.sync_def_id = ${this.scope.definitionId}::uuid AND l.state IN ('LINKED', 'PARTIAL')
          AND (SELECT count FROM noted) = ${this.noted}::int
          AND NOT EXISTS (SELECT FROM seen WHERE seen.prefix = ('x' || left(l.source_identity_hash, 16))::bit(64)::bigint)
        ON CONFLICT (sync_run_id, epoch, source_identity_hash) DO UPDATE SET epoch = excluded.epoch
        RETURNING 1
      )
      SELECT count AS noted, (SELECT count(*)::int FROM missing) AS unmet FROM noted`;
    requireAll(found?.noted ?? 0, this.noted, "keys that were read");
    this.unmet = found?.unmet ?? 0;
  }

  /** What was found is in an unlogged table too, which may be emptied while its pages are asked about. */
  private async requireUnmet(): Promise<void> {
    const [left] = await this.client.$queryRaw<{ unmet: number }[]>`
      SELECT count(*)::int AS unmet FROM sync_missing
      WHERE sync_run_id = ${this.scope.runId}::uuid AND epoch = ${this.lease.epoch}`;
    requireAll(left?.unmet ?? 0, this.unmet, "keys that were not met");
  }
}

function requireAll(kept: number, noted: number, what: string): void {
  if (kept === noted) return;
  throw new SyncError("seen-set-lost", {
    trait: "transient",
    message: `The metastore kept ${kept} of the ${noted} ${what}.`,
  });
}
