"use server";

import { defineAction } from "@/lib/action";
import { retryRejections, retryRunRows } from "./mutations";
import { rejectionPolicies } from "./policy";
import { retryInput, retryRunRowsInput } from "./schema";

export const retryRejectionsAction = defineAction({
  name: "rejections.retry",
  input: retryInput,
  policy: rejectionPolicies.retry,
  run: retryRejections,
});

export const retryRunRowsAction = defineAction({
  name: "rejections.retry-run-rows",
  input: retryRunRowsInput,
  policy: rejectionPolicies.retry,
  run: retryRunRows,
});
