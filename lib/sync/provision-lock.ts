import { randomUUID } from "node:crypto";
import { db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { env } from "@/lib/env";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { Heartbeat } from "./heartbeat";

/** Nobody else provisions what this holds, in any process. */
export interface ProvisionLock {
  /** Aborted when it may have been lost: the metastore could not be reached for too long. */
  readonly signal: AbortSignal;
  /** Throws `lease-lost` when the deadline has passed, also when the process was asleep meanwhile. */
  requireHeld(): void;
  /** Holds something more. Throws `provisioning-under-way` when somebody else does. */
  alsoHold(key: string): Promise<void>;
  release(): Promise<void>;
}

/** How long a holder that died keeps others out. */
export interface Keeping {
  /** Longest time without a heartbeat until others may go on; short, since a person waits for it. */
  readonly leaseMs: number;
  /** For how long what a holder that died has sent may still be carried out. */
  readonly requestsMs: number;
}

function keepingNow(): Keeping {
  return { leaseMs: Math.min(20_000, env().SYNCBRIDGE_LEASE_MS), requestsMs: env().SYNCBRIDGE_REQUEST_TIMEOUT_MS };
}

/** What a provisioning must be alone with at a site: Graph's id of the site, so that two connections to it are one. */
export const lockKeys = {
  name: (siteId: string, displayName: string) => `${siteId}|name|${displayName.toLowerCase()}`,
  table: (siteId: string, tableId: string) => `${siteId}|table|${tableId}`,
  list: (siteId: string, listId: string) => `${siteId}|list|${listId.toLowerCase()}`,
};

const lost = () =>
  new SyncError("lease-lost", {
    trait: "transient",
    message: "This was cut off from the metastore for so long that somebody else may have begun the same.",
    remedy: "Do it again: what was made is found and gone on with.",
  });

interface HolderRow {
  readonly started_by: string;
  readonly for_seconds: number;
  readonly free_in_seconds: number;
}

function underWay(holder: HolderRow | undefined): AppError {
  if (!holder) return new AppError("provisioning-under-way");
  const { started_by: person, for_seconds: seconds, free_in_seconds: freeIn } = holder;
  return new AppError("provisioning-under-way", {
    details: { person, seconds, freeIn },
    message: `${person} began to provision this list ${seconds} seconds ago, and it has not ended.`,
    remedy: `Wait until it is done. If it broke off, the list can be gone on with in ${freeIn} seconds.`,
  });
}

interface Holding {
  readonly holder: string;
  readonly person: string;
  readonly keptMs: number;
}

/** Takes all of the keys or none of them. */
async function take(keys: readonly string[], { holder, person, keptMs }: Holding): Promise<void> {
  const sorted = [...new Set(keys)].toSorted();
  await inTransaction(async (tx) => {
    const taken = await tx.$queryRaw<{ key: string }[]>`
      INSERT INTO provisioning_locks AS held (key, holder, started_by, taken_at, expires_at)
      SELECT key, ${holder}::uuid, ${person}, clock_timestamp(), clock_timestamp() + ${keptMs} * interval '1 ms'
      FROM unnest(${sorted}::text[]) WITH ORDINALITY AS wanted (key, place) ORDER BY place
      ON CONFLICT (key) DO UPDATE
      SET holder = excluded.holder, started_by = excluded.started_by, taken_at = excluded.taken_at, expires_at = excluded.expires_at
      WHERE held.expires_at < clock_timestamp() OR held.holder = excluded.holder
      RETURNING key`;
    if (taken.length === sorted.length) return;
    const [other] = await tx.$queryRaw<HolderRow[]>`
      SELECT started_by, round(extract(epoch FROM clock_timestamp() - taken_at))::int AS for_seconds,
        greatest(1, ceil(extract(epoch FROM expires_at - clock_timestamp())))::int AS free_in_seconds
      FROM provisioning_locks WHERE key = ANY(${sorted}::text[]) AND holder <> ${holder}::uuid ORDER BY expires_at DESC LIMIT 1`;
    throw underWay(other);
  });
}

/**
 * Makes this provisioning the only one of the given keys, until it is released or has not been heard of for a while: a row for each in the
 * metastore, kept by heartbeats, since a transaction must not stay open over minutes of Graph calls.
 * Throws `provisioning-under-way` with who began it and when it may be gone on with.
 */
export async function lockProvisioning(
  keys: readonly string[],
  person: string,
  { leaseMs, requestsMs }: Keeping = keepingNow(),
): Promise<ProvisionLock> {
  const holder = randomUUID();
  const holding = { holder, person, keptMs: leaseMs + requestsMs };
  const sentAt = performance.now();
  await take(keys, holding);
  const held = new Set(keys);
  const renew = async () => {
    const renewed = await db().$executeRaw`
      UPDATE provisioning_locks SET expires_at = clock_timestamp() + ${holding.keptMs} * interval '1 ms'
      WHERE holder = ${holder}::uuid AND expires_at > clock_timestamp()`;
    return renewed === held.size;
  };
  const heartbeat = new Heartbeat({ renew, lost, named: { keys } }, { leaseMs, heartbeatMs: leaseMs / 4 }, sentAt);
  return {
    signal: heartbeat.signal,
    requireHeld: () => heartbeat.requireHeld(),
    alsoHold: async (key) => {
      await take([key], holding);
      held.add(key);
    },
    release: async () => {
      heartbeat.stop();
      // Rows of holders that died, which nobody has wished for since, go with it.
      await db().$executeRaw`
        DELETE FROM provisioning_locks WHERE key IN (
          SELECT key FROM provisioning_locks WHERE holder = ${holder}::uuid OR expires_at < clock_timestamp() - interval '1 day'
          FOR UPDATE SKIP LOCKED)`;
    },
  };
}
