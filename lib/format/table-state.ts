/** What a page's address says about its table: search, sort, filters and where in the rows one stands. */
export interface TableState {
  /** What was typed into the search box; empty when nothing. */
  readonly q: string;
  readonly sort: TableSort;
  /** Filter name to chosen value; only names and values the table knows. */
  readonly filters: Readonly<Record<string, string>>;
  /** Rows after this cursor (going on), or before it (going back); never both. */
  readonly after: string | null;
  readonly before: string | null;
}

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

/** One page of rows with the cursors beside it; `null` where there is nothing further. */
export interface TablePage<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly previous: string | null;
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
  const after = one(params.after);
  return {
    q: (one(params.q) ?? "").trim().slice(0, 200),
    sort: readSort(one(params.sort), vocabulary),
    filters: readFilters(params, vocabulary),
    after,
    before: after === null ? one(params.before) : null,
  };
}

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

/** What may be changed of an address: a string sets, `null` removes. */
export type ParamChanges = Readonly<Record<string, string | null>>;

/**
 * The address with some parameters changed and all others kept. Any change but of the cursors goes back to the first page.
 */
export function hrefWith(path: string, params: SearchParams, changes: ParamChanges): string {
  const result = new URLSearchParams();
  const movesOnly = Object.keys(changes).every((name) => name === "after" || name === "before");
  for (const [name, value] of Object.entries(params)) {
    const kept = one(value);
    const isCursor = name === "after" || name === "before";
    if (kept === null || name in changes || (isCursor && !movesOnly)) continue;
    result.set(name, kept);
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value !== null && value !== "") result.set(name, value);
  }
  const query = result.toString();
  return query === "" ? path : `${path}?${query}`;
}
