import { existsSync } from "node:fs";
import path from "node:path";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { readEnv } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { localKeys } from "../processes/local-keys";

/** Where the metastore answers, and how to leave it. An embedded one brings the keys of its folder. */
async function openMetastore(dataDir: string | null, signal: AbortSignal) {
  // Not kept: the keys of the folder are settings too, and come only now.
  const { DATABASE_URL: url, SYNCBRIDGE_DATA_DIR } = readEnv();
  if (url && dataDir === null) return { url, leave: async () => undefined };
  const folder = path.resolve(process.env.INIT_CWD ?? ".", dataDir ?? SYNCBRIDGE_DATA_DIR);
  const home = path.join(folder, "postgres");
  if (!existsSync(home)) {
    throw new AppError("metastore-missing", {
      message: `There is no installation in ${folder}.`,
      remedy: "Set DATABASE_URL, or name the folder of an installation by --data-dir.",
    });
  }
  const keys = localKeys(folder);
  process.env.SYNCBRIDGE_SECRET_KEY ||= keys.SYNCBRIDGE_SECRET_KEY;
  const server = await startEmbeddedPostgres({ dataDir: home, signal });
  return { url: server.url("syncbridge"), leave: () => server.stop() };
}

/** Does something with the metastore of the settings, or of the folder `dataDir`, and leaves it as it was found: running or not. */
export async function withMetastore<T>(
  dataDir: string | null,
  signal: AbortSignal,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const metastore = await openMetastore(dataDir, signal);
  try {
    configureDatabase(metastore.url);
    return await work(metastore.url);
  } finally {
    await closeDatabase();
    await metastore.leave();
  }
}
