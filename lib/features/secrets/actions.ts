"use server";

import { defineAction } from "@/lib/action";
import { requestReseal } from "./mutations";
import { secretPolicies } from "./policy";
import { resealInput } from "./schema";

export const resealAction = defineAction({
  name: "secrets.reseal",
  input: resealInput,
  policy: secretPolicies.reseal,
  run: requestReseal,
});
