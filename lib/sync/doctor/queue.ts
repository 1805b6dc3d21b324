import type { Finding } from "@/lib/connectors/connector";
import { db } from "@/lib/db/client";

/** A job that waits longer than this has nobody to work it. */
const patienceMinutes = 5;

interface Counted {
  readonly waiting: number;
  readonly oldest_minutes: number;
  readonly failed: number;
  readonly running: number;
  readonly lost: number;
  readonly halted: number;
}

/** Looks at jobs, runs and definitions: whether somebody works, and what stands still. */
export async function examineQueue(): Promise<readonly Finding[]> {
  const [installed] = await db().$queryRaw<{ has: boolean }[]>`SELECT to_regclass('pgboss.job') IS NOT NULL AS has`;
  if (!installed?.has) {
    return [
      {
        id: "queue",
        level: "warning",
        title: "There is no queue yet: no worker has ever started here.",
        remedy: "Start a worker with `npm run worker`, or everything with `npm start`.",
      },
    ];
  }
  const [counted] = await db().$queryRaw<Counted[]>`
    SELECT jobs.*, runs.*, (SELECT count(*)::int FROM sync_definitions WHERE halted_at IS NOT NULL) AS halted
    FROM (SELECT count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after <= now())::int AS waiting,
        coalesce(extract(epoch FROM now() - min(start_after) FILTER (WHERE state IN ('created', 'retry') AND start_after <= now())) / 60, 0)::float8
          AS oldest_minutes,
        count(*) FILTER (WHERE state = 'failed' AND completed_on > now() - interval '1 day')::int AS failed
      FROM pgboss.job) jobs,
      (SELECT count(*)::int AS running, count(*) FILTER (WHERE lease.expires_at IS NULL OR lease.expires_at < now())::int AS lost
      FROM sync_runs run LEFT JOIN sync_leases lease ON lease.sync_def_id = run.sync_def_id
      WHERE run.status = 'RUNNING' AND (run.waiting_until IS NULL OR run.waiting_until < now())) runs`;
  if (!counted) throw new TypeError("An aggregate always answers.");
  return [waitingFinding(counted), failedFinding(counted), runFinding(counted), haltFinding(counted)];
}

function waitingFinding({ waiting, oldest_minutes: minutes }: Counted): Finding {
  if (minutes < patienceMinutes) return { id: "queue", level: "ok", title: `${waiting} jobs wait to be worked.` };
  return {
    id: "queue",
    level: "error",
    title: `${waiting} jobs wait, the oldest for ${Math.round(minutes)} minutes: nobody works them.`,
    remedy: "Start a worker with `npm run worker`, or look at the log of the one that runs.",
  };
}

function failedFinding({ failed }: Counted): Finding {
  if (failed === 0) return { id: "jobs", level: "ok", title: "No job failed in the last 24 hours." };
  return {
    id: "jobs",
    level: "warning",
    title: `${failed} jobs failed in the last 24 hours.`,
    remedy: "Look at the runs and introspections of that time; each says why it failed.",
  };
}

function runFinding({ running, lost }: Counted): Finding {
  if (lost === 0) return { id: "runs", level: "ok", title: `${running} runs are under way.` };
  return {
    id: "runs",
    level: "info",
    title: `${lost} of ${running} open runs have no worker at the moment; the next sweep wakes them.`,
    remedy: "If they stay so for minutes, start a worker.",
  };
}

function haltFinding({ halted }: Counted): Finding {
  if (halted === 0) return { id: "syncs", level: "ok", title: "No sync is halted." };
  return {
    id: "syncs",
    level: "warning",
    title: `${halted} ${halted === 1 ? "sync is" : "syncs are"} halted.`,
    remedy: "Open Syncs: each says why it stopped and what to do.",
  };
}
