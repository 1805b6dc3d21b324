import { z } from "zod";

/** Whether viewers see values of the database's rows. */
export const valueSightInput = z.object({ databaseId: z.uuid(), viewersMaySeeValues: z.boolean() });
export type ValueSightInput = z.output<typeof valueSightInput>;

/** Rows that were taken away as a file: of which list, and what narrowed it. */
export const valueExport = z.object({
  list: z.enum(["ledger", "operations", "rejections", "requests"]),
  of: z.union([z.object({ definitionId: z.uuid() }), z.object({ runId: z.uuid() })]),
  filter: z.record(z.string(), z.string().optional()),
});
export type ValueExport = z.output<typeof valueExport>;
