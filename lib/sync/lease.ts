import { type Db, db, type Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { SyncError } from "@/lib/errors/app-error";
import { Heartbeat } from "./heartbeat";

/**
 * One writer a definition (sync-semantics 3). The lease is a row with a fencing epoch: each taking raises it, and every transaction of a run
 * proves its epoch first. Its time is the database's; the holder's own deadline is that of its heartbeat.
 */
export interface LeaseSettings {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** Longest time a request of the former holder may still be under way. */
  readonly requestTimeoutMs: number;
}

export interface Lease {
  readonly definitionId: string;
  readonly epoch: bigint;
  /** Aborted with `lease-lost` before the lease ends. */
  readonly signal: AbortSignal;
  /** When writes of the former holder can no longer be under way, on the monotonic clock (`performance.now()`); 0 after a clean release. */
  readonly quietAt: number;
  /** Throws `lease-lost` when the deadline has passed, also when no timer has fired yet because the process was asleep. */
  requireHeld(): void;
  /** Stops the heartbeat and frees the lease if it is still ours. */
  release(): Promise<void>;
}

const leaseLost = () => new SyncError("lease-lost", { trait: "halt" });

interface TakenRow {
  readonly epoch: bigint;
  readonly quiet_ms: number;
}

/** Takes the lease if nobody holds it; null when somebody does. */
export async function takeLease(
  definitionId: string,
  holder: string,
  settings: LeaseSettings,
  client: Db = db(),
): Promise<Lease | null> {
  const sentAt = performance.now();
  const [taken] = await client.$queryRaw<TakenRow[]>`
    WITH former AS (SELECT holder, expires_at FROM sync_leases WHERE sync_def_id = ${definitionId}::uuid),
    taken AS (
      INSERT INTO sync_leases AS lease (sync_def_id, holder, epoch, expires_at, taken_at)
      VALUES (${definitionId}::uuid, ${holder}, 1, clock_timestamp() + ${settings.leaseMs} * interval '1 ms', clock_timestamp())
      ON CONFLICT (sync_def_id) DO UPDATE
      SET holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at, taken_at = excluded.taken_at
      WHERE lease.holder IS NULL OR lease.expires_at < clock_timestamp()
      RETURNING epoch
    )
    SELECT taken.epoch,
      coalesce((SELECT greatest(0, extract(epoch FROM former.expires_at - clock_timestamp()) * 1000 + ${settings.requestTimeoutMs})
        FROM former), 0)::float8 AS quiet_ms
    FROM taken`;
  if (!taken) return null;
  const quietAt = taken.quiet_ms > 0 ? performance.now() + taken.quiet_ms : 0;
  return new HeldLease({ definitionId, holder, epoch: taken.epoch, quietAt }, sentAt, settings, client);
}

class HeldLease implements Lease {
  private readonly heartbeat: Heartbeat;

  constructor(
    private readonly taken: {
      readonly definitionId: string;
      readonly holder: string;
      readonly epoch: bigint;
      readonly quietAt: number;
    },
    sentAt: number,
    private readonly settings: LeaseSettings,
    private readonly client: Db,
  ) {
    const { definitionId } = taken;
    const held = { renew: () => this.renew(), lost: leaseLost, named: { definitionId } };
    this.heartbeat = new Heartbeat(held, settings, sentAt);
  }

  get definitionId(): string {
    return this.taken.definitionId;
  }

  get epoch(): bigint {
    return this.taken.epoch;
  }

  get quietAt(): number {
    return this.taken.quietAt;
  }

  get signal(): AbortSignal {
    return this.heartbeat.signal;
  }

  requireHeld(): void {
    this.heartbeat.requireHeld();
  }

  async release(): Promise<void> {
    this.heartbeat.stop();
    // Who waits for no requests of ours may still have to wait for those of a holder before us, which we did not outlast.
    const agoMs = this.settings.requestTimeoutMs - Math.max(0, this.quietAt - performance.now());
    await this.client.$executeRaw`
      UPDATE sync_leases SET holder = NULL, expires_at = clock_timestamp() - ${agoMs} * interval '1 ms'
      WHERE sync_def_id = ${this.definitionId}::uuid AND epoch = ${this.epoch} AND holder = ${this.taken.holder}`;
  }

  private async renew(): Promise<boolean> {
    const renewed = await this.client.$executeRaw`
      UPDATE sync_leases SET expires_at = clock_timestamp() + ${this.settings.leaseMs} * interval '1 ms'
      WHERE sync_def_id = ${this.definitionId}::uuid AND epoch = ${this.epoch} AND holder = ${this.taken.holder}
        AND expires_at > clock_timestamp()`;
    return renewed > 0;
  }
}

/** A transaction of a run that hears nothing from its process for this long is ended by the server: a worker that sleeps must not hold the row. */
const idleLimitMs = 20_000;

/**
 * Runs one transaction of a run, proving the lease first. The row is locked `FOR SHARE`, so that nobody takes the lease before the commit.
 * Throws `lease-lost` (halt) when another holder has taken it.
 */
export async function underLease<T>(
  lease: Pick<Lease, "definitionId" | "epoch">,
  work: (tx: Tx) => Promise<T>,
  client: Db = db(),
): Promise<T> {
  return inTransaction(
    async (tx) => {
      const held = await tx.$queryRaw<unknown[]>`
        SELECT set_config('idle_in_transaction_session_timeout', ${String(idleLimitMs)}, true)
        FROM sync_leases WHERE sync_def_id = ${lease.definitionId}::uuid AND epoch = ${lease.epoch} FOR SHARE`;
      if (held.length === 0) throw leaseLost();
      return work(tx);
    },
    { client, timeoutMs: 60_000, maxWaitMs: 20_000 },
  );
}
