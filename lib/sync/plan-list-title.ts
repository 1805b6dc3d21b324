import { type ColumnToPlan, singleLine } from "./plan-list-forms";
import { wordsOf } from "./plan-list-names";

/** Whether a column is called what people call a row by. */
export const namesItsRow = (column: string): boolean =>
  /^(name|title|label|subject)$/i.test(wordsOf(column).at(-1) ?? "");

/** Whether a column's text can stand in the Title that every list has, whole. What refers to other rows cannot: it is to become a lookup. */
const fitsTitle = ({ kind, maxLength, parent }: ColumnToPlan): boolean =>
  kind === "text" && maxLength !== null && maxLength <= singleLine && parent === null;

/**
 * Columns that can stand in the Title and need no other one: all but keys, which are to be unique and found quickly in a column of their own. Where
 * nothing else can, a key does, since the Title would show its text all the same: rows are found again by SyncBridgeKey, not by it.
 */
export function titleColumnsOf(columns: readonly ColumnToPlan[]): readonly string[] {
  const able = columns.filter(fitsTitle);
  const plain = able.filter(({ isPrimaryKey }) => !isPrimaryKey);
  return (plain.length > 0 ? plain : able).map(({ name }) => name);
}

/** Of these the column that tells best what a row is: one that is called a name, else the first; null where there is none. */
export const bestTitleOf = (able: readonly string[]): string | null => able.find(namesItsRow) ?? able[0] ?? null;
