import { databasePolicies } from "@/lib/features/databases/policy";
import { getIntrospection } from "@/lib/features/databases/queries";
import { introspectionRef } from "@/lib/features/databases/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({
  name: "databases.introspection",
  input: introspectionRef,
  policy: databasePolicies.read,
  run: getIntrospection,
});
