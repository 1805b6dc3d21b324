/** Escapes that JSON has and `jsonb` refuses: NUL and halves of surrogate pairs. `JSON.stringify` writes them in lower case. */
const suspicious = /\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/**
 * Rows as the JSON parameter of a statement. Texts that came from outside, such as a service's message, may hold what PostgreSQL cannot
 * store; such characters are replaced by U+FFFD rather than letting a whole page of rows fail.
 */
export function rowsJson(rows: readonly unknown[]): string {
  const json = JSON.stringify(rows);
  if (!suspicious.test(json)) return json;
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}|\0/gu, "\ufffd") : value,
  );
}

/** Most characters of one parameter: an array in `jsonb` holds 256 MB, and rows may be hundreds of columns wide. */
const mostCharacters = 8_000_000;

/** Rows as JSON parameters of bounded size, in their order; one row may be larger by itself. */
export function rowsJsonParts(rows: readonly unknown[]): readonly string[] {
  if (rows.length === 0) return [];
  const json = rowsJson(rows);
  if (json.length <= mostCharacters || rows.length === 1) return [json];
  const half = Math.ceil(rows.length / 2);
  return [...rowsJsonParts(rows.slice(0, half)), ...rowsJsonParts(rows.slice(half))];
}
