import type { Freshness } from "@/lib/connectors/connector";

const form = /^pg:(\d{1,20}):([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i;

/**
 * Orders two tokens `pg:<system id>:<WAL position>` of one server or its standbys. A position is two hexadecimal halves of 32 bits
 * (PostgreSQL manual, type pg_lsn).
 */
export function compareTokens(token: string, other: string): Freshness {
  const ours = parse(token);
  const theirs = parse(other);
  if (!ours || !theirs || ours.system !== theirs.system) return "incomparable";
  if (ours.position === theirs.position) return "same";
  return ours.position < theirs.position ? "older" : "newer";
}

function parse(token: string): { readonly system: string; readonly position: bigint } | null {
  const [, system, high, low] = form.exec(token) ?? [];
  if (!system || !high || !low) return null;
  return { system, position: (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`) };
}
