import { overviewPolicies } from "@/lib/features/overview/policy";
import { getPulse } from "@/lib/features/overview/queries";
import { pulseInput } from "@/lib/features/overview/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({
  name: "overview.pulse",
  input: pulseInput,
  policy: overviewPolicies.read,
  run: getPulse,
});
