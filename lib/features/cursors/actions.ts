"use server";

import { defineAction } from "@/lib/action";
import { acceptSource, setCursor } from "./mutations";
import { cursorPolicies } from "./policy";
import { cursorRef, setCursorInput } from "./schema";

export const setCursorAction = defineAction({
  name: "cursors.set",
  input: setCursorInput,
  policy: cursorPolicies.set,
  run: setCursor,
});

export const acceptSourceAction = defineAction({
  name: "cursors.accept-source",
  input: cursorRef,
  policy: cursorPolicies.acceptSource,
  run: acceptSource,
});
