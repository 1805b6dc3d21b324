import { type Db, db } from "@/lib/db/client";
import { allJobs } from "@/lib/jobs/all-jobs";

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

/** The jobs of one kind. */
export interface QueueDepth {
  readonly name: string;
  readonly waiting: number;
  readonly oldestSeconds: number | null;
  readonly later: number;
  readonly active: number;
  /** Within the last 24 hours. */
  readonly failed: number;
}

/** How many jobs of each kind there are, by name; none until the first process has used the queue. */
export async function readQueues(client: Db = db()): Promise<readonly QueueDepth[]> {
  if (!(await hasQueue(client))) return [];
  return client.$queryRaw<QueueDepth[]>`
    SELECT q.name, coalesce(j.waiting, 0)::int AS waiting, j.oldest::float8 AS "oldestSeconds", coalesce(j.later, 0)::int AS later,
      coalesce(j.active, 0)::int AS active, coalesce(j.failed, 0)::int AS failed
    FROM pgboss.queue q LEFT JOIN (
      SELECT name, count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after <= now()) AS waiting,
        extract(epoch FROM now() - min(start_after) FILTER (WHERE state IN ('created', 'retry') AND start_after <= now())) AS oldest,
        count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after > now()) AS later,
        count(*) FILTER (WHERE state = 'active') AS active,
        count(*) FILTER (WHERE state = 'failed' AND completed_on > now() - interval '24 hours') AS failed
      FROM pgboss.job GROUP BY name) j ON j.name = q.name
    WHERE q.name = ANY (${allJobs.map(({ name }) => name)}::text[]) ORDER BY q.name`;
}
