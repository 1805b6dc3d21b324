import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { AppError, messageOf } from "@/lib/errors/app-error";
import { codeOf, metastoreError, requireSupportedVersion } from "./connection-errors";

interface MigrationOptions {
  readonly url: string;
  /** The folder of migrations. Default `prisma/migrations` in the working directory, which holds for source and for a bundle in `dist/`. */
  readonly dir?: string;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface RecordedMigration {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished_at: Date | null;
  readonly rolled_back_at: Date | null;
  readonly logs: string | null;
}

/** The lock that Prisma's own command line takes, so that both can be used side by side. */
const prismaLock = 72_707_369;

/** As Prisma makes it, column for column. */
const recordTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;

/**
 * Brings the metastore to the present schema and answers the names of the migrations applied now. Several processes may call it at once:
 * one applies, the others wait and find nothing left. Each migration is one transaction with its record in `_prisma_migrations`.
 *
 * @throws AppError `metastore-unreachable`, `metastore-login`, `metastore-missing`, `metastore-too-old`, `migration-failed`, `migration-changed`,
 * `disk-full`
 */
export async function applyMigrations(options: MigrationOptions): Promise<string[]> {
  const log = options.log ?? (() => undefined);
  const migrations = await readMigrations(options.dir ?? path.resolve("prisma/migrations"));
  options.signal?.throwIfAborted();
  const client = new pg.Client({
    connectionString: options.url,
    application_name: "SyncBridge migrations",
    connectionTimeoutMillis: 15_000,
  });
  // A server that stops answering while nothing is asked of it would otherwise end the process; the next query reports it.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw metastoreError(error, options.url);
  }
  // An abort closes the connection: the server rolls back what was begun and gives the lock away.
  const abort = () => void client.end().catch(() => undefined);
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    return await applyUnderLock(client, migrations, log, options.signal);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error instanceof AppError ? error : metastoreError(error, options.url);
  } finally {
    options.signal?.removeEventListener("abort", abort);
    await client.end().catch(() => undefined);
  }
}

async function applyUnderLock(
  client: pg.Client,
  migrations: readonly Migration[],
  log: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  await requireServerVersion(client);
  // Waiting for another process's migrations, and a long migration, are no reason to give up.
  await client.query("SET statement_timeout = 0; SET lock_timeout = 0");
  await client.query("SELECT pg_advisory_lock($1)", [prismaLock]);
  await client.query(recordTable);
  const { rows } = await client.query<RecordedMigration>(
    "SELECT migration_name, checksum, finished_at, rolled_back_at, logs FROM _prisma_migrations ORDER BY started_at",
  );
  const done = checkRecords(rows, migrations);
  const applied: string[] = [];
  for (const migration of migrations) {
    if (done.has(migration.name)) continue;
    signal?.throwIfAborted();
    await applyOne(client, migration);
    applied.push(migration.name);
    log(`Applied migration ${migration.name}.`);
  }
  return applied;
}

async function requireServerVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; name: string }>(
    "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name",
  );
  for (const { number, name } of rows) requireSupportedVersion(number, name);
}

/** The names of finished migrations; throws when one failed earlier or differs from its file. */
function checkRecords(records: readonly RecordedMigration[], migrations: readonly Migration[]): ReadonlySet<string> {
  const done = new Map<string, string>();
  for (const record of records) {
    if (record.rolled_back_at) continue;
    if (!record.finished_at) {
      throw new AppError("migration-failed", {
        message: `Migration ${record.migration_name} failed earlier${record.logs ? `: ${record.logs}` : "."}`,
        remedy: `Mend its cause, run \`npx prisma migrate resolve --rolled-back ${record.migration_name}\`, then start again.`,
      });
    }
    done.set(record.migration_name, record.checksum);
  }
  for (const { name, checksum } of migrations) {
    const recorded = done.get(name);
    if (recorded !== undefined && recorded !== checksum) {
      throw new AppError("migration-changed", {
        message: `Migration ${name} was changed after it was applied to this metastore.`,
        details: { applied: recorded, present: checksum },
      });
    }
  }
  return new Set(done.keys());
}

/** Unlike Prisma's command line, a migration and its record stand or fall together: a failed one leaves nothing to resolve. */
async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query("BEGIN");
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    if (codeOf(error) === "53100") {
      throw new AppError("disk-full", { message: `No space left for migration ${migration.name}.`, cause: error });
    }
    throw new AppError("migration-failed", {
      message: `Migration ${migration.name} failed and was rolled back: ${messageOf(error)}`,
      cause: error,
    });
  }
}

async function readMigrations(dir: string): Promise<readonly Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError("migration-failed", {
      message: `The folder of migrations cannot be read: ${dir}`,
      remedy: "Start SyncBridge in its own folder, where prisma/migrations lies.",
      cause,
    });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(dir, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}
