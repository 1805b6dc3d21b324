import { sourceError } from "@/lib/connectors/sql/source-error";
import type { Session } from "./session";

/** `server_version_num` of the oldest supported server: PostgreSQL 13. */
export const oldestVersion = 130_000;

/** The server's version as a number, e.g. 160004 for 16.4. */
export async function serverVersion(session: Session): Promise<number> {
  const rows = await session.query("SELECT pg_catalog.current_setting('server_version_num')");
  return Number(rows[0]?.[0] ?? 0);
}

/** @throws SyncError `source-too-old` (halt) */
export async function refuseOldServer(session: Session, where: string): Promise<void> {
  const version = await serverVersion(session);
  if (version >= oldestVersion) return;
  throw sourceError("source-too-old", "halt", { where, said: `it is version ${versionText(version)}` });
}

/** `160004` → `16.4`; before version 10 the first two numbers named the release. */
export function versionText(version: number): string {
  const major = Math.floor(version / 10_000);
  return major >= 10 ? `${major}.${version % 10_000}` : `${major}.${Math.floor(version / 100) % 100}`;
}
