import pg from "pg";
import type { AppError } from "@/lib/errors/app-error";
import { metastoreError } from "./connection-errors";

/** How long the metastore may take to answer when it is asked whether it is there, in milliseconds. */
const patienceMs = 5_000;

/**
 * Why the metastore at `url` is not to be had, by asking it anew; null where it answers. For what failed in the words of whoever spoke to it: query
 * builder, pool and queue each tell a lost connection in their own way, and most without a code.
 */
export async function lostMetastore(url: string): Promise<AppError | null> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "SyncBridge",
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  });
  // Said by the query too.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return null;
  } catch (error) {
    return metastoreError(error, url);
  } finally {
    await client.end().catch(() => undefined);
  }
}
