import { sourceError } from "@/lib/connectors/sql/source-error";
import { optionalCell } from "./probe";
import type { Session } from "./session";

/** SQL Server 2016 is version 13. */
const oldestMajor = 13;

export interface ServerVersion {
  readonly major: number;
  /** As the server writes it, e.g. `13.0.5026.0`; null where it says none. */
  readonly text: string | null;
  readonly edition: string | null;
  /** Azure SQL Database (5) and Azure SQL Managed Instance (8) count as new enough, whatever number they give. */
  readonly isCloud: boolean;
}

/** Facts of SERVERPROPERTY, each asked by itself; a server that knows one of them not says so by NULL or a refusal. */
export async function serverVersion(session: Session): Promise<ServerVersion> {
  const property = (name: string) =>
    optionalCell(session, `SELECT CONVERT(nvarchar(128), SERVERPROPERTY('${name}')) AS fact`);
  const text = await property("ProductVersion");
  const major = (await property("ProductMajorVersion")) ?? text?.split(".")[0];
  const engine = await property("EngineEdition");
  return {
    major: Number(major ?? 0) || 0,
    text,
    edition: await property("Edition"),
    isCloud: engine === "5" || engine === "8",
  };
}

export function isSupported(version: ServerVersion): boolean {
  // A server that does not tell its version is not refused for it.
  return version.isCloud || version.major === 0 || version.major >= oldestMajor;
}

/** @throws SyncError `source-too-old` (halt) */
export async function refuseOldServer(session: Session, where: string): Promise<void> {
  const version = await serverVersion(session);
  if (isSupported(version)) return;
  throw sourceError("source-too-old", "halt", { where, said: `it is version ${version.text ?? version.major}` });
}

const releases: Readonly<Record<number, string>> = {
  8: "2000",
  9: "2005",
  10: "2008",
  11: "2012",
  12: "2014",
  13: "2016",
  14: "2017",
  15: "2019",
  16: "2022",
  17: "2025",
};

/** `SQL Server 2016 (13.0.5026.0, Standard Edition)`. */
export function versionText(version: ServerVersion): string {
  const release = releases[version.major];
  const name = version.isCloud || !release ? "SQL Server" : `SQL Server ${release}`;
  const facts = [version.text, version.edition].filter((fact) => fact !== null).join(", ");
  return facts ? `${name} (${facts})` : name;
}
