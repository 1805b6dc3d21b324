import { fromPrisma, type PgBoss } from "pg-boss";
import type { Db, Tx } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { JobDefinition } from "./define-job";
import { type EnqueueOptions, putJob } from "./put-job";
import { startBoss } from "./start-boss";

interface ProcessQueue {
  url?: string;
  boss?: Promise<PgBoss>;
}

// On globalThis, because a development server loads this module anew at each change and would leave a pool behind each time.
const holder = globalThis as typeof globalThis & { syncbridgeQueue?: ProcessQueue };

function processQueue(): ProcessQueue {
  holder.syncbridgeQueue ??= {};
  return holder.syncbridgeQueue;
}

/** Names the metastore whose queue this process uses, before its first `enqueue`; DATABASE_URL otherwise. */
export function configureQueue(url: string): void {
  processQueue().url = url;
}

/**
 * Puts a job in the queue inside the caller's transaction: it exists when the change it belongs to is committed, and
 * never without it. A waiting job of the same singleton key is brought forward instead of doubled.
 */
export async function enqueue<Payload extends object>(
  tx: Tx | Db,
  job: JobDefinition<Payload>,
  payload: Payload,
  options: EnqueueOptions = {},
): Promise<void> {
  await putJob(await openBoss(), fromPrisma(tx), job, payload, options);
}

/** Uses a queue that works jobs for sending too, so that a worker holds one pool. */
export function sendThrough(boss: PgBoss): void {
  processQueue().boss = Promise.resolve(boss);
}

/** Closes what `enqueue` opened; harmless when it opened nothing. */
export async function closeQueue(): Promise<void> {
  const { boss } = processQueue();
  holder.syncbridgeQueue = {};
  await (await boss)?.stop({ graceful: false });
}

function openBoss(): Promise<PgBoss> {
  const current = processQueue();
  current.boss ??= openSender(current);
  return current.boss;
}

async function openSender(current: ProcessQueue): Promise<PgBoss> {
  try {
    const url = current.url ?? process.env.DATABASE_URL;
    if (!url) throw new AppError("env-invalid", { message: "Setting DATABASE_URL is missing." });
    return await startBoss({ url, role: "send" });
  } catch (error) {
    current.boss = undefined; // The next call tries again.
    throw error;
  }
}
