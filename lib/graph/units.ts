/** Paths whose last segment names one thing or a collection of things. */
const collection = /\/(sites|lists|columns|items|contentTypes|versions|subscriptions|drives|operations)$/i;

/**
 * What a call costs in resource units (Graph contract 14, table a): 1 for a GET of a single thing and for delta with a token, 2 for a
 * collection, delta without a token and every write, 5 for permissions. A `$batch` costs the sum of its entries.
 */
export function unitsOf(method: string, path: string): number {
  const [route = "", query = ""] = path.split("?", 2);
  // Not decoded: a link of Graph's own need not be decodable.
  if (/\/permissions(\/|$)/i.test(route) || /(\$|%24)expand=[^&]*permissions/i.test(query)) return 5;
  if (method !== "GET") return 2;
  if (/\/delta(\(\))?$/i.test(route)) return /(^|&)token=/i.test(query) ? 1 : 2;
  return collection.test(route) ? 2 : 1;
}
