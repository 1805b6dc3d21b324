import { z } from "zod";
import { seen } from "@/lib/features/seen/schema";

const wrong = "Enter a whole number of days from 1 to 3,650.";
const days = z.coerce.number(wrong).int(wrong).min(1, wrong).max(3_650, wrong);
/** An empty box keeps things for good. */
const daysOrForGood = z.union([z.literal("").transform(() => null), z.null(), days], wrong).default(null);

/** How many days history is kept; null for good. */
const keptDays = z.object({
  keepOperationsDays: days,
  keepEventsDays: daysOrForGood,
  keepSnapshotsDays: daysOrForGood,
  keepMetricsDays: daysOrForGood,
});
export type KeptDays = z.output<typeof keptDays>;

export const setRetentionInput = keptDays.extend({ seen });
export type SetRetentionInput = z.output<typeof setRetentionInput>;
