import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { readQueues } from "@/lib/sync/queue-state";
import { workerPolicies } from "./policy";
import type { Fleet, WorkerRow } from "./types";

/** Workers by what they last said, with what they hold, and the queues' depth. All times are the metastore's. */
export async function getFleet(context: Context): Promise<Fleet> {
  requireAllowed(context, workerPolicies.read);
  const [workers, queues] = await Promise.all([
    db().$queryRaw<WorkerRow[]>`
      SELECT w.name, w.host, w.process_id AS "processId", w.version, w.node_version AS "nodeVersion", w.runs_at_once AS "runsAtOnce",
        w.started_at AS "startedAt", w.seen_at AS "seenAt", w.expires_at > clock_timestamp() AS "isAlive",
        coalesce((SELECT jsonb_agg(jsonb_build_object('definitionId', d.id, 'name', d.name) ORDER BY d.name)
          FROM sync_leases l JOIN sync_definitions d ON d.id = l.sync_def_id
          WHERE l.holder = w.name AND l.expires_at > clock_timestamp()), '[]') AS holds
      FROM workers w ORDER BY w.expires_at > clock_timestamp() DESC, w.host, w.started_at, w.name`,
    readQueues(),
  ]);
  return { workers, queues };
}
