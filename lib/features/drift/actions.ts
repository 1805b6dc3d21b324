"use server";

import { defineAction } from "@/lib/action";
import {
  acceptRename,
  acknowledgeDrift,
  acknowledgeTableDrift,
  ignoreDrift,
  rejectRename,
  reopenDrift,
} from "./mutations";
import { driftPolicies } from "./policy";
import { driftTableRef, findingRef } from "./schema";

const policy = driftPolicies.settle;

export const acknowledgeDriftAction = defineAction({
  name: "drift.acknowledge",
  input: findingRef,
  policy,
  run: acknowledgeDrift,
});

export const ignoreDriftAction = defineAction({ name: "drift.ignore", input: findingRef, policy, run: ignoreDrift });

export const reopenDriftAction = defineAction({ name: "drift.reopen", input: findingRef, policy, run: reopenDrift });

export const acknowledgeTableDriftAction = defineAction({
  name: "drift.acknowledge-table",
  input: driftTableRef,
  policy,
  run: acknowledgeTableDrift,
});

export const acceptRenameAction = defineAction({
  name: "drift.accept-rename",
  input: findingRef,
  policy,
  run: acceptRename,
});

export const rejectRenameAction = defineAction({
  name: "drift.reject-rename",
  input: findingRef,
  policy,
  run: rejectRename,
});
