"use server";

import { defineAction } from "@/lib/action";
import { addMapping, createDefinition, enableDefinition, pauseDefinition, removeMapping } from "./mutations";
import { syncPolicies } from "./policy";
import { addMappingInput, createDefinitionInput, definitionRef, removeMappingInput } from "./schema";

const policy = syncPolicies.define;

export const createDefinitionAction = defineAction({
  name: "syncs.create",
  input: createDefinitionInput,
  policy,
  run: createDefinition,
});

export const addMappingAction = defineAction({
  name: "syncs.add-mapping",
  input: addMappingInput,
  policy,
  run: addMapping,
});

export const removeMappingAction = defineAction({
  name: "syncs.remove-mapping",
  input: removeMappingInput,
  policy,
  run: removeMapping,
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
