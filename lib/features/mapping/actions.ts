"use server";

import { defineAction } from "@/lib/action";
import { measureFits } from "./mutations";
import { mappingPolicies } from "./policy";
import { fitRef } from "./schema";

export const measureFitsAction = defineAction({
  name: "mapping.measure-fits",
  input: fitRef,
  policy: mappingPolicies.measure,
  run: measureFits,
});
