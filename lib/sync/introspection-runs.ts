import type { Tx } from "@/lib/db/client";

/** A worker gives a sign of life this often while it introspects. */
export const heartbeatMs = 10_000;

/** Without a sign of life for so long an introspection that was begun has lost its worker. */
export const silentAfterSeconds = 90;

/** An introspection that no worker began for so long has lost its wake-up. */
const unworkedAfterSeconds = 600;

/**
 * Ends introspections whose worker died, of one database or of all, as FAILED and says so. One that only waits for a worker is given longer.
 * Gives the ids.
 */
export async function endSilentIntrospections(tx: Tx, databaseId: string | null): Promise<readonly string[]> {
  const ended = await tx.$queryRaw<{ id: string }[]>`
    UPDATE introspection_runs run SET status = 'FAILED', ended_at = clock_timestamp(), phase = NULL, error_code = 'unexpected',
      error_message = CASE WHEN run.stats ? 'heartbeatAt' THEN 'The worker stopped before the end.' ELSE 'No worker began.' END
    FROM database_instances instance
    WHERE instance.id = run.database_instance_id AND run.status IS NULL
      AND (${databaseId}::uuid IS NULL OR instance.database_id = ${databaseId}::uuid)
      AND coalesce((run.stats->>'heartbeatAt')::timestamptz, run.started_at) < clock_timestamp() - make_interval(
        secs => CASE WHEN run.stats ? 'heartbeatAt' THEN ${silentAfterSeconds}::int ELSE ${unworkedAfterSeconds}::int END)
    RETURNING run.id`;
  return ended.map(({ id }) => id);
}
