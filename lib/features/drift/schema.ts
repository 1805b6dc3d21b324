import { z } from "zod";

export const driftKind = z.enum([
  "TABLE_VANISHED",
  "TABLE_RETURNED",
  "COLUMN_ADDED",
  "COLUMN_REMOVED",
  "COLUMN_RENAMED",
  "COLUMN_RETYPED",
  "COLUMN_WIDENED",
  "COLUMN_NARROWED",
  "NULLABILITY_CHANGED",
  "KEY_CHANGED",
]);
export type DriftKind = z.output<typeof driftKind>;

export const driftStatus = z.enum(["OPEN", "ACKNOWLEDGED", "IGNORED"]);
export type DriftStatus = z.output<typeof driftStatus>;

export const findingRef = z.object({ findingId: z.uuid() });
export type FindingRef = z.output<typeof findingRef>;

export const driftTableRef = z.object({ tableId: z.uuid() });
export type DriftTableRef = z.output<typeof driftTableRef>;

/** By table, by database, or by definition (its table's findings); without any of them all. */
export const driftFilter = z.object({
  tableId: z.uuid().optional(),
  databaseId: z.uuid().optional(),
  definitionId: z.uuid().optional(),
  status: z.enum(["OPEN", "ACKNOWLEDGED", "IGNORED", "ALL"]).default("OPEN"),
  kind: driftKind.optional(),
  /** A part of the schema's, table's or column's name. */
  search: z.string().trim().max(200).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DriftFilter = z.output<typeof driftFilter>;

/** What badges are wanted for. */
export const driftBadgeInput = z.object({
  of: z.enum(["table", "database", "definition"]),
  ids: z.array(z.uuid()).max(1_000),
});
export type DriftBadgeInput = z.output<typeof driftBadgeInput>;

/** What differs of a column, before or after. */
export const columnFacts = z.object({
  name: z.string(),
  nativeType: z.string(),
  isNullable: z.boolean(),
  isIdentity: z.boolean().default(false),
  isGenerated: z.boolean().default(false),
  enumValues: z.array(z.string()).nullable().default(null),
});
export type ColumnFacts = z.output<typeof columnFacts>;

/** What identifies rows, before or after. */
export const keyFacts = z.object({
  primaryKey: z.array(z.string()).nullable(),
  uniqueKeys: z.array(z.array(z.string())),
});
export type KeyFacts = z.output<typeof keyFacts>;
