"use server";

import { defineAction } from "@/lib/action";
import { setBudget } from "./mutations";
import { budgetPolicies } from "./policy";
import { setBudgetInput } from "./schema";

export const setBudgetAction = defineAction({
  name: "budgets.set",
  input: setBudgetInput,
  policy: budgetPolicies.manage,
  run: setBudget,
});
