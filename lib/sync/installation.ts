import { randomUUID } from "node:crypto";
import type { Context } from "@/lib/context";
import { type Db, db, type Tx } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { describeError } from "@/lib/errors/codes";
import { recordAudit } from "@/lib/features/audit/record";
import { log } from "@/lib/log";
import { abandonRun } from "./end-run";

interface Birthplace {
  /** Null where the metastore's user may not read it. */
  readonly system_id: string | null;
  readonly oid: bigint;
}

const worker: Context = { actor: { kind: "worker", name: "start" }, requestId: randomUUID() };

/**
 * Holds the metastore against the mark that its first worker left in it (sync-semantics 5). A copied or restored metastore finds itself in
 * another database: its definitions would write to lists that the original still owns. So all of them are paused, open runs are ended, and an
 * administrator says what happened (`decideMove`). Answers whether that is so.
 */
export async function holdAgainstMark(client: Db = db()): Promise<{ readonly isMoved: boolean }> {
  const place = await birthplaceOf(client);
  return inTransaction(
    async (tx) => {
      await tx.$executeRaw`
        INSERT INTO installation (id, database_system_id, database_oid) VALUES (1, ${place.system_id ?? ""}, ${place.oid}) ON CONFLICT DO NOTHING`;
      const [mark] = await tx.$queryRaw<{ database_system_id: string; database_oid: bigint }[]>`
        SELECT database_system_id, database_oid FROM installation WHERE id = 1 FOR UPDATE`;
      const isSameSystem = !place.system_id || !mark?.database_system_id || mark.database_system_id === place.system_id;
      if (!mark || (isSameSystem && mark.database_oid === place.oid)) return { isMoved: false };
      const { title: reason } = describeError("installation-moved");
      const paused = await tx.$executeRaw`
        UPDATE sync_definitions SET is_enabled = false, paused_by_move = true, halted_code = 'installation-moved', halted_reason = ${reason}, halted_at = clock_timestamp()
        WHERE is_enabled`;
      const open = await tx.syncRun.findMany({ where: { status: "RUNNING" }, select: { id: true, syncDefId: true } });
      for (const run of open) {
        const end = { outcome: "INTERRUPTED", code: "installation-moved", message: reason } as const;
        await abandonRun(tx, { runId: run.id, definitionId: run.syncDefId }, end);
      }
      await tx.installation.update({
        where: { id: 1 },
        data: {
          databaseSystemId: place.system_id ?? "",
          databaseOid: place.oid,
          mark: randomUUID(),
          movedAt: new Date(),
          decision: null,
          decidedAt: null,
          decidedBy: null,
        },
      });
      await recordAudit(tx, worker, {
        action: "installation.moved",
        targetKind: "installation",
        before: { systemId: mark.database_system_id, databaseOid: String(mark.database_oid) },
        after: {
          systemId: place.system_id,
          databaseOid: String(place.oid),
          pausedDefinitions: paused,
          endedRuns: open.length,
        },
      });
      log("installation").warn(
        { paused, endedRuns: open.length },
        "this metastore was copied or restored; every sync is paused",
      );
      return { isMoved: true };
    },
    { client },
  );
}

/** Throws `installation-moved` while an administrator has not said what it means that the metastore stands in another database. */
export async function requireDecidedMove(client: Tx | Db = db()): Promise<void> {
  const installation = await client.installation.findUnique({ where: { id: 1 }, select: { movedAt: true } });
  if (installation?.movedAt) throw new AppError("installation-moved");
}

async function birthplaceOf(client: Db): Promise<Birthplace> {
  const [allowed] = await client.$queryRaw<{ may: boolean }[]>`
    SELECT has_function_privilege('pg_control_system()', 'EXECUTE') AS may`;
  const [place] = allowed?.may
    ? await client.$queryRaw<Birthplace[]>`
        SELECT (SELECT system_identifier::text FROM pg_control_system()) AS system_id, oid::bigint FROM pg_database WHERE datname = current_database()`
    : await client.$queryRaw<
        Birthplace[]
      >`SELECT NULL AS system_id, oid::bigint FROM pg_database WHERE datname = current_database()`;
  if (!place) throw new Error("The present database is among the databases.");
  return place;
}
