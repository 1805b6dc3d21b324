import { overviewPolicies } from "@/lib/features/overview/policy";
import { getPulse } from "@/lib/features/overview/queries";
import { pulseInput } from "@/lib/features/overview/schema";
import { defineStream } from "@/lib/stream";

export const GET = defineStream({
  name: "overview.stream",
  input: pulseInput,
  policy: overviewPolicies.read,
  run: getPulse,
  everyMs: 1_000,
  isLast: () => false,
});
