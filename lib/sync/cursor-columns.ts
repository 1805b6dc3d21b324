import type { ValueKind } from "@/lib/engine/types";

/** What of a cataloged column tells whether changes can be read by it. */
export interface CatalogedColumn {
  readonly columnName: string;
  readonly valueKind: string;
  readonly isRowVersion: boolean;
  readonly isNullable: boolean;
  readonly vanishedAt: Date | null;
}

interface CatalogedIndex {
  /** Names of the key parts in order, as the catalog keeps them. */
  readonly columns: unknown;
  readonly isWhole: boolean;
}

/** Kinds that the connectors read changes by, besides a row version (see ReadSince). */
const timeKinds: ReadonlySet<ValueKind> = new Set(["instant", "local-datetime", "date"]);

/** Whether changes of a table can be read by this column. */
export function isCursorColumn(column: CatalogedColumn): boolean {
  return column.vanishedAt === null && (column.isRowVersion || timeKinds.has(column.valueKind as ValueKind));
}

/**
 * What one should know before choosing it. A row version is set by the server with each change; whether a time is, no catalog tells for sure.
 */
export function cursorWarningsOf(
  column: CatalogedColumn,
  indexes: readonly CatalogedIndex[],
): readonly ("nullable" | "no-index" | "not-automatic" | "whole-days")[] {
  const isFirst = ({ columns, isWhole }: CatalogedIndex) =>
    isWhole && Array.isArray(columns) && columns[0] === column.columnName;
  const warnings = {
    nullable: column.isNullable && !column.isRowVersion,
    "no-index": !indexes.some(isFirst),
    "not-automatic": !column.isRowVersion,
    "whole-days": column.valueKind === "date",
  };
  return (Object.keys(warnings) as (keyof typeof warnings)[]).filter((name) => warnings[name]);
}
