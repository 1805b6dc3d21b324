import { z } from "zod";

export const tableType = z.enum(["BASE", "VIEW"]);
export type TableType = z.output<typeof tableType>;

export const constraintType = z.enum(["PRIMARY_KEY", "FOREIGN_KEY", "UNIQUE", "CHECK"]);
export type ConstraintType = z.output<typeof constraintType>;

export const tableRef = z.object({ tableId: z.uuid() });
export type TableRef = z.output<typeof tableRef>;

/** What a store calls a table or view. Unknown words of later versions are shown as they are. */
export const tableVariety = z.enum([
  "table",
  "partitioned-table",
  "foreign-table",
  "temporal-table",
  "view",
  "materialized-view",
]);
export type TableVariety = z.output<typeof tableVariety>;

export const tableSort = z.enum(["name", "rows", "size"]);

/** Filters of a list of tables. Without a database all databases are searched. */
export const tableFilter = z.object({
  databaseId: z.uuid().optional(),
  schemaName: z.string().max(200).optional(),
  tableType: tableType.optional(),
  variety: tableVariety.optional(),
  /** `open`: with differences that nobody has settled. */
  drift: z.enum(["open", "none"]).optional(),
  /** `used`: a definition reads it. */
  use: z.enum(["used", "unused"]).optional(),
  search: z.string().trim().max(200).optional(),
  /** `present` leaves out what the last introspection no longer found. */
  presence: z.enum(["present", "vanished", "all"]).default("present"),
  sort: tableSort.default("name"),
  direction: z.enum(["asc", "desc"]).default("asc"),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type TableFilter = z.output<typeof tableFilter>;

/** Names a JSON array of column names as constraints and indexes store it. */
export const columnNames = z.array(z.string());

/** Allowed values of an enum type, as columns store them. */
export const enumValues = z.array(z.string()).nullable();

// Values of rows

export const sampleInput = tableRef.extend({
  from: z.enum(["first", "spread"]).default("first"),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type SampleInput = z.output<typeof sampleInput>;

export const columnRef = tableRef.extend({ columnId: z.uuid() });
export type ColumnRef = z.output<typeof columnRef>;

// History

/** Absent ids mean the two newest snapshots. */
export const snapshotPair = tableRef.extend({ earlierId: z.uuid().optional(), laterId: z.uuid().optional() });
export type SnapshotPair = z.output<typeof snapshotPair>;

export const snapshotFilter = tableRef.extend({
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type SnapshotFilter = z.output<typeof snapshotFilter>;

export const metricsFilter = tableRef.extend({
  since: z.coerce.date().optional(),
  limit: z.coerce.number().int().min(1).max(2_000).default(500),
});
export type MetricsFilter = z.output<typeof metricsFilter>;

export const measurementFilter = tableRef.extend({
  since: z.coerce.date().optional(),
  /** The newest first where left out. */
  direction: z.enum(["asc", "desc"]).optional(),
  cursor: z.string().max(4_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type MeasurementFilter = z.output<typeof measurementFilter>;
