import { databasePolicies } from "@/lib/features/databases/policy";
import { getIntrospection } from "@/lib/features/databases/queries";
import { introspectionRef } from "@/lib/features/databases/schema";
import { defineStream } from "@/lib/stream";

export const GET = defineStream({
  name: "databases.introspection-stream",
  input: introspectionRef,
  policy: databasePolicies.read,
  run: getIntrospection,
  everyMs: 700,
  isLast: ({ state }) => state !== "running",
});
