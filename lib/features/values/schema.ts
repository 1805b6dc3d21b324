import { z } from "zod";

/** Whether viewers see values of the database's rows. */
export const valueSightInput = z.object({ databaseId: z.uuid(), viewersMaySeeValues: z.boolean() });
export type ValueSightInput = z.output<typeof valueSightInput>;
