/** Names that SharePoint keeps for itself (Graph contract 5.2, 5.6), its reserved word, and our own column. In lower case. */
const takenNames: ReadonlySet<string> = new Set(
  `Title ID Created Modified Author Editor Attachments ContentType Edit LinkTitle LinkTitleNoMenu DocIcon ItemChildCount
   FolderChildCount AppAuthor AppEditor ComplianceAssetId Scope SyncBridgeKey Name Type Version Path Order`
    .toLowerCase()
    .split(/\s+/),
);

/** Display names of SharePoint's own columns, and their internal names that one word can be, which clash as well. In lower case. */
const takenTitles: ReadonlySet<string> = new Set([
  ...["title", "id", "created", "modified", "created by", "modified by", "attachments", "content type", "version"],
  ...["edit", "type", "item child count", "folder child count", "app created by", "app modified by", "syncbridgekey"],
  ...["author", "editor"],
]);

/** Longest internal name that no tenant cuts (Graph contract 5.2). */
const longestName = 32;

/** Longest title of a column. */
const longestTitle = 255;

/** Words of a name: cut at everything that is no letter or digit, and where a capital follows a small letter. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, "$1 $2")
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== "");
}

const plainLetters = (word: string) =>
  word
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9]/g, "");

function unused(wanted: string, longest: number, used: Set<string>): string {
  let name = wanted.slice(0, longest);
  for (let count = 2; used.has(name.toLowerCase()); count++) {
    const suffix = String(count);
    name = wanted.slice(0, longest - suffix.length) + suffix;
  }
  used.add(name.toLowerCase());
  return name;
}

/** An internal name of letters and digits, a letter first, so that nothing is encoded and nothing cut (Graph contract 5.2). */
export function internalName(column: string, used: Set<string>): string {
  const joined = wordsOf(column)
    .map(plainLetters)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
  const lettered = /^[A-Za-z]/.test(joined) ? joined : `Column${joined}`;
  const free = takenNames.has(lettered.toLowerCase()) ? `${lettered}Value` : lettered;
  return unused(free, longestName, used);
}

/** A title in sentence case; the source's own name where nothing readable is left. */
export function displayName(column: string, used: Set<string>): string {
  const words = wordsOf(column).map((word) => (word === word.toUpperCase() ? word : word.toLowerCase()));
  const sentence = words.join(" ");
  const readable = sentence === "" ? column : sentence.charAt(0).toUpperCase() + sentence.slice(1);
  const free = takenTitles.has(readable.toLowerCase()) ? `${readable} (source)` : readable;
  return unused(free, longestTitle, used);
}

/** Names in use, in lower case. */
export interface Names {
  readonly internal: Set<string>;
  readonly titles: Set<string>;
}

/** Names that people gave are kept free of proposals. */
export function freeNames(edits: readonly { readonly columnName?: string; readonly displayName?: string }[]): Names {
  const lowered = (names: readonly (string | undefined)[]) =>
    new Set(names.flatMap((name) => (name === undefined ? [] : [name.toLowerCase()])));
  return {
    internal: lowered(edits.map((edit) => edit.columnName)),
    titles: lowered(edits.map((edit) => edit.displayName)),
  };
}

interface NameProblem {
  readonly field: "columnName" | "displayName";
  readonly message: string;
}

/** Why a person's internal name cannot be taken (Graph contract 5.2); null where it can, or none was given. */
export function nameProblem(name: string | undefined): NameProblem | null {
  if (name === undefined) return null;
  const problem = (message: string): NameProblem => ({ field: "columnName", message });
  if (!/^[A-Za-z][A-Za-z0-9]{0,31}$/.test(name)) {
    return problem(
      "Use letters from A to Z and digits, a letter first, 32 at most: SharePoint encodes or cuts anything else.",
    );
  }
  return takenNames.has(name.toLowerCase()) ? problem("SharePoint keeps this name for itself.") : null;
}

/** Why a person's title cannot be taken; null where it can, or none was given. */
export function titleProblem(title: string | undefined): NameProblem | null {
  if (title === undefined || !takenTitles.has(title.trim().toLowerCase())) return null;
  return { field: "displayName", message: "Every list has a column of this name." };
}
