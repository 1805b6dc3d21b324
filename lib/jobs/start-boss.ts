import { PgBoss } from "pg-boss";
import { z } from "zod";
import { messageOf } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { allJobs } from "./all-jobs";

interface BossOptions {
  /** The metastore. The queue keeps to its own schema there. */
  readonly url: string;
  /** `send` only puts jobs in; `work` also fetches them and keeps the queue tidy. */
  readonly role: "send" | "work";
  /** Shown in pg-boss's registry of instances. */
  readonly name?: string;
}

/**
 * Opens the queue and makes sure that every kind of job has one, whoever comes first: pg-boss guards installation,
 * upgrade and creation with advisory locks of its own.
 */
export async function startBoss(options: BossOptions): Promise<PgBoss> {
  const works = options.role === "work";
  const boss = new PgBoss({
    connectionString: options.url,
    application_name: works ? "SyncBridge queue" : "SyncBridge queue (send only)",
    schema: "pgboss",
    max: works ? 4 : 2,
    supervise: works,
    schedule: false,
    useListenNotify: works,
    registerInstance: works,
    instanceName: options.name,
    // How soon a dead worker's job and an expired one are noticed.
    superviseIntervalSeconds: 15,
    monitorIntervalSeconds: 15,
  });
  report(boss);
  try {
    await boss.start();
    await ensureQueues(boss, works);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
}

async function ensureQueues(boss: PgBoss, works: boolean): Promise<void> {
  const present = new Set((await boss.getQueues(allJobs.map((job) => job.name))).map((queue) => queue.name));
  for (const { name, policy, retryLimit, expireInSeconds, heartbeatSeconds } of allJobs) {
    const settings = {
      retryLimit,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds,
      ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
      deleteAfterSeconds: 2 * 86_400,
      notify: true,
    };
    if (!present.has(name)) await boss.createQueue(name, { ...settings, policy });
    // An older version may have made the queue with other settings; the newest worker's word holds.
    else if (works) await boss.updateQueue(name, settings);
  }
}

const quietMs = 10_000;

/** Without a listener an outage of the metastore would end the process. Each poller reports it anew, so the same message is said once in a while. */
function report(boss: PgBoss): void {
  const said = new Map<string, number>();
  const worthSaying = (message: string): boolean => {
    const now = performance.now();
    if (now - (said.get(message) ?? Number.NEGATIVE_INFINITY) < quietMs) return false;
    if (said.size > 100) said.clear();
    said.set(message, now);
    return true;
  };
  boss.on("error", (error: unknown) => {
    // pg-boss appends "(Queue: …, Worker: <uuid>)", which differs for each poller.
    const message = messageIn(error).replace(/ \(Queue: .*\)$/, "");
    if (worthSaying(message)) log("queue").warn({ reason: message }, "the queue met an error and goes on");
  });
  boss.on("warning", ({ message }) => {
    if (worthSaying(message)) log("queue").info({ reason: message }, "the queue warns");
  });
}

/** pg-boss sends some errors as plain copies, which are no instances of Error. */
function messageIn(error: unknown): string {
  const copied = z.object({ message: z.string() }).safeParse(error);
  return copied.success ? copied.data.message : messageOf(error);
}
