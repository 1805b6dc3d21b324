import { z } from "zod";

const dayMs = 86_400_000;
const day = z.iso
  .date()
  .transform((text) => new Date(`${text}T00:00:00Z`))
  .optional()
  .catch(undefined);

/** The moments between two days of an address. Days are those of UTC, the last one included; what is no day is left out. */
export function readDayRange(days: { readonly from?: string | undefined; readonly to?: string | undefined }): {
  readonly from: Date | undefined;
  /** The first moment after the last day. */
  readonly to: Date | undefined;
} {
  const to = day.parse(days.to);
  return { from: day.parse(days.from), to: to && new Date(to.getTime() + dayMs) };
}
