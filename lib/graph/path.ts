/**
 * Paths and query strings below `/v1.0`. Everything is encoded here, because the SDK's own query builders do not encode
 * (`&`, `+` and `%` in a filter value break the request).
 */

/** Encodes what stands in one path segment; commas stay, a site id is `hostname,guid,guid` (Graph contract 1.1). */
const segment = (value: string | number) => encodeURIComponent(String(value)).replaceAll("%2C", ",");

/** Builds a path with encoded values: graphPath`/sites/${siteId}/lists/${listId}`. */
export function graphPath(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return parts.reduce((path, part, index) => path + segment(values[index - 1] ?? "") + part);
}

/** Signs that are legal in a query value and keep `$expand=fields($select=A,B)` readable in logs. */
const legible: Readonly<Record<string, string>> = { "%24": "$", "%2C": ",", "%3D": "=", "%2F": "/", "%3A": ":" };

/** Appends query options; those that are undefined are left out. Option names carry their `$` (Graph contract 1.1). */
export function withQuery(path: string, options: Readonly<Record<string, string | number | undefined>>): string {
  const query = Object.entries(options)
    .filter((option): option is [string, string | number] => option[1] !== undefined)
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(value).replace(/%(24|2C|3D|2F|3A)/g, (code) => legible[code] ?? code)}`,
    );
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}

/** A text in a filter expression: quotes are doubled (Graph contract 1.1); {@link withQuery} encodes the rest. */
export function odataText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The path without query and host, for logs and messages: queries may hold values of rows. */
export function routeOf(path: string): string {
  const route = path.split("?", 1)[0] ?? path;
  return route.startsWith("https://") ? new URL(route).pathname : route;
}
