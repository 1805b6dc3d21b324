"use server";

import { defineAction } from "@/lib/action";
import { setSources } from "./mutations";
import { sourcePolicies } from "./policy";
import { setSourcesInput } from "./schema";

export const setSourcesAction = defineAction({
  name: "sources.set",
  input: setSourcesInput,
  policy: sourcePolicies.choose,
  run: setSources,
});
