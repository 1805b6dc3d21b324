"use server";

import { defineAction } from "@/lib/action";
import { archiveApplication, createApplication, restoreApplication, updateApplication } from "./mutations";
import { applicationPolicies } from "./policy";
import { applicationInput, applicationRef, updateApplicationInput } from "./schema";

const policy = applicationPolicies.manage;

export const createApplicationAction = defineAction({
  name: "applications.create",
  input: applicationInput,
  policy,
  run: createApplication,
});

export const updateApplicationAction = defineAction({
  name: "applications.update",
  input: updateApplicationInput,
  policy,
  run: updateApplication,
});

export const archiveApplicationAction = defineAction({
  name: "applications.archive",
  input: applicationRef,
  policy,
  run: archiveApplication,
});

export const restoreApplicationAction = defineAction({
  name: "applications.restore",
  input: applicationRef,
  policy,
  run: restoreApplication,
});
