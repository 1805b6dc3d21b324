import type { Job, JobResult, PgBoss } from "pg-boss";
import { z } from "zod";
import { AppError, messageOf } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import type { JobDefinition } from "./define-job";
import { type EnqueueOptions, putJob } from "./put-job";
import { sendThrough } from "./queue";
import { startBoss } from "./start-boss";

/** Works one job. The signal ends with the job's time and with the worker; throwing makes the job be tried again. */
export type JobHandler<Payload extends object> = (payload: Payload, signal: AbortSignal) => Promise<void>;

export interface WorkQueue {
  /** Starts to fetch jobs of this kind, `concurrency` at a time in this process. */
  work<Payload extends object>(
    job: JobDefinition<Payload>,
    concurrency: number,
    handler: JobHandler<Payload>,
  ): Promise<void>;
  /** Puts a job in by itself, outside any transaction. */
  wake<Payload extends object>(job: JobDefinition<Payload>, payload: Payload, options?: EnqueueOptions): Promise<void>;
  /** Fetches no more, aborts what is worked and waits for it up to `graceMs`; what did not end is given back to the queue. */
  stop(graceMs: number): Promise<void>;
}

// A notification wakes pollers at once; polling finds jobs whose time has come and covers a broken listener.
const pollingIntervalSeconds = 2;

/** Opens the queue of this metastore for working; `enqueue` in this process uses it too. */
export async function startWorkQueue(options: { readonly url: string; readonly name: string }): Promise<WorkQueue> {
  const boss = await startBoss({ ...options, role: "work" });
  const stopping = new AbortController();
  sendThrough(boss);
  return {
    async work(job, concurrency, handler) {
      for (let started = 0; started < concurrency; started += 1) {
        await startPoller(boss, job, (fetched) => workOne(job, fetched, handler, stopping.signal));
      }
    },
    wake: (job, payload, wakeOptions = {}) => putJob(boss, undefined, job, payload, wakeOptions),
    async stop(graceMs) {
      const drained = boss.stop({ graceful: true, timeout: graceMs });
      stopping.abort(new Error("The worker stops."));
      await drained;
    },
  };
}

/** One poller works one job at a time. Having worked one it looks for the next at once, instead of waiting for its next poll. */
async function startPoller<Payload extends object>(
  boss: PgBoss,
  job: JobDefinition<Payload>,
  work: (fetched: Job<unknown>) => Promise<JobResult>,
): Promise<void> {
  const settings = {
    batchSize: 1,
    perJobResults: true,
    pollingIntervalSeconds,
    notifyPollingIntervalSeconds: pollingIntervalSeconds,
  } as const;
  let pollerId = "";
  pollerId = await boss.work(job.name, settings, async (jobs: Job<unknown>[]) => {
    const results = await Promise.all(jobs.map(work));
    boss.notifyWorker(pollerId);
    return results;
  });
}

async function workOne<Payload extends object>(
  job: JobDefinition<Payload>,
  fetched: Job<unknown>,
  handler: JobHandler<Payload>,
  stopping: AbortSignal,
): Promise<JobResult> {
  const { id } = fetched;
  const jobLog = log("queue");
  const payload = job.payload.safeParse(fetched.data);
  if (!payload.success) {
    const message = `The payload of job "${job.name}" cannot be used: ${z.prettifyError(payload.error)}`;
    jobLog.error({ job: job.name, id, reason: message }, "job refused");
    return { id, status: "deadletter", output: { message } };
  }
  try {
    await handler(payload.data, AbortSignal.any([fetched.signal, stopping]));
    return { id, status: "completed" };
  } catch (error) {
    const message = stopping.aborted ? "The worker stopped while the job was worked." : messageOf(error);
    const code = error instanceof AppError ? error.code : undefined;
    if (stopping.aborted) jobLog.info({ job: job.name, id }, "job given back");
    else jobLog.warn({ job: job.name, id, code, reason: message, attempt: fetched.retryCount }, "job failed");
    return { id, status: "failed", output: { message, code } };
  }
}
