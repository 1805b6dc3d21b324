import { z } from "zod";

export const ledgerFilter = z.object({
  definitionId: z.uuid(),
  /** Beginning of an identity (`cca3=FR`), of a key value (`FR`), or an item's number. */
  search: z.string().trim().max(500).optional(),
  state: z
    .enum([
      "PENDING_CREATE",
      "LINKED",
      "MOVING",
      "PENDING_DELETE",
      "DETACHED",
      "ARCHIVED",
      "DELETED",
      "ASKED",
      "PARTIAL",
    ])
    .optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type LedgerFilter = z.output<typeof ledgerFilter>;
