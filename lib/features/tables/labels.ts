import type { ConstraintType, TableVariety } from "./schema";
import type { StructureDifference } from "./types";

export const constraintTypeLabels = {
  PRIMARY_KEY: "Primary key",
  FOREIGN_KEY: "Foreign key",
  UNIQUE: "Unique",
  CHECK: "Check",
} as const satisfies Record<ConstraintType, string>;

export const tableVarietyLabels = {
  table: "Table",
  "partitioned-table": "Partitioned table",
  "foreign-table": "Foreign table",
  "temporal-table": "Temporal table",
  view: "View",
  "materialized-view": "Materialized view",
} as const satisfies Record<TableVariety, string>;

export const extentLabels = {
  all: "All rows",
  first: "The first rows",
  spread: "Rows from all over the table",
} as const;

export const partLabels = {
  column: "Column",
  key: "Key",
  constraint: "Constraint",
  index: "Index",
} as const satisfies Record<StructureDifference["part"], string>;

export const changeLabels = {
  added: "Added",
  removed: "Removed",
  renamed: "Renamed",
  retyped: "Another type",
  widened: "Widened",
  narrowed: "Narrowed",
  nullability: "Nullability",
  changed: "Changed",
} as const satisfies Record<StructureDifference["change"], string>;
