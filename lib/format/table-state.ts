/** What a page's address says about its table: search, sort, filters and where in the rows one stands. */
export interface TableState {
  /** What was typed into the search box; empty when nothing. */
  readonly q: string;
  readonly sort: TableSort;
  /** Filter name to chosen value; only names and values the table knows. */
  readonly filters: Readonly<Record<string, string>>;
  /** Rows after this cursor; `null` on the first page. Queries take it as `cursor`. */
  readonly after: string | null;
  /** The cursors of the pages before this one, nearest first; `""` is the first page. Empty when the way back is not known. */
  readonly back: readonly string[];
}

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

/** One page of rows; `nextCursor` is `null` on the last one. */
export interface TablePage<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
  /** How many rows the search and filters leave in all; absent when counting would cost too much. */
  readonly total?: number;
}

/** What of an address a table understands. */
export interface TableVocabulary {
  /** Columns one may sort by; the first is the default unless `defaultSort` says otherwise. */
  readonly sortable: readonly string[];
  readonly defaultSort?: TableSort;
  /** Filter name to its possible values; `null` when any value will do (an id, say). */
  readonly filters?: Readonly<Record<string, readonly string[] | null>>;
}

/** The search parameters as Next hands them to a page. */
export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the table's state from the address. Unknown columns, filters and values are dropped, never an error: links grow old. */
export function readTableState(params: SearchParams, vocabulary: TableVocabulary): TableState {
  const cursor = one(params.after);
  const after = cursor === null || cursor.length > longestCursor ? null : cursor;
  const back = one(params.back);
  return {
    q: (one(params.q) ?? "").trim().slice(0, 200),
    sort: readSort(one(params.sort), vocabulary),
    filters: readFilters(params, vocabulary),
    after,
    back: after === null || back === null ? [] : back.split("~").map((cursor) => (cursor === firstPage ? "" : cursor)),
  };
}

/** As the filters' schemas say: a longer one was never handed out. */
const longestCursor = 4_000;
/** Stands for the first page among the cursors of `back`, which are base64url and never hold a dot. */
const firstPage = ".";
/** How far back one can step before only the first page is left. Keeps addresses short. */
const longestTrail = 12;

function one(value: string | string[] | undefined): string | null {
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === "" ? null : first;
}

function readSort(value: string | null, { sortable, defaultSort }: TableVocabulary): TableSort {
  const fallback = defaultSort ?? { column: sortable[0] ?? "", descending: false };
  if (value === null) return fallback;
  const column = value.replace(/^-/, "");
  return sortable.includes(column) ? { column, descending: value.startsWith("-") } : fallback;
}

function readFilters(params: SearchParams, vocabulary: TableVocabulary): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const [name, values] of Object.entries(vocabulary.filters ?? {})) {
    const value = one(params[name]);
    if (value !== null && (values === null || values.includes(value))) chosen[name] = value;
  }
  return chosen;
}

/** `column` or `-column`, as it stands in the address. */
export function sortParam(sort: TableSort): string {
  return sort.descending ? `-${sort.column}` : sort.column;
}

/** The sort as the filters of lists take it. */
export function sortFilter({ sort }: Pick<TableState, "sort">): { sort: string; direction: "asc" | "desc" } {
  return { sort: sort.column, direction: sort.descending ? "desc" : "asc" };
}

/** What may be changed of an address: a string sets, `null` removes. */
export type ParamChanges = Readonly<Record<string, string | null>>;

/**
 * The address with some parameters changed and all others kept. The place in the rows is forgotten: whatever changes, it changes which rows there are.
 */
export function hrefWith(path: string, params: SearchParams, changes: ParamChanges): string {
  return address(path, params, { after: null, back: null, ...changes });
}

/** The page after this one. */
export function nextHref(path: string, params: SearchParams, state: TableState, nextCursor: string): string {
  const trail = [state.after ?? "", ...state.back].slice(0, longestTrail);
  return address(path, params, { after: nextCursor, back: trail.map((cursor) => cursor || firstPage).join("~") });
}

/** The page before this one, or `null` on the first page and where the way back is not known. */
export function previousHref(path: string, params: SearchParams, state: TableState): string | null {
  const [before, ...rest] = state.back;
  if (state.after === null || before === undefined) return null;
  const trail = rest.map((cursor) => cursor || firstPage).join("~");
  return address(path, params, { after: before, back: before === "" ? null : trail });
}

function address(path: string, params: SearchParams, changes: ParamChanges): string {
  const result = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    const kept = one(value);
    if (kept !== null && !(name in changes)) result.set(name, kept);
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value !== null && value !== "") result.set(name, value);
  }
  const query = result.toString();
  return query === "" ? path : `${path}?${query}`;
}
