import { runPolicies } from "@/lib/features/runs/policy";
import { getLiveRun } from "@/lib/features/runs/queries";
import { runRef } from "@/lib/features/runs/schema";
import { defineStream } from "@/lib/stream";

export const GET = defineStream({
  name: "runs.stream",
  input: runRef,
  policy: runPolicies.read,
  run: getLiveRun,
  everyMs: 700,
  isLast: ({ run }) => run.outcome !== null,
});
