import { z } from "zod";
import { type Role, roles } from "@/lib/context";

const prefix = "SyncBridge.";
const known: ReadonlySet<string> = new Set(roles);

function isRole(name: string): name is Role {
  return known.has(name);
}

const claim = z.array(z.string()).catch([]);

/** The roles among a token's app roles, least first. App roles of other applications and unknown names are passed over. */
export function rolesFromClaim(value: unknown): Role[] {
  const names = claim.parse(value).filter((name) => name.startsWith(prefix));
  const held = new Set(names.map((name) => name.slice(prefix.length)).filter(isRole));
  return roles.filter((role) => held.has(role));
}
