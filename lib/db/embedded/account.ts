import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { AppError } from "@/lib/errors/app-error";

/** The account the server runs as; empty for the present one. Fits the options of `spawn`. */
export type Account = { readonly uid: number; readonly gid: number } | Record<string, never>;

/**
 * PostgreSQL refuses to run as root. Root lends it the account that owns the data already, else `postgres` or `nobody`;
 * anyone else runs it as themselves.
 */
export function serverAccount(clusterDir: string): Account {
  if (process.getuid?.() !== 0) return {};
  const owner = statSync(clusterDir, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ["postgres", "nobody"]) {
    const found = /uid=(\d+).*?gid=(\d+)/.exec(spawnSync("id", [name], { encoding: "utf8" }).stdout ?? "");
    if (found && found[1] !== "0") return { uid: Number(found[1]), gid: Number(found[2]) };
  }
  throw new AppError("embedded-unavailable", {
    message: "SyncBridge runs as root, PostgreSQL refuses to, and neither a user postgres nor nobody exists to run it.",
    remedy: "Start SyncBridge as an ordinary user, add a user postgres, or set DATABASE_URL to a server of your own.",
  });
}
