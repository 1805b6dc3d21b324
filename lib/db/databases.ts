import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { codeOf } from "./connection-errors";

/** SQLSTATEs of the PostgreSQL manual, appendix A. A concurrent CREATE DATABASE of one name ends in either of the first two. */
const duplicateDatabase = "42P04";
const uniqueViolation = "23505";
const objectInUse = "55006";

/** The address of another database of the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const address = new URL(serverUrl);
  address.pathname = `/${encodeURIComponent(name)}`;
  return address.toString();
}

/**
 * Makes a database unless it exists. As a copy of `template` it holds the same tables and rows; the template must have no sessions then,
 * and is waited for up to ten seconds.
 */
export async function createDatabase(
  serverUrl: string,
  name: string,
  options: { readonly template?: string } = {},
): Promise<void> {
  const template = options.template ? ` TEMPLATE ${pg.escapeIdentifier(options.template)}` : "";
  await onServer(serverUrl, async (client) => {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount) return;
    for (const deadline = Date.now() + 10_000; ; await sleep(100)) {
      try {
        await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}${template}`);
        return;
      } catch (error) {
        const code = codeOf(error);
        if (code === duplicateDatabase || code === uniqueViolation) return;
        if (code !== objectInUse || Date.now() > deadline) throw error;
      }
    }
  });
}

/** Drops a database and ends the sessions in it; harmless when it does not exist. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await onServer(serverUrl, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  });
}

async function onServer(serverUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({
    connectionString: databaseUrl(serverUrl, "postgres"),
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
