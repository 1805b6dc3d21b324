import { configureDatabase } from "@/lib/db/client";
import { applyMigrations } from "@/lib/db/migrate";
import { env, requireSetting } from "@/lib/env";
import { AppError, messageOf } from "@/lib/errors/app-error";
import { log } from "@/lib/log";

/** Checks the settings, brings the metastore to the present schema, then lets the server open. A fault is one readable sentence and exit code 1. */
export async function startWeb(): Promise<void> {
  try {
    const url = requireSetting("DATABASE_URL");
    for (const name of ["NEXTAUTH_SECRET", "ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET"] as const) {
      requireSetting(name);
    }
    // next-auth reads its own address from the environment.
    process.env.NEXTAUTH_URL = env().SYNCBRIDGE_URL;
    configureDatabase(url);
    await applyMigrations({ url, log: (line) => log("migrations").info(line) });
  } catch (error) {
    const cause = messageOf(error).replace(/\.?\s*$/, ".");
    const remedy = error instanceof AppError ? ` ${error.remedy}` : "";
    process.stderr.write(`SyncBridge cannot start: ${cause}${remedy}\n`);
    process.exit(1);
  }
}

/** A refusal that a page has told already (lib/page.ts) was logged when it was made. */
export function logRequestError(error: unknown, { path, method }: { path: string; method: string }): void {
  const digest = error instanceof Error && "digest" in error ? error.digest : undefined;
  if (typeof digest === "string" && digest.startsWith("{")) return;
  // Without the search: what people look for is no business of the log's.
  log("web").error({ err: error, reference: digest, method, path: path.split("?")[0] }, "unexpected error");
}
