"use server";

import { defineAction } from "@/lib/action";
import { decideMove } from "./mutations";
import { installationPolicies } from "./policy";
import { moveInput } from "./schema";

export const decideMoveAction = defineAction({
  name: "installation.decide",
  input: moveInput,
  policy: installationPolicies.decide,
  run: decideMove,
});
