import { readdir } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import type { Finding } from "@/lib/connectors/connector";
import { clockFound } from "@/lib/connectors/sql/findings";
import { metastoreError } from "@/lib/db/connection-errors";

/** Oldest version with unique indexes that treat NULLs as equal. */
const oldestVersion = 150_000;

/** Reaches the metastore with a connection of its own: settings, version, migrations, clock. Never rejects. */
export async function examineMetastore(url: string): Promise<readonly Finding[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "SyncBridge doctor",
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return [
      { id: "metastore", level: "ok", title: "The metastore answers." },
      await versionFinding(client),
      await migrationFinding(client),
      { id: "clock", ...(await clockFound(() => clockOf(client))) },
      await connectionFinding(client),
    ];
  } catch (cause) {
    const error = metastoreError(cause, url);
    return [{ id: "metastore", level: "error", title: error.message, remedy: error.remedy }];
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function cellOf(client: pg.Client, text: string): Promise<string> {
  const { rows } = await client.query<{ cell: string }>(`SELECT (${text})::text AS cell`);
  return rows[0]?.cell ?? "";
}

const clockOf = async (client: pg.Client) =>
  1_000 * Number(await cellOf(client, "extract(epoch FROM clock_timestamp())"));

async function versionFinding(client: pg.Client): Promise<Finding> {
  const number = Number(await cellOf(client, "current_setting('server_version_num')"));
  const name = await cellOf(client, "current_setting('server_version')");
  if (number >= oldestVersion) return { id: "version", level: "ok", title: `It is PostgreSQL ${name}.` };
  return {
    id: "version",
    level: "error",
    title: `It is PostgreSQL ${name}; the metastore needs version 15 or newer.`,
    remedy: "Upgrade the server.",
  };
}

async function migrationFinding(client: pg.Client): Promise<Finding> {
  const entries = await readdir(path.resolve("prisma/migrations"), { withFileTypes: true });
  const wanted = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const isNew = (await cellOf(client, "to_regclass('_prisma_migrations')")) === "";
  const { rows } = isNew
    ? { rows: [] }
    : await client.query<{ name: string }>(
        "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
      );
  const applied = new Set(rows.map(({ name }) => name));
  const missing = wanted.filter((name) => !applied.has(name));
  const unknown = [...applied].filter((name) => !wanted.includes(name));
  if (unknown.length > 0) {
    return {
      id: "migrations",
      level: "error",
      title: `The metastore was changed by a newer SyncBridge (${unknown.join(", ")}).`,
      remedy: "Run the newer version, or restore a backup of the metastore from before it.",
    };
  }
  if (missing.length === 0) return { id: "migrations", level: "ok", title: "Its schema is up to date." };
  return {
    id: "migrations",
    level: isNew ? "error" : "warning",
    title: isNew ? "It is empty." : `${missing.length} migrations are not applied yet.`,
    remedy: "Start a worker or web process: each brings the schema up to date.",
  };
}

/** Each process of ours takes some connections; whoever runs many needs room. */
async function connectionFinding(client: pg.Client): Promise<Finding> {
  const most = Number(await cellOf(client, "current_setting('max_connections')"));
  const used = Number(
    await cellOf(client, "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"),
  );
  const title = `${used} of ${most} connections are in use.`;
  if (used < 0.85 * most) return { id: "connections", level: "ok", title };
  return {
    id: "connections",
    level: "warning",
    title,
    remedy: "Raise max_connections, or run fewer processes on this server.",
  };
}
