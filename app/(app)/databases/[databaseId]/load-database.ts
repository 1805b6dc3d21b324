import { type Context, isAllowed } from "@/lib/context";
import { databasePolicies } from "@/lib/features/databases/policy";
import { getDatabase } from "@/lib/features/databases/queries";
import type { DatabaseRef } from "@/lib/features/databases/schema";

/** What each of a database's pages shows in its head. */
export async function loadDatabase(context: Context, ref: DatabaseRef) {
  const { actor } = context;
  const found = await getDatabase(context, ref);
  // An introspection that ended between counting and looking at it would stand beside counts from before it.
  const { latestIntrospection: latest, lastIntrospectedAt } = found;
  const isTorn = latest?.state === "succeeded" && latest.endedAt?.getTime() !== lastIntrospectedAt?.getTime();
  return {
    database: isTorn ? await getDatabase(context, ref) : found,
    rights: {
      introspect: isAllowed(actor, databasePolicies.introspect),
      test: isAllowed(actor, databasePolicies.test),
      manage: isAllowed(actor, databasePolicies.manage),
    },
  };
}
