import { z } from "zod";
import { seen } from "@/lib/features/seen/schema";

export const scheduleRef = z.object({ definitionId: z.uuid() });
export type ScheduleRef = z.output<typeof scheduleRef>;

const cron = z.string().trim().max(200);

/** Five cron fields read in an IANA time zone. The mutation says what does not fit. */
export const scheduleTimes = z.object({
  cron,
  timeZone: z.string().trim().min(1, "Choose a time zone.").max(100),
});
export type ScheduleTimes = z.output<typeof scheduleTimes>;

export const setScheduleInput = scheduleRef.extend({ ...scheduleTimes.shape, seen });
export type SetScheduleInput = z.output<typeof setScheduleInput>;

/** When an incremental definition reads everything, in the zone of its schedule; null: once a day, with the first run that is due. */
export const setFullScanInput = scheduleRef.extend({ cron: cron.nullable(), seen });
export type SetFullScanInput = z.output<typeof setFullScanInput>;

export const clearScheduleInput = scheduleRef.extend({ seen });
export type ClearScheduleInput = z.output<typeof clearScheduleInput>;

/** Whose newest run is asked for: one definition's, or any. */
export const newestRunInput = z.object({ of: z.union([z.literal("all"), z.uuid()]) });
export type NewestRunInput = z.output<typeof newestRunInput>;
