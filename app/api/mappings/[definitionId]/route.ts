import { mappingPolicies } from "@/lib/features/mapping/policy";
import { getMappingPulse } from "@/lib/features/mapping/queries";
import { fitRef } from "@/lib/features/mapping/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({
  name: "mapping.pulse",
  input: fitRef,
  policy: mappingPolicies.read,
  run: getMappingPulse,
});
