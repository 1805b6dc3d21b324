import { type Context, isAllowed } from "@/lib/context";
import { databasePolicies } from "@/lib/features/databases/policy";

/** What to show of a database's buttons. */
export function databaseRights({ actor }: Context) {
  return {
    introspect: isAllowed(actor, databasePolicies.introspect),
    test: isAllowed(actor, databasePolicies.test),
    manage: isAllowed(actor, databasePolicies.manage),
  };
}
