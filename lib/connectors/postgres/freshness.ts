import type { Freshness } from "@/lib/connectors/connector";

const form = /^pg:(\d{1,20})(?:\/(\d{1,10}))?:([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/**
 * Orders two tokens `pg:<system id>/<database oid>:<WAL position>` of one database on one server or its standbys. All databases of a server
 * share its positions: a copy has the position of now and rows of then. Tokens of before have no oid and compare by the server. A position is two hexadecimal halves of 32 bits
 * (PostgreSQL manual, type pg_lsn).
 */
export function compareTokens(token: string, other: string): Freshness {
  const ours = parse(token);
  const theirs = parse(other);
  if (!ours || !theirs || ours.system !== theirs.system) return "incomparable";
  if (ours.database !== null && theirs.database !== null && ours.database !== theirs.database) return "incomparable";
  if (ours.position === theirs.position) return "same";
  return ours.position < theirs.position ? "older" : "newer";
}

interface State {
  readonly system: string;
  readonly database: string | null;
  readonly position: bigint;
}

function parse(token: string): State | null {
  const [, system, database = null, high, low] = form.exec(token) ?? [];
  if (!system || !high || !low) return null;
  return { system, database, position: (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`) };
}
