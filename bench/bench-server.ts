import path from "node:path";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { removeDemoFiles } from "@/sandbox/demo/demo-files";
import { countingSettings } from "./statement-count";

/** A PostgreSQL with nothing in it, that counts what it executes. */
export interface BenchServer {
  /** Makes the database and gives its address, as a superuser. */
  database(name: string): Promise<string>;
  /** Stops the server and removes its data. */
  remove(): Promise<void>;
}

/** Starts the embedded PostgreSQL on an empty folder below `dataDir`; what an earlier measurement left there goes first. */
export async function startBenchServer(dataDir: string, signal: AbortSignal): Promise<BenchServer> {
  await removeDemoFiles(dataDir);
  const settings = { ...countingSettings, max_locks_per_transaction: "512", max_wal_size: "4GB" };
  const server = await startEmbeddedPostgres({ dataDir: path.join(dataDir, "postgres"), settings, signal });
  return {
    async database(name) {
      await server.createDatabase(name);
      return server.url(name);
    },
    async remove() {
      await server.stop();
      await removeDemoFiles(dataDir);
    },
  };
}
