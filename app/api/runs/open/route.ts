import { runPolicies } from "@/lib/features/runs/policy";
import { getOpenRuns } from "@/lib/features/runs/queries";
import { openRunsInput } from "@/lib/features/runs/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({ name: "runs.open", input: openRunsInput, policy: runPolicies.read, run: getOpenRuns });
