import { z } from "zod";
import { deletePolicy, policyMode } from "@/lib/features/policies/schema";
import { seen } from "@/lib/features/seen/schema";
import { definitionRef } from "@/lib/features/syncs/schema";

const paged = z.object({
  search: z.string().trim().max(200).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Tables that a sync can begin with. */
export const tableChoiceFilter = paged.extend({ databaseId: z.uuid().optional() });
export type TableChoiceFilter = z.output<typeof tableChoiceFilter>;

/** Lists that a sync can write to; told is which of them this table is synced to already. */
export const listChoiceFilter = paged.extend({ siteId: z.uuid().optional(), tableId: z.uuid().optional() });
export type ListChoiceFilter = z.output<typeof listChoiceFilter>;

/** The ends of a sync that is being begun, as far as they are chosen. */
export const endsRef = z.object({ tableId: z.uuid().optional(), listId: z.uuid().optional() });
export type EndsRef = z.output<typeof endsRef>;

const columnPair = z.object({
  /** Null for a field that an expression makes. */
  sourceColumnId: z.uuid().nullable(),
  targetColumnId: z.uuid(),
  transform: z.string().max(5_000).nullable().default(null),
});

/** Which proposed pairs are taken, and which rows of the mapping are let go. */
export const chooseMappingsInput = definitionRef.extend({
  add: z.array(columnPair).max(1_000),
  /** Ids of mapped fields. */
  remove: z.array(z.uuid()).max(1_000),
});
export type ChooseMappingsInput = z.output<typeof chooseMappingsInput>;

/** How a sync works and when it runs. */
export const rhythmInput = definitionRef.extend({
  mode: policyMode,
  onSourceDelete: deletePolicy,
  /** Null reads everything each time. */
  cursorColumnId: z.uuid("Choose a column.").nullable(),
  /** Left out by those who may not set schedules; null for a sync that runs only when asked for. */
  schedule: z
    .object({ cron: z.string().trim().max(200), timeZone: z.string().trim().min(1, "Choose a time zone.").max(100) })
    .nullable()
    .optional(),
  seen,
});
export type RhythmInput = z.output<typeof rhythmInput>;

export const finishInput = definitionRef.extend({ run: z.boolean() });
export type FinishInput = z.output<typeof finishInput>;
