"use server";

import { defineAction } from "@/lib/action";
import { setRetention } from "./mutations";
import { retentionPolicies } from "./policy";
import { setRetentionInput } from "./schema";

export const setRetentionAction = defineAction({
  name: "retention.set",
  input: setRetentionInput,
  policy: retentionPolicies.change,
  run: setRetention,
});
