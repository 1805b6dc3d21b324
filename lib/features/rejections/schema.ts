import { z } from "zod";

export const rejectionSort = z.enum(["identity", "since", "seen"]);

export const rejectionFilter = z.object({
  definitionId: z.uuid(),
  code: z.string().max(100).optional(),
  /** Beginning of an identity or of a key value, an item's number, or a part of a code or of its title. */
  search: z.string().trim().max(500).optional(),
  /** By identity where left out. */
  sort: rejectionSort.optional(),
  direction: z.enum(["asc", "desc"]).optional(),
  /** Only those that this run met last. */
  runId: z.uuid().optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type RejectionFilter = z.output<typeof rejectionFilter>;

/** One rejection, all of a code, or all of a definition. */
export const retryInput = z.object({
  definitionId: z.uuid(),
  rejectionId: z.uuid().optional(),
  code: z.string().max(100).optional(),
});
export type RetryInput = z.output<typeof retryInput>;

/** The rows that one run rejected for one cause. */
export const retryRunRowsInput = z.object({ runId: z.uuid(), code: z.string().min(1).max(100) });
export type RetryRunRowsInput = z.output<typeof retryRunRowsInput>;

export const rejectionGroups = z.object({ definitionId: z.uuid() });
export type RejectionGroups = z.output<typeof rejectionGroups>;

export const causeSort = z.enum(["rows", "sync", "since"]);

/** Causes of rejections in all syncs. */
export const causeFilter = z.object({
  code: z.string().max(100).optional(),
  definitionId: z.uuid().optional(),
  /** A part of a sync's name, or of a code or its title. */
  search: z.string().trim().max(200).optional(),
  /** By rows, the most first, where left out. */
  sort: causeSort.optional(),
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type CauseFilter = z.output<typeof causeFilter>;
