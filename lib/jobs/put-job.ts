import type { Db as BossDatabase, PgBoss } from "pg-boss";
import { AppError } from "@/lib/errors/app-error";
import type { JobDefinition } from "./define-job";

export interface EnqueueOptions {
  /** Not to be worked before. At once when missing or past. */
  readonly startAfter?: Date;
  /** Overrides what the definition derives from the payload. */
  readonly singletonKey?: string;
}

/**
 * Puts a job in, or makes sure that the waiting one of the same singleton key comes no later than asked.
 * In a transaction that waiting job stays locked until the commit, so that no worker takes it before the change it
 * announces can be seen; one that was taken a moment earlier makes room for a new one.
 *
 * @param database where to write; the queue's own connection when missing
 */
export async function putJob<Payload extends object>(
  boss: PgBoss,
  database: BossDatabase | undefined,
  job: JobDefinition<Payload>,
  payload: Payload,
  options: EnqueueOptions,
): Promise<void> {
  const data = job.payload.parse(payload);
  const singletonKey = options.singletonKey ?? job.singletonKey?.(data);
  const db = database ? { db: database } : {};
  const startAfter = secondsUntil(options.startAfter);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if ((await boss.send(job.name, data, { ...db, singletonKey, startAfter })) !== null) return;
    if (singletonKey === undefined) break;
    if (await bringForward(boss, db, job.name, singletonKey, startAfter)) return;
  }
  throw new AppError("unexpected", { message: `The queue "${job.name}" took no job after five attempts.` });
}

/** Seconds from now rather than an instant: the queue counts by the database's clock, which may differ from ours. */
function secondsUntil(startAfter: Date | undefined): number {
  return startAfter ? Math.max(0, (startAfter.getTime() - Date.now()) / 1_000) : 0;
}

/** False when no such job waits any more. */
async function bringForward(
  boss: PgBoss,
  db: { readonly db?: BossDatabase },
  name: string,
  singletonKey: string,
  startAfter: number,
): Promise<boolean> {
  if (startAfter === 0) {
    return (await boss.update(name, undefined, { ...db, singletonKey, startAfter })).updated > 0;
  }
  // Locks the job without changing when it starts; only then can its time be compared.
  const { jobs } = await boss.update(name, undefined, { ...db, singletonKey });
  const [id] = jobs;
  if (id === undefined) return false;
  const [waiting] = await boss.findJobs(name, { ...db, id });
  if (waiting && waiting.startAfter.getTime() > Date.now() + startAfter * 1_000) {
    await boss.update(name, undefined, { ...db, id, startAfter });
  }
  return true;
}
