import { type Context, isAllowed, requireAllowed } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { databasePolicies } from "@/lib/features/databases/policy";
import { getDatabase, getDatabaseKinds } from "@/lib/features/databases/queries";
import type { DatabaseRef } from "@/lib/features/databases/schema";
import type { DatabaseDetails, DatabaseKind } from "@/lib/features/databases/types";

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

/** A database and its kind, as the instance forms need them. */
export async function loadDatabaseAndKind(context: Context, ref: DatabaseRef) {
  requireAllowed(context, databasePolicies.manage);
  const [database, kinds] = await Promise.all([getDatabase(context, ref), getDatabaseKinds(context)]);
  return { database, kind: kindOf(kinds, database) };
}

/** The facts of a database's kind. A kind without a connector can neither be tested nor introspected, and is an error of the installation. */
export function kindOf(kinds: readonly DatabaseKind[], database: DatabaseDetails): DatabaseKind {
  const kind = kinds.find((candidate) => candidate.kind === database.dbType);
  if (kind) return kind;
  throw new AppError("input-invalid", {
    message: `Databases of kind ${database.dbType} cannot be read by this version.`,
  });
}
