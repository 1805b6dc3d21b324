import { type Context, isAllowed, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { seesValues, type ValueSight, valuePolicies } from "./policy";
import type { ValuesOf } from "./types";

/** Whether this person may see values of these rows. False for viewers where the thing does not exist. */
export async function maySeeValues(context: Context, of: ValuesOf): Promise<boolean> {
  requireAllowed(context, valuePolicies.read);
  // Most who ask need no look into the metastore.
  if (isAllowed(context.actor, valuePolicies.always)) return true;
  const database = await sightOf(of);
  return database !== undefined && seesValues(context.actor, database);
}

/** Throws `not-allowed` for viewers whom the database's administrators have not let in. */
export async function requireValues(context: Context, of: ValuesOf): Promise<void> {
  requireAllowed(context, valuePolicies.read);
  if (await maySeeValues(context, of)) return;
  throw new AppError("not-allowed", {
    message: "Viewers see no values of this database's rows.",
    remedy: "Ask an administrator to show them to viewers, or for the app role SyncBridge.Steward.",
    details: { policy: valuePolicies.always.name, role: valuePolicies.always.role },
  });
}

async function sightOf(of: ValuesOf): Promise<ValueSight | undefined> {
  const [database] = await db().$queryRaw<ValueSight[]>`
    SELECT b.viewers_may_see_values AS "viewersMaySeeValues" FROM databases b
    WHERE b.id = ${"databaseId" in of ? of.databaseId : null}::uuid
      OR EXISTS (SELECT FROM database_tables t WHERE t.database_id = b.id AND (
        t.id = ${"tableId" in of ? of.tableId : null}::uuid
        OR EXISTS (SELECT FROM sync_definitions d WHERE d.source_table_id = t.id AND (
          d.id = ${"definitionId" in of ? of.definitionId : null}::uuid
          OR d.id = (SELECT r.sync_def_id FROM sync_runs r WHERE r.id = ${"runId" in of ? of.runId : null}::uuid)))))`;
  return database;
}
