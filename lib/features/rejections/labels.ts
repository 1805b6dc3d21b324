/** Where rows of a cause are mended, beside the table itself and the mapping of the column at fault. */
export type MendPlace = "key" | "filter" | "list" | "held";

const places: Readonly<Record<string, MendPlace>> = {
  "key-null": "key",
  "key-duplicate": "key",
  "filter-failed": "filter",
  "choice-unknown": "list",
  "text-too-long": "list",
  "unique-clash": "list",
  "item-refused": "list",
  "edited-in-list": "held",
  "ping-pong": "held",
};

/** Null where nothing but the row can be mended. */
export const mendPlaceOf = (code: string): MendPlace | null => places[code] ?? null;
