"use server";

import { defineAction } from "@/lib/action";
import { createDefinition, enableDefinition, pauseDefinition } from "./mutations";
import { syncPolicies } from "./policy";
import { listChoosableDefinitions } from "./queries";
import { createDefinitionInput, definitionMatch, definitionRef } from "./schema";

const policy = syncPolicies.define;

export const createDefinitionAction = defineAction({
  name: "syncs.create",
  input: createDefinitionInput,
  policy,
  run: createDefinition,
});

export const enableDefinitionAction = defineAction({
  name: "syncs.enable",
  input: definitionRef,
  policy,
  run: enableDefinition,
});

export const pauseDefinitionAction = defineAction({
  name: "syncs.pause",
  input: definitionRef,
  policy,
  run: pauseDefinition,
});

export const chooseDefinitionsAction = defineAction({
  name: "syncs.choose",
  input: definitionMatch,
  policy,
  run: listChoosableDefinitions,
});
