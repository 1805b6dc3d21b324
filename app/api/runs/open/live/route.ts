import { runPolicies } from "@/lib/features/runs/policy";
import { getOpenRuns } from "@/lib/features/runs/queries";
import { openRunsInput } from "@/lib/features/runs/schema";
import { defineStream } from "@/lib/stream";

export const GET = defineStream({
  name: "runs.open-stream",
  input: openRunsInput,
  policy: runPolicies.read,
  run: getOpenRuns,
  everyMs: 1_000,
  isLast: (runs) => runs.every((run) => run.outcome !== null),
});
