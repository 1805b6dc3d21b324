import { hostname } from "node:os";
import { processKeyring } from "@/lib/crypto/keyring";
import { keyId } from "@/lib/crypto/seal";
import { type Db, db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { version } from "@/lib/version";

/** What a worker says of itself. */
export interface WorkerFacts {
  /** As it stands in leases. */
  readonly name: string;
  readonly host: string;
  readonly processId: number;
  readonly version: string;
  readonly nodeVersion: string;
  readonly runsAtOnce: number;
  /** Ids of the keys with which it opens secrets, the one it seals under first. */
  readonly keyIds: readonly string[];
}

/** This process. */
export function describeWorker(name: string): WorkerFacts {
  const { current, others } = processKeyring();
  return {
    name,
    host: hostname(),
    processId: process.pid,
    version,
    nodeVersion: process.versions.node,
    runsAtOnce: env().SYNCBRIDGE_WORKER_RUNS,
    keyIds: [current, ...others].map(keyId),
  };
}

/** Says that a worker is alive, for as long as one that says nothing keeps its runs. Workers silent for a day are forgotten. */
export async function noteAlive(worker: WorkerFacts, client: Db = db()): Promise<void> {
  const { name, host, processId, nodeVersion, runsAtOnce, keyIds } = worker;
  await client.$executeRaw`
    INSERT INTO workers (name, host, process_id, version, node_version, runs_at_once, key_ids, expires_at)
    VALUES (${name}, ${host}, ${processId}, ${worker.version}, ${nodeVersion}, ${runsAtOnce}, ${JSON.stringify(keyIds)}::jsonb,
      clock_timestamp() + ${env().SYNCBRIDGE_LEASE_MS} * interval '1 ms')
    ON CONFLICT (name) DO UPDATE SET seen_at = clock_timestamp(), expires_at = excluded.expires_at`;
  await client.$executeRaw`DELETE FROM workers WHERE expires_at < clock_timestamp() - interval '1 day'`;
}

/**
 * Workers that are alive and do not have the key of this id, by host: what is sealed under it they cannot open. What a worker has it says when it starts,
 * and no later, since its environment stays as it is.
 */
export function workersWithoutKey(
  wanted: string,
  client: Db = db(),
): Promise<readonly Pick<WorkerFacts, "name" | "host" | "processId">[]> {
  return client.$queryRaw`
    SELECT name, host, process_id AS "processId" FROM workers
    WHERE expires_at > clock_timestamp() AND NOT key_ids @> to_jsonb(${wanted}::text) ORDER BY host, process_id, name`;
}

/** A worker that ends in good order leaves nothing behind. */
export async function forgetWorker(name: string, client: Db = db()): Promise<void> {
  await client.$executeRaw`DELETE FROM workers WHERE name = ${name}`;
}
