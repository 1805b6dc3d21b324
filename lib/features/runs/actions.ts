"use server";

import { defineAction } from "@/lib/action";
import { cancelRun, startRun } from "./mutations";
import { runPolicies } from "./policy";
import { runRef, startRunInput } from "./schema";

export const startRunAction = defineAction({
  name: "runs.start",
  input: startRunInput,
  policy: runPolicies.start,
  run: startRun,
});

export const cancelRunAction = defineAction({
  name: "runs.cancel",
  input: runRef,
  policy: runPolicies.start,
  run: cancelRun,
});
