import { type Actor, isAllowed, type Policy } from "@/lib/context";

export const valuePolicies = {
  /** The least role that may be let in: for viewers each database decides. */
  read: { name: "values.read", role: "Viewer" },
  /** From this role on no database keeps its values back. */
  always: { name: "values.read-always", role: "Steward" },
  /** Lets viewers see values of a database. */
  grant: { name: "values.grant", role: "Admin" },
} as const satisfies Record<string, Policy>;

/** What of a database's row decides. */
export interface ValueSight {
  readonly viewersMaySeeValues: boolean;
}

/** Whether someone may see values of rows of this database: the one place where that is decided (sync-semantics 15). */
export function seesValues(actor: Actor, { viewersMaySeeValues }: ValueSight): boolean {
  return isAllowed(actor, viewersMaySeeValues ? valuePolicies.read : valuePolicies.always);
}
