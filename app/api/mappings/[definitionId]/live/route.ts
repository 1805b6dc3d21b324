import { mappingPolicies } from "@/lib/features/mapping/policy";
import { getMappingPulse } from "@/lib/features/mapping/queries";
import { fitRef } from "@/lib/features/mapping/schema";
import { defineStream } from "@/lib/stream";

export const GET = defineStream({
  name: "mapping.stream",
  input: fitRef,
  policy: mappingPolicies.read,
  run: getMappingPulse,
  everyMs: 1_000,
  isLast: () => false,
});
