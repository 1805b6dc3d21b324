import path from "node:path";
import { Client } from "pg";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/db/embedded-postgres";

/** Where the demo that the browser tests run against keeps its data. */
export const demoDataDir = path.resolve(import.meta.dirname, "../../.data/e2e");

/** Works on a database of the demo's embedded server, as its administrator would. */
export function inDemoDatabase<T>(database: string, work: (client: Client, url: string) => Promise<T>): Promise<T> {
  return onDemoServer((server) => inDatabase(server.url(database), work));
}

/** Makes a database anew on the demo's embedded server, of what `sql` says. */
export function makeDemoDatabase(database: string, sql: string): Promise<{ readonly port: number }> {
  return onDemoServer(async (server) => {
    await server.dropDatabase(database);
    await server.createDatabase(database);
    await inDatabase(server.url(database), (client) => client.query(sql));
    return { port: server.port };
  });
}

async function onDemoServer<T>(work: (server: EmbeddedPostgres) => Promise<T>): Promise<T> {
  const server = await startEmbeddedPostgres({ dataDir: path.join(demoDataDir, "postgres") });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

async function inDatabase<T>(url: string, work: (client: Client, url: string) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return await work(client, url);
  } finally {
    await client.end();
  }
}
