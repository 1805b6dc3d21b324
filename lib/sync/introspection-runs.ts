import { db, type Tx } from "@/lib/db/client";
import { AppError, messageOf, SyncError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";

const logger = log("introspection");

/** A worker gives a sign of life this often while it introspects. */
const heartbeatMs = 10_000;

/** Another worker may take an introspection over whose worker said nothing for so long: twice the pause between two signs, and some. */
const takeOverAfterSeconds = 25;

/** Without a sign of life for so long an introspection that was begun has lost its worker. */
const silentAfterSeconds = 90;

/** An introspection that waits for a worker, while no worker does anything with any introspection for so long, has nobody to wait for. */
const unworkedAfterSeconds = 600;

/** One that waits for so long while others are worked has lost its wake-up. */
const longestWaitSeconds = 6 * 3_600;

/**
 * Ends introspections whose worker died, of one database or of all, as FAILED and says so. One that only waits for a worker is given longer,
 * and hours while workers are busy with others: a hundred databases that fall due at once take their turn. Gives the ids.
 */
export async function endSilentIntrospections(tx: Tx, databaseId: string | null): Promise<readonly string[]> {
  const ended = await tx.$queryRaw<{ id: string }[]>`
    WITH worked AS (
      SELECT EXISTS (
        SELECT 1 FROM introspection_runs WHERE stats ? 'elapsedMs' AND ended_at > clock_timestamp() - make_interval(secs => ${unworkedAfterSeconds}::int)
        UNION ALL
        SELECT 1 FROM introspection_runs WHERE status IS NULL AND stats ? 'holder'
          AND (stats->>'heartbeatAt')::timestamptz > clock_timestamp() - make_interval(secs => ${silentAfterSeconds}::int)) AS lately
    )
    UPDATE introspection_runs run SET status = 'FAILED', ended_at = clock_timestamp(), phase = NULL, error_code = 'unexpected',
      error_message = CASE WHEN run.stats ? 'heartbeatAt' THEN 'The worker stopped before the end.' ELSE 'No worker began.' END
    FROM database_instances instance, worked
    WHERE instance.id = run.database_instance_id AND run.status IS NULL
      AND (${databaseId}::uuid IS NULL OR instance.database_id = ${databaseId}::uuid)
      AND coalesce((run.stats->>'heartbeatAt')::timestamptz, run.started_at) < clock_timestamp() - make_interval(secs => CASE
        WHEN run.stats ? 'holder' THEN ${silentAfterSeconds}::int WHEN worked.lately THEN ${longestWaitSeconds}::int
        ELSE ${unworkedAfterSeconds}::int END)
    RETURNING run.id`;
  return ended.map(({ id }) => id);
}

/** Ends all introspections of a database as FAILED, for a reason in words; whoever works one may store no more. Waits for a batch that is stored now. */
export async function endIntrospections(tx: Tx, databaseId: string, reason: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE introspection_runs run SET status = 'FAILED', ended_at = clock_timestamp(), phase = NULL, error_code = 'unexpected', error_message = ${reason}
    FROM database_instances instance
    WHERE instance.id = run.database_instance_id AND instance.database_id = ${databaseId}::uuid AND run.status IS NULL`;
}

/** As `endSilentIntrospections`, for all databases. */
export function endAllSilentIntrospections(): Promise<readonly string[]> {
  return endSilentIntrospections(db(), null);
}

/** An introspection in the hands of one worker. Whatever it writes proves that it is still in them. */
export interface ClaimedRun {
  readonly id: string;
  /** Names this worker's hold on the run. */
  readonly holder: string;
}

/**
 * Takes an introspection that nobody works. Null when it has ended, or is in the hands of a worker that gives signs of life: a job that
 * comes twice does no double work.
 */
export async function claimRun(id: string): Promise<ClaimedRun | null> {
  const holder = crypto.randomUUID();
  const claimed = await db().$executeRaw`
    UPDATE introspection_runs SET stats = jsonb_build_object('holder', ${holder}::text, 'heartbeatAt', clock_timestamp())
    WHERE id = ${id}::uuid AND status IS NULL AND (NOT stats ? 'holder'
      OR (stats->>'heartbeatAt')::timestamptz < clock_timestamp() - make_interval(secs => ${takeOverAfterSeconds}::int))`;
  return claimed === 0 ? null : { id, holder };
}

function takenAway(): SyncError {
  return new SyncError("lease-lost", {
    trait: "halt",
    message: "This introspection was ended or taken over by another worker.",
  });
}

/** Live progress with a sign of life. Throws `lease-lost` when the run is in other hands. */
export async function noteProgress(tx: Tx, run: ClaimedRun, phase: string, stats: object): Promise<void> {
  const noted = await tx.$executeRaw`
    UPDATE introspection_runs SET phase = ${phase},
      stats = stats || ${JSON.stringify(stats)}::jsonb || jsonb_build_object('heartbeatAt', clock_timestamp())
    WHERE id = ${run.id}::uuid AND status IS NULL AND stats->>'holder' = ${run.holder}`;
  if (noted === 0) throw takenAway();
}

/** Throws `lease-lost` when the run is in other hands. */
export async function endRun(tx: Tx, run: ClaimedRun, stats: object): Promise<void> {
  const ended = await tx.$executeRaw`
    UPDATE introspection_runs SET status = 'SUCCESS', ended_at = clock_timestamp(), phase = NULL,
      stats = (stats - 'holder' - 'heartbeatAt') || ${JSON.stringify(stats)}::jsonb
    WHERE id = ${run.id}::uuid AND status IS NULL AND stats->>'holder' = ${run.holder}`;
  if (ended === 0) throw takenAway();
}

/** Ends the run with the reason; nothing happens when it is in other hands. */
export async function failRun(run: ClaimedRun, error: unknown): Promise<void> {
  const known = error instanceof AppError ? error : new AppError("unexpected", { cause: error });
  await db().$executeRaw`
    UPDATE introspection_runs SET status = 'FAILED', ended_at = clock_timestamp(), phase = NULL, error_code = ${known.code},
      error_message = ${known.message}, stats = stats - 'holder' - 'heartbeatAt'
    WHERE id = ${run.id}::uuid AND status IS NULL AND stats->>'holder' = ${run.holder}`;
}

/** Gives the run back, so that the next worker need not wait for this one to be silent. */
export async function releaseRun(run: ClaimedRun): Promise<void> {
  await db().$executeRaw`
    UPDATE introspection_runs SET phase = 'Waiting for a worker', stats = stats - 'holder'
    WHERE id = ${run.id}::uuid AND status IS NULL AND stats->>'holder' = ${run.holder}`;
}

/** Gives signs of life until stopped; `onLost` hears when the run is in other hands. A metastore that is away is no such sign. */
export function keepAlive(run: ClaimedRun, onLost: (error: SyncError) => void): () => void {
  const beat = async () => {
    const alive = await db().$executeRaw`
      UPDATE introspection_runs SET stats = stats || jsonb_build_object('heartbeatAt', clock_timestamp())
      WHERE id = ${run.id}::uuid AND status IS NULL AND stats->>'holder' = ${run.holder}`;
    if (alive === 0) onLost(takenAway());
  };
  const timer = setInterval(() => {
    beat().catch((error: unknown) => {
      logger.warn({ introspectionRunId: run.id, reason: messageOf(error) }, "No sign of life could be given");
    });
  }, heartbeatMs);
  return () => clearInterval(timer);
}
