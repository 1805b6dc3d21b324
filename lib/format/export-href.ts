/** What narrows and orders a list, as its query takes it. */
export type ExportFilter = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

/** Where all rows that a list's filter leaves can be fetched as CSV: the filter without its place in the list. */
export function exportHref(list: string, filter: ExportFilter = {}): string {
  const { cursor: _, limit: __, ...narrowing } = filter;
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(narrowing)) {
    if (value === undefined || value === null || value === "") continue;
    params.set(name, value instanceof Date ? value.toISOString() : String(value));
  }
  const query = params.toString();
  return query === "" ? `/api/exports/${list}` : `/api/exports/${list}?${query}`;
}
