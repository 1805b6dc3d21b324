"use server";

import { defineAction } from "@/lib/action";
import { addMarkColumn, setGuardDefaults, setGuards, setPolicies } from "./mutations";
import { policyPolicies } from "./policy";
import { addMarkColumnInput, setGuardDefaultsInput, setGuardsInput, setPoliciesInput } from "./schema";

export const setPoliciesAction = defineAction({
  name: "policies.set",
  input: setPoliciesInput,
  policy: policyPolicies.change,
  run: setPolicies,
});

export const setGuardsAction = defineAction({
  name: "policies.set-guards",
  input: setGuardsInput,
  policy: policyPolicies.changeGuards,
  run: setGuards,
});

export const setGuardDefaultsAction = defineAction({
  name: "policies.set-guard-defaults",
  input: setGuardDefaultsInput,
  policy: policyPolicies.changeGuards,
  run: setGuardDefaults,
});

export const addMarkColumnAction = defineAction({
  name: "policies.add-mark-column",
  input: addMarkColumnInput,
  policy: policyPolicies.change,
  run: addMarkColumn,
});
