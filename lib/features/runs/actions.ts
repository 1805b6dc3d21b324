"use server";

import { defineAction } from "@/lib/action";
import { approveRun, cancelRun, planRun, startRun } from "./mutations";
import { runPolicies } from "./policy";
import { runRef, startRunInput } from "./schema";

export const startRunAction = defineAction({
  name: "runs.start",
  input: startRunInput,
  policy: runPolicies.start,
  run: startRun,
});

export const planRunAction = defineAction({
  name: "runs.plan",
  input: startRunInput,
  policy: runPolicies.start,
  run: planRun,
});

export const approveRunAction = defineAction({
  name: "runs.approve",
  input: runRef,
  policy: runPolicies.approve,
  run: approveRun,
});

export const cancelRunAction = defineAction({
  name: "runs.cancel",
  input: runRef,
  policy: runPolicies.start,
  run: cancelRun,
});
