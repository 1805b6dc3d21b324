import { z } from "zod";
import { instanceRole } from "@/lib/features/databases/schema";
import { seen } from "@/lib/features/seen/schema";
import { definitionRef } from "@/lib/features/syncs/schema";

/** Instances to read from, whole: those that are not named are read no more. */
export const setSourcesInput = definitionRef.extend({
  sources: z
    .array(
      z.object({
        instanceId: z.uuid(),
        role: instanceRole,
        priority: z.number().int().min(0).max(1_000),
        isEnabled: z.boolean(),
      }),
    )
    .min(1, "Choose an instance to read from.")
    .max(100),
  seen,
});
export type SetSourcesInput = z.output<typeof setSourcesInput>;
