import { type Context, requireAllowed } from "@/lib/context";
import { db } from "@/lib/db/client";
import { version } from "@/lib/version";
import { installationPolicies } from "./policy";
import type { About, OpenMove } from "./types";

/** The move that waits for a decision; null where there is none. */
export async function getOpenMove(context: Context): Promise<OpenMove | null> {
  requireAllowed(context, installationPolicies.read);
  const installation = await db().installation.findUnique({ where: { id: 1 }, select: { movedAt: true } });
  if (!installation?.movedAt) return null;
  const pausedSyncs = await db().syncDefinition.count({ where: { pausedByMove: true } });
  return { movedAt: installation.movedAt, pausedSyncs };
}

/** Which versions work together here, and the mark by which this metastore is known. */
export async function getAbout(context: Context): Promise<About> {
  requireAllowed(context, installationPolicies.readAbout);
  const [facts] = await db().$queryRaw<Pick<About, "postgresVersion" | "metastoreBytes" | "lastMigration">[]>`
    SELECT current_setting('server_version') AS "postgresVersion", pg_database_size(current_database())::float8 AS "metastoreBytes",
      (SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name DESC LIMIT 1) AS "lastMigration"`;
  if (!facts) throw new TypeError("A row without a table always answers.");
  const installation = await db().installation.findUnique({
    where: { id: 1 },
    select: { mark: true, createdAt: true },
  });
  return {
    ...facts,
    version,
    nodeVersion: process.versions.node,
    mark: installation?.mark ?? null,
    markedAt: installation?.createdAt ?? null,
  };
}
