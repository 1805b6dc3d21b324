import type { SearchParams } from "@/lib/format/table-state";

interface Choosable {
  readonly id: string;
  readonly isExtra?: boolean;
}

/** The first column always stands; of the others those that the address names, or the usual ones where it names none. */
export function chosenColumns<C extends Choosable>(columns: readonly C[], params: SearchParams): readonly C[] {
  const named = params.columns;
  const text = Array.isArray(named) ? named[0] : named;
  if (text === undefined) return columns.filter((column) => !column.isExtra);
  const wanted = new Set(text.split(","));
  return columns.filter((column, index) => index === 0 || wanted.has(column.id));
}

/** What stands in the address for these columns; `null` where they are the usual ones anyway. */
export function columnsParam(chosen: readonly Choosable[], usual: readonly Choosable[]): string | null {
  const ids = (columns: readonly Choosable[]) => columns.map(({ id }) => id).join(",");
  // An empty parameter would read as none: a dash names no column.
  return ids(chosen) === ids(usual) ? null : ids(chosen) || "-";
}
