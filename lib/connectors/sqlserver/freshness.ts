import type { Freshness } from "@/lib/connectors/connector";

const tokenForm = /^ms:([0-9a-f/-]+):([0-9a-f]{16}):(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z)$/;

/**
 * How the state of `token` stands to that of `other` (see `freshnessToken`). Within one history of one database the row version decides: it
 * never falls. Where it is the same, the database's clock does.
 */
export function compareFreshness(token: string, other: string): Freshness {
  const [, database, version = "", time = ""] = tokenForm.exec(token) ?? [];
  const [, otherDatabase, otherVersion = "", otherTime = ""] = tokenForm.exec(other) ?? [];
  if (database === undefined || database !== otherDatabase) return "incomparable";
  if (version !== otherVersion) return version > otherVersion ? "newer" : "older";
  const [mine, theirs] = [time.slice(0, -1).padEnd(27, "0"), otherTime.slice(0, -1).padEnd(27, "0")];
  if (mine === theirs) return "same";
  return mine > theirs ? "newer" : "older";
}
