"use server";

import { defineAction } from "@/lib/action";
import {
  createDatabase,
  createInstance,
  previewSchedule,
  requestIntrospection,
  setDatabaseStatus,
  setFailOverOrder,
  setInstanceStatus,
  setSchedule,
  testInstance,
  testInstanceDraft,
  updateDatabase,
  updateInstance,
} from "./mutations";
import { databasePolicies } from "./policy";
import {
  createInstanceInput,
  databaseInput,
  databaseStatusInput,
  failOverOrderInput,
  instanceRef,
  instanceStatusInput,
  requestIntrospectionInput,
  scheduleInput,
  scheduleTimes,
  updateDatabaseInput,
  updateInstanceInput,
} from "./schema";

const { manage, test, introspect } = databasePolicies;

export const createDatabaseAction = defineAction({
  name: "databases.create",
  input: databaseInput,
  policy: manage,
  run: createDatabase,
});

export const updateDatabaseAction = defineAction({
  name: "databases.update",
  input: updateDatabaseInput,
  policy: manage,
  run: updateDatabase,
});

export const setDatabaseStatusAction = defineAction({
  name: "databases.set-status",
  input: databaseStatusInput,
  policy: manage,
  run: setDatabaseStatus,
});

export const createInstanceAction = defineAction({
  name: "instances.create",
  input: createInstanceInput,
  policy: manage,
  run: createInstance,
});

export const updateInstanceAction = defineAction({
  name: "instances.update",
  input: updateInstanceInput,
  policy: manage,
  run: updateInstance,
});

export const setInstanceStatusAction = defineAction({
  name: "instances.set-status",
  input: instanceStatusInput,
  policy: manage,
  run: setInstanceStatus,
});

export const testInstanceAction = defineAction({
  name: "instances.test",
  input: instanceRef,
  policy: test,
  run: testInstance,
});

export const testInstanceDraftAction = defineAction({
  name: "instances.test-draft",
  input: createInstanceInput,
  policy: manage,
  run: testInstanceDraft,
});

export const requestIntrospectionAction = defineAction({
  name: "databases.introspect",
  input: requestIntrospectionInput,
  policy: introspect,
  run: requestIntrospection,
});

export const setScheduleAction = defineAction({
  name: "databases.set-schedule",
  input: scheduleInput,
  policy: manage,
  run: setSchedule,
});

export const previewScheduleAction = defineAction({
  name: "databases.preview-schedule",
  input: scheduleTimes,
  policy: manage,
  run: previewSchedule,
});

export const setFailOverOrderAction = defineAction({
  name: "databases.set-fail-over-order",
  input: failOverOrderInput,
  policy: manage,
  run: setFailOverOrder,
});
