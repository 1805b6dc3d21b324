"use server";

import { defineAction } from "@/lib/action";
import { chooseMappings, finishSetup, storeRhythm } from "./mutations";
import { setupPolicies } from "./policy";
import { chooseMappingsInput, finishInput, rhythmInput } from "./schema";

const policy = setupPolicies.define;

export const chooseMappingsAction = defineAction({
  name: "setup.choose-mappings",
  input: chooseMappingsInput,
  policy,
  run: chooseMappings,
});

export const storeRhythmAction = defineAction({
  name: "setup.store-rhythm",
  input: rhythmInput,
  policy,
  run: storeRhythm,
});

export const finishSetupAction = defineAction({
  name: "setup.finish",
  input: finishInput,
  policy,
  run: finishSetup,
});
