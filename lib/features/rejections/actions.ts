"use server";

import { defineAction } from "@/lib/action";
import { retryRejections } from "./mutations";
import { rejectionPolicies } from "./policy";
import { retryInput } from "./schema";

export const retryRejectionsAction = defineAction({
  name: "rejections.retry",
  input: retryInput,
  policy: rejectionPolicies.retry,
  run: retryRejections,
});
