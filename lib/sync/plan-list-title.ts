import { type ColumnToPlan, singleLine } from "./plan-list-forms";
import { wordsOf } from "./plan-list-names";

/** Whether a column is called what people call a row by. */
export const namesItsRow = (column: string): boolean =>
  /^(name|title|label|subject)$/i.test(wordsOf(column).at(-1) ?? "");

/**
 * Whether a column's text can stand in the Title that every list has, whole, and needs no column of its own. Keys do, which are to be unique and
 * found quickly; so does what refers to other rows.
 */
export function canBeTitle({ kind, maxLength, isPrimaryKey, parent }: ColumnToPlan): boolean {
  return kind === "text" && maxLength !== null && maxLength <= singleLine && !isPrimaryKey && parent === null;
}

/** The column that tells best what a row is: one that is called a name, else the first that can be the Title; null where none can. */
export function titleColumnOf(columns: readonly ColumnToPlan[]): string | null {
  const able = columns.filter(canBeTitle);
  return (able.find(({ name }) => namesItsRow(name)) ?? able[0])?.name ?? null;
}
