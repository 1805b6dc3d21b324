import { runPolicies } from "@/lib/features/runs/policy";
import { getLiveRun } from "@/lib/features/runs/queries";
import { runRef } from "@/lib/features/runs/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({ name: "runs.live", input: runRef, policy: runPolicies.read, run: getLiveRun });
