"use server";

import { defineAction } from "@/lib/action";
import { clearSchedule, previewSchedule, setFullScan, setSchedule } from "./mutations";
import { schedulePolicies } from "./policy";
import { clearScheduleInput, scheduleTimes, setFullScanInput, setScheduleInput } from "./schema";

const policy = schedulePolicies.manage;

export const setScheduleAction = defineAction({
  name: "schedules.set",
  input: setScheduleInput,
  policy,
  run: setSchedule,
});

export const clearScheduleAction = defineAction({
  name: "schedules.clear",
  input: clearScheduleInput,
  policy,
  run: clearSchedule,
});

export const setFullScanAction = defineAction({
  name: "schedules.set-full-scan",
  input: setFullScanInput,
  policy,
  run: setFullScan,
});

export const previewScheduleAction = defineAction({
  name: "schedules.preview",
  input: scheduleTimes,
  policy,
  run: previewSchedule,
});
