import { z } from "zod";
import { definitionRef } from "@/lib/features/syncs/schema";

export const ledgerSort = z.enum(["identity", "state", "written"]);

const entryState = z.enum([
  "PENDING_CREATE",
  "LINKED",
  "MOVING",
  "PENDING_DELETE",
  "DETACHED",
  "ARCHIVED",
  "DELETED",
  "ASKED",
  "PARTIAL",
  // No state of the ledger: entries with a field that waits for a decision.
  "HELD",
]);

export const ledgerFilter = z.object({
  definitionId: z.uuid(),
  /** Beginning of an identity (`cca3=FR`), of a key value (`FR`), or an item's number. */
  search: z.string().trim().max(500).optional(),
  state: entryState.optional(),
  /** By identity where left out, and wherever something is searched for. */
  sort: ledgerSort.optional(),
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type LedgerFilter = z.output<typeof ledgerFilter>;

/** Rows looked for in the ledgers of all syncs. */
export const entrySearch = z.object({
  /** Beginning of an identity or of a key value, or an item's number; without it nothing is found. */
  search: z.string().trim().max(500).optional(),
  definitionId: z.uuid().optional(),
  state: entryState.exclude(["HELD"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const ledgerChoice = z.object({ definitionId: z.uuid().optional() });
export type LedgerChoice = z.output<typeof ledgerChoice>;
export type EntrySearch = z.output<typeof entrySearch>;

/** Which row is meant: by its key as people write it, by its item, or by its ledger entry; exactly one of them. */
export const rowQuestion = definitionRef
  .extend({
    key: z.string().min(1).max(4_000).optional(),
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

/** Most entries that one decision settles. */
export const mostDecided = 10_000;

/** What a person decides: of a deleted item, that it is made again or stays deleted; of a held field, whose value stands. */
export const decisions = ["recreate", "leave", "table", "list"] as const;
export type Decision = (typeof decisions)[number];

export const decisionInput = definitionRef.extend({
  decision: z.enum(decisions),
  /** The entries that are meant; left out, all that wait for such a decision and that `search` finds. */
  entryIds: z.array(z.uuid()).min(1).max(200).optional(),
  search: z.string().trim().max(500).optional(),
  /** One held field; left out, all that wait. */
  mappingId: z.uuid().optional(),
});
export type DecisionInput = z.output<typeof decisionInput>;

export const waitingInput = definitionRef.extend({
  state: z.enum(["ASKED", "HELD"]),
  search: z.string().trim().max(500).optional(),
});
export type WaitingInput = z.output<typeof waitingInput>;
