"use server";

import { defineAction } from "@/lib/action";
import {
  agreeToUnique,
  changeKey,
  confirmMatch,
  discardMatch,
  requestMatch,
  retargetList,
  setNamespace,
} from "./mutations";
import { keyPolicies } from "./policy";
import { confirmInput, consentInput, keyInput, matchRef, matchRequest, namespaceInput, retargetInput } from "./schema";

const policy = keyPolicies.define;

export const agreeToUniqueAction = defineAction({
  name: "keys.consent",
  input: consentInput,
  policy,
  run: agreeToUnique,
});

export const changeKeyAction = defineAction({ name: "keys.change", input: keyInput, policy, run: changeKey });

export const setNamespaceAction = defineAction({
  name: "keys.namespace",
  input: namespaceInput,
  policy,
  run: setNamespace,
});

export const requestMatchAction = defineAction({ name: "keys.match", input: matchRequest, policy, run: requestMatch });

export const discardMatchAction = defineAction({ name: "keys.discard", input: matchRef, policy, run: discardMatch });

export const confirmMatchAction = defineAction({
  name: "keys.confirm",
  input: confirmInput,
  policy,
  run: confirmMatch,
});

export const retargetListAction = defineAction({
  name: "keys.retarget",
  input: retargetInput,
  policy,
  run: retargetList,
});
