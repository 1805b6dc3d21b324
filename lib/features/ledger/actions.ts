"use server";

import { defineAction } from "@/lib/action";
import { decideEntries, leaveDeleted, recreateItem } from "./mutations";
import { ledgerPolicies } from "./policy";
import { decisionInput, entryRef } from "./schema";

export const recreateItemAction = defineAction({
  name: "ledger.recreate-item",
  input: entryRef,
  policy: ledgerPolicies.settle,
  run: recreateItem,
});

export const leaveDeletedAction = defineAction({
  name: "ledger.leave-deleted",
  input: entryRef,
  policy: ledgerPolicies.settle,
  run: leaveDeleted,
});

export const decideEntriesAction = defineAction({
  name: "ledger.decide",
  input: decisionInput,
  policy: ledgerPolicies.settle,
  run: decideEntries,
});
