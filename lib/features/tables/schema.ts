import { z } from "zod";

export const tableType = z.enum(["BASE", "VIEW"]);
export type TableType = z.output<typeof tableType>;

export const constraintType = z.enum(["PRIMARY_KEY", "FOREIGN_KEY", "UNIQUE", "CHECK"]);
export type ConstraintType = z.output<typeof constraintType>;

export const tableRef = z.object({ tableId: z.uuid() });
export type TableRef = z.output<typeof tableRef>;

export const tableSort = z.enum(["name", "rows"]);

/** Filters of a list of tables. Without a database all databases are searched. */
export const tableFilter = z.object({
  databaseId: z.uuid().optional(),
  schemaName: z.string().max(200).optional(),
  tableType: tableType.optional(),
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
