/** What neither text nor JSON of PostgreSQL can hold: the zero character, and halves of a character that stand alone. */
const unstorable = /\\u(?:0000|d[89a-f])/i;

function storableText(text: string): string {
  return text.replaceAll("\u0000", "\u2400").replace(/\p{Surrogate}/gu, "\ufffd");
}

/**
 * Plain data as the metastore can hold it. MySQL allows the zero character in comments and members of enums, SQL Server any half of a
 * character in names: one of them must not keep a whole database from the catalog. They are shown as ␀ and �.
 */
export function storable<T extends object>(data: T): T {
  const text = JSON.stringify(data);
  if (!unstorable.test(text)) return data;
  return JSON.parse(text, (_, value: unknown) => (typeof value === "string" ? storableText(value) : value)) as T;
}
