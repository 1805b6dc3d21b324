import { AppError, messageOf } from "@/lib/errors/app-error";

/** The SQLSTATE of a server's refusal, or the system's code of a failed connection; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** Classes and codes of appendix A of the PostgreSQL manual that mean the server is not to be had right now. */
const unavailable = ["08", "57P01", "57P02", "57P03", "53300"];

/** Turns what the driver threw into an error a person can act on. Names host, port and database of `url`, never its user or password. */
export function metastoreError(error: unknown, url: string): AppError {
  const address = new URL(url);
  const place = `${address.hostname}:${address.port || "5432"}`;
  const database = decodeURIComponent(address.pathname.slice(1));
  const code = codeOf(error) ?? "";
  const said = messageOf(error);
  switch (code) {
    case "28P01":
    case "28000":
      return new AppError("metastore-login", {
        message: `PostgreSQL at ${place} refused the login: ${said}`,
        cause: error,
      });
    case "3D000":
      return new AppError("metastore-missing", {
        message: `PostgreSQL at ${place} has no database "${database}".`,
        cause: error,
      });
    case "53100":
      return new AppError("disk-full", { message: `PostgreSQL at ${place} has no space left.`, cause: error });
    case "42501":
      return new AppError("migration-failed", {
        message: `The user of DATABASE_URL may not create tables in "${database}": ${said}`,
        remedy: `Make it the owner of the database: ALTER DATABASE "${database}" OWNER TO …`,
        cause: error,
      });
  }
  // What is left is a server's own SQLSTATE (five characters), or a failed socket, name look-up, certificate or time limit.
  const isSqlState = /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
  if (isSqlState && !unavailable.some((prefix) => code.startsWith(prefix))) {
    return new AppError("unexpected", { message: `PostgreSQL at ${place} answered: ${said}`, cause: error });
  }
  return new AppError("metastore-unreachable", {
    message: `No usable PostgreSQL at ${place}: ${said || code}`,
    cause: error,
  });
}

/** Throws `metastore-too-old` below PostgreSQL 15. `version` is the server's `server_version_num`, `name` its `server_version`. */
export function requireSupportedVersion(version: number, name: string): void {
  if (version >= 150_000) return;
  throw new AppError("metastore-too-old", {
    message: `The metastore runs PostgreSQL ${name}; SyncBridge needs 15 or newer.`,
  });
}
