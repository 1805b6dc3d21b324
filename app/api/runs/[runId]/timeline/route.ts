import { runPolicies } from "@/lib/features/runs/policy";
import { getTimeline } from "@/lib/features/runs/queries";
import { runRef } from "@/lib/features/runs/schema";
import { defineRoute } from "@/lib/route";

export const GET = defineRoute({ name: "runs.timeline", input: runRef, policy: runPolicies.read, run: getTimeline });
