import path from "node:path";
import pg from "pg";
import { dropDatabase } from "@/lib/db/databases";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { prepareTemplate, serverVariable } from "./metastore";

/**
 * One PostgreSQL for all tests that need a server. A second test run at the same time joins it; the last one to end stops it.
 * Nothing in it is worth keeping, so it never waits for the disk.
 */
export default async function startTestServer(): Promise<() => Promise<void>> {
  const server = await startEmbeddedPostgres({
    dataDir: path.resolve(import.meta.dirname, "../../.data/test-postgres"),
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
  });
  const url = server.url("postgres");
  if (!server.joined) await dropLeftOvers(url);
  await prepareTemplate(url);
  process.env[serverVariable] = url;
  return () => server.stop();
}

/** Databases of test runs that were killed, and templates of earlier migrations. */
async function dropLeftOvers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>(
    "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%' OR datname LIKE 'template\\_%'",
  );
  await client.end();
  for (const { datname } of rows) await dropDatabase(url, datname);
}
