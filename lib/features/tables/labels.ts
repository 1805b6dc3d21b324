import type { ConstraintType, TableType } from "./schema";

export const tableTypeLabels = { BASE: "Table", VIEW: "View" } as const satisfies Record<TableType, string>;

export const constraintTypeLabels = {
  PRIMARY_KEY: "Primary key",
  FOREIGN_KEY: "Foreign key",
  UNIQUE: "Unique",
  CHECK: "Check",
} as const satisfies Record<ConstraintType, string>;
