import path from "node:path";
import { Client } from "pg";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";

/** Where the demo that the browser tests run against keeps its data. */
export const demoDataDir = path.resolve(import.meta.dirname, "../../.data/e2e");

/** Works on a database of the demo's embedded server, as its administrator would. */
export async function inDemoDatabase<T>(
  database: string,
  work: (client: Client, url: string) => Promise<T>,
): Promise<T> {
  const server = await startEmbeddedPostgres({ dataDir: path.join(demoDataDir, "postgres") });
  const client = new Client({ connectionString: server.url(database) });
  try {
    await client.connect();
    return await work(client, server.url(database));
  } finally {
    await client.end();
    await server.stop();
  }
}
