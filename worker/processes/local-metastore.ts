import path from "node:path";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { applyMigrations } from "@/lib/db/migrate";

export interface LocalMetastore {
  /** The metastore's address, migrations applied. */
  readonly url: string;
  /** The address of another database of the same server, made when missing (demo sources live there). */
  database(name: string): Promise<string>;
  /** Stops the server when this process started it; one that was joined keeps running. */
  stop(): Promise<void>;
}

interface LocalMetastoreOptions {
  readonly dataDir: string;
  /** Wanted port; the server's own choice when missing. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Starts (or joins) the embedded PostgreSQL in `<dataDir>/postgres` and brings the metastore database to the present schema. */
export async function startLocalMetastore(options: LocalMetastoreOptions): Promise<LocalMetastore> {
  const server = await startEmbeddedPostgres({
    dataDir: path.resolve(options.dataDir, "postgres"),
    port: options.port,
    signal: options.signal,
    log: options.log,
  });
  const database = async (name: string): Promise<string> => {
    await server.createDatabase(name);
    return server.url(name);
  };
  try {
    const url = await database("syncbridge");
    await applyMigrations({ url, log: options.log, signal: options.signal });
    return { url, database, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
