import { z } from "zod";

/** A query that the metastore refused, as Prisma hands it through (@prisma/client 7.10, driver adapter errors). */
const refusal = z.object({
  meta: z.object({ driverAdapterError: z.object({ cause: z.object({ originalCode: z.string() }) }) }),
});

/**
 * Whether the metastore refused a value as such (SQLSTATE class 22, data exception): U+0000 in text, a day that no calendar has, a number too
 * large. Schemas let these through where only the database knows its limits, as in cursors.
 */
export function isRefusedValue(error: unknown): boolean {
  const parsed = refusal.safeParse(error);
  return parsed.success && parsed.data.meta.driverAdapterError.cause.originalCode.startsWith("22");
}
