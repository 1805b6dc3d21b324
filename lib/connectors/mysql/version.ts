import { sourceError } from "@/lib/connectors/sql/source-error";

/** Which of the two dialects answers, and how new it is. */
export interface ServerVersion {
  readonly isMariaDb: boolean;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Oldest supported: MySQL 8.0, MariaDB 10.6. */
const oldest = { mysql: [8, 0], mariadb: [10, 6] } as const;

/**
 * Reads `@@version`, e.g. `8.0.36`, `8.4.2-commercial`, `10.11.19-MariaDB-log`. Proxies put `5.5.5-` before MariaDB's own number, as old
 * clients needed it.
 */
export function parseVersion(text: string): ServerVersion {
  const isMariaDb = /mariadb/i.test(text);
  const [, major = "0", minor = "0", patch = "0"] =
    /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(isMariaDb ? text.replace(/^5\.5\.5-/, "") : text) ?? [];
  return { isMariaDb, major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** Whether the server is this version or newer. */
export function isAtLeast(
  version: ServerVersion,
  [major, minor, patch = 0]: readonly [number, number, number?],
): boolean {
  return (
    version.major > major ||
    (version.major === major && (version.minor > minor || (version.minor === minor && version.patch >= patch)))
  );
}

export function isSupported(version: ServerVersion): boolean {
  return isAtLeast(version, version.isMariaDb ? oldest.mariadb : oldest.mysql);
}

/** `MariaDB 10.11.19` */
export function versionText({ isMariaDb, major, minor, patch }: ServerVersion): string {
  return `${isMariaDb ? "MariaDB" : "MySQL"} ${major}.${minor}.${patch}`;
}

/** @throws SyncError `source-too-old` (halt) */
export function refuseOldServer(version: ServerVersion, where: string): void {
  if (isSupported(version)) return;
  throw sourceError("source-too-old", "halt", { where, said: `it is ${versionText(version)}` });
}
