/** Words that stand for one another in names of columns; the first is the one that is compared. In lower case. */
const synonyms: readonly (readonly string[])[] = [
  ["number", "no", "nr", "num", "nbr"],
  ["id", "identifier", "key"],
  ["quantity", "qty", "count"],
  ["amount", "amt", "sum", "total"],
  ["price", "cost", "rate"],
  ["description", "desc", "descr", "details"],
  ["note", "notes", "comment", "comments", "remark", "remarks", "memo"],
  ["name", "title", "label", "caption"],
  ["address", "addr", "adr"],
  ["phone", "tel", "telephone", "mobile"],
  ["mail", "email"],
  ["company", "firm", "organisation", "organization", "org"],
  ["customer", "cust", "client"],
  ["supplier", "vendor"],
  ["employee", "emp", "staff"],
  ["department", "dept", "dep"],
  ["category", "cat", "kind", "type"],
  ["status", "state"],
  ["country", "nation"],
  ["city", "town"],
  ["zip", "postcode", "postal", "plz"],
  ["date", "day", "dt", "on"],
  ["created", "inserted", "added"],
  ["updated", "modified", "changed"],
  ["start", "begin", "from"],
  ["end", "finish", "until", "to"],
  ["active", "enabled"],
  ["first", "given", "fore"],
  ["last", "family", "sur"],
  ["manager", "boss", "supervisor"],
  ["product", "item", "article"],
  ["reference", "ref"],
  ["population", "pop"],
  ["currency", "curr", "ccy"],
  ["percent", "pct", "percentage"],
  ["language", "lang"],
  ["url", "link", "website"],
];
const common = new Map(synonyms.flatMap((words) => words.map((word) => [word, words[0] ?? word] as const)));

/** Words that say nothing of what a column holds. */
const empty: ReadonlySet<string> = new Set(["the", "of", "is", "has", "fld", "col", "value", "source"]);

/** SharePoint writes characters that an internal name cannot hold as `_x0020_`. */
const decoded = (name: string) =>
  name.replaceAll(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

/** The words of a column's name: `orderNo`, `ORDER_NO` and `Order no` have the same. */
export function tokensOf(name: string): readonly string[] {
  return decoded(name)
    .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !empty.has(word));
}

interface Likeness {
  /** From 0 to 1. */
  readonly score: number;
  /** Null where there is none. */
  readonly reason: string | null;
}

/** A name with what is compared of it, worked out once: each name of a side is compared with all of the other. */
export interface ReadName {
  readonly written: string;
  readonly plain: string;
  readonly words: readonly string[];
  /** Each word by the first of its synonyms. */
  readonly meant: ReadonlySet<string>;
}

export function readName(name: string): ReadName {
  const written = decoded(name);
  const words = tokensOf(name);
  return { written, plain: plain(written), words, meant: new Set(words.map((word) => common.get(word) ?? word)) };
}

/** The names of a list column. A list made from a table calls a column whose name SharePoint keeps for itself `IdValue`. */
export function namesOf(target: { readonly name: string; readonly displayName: string }): readonly ReadName[] {
  return [...new Set([target.displayName, target.name, target.name.replace(/Value$/, "")])].map(readName);
}

const unlike: Likeness = { score: 0, reason: null };

function compare(source: ReadName, target: ReadName): Likeness {
  if (source.plain === target.plain) return { score: 1, reason: "The names are the same." };
  let count = 0;
  for (const word of source.meant) if (target.meant.has(word)) count++;
  if (count === 0) return unlike;
  const shared = [...source.meant].filter((word) => target.meant.has(word));
  const isWhole = count === source.meant.size && count === target.meant.size;
  const isLiteral = shared.every((word) => source.words.includes(word) && target.words.includes(word));
  if (isWhole && isLiteral) return { score: 0.95, reason: "The names have the same words." };
  if (isWhole) return { score: 0.85, reason: `“${source.written}” and “${target.written}” are words for the same.` };
  const score = (2 * count) / (source.meant.size + target.meant.size);
  return { score: score * 0.8, reason: `Both names speak of ${shared.map((word) => `“${word}”`).join(", ")}.` };
}

/** How alike a table's column and a list's column are by their names, internal or displayed. */
export function nameLikeness(source: ReadName, targets: readonly ReadName[]): Likeness {
  let best = unlike;
  for (const target of targets) {
    const likeness = compare(source, target);
    if (likeness.score > best.score) best = likeness;
  }
  return best;
}
