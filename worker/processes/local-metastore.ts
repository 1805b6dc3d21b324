import path from "node:path";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { applyMigrations } from "@/lib/db/migrate";
import { processMark } from "./process-mark";

export interface LocalMetastore {
  /** The metastore's address, migrations applied. */
  readonly url: string;
  /** The address of another database of the same server, made when missing (demo sources live there). */
  database(name: string): Promise<string>;
  /** Starts the server again, at the same address, when it is gone; answers whether it was. */
  revive(): Promise<boolean>;
  /** Stops the server when this process started it; one that was joined keeps running. */
  stop(): Promise<void>;
}

interface LocalMetastoreOptions {
  readonly dataDir: string;
  /** Wanted port; that of the last start, else a free one, when missing. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Starts (or joins) the embedded PostgreSQL in `<dataDir>/postgres` and brings the metastore database to the present schema. */
export async function startLocalMetastore(options: LocalMetastoreOptions): Promise<LocalMetastore> {
  const { log, signal } = options;
  const open = (port: number | undefined): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({ dataDir: path.resolve(options.dataDir, "postgres"), port, log, signal });
  let server = await open(options.port);
  const database = async (name: string): Promise<string> => {
    await server.createDatabase(name);
    return server.url(name);
  };
  try {
    const url = await database("syncbridge");
    await applyMigrations({ url, log, signal });
    return {
      url,
      database,
      async revive() {
        if (processMark(server.pid) !== undefined) return false;
        const gone = server;
        server = await open(gone.port);
        // Otherwise the server would count one user too many and outlive us.
        await gone.stop();
        return true;
      },
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
