"use server";

import { defineAction } from "@/lib/action";
import { syncPolicies } from "@/lib/features/syncs/policy";
import { addField, previewExpression, saveField, saveRowFilter } from "./mutations";
import { checkExpression } from "./queries";
import { addFieldInput, checkExpressionInput, saveFieldInput, saveRowFilterInput } from "./schema";

const policy = syncPolicies.define;

export const saveFieldAction = defineAction({
  name: "expressions.save-field",
  input: saveFieldInput,
  policy,
  run: saveField,
});

export const addFieldAction = defineAction({
  name: "expressions.add-field",
  input: addFieldInput,
  policy,
  run: addField,
});

export const saveRowFilterAction = defineAction({
  name: "expressions.save-row-filter",
  input: saveRowFilterInput,
  policy,
  run: saveRowFilter,
});

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
