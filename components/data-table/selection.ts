/** What is chosen of a table, and the row that was chosen last, from which a range is drawn. */
export interface Selection {
  readonly chosen: ReadonlySet<string>;
  readonly last: string | null;
}

export const nothingChosen: Selection = { chosen: new Set(), last: null };

/**
 * One row chosen, or let go where it was. `isRange`: so are all between it and the row that was chosen last. `ids` are the table's rows in
 * their order; a last row that is no longer among them draws no range.
 */
export function toggled(selection: Selection, ids: readonly string[], id: string, isRange: boolean): Selection {
  const isChosen = !selection.chosen.has(id);
  const to = ids.indexOf(id);
  const from = isRange && selection.last !== null ? ids.indexOf(selection.last) : -1;
  const range = from < 0 ? [id] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  const chosen = new Set(selection.chosen);
  for (const each of range) isChosen ? chosen.add(each) : chosen.delete(each);
  return { chosen, last: id };
}

/** All of these chosen besides what is chosen already, or all of them let go. */
export function withAll({ chosen }: Selection, ids: readonly string[], isChosen: boolean): Selection {
  const others = [...chosen].filter((id) => !ids.includes(id));
  return { chosen: new Set(isChosen ? [...others, ...ids] : others), last: null };
}
