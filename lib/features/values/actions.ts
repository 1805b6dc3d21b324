"use server";

import { defineAction } from "@/lib/action";
import { setValueSight } from "./mutations";
import { valuePolicies } from "./policy";
import { valueSightInput } from "./schema";

export const setValueSightAction = defineAction({
  name: "values.set-sight",
  input: valueSightInput,
  policy: valuePolicies.grant,
  run: setValueSight,
});
