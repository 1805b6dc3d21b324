"use server";

import { defineAction } from "@/lib/action";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { previewExpression } from "./mutations";
import { checkExpression } from "./queries";
import { checkExpressionInput } from "./schema";

const policy = syncPolicies.define;

export const checkExpressionAction = defineAction({
  name: "expressions.check-expression",
  input: checkExpressionInput,
  policy,
  run: checkExpression,
});

export const previewExpressionAction = defineAction({
  name: "expressions.preview-expression",
  input: checkExpressionInput,
  policy: syncPolicies.preview,
  run: previewExpression,
});
