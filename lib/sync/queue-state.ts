import { type Db, db } from "@/lib/db/client";

/** How the newest job of one kind and key stands. */
export interface JobState {
  /** Waits or is worked. */
  readonly isOpen: boolean;
  /** Why it failed for good; null otherwise. */
  readonly failure: string | null;
}

/** False until the first process has used the queue. */
export async function hasQueue(client: Db = db()): Promise<boolean> {
  const [queue] = await client.$queryRaw<{ has: boolean }[]>`SELECT to_regclass('pgboss.job') IS NOT NULL AS has`;
  return queue?.has ?? false;
}

/** The newest job of this kind with this singleton key; null where there is none. */
export async function newestJob(name: string, singletonKey: string, client: Db = db()): Promise<JobState | null> {
  if (!(await hasQueue(client))) return null;
  const [job] = await client.$queryRaw<JobState[]>`
    SELECT state IN ('created', 'retry', 'active') AS "isOpen", CASE WHEN state = 'failed' THEN coalesce(output->>'message', 'no reason told') END AS failure
    FROM pgboss.job WHERE name = ${name} AND singleton_key = ${singletonKey} ORDER BY created_on DESC LIMIT 1`;
  return job ?? null;
}
