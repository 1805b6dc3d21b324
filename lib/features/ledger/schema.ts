import { z } from "zod";
import { definitionRef } from "@/lib/features/syncs/schema";

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

/** Which row is meant: by its key as people write it, by its item, or by its ledger entry; exactly one of them. */
export const rowQuestion = definitionRef
  .extend({
    key: z.string().trim().min(1).max(4_000).optional(),
    itemId: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    entryId: z.uuid().optional(),
  })
  .refine((input) => [input.key, input.itemId, input.entryId].filter((each) => each !== undefined).length === 1, {
    error: "Name the row by its key, its item or its ledger entry.",
  });
export type RowQuestionInput = z.output<typeof rowQuestion>;

/** Operations on one row, newest first. */
export const rowOperationFilter = definitionRef.extend({
  identityHash: z.string().regex(/^[0-9a-f]{64}$/),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});
export type RowOperationFilter = z.output<typeof rowOperationFilter>;

export const entryRef = definitionRef.extend({ entryId: z.uuid() });
export type EntryRef = z.output<typeof entryRef>;
