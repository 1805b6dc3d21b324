import type { ValueKind } from "@/lib/engine/types";
import type { ColumnDraft } from "@/lib/graph/columns";

/** A source column as introspection found it. */
export interface ColumnToPlan {
  readonly name: string;
  readonly kind: ValueKind;
  readonly nativeType: string;
  readonly maxLength: number | null;
  readonly precision: number | null;
  readonly scale: number | null;
  readonly isNullable: boolean;
  readonly isPrimaryKey: boolean;
  readonly isUnique: boolean;
  readonly comment: string | null;
  readonly enumValues: readonly string[] | null;
}

/** What a new list would hold for one source column. */
export interface PlannedColumn {
  readonly sourceColumn: string;
  /** What Graph is asked to make; null where a list has no form for the column. */
  readonly draft: ColumnDraft | null;
  /** `exact`: every value fits. `limited`: some values may be refused or look different. `impossible`: not in the list. */
  readonly fit: "exact" | "limited" | "impossible";
  /** Why, in sentences; empty for an exact fit with nothing to say. */
  readonly reasons: readonly string[];
}

export interface ListPlan {
  readonly columns: readonly PlannedColumn[];
  /** Bytes of the row that columns take (Graph contract 12: at most 7,700). */
  readonly rowBytes: number;
  readonly indexCount: number;
}

/** Graph contract 12. One text column and one index are kept for SyncBridgeKey, one text column is the list's own Title. */
const mostRowBytes = 7_700;
const mostIndexes = 20;
const reservedBytes = 60;
const reservedIndexes = 1;
const singleLine = 255;
/** Sign and decimal point of a number written as text. */
const numberSigns = 2;
/** Digits a double keeps whatever they are (sync-semantics 4). */
const exactDigits = 15;

type Facet = Pick<ColumnDraft, "text" | "number" | "boolean" | "dateTime" | "choice">;

interface Form {
  readonly facet: Facet;
  readonly reasons?: readonly string[];
  readonly isLimited?: boolean;
}

const line = (maxLength: number): Facet => ({ text: { maxLength: Math.min(maxLength, singleLine) } });
const note: Facet = { text: { allowMultipleLines: true, textType: "plain" } };
const decimalPlaces = ["none", "one", "two", "three", "four", "five"] as const;

function integerForm(column: ColumnToPlan): Form {
  if (!/big|int8/i.test(column.nativeType)) return { facet: { number: { decimalPlaces: "none" } } };
  return {
    facet: line(20),
    reasons: ["List numbers keep 15 digits; this type has up to 20, so it becomes text."],
  };
}

function decimalForm({ precision, scale }: ColumnToPlan): Form {
  if (precision === null) {
    return { facet: line(singleLine), reasons: ["The number of digits is not bounded, so it becomes text."] };
  }
  if (precision > exactDigits) {
    return {
      facet: line(precision + numberSigns),
      reasons: [`List numbers keep ${exactDigits} digits; this type has ${precision}, so it becomes text.`],
    };
  }
  return { facet: { number: { decimalPlaces: decimalPlaces[scale ?? 0] ?? "automatic" } } };
}

function booleanForm(column: ColumnToPlan): Form {
  if (!column.isNullable) return { facet: { boolean: {} } };
  return {
    facet: { choice: { choices: ["true", "false"], displayAs: "dropDownMenu", allowTextEntry: false } },
    reasons: ["A yes/no column cannot be empty reliably; a choice can."],
  };
}

function textForm(column: ColumnToPlan): Form {
  const isKey = column.isPrimaryKey || column.isUnique;
  if (column.maxLength !== null && column.maxLength <= singleLine) return { facet: line(column.maxLength) };
  if (!isKey) return { facet: note };
  return {
    facet: line(singleLine),
    isLimited: true,
    reasons: [`Keys are indexed, which takes a single line; values over ${singleLine} characters are refused.`],
  };
}

function enumForm({ enumValues }: ColumnToPlan): Form {
  if (enumValues === null || enumValues.length === 0) return { facet: line(singleLine) };
  return { facet: { choice: { choices: enumValues, displayAs: "dropDownMenu", allowTextEntry: false } } };
}

function arrayForm({ enumValues }: ColumnToPlan): Form {
  if (enumValues !== null && enumValues.length > 0) {
    return { facet: { choice: { choices: enumValues, displayAs: "checkBoxes", allowTextEntry: false } } };
  }
  return {
    facet: note,
    isLimited: true,
    reasons: ["The possible elements are not known, so the array becomes its JSON text."],
  };
}

const dateLimits = "Dates outside the years 1900 to 8900 are refused.";

/** The column that holds a kind of value (Graph contract 14, table b); a text where a list has none. */
function formOf(column: ColumnToPlan): Form | string {
  switch (column.kind) {
    case "text":
      return textForm(column);
    case "integer":
      return integerForm(column);
    case "decimal":
      return decimalForm(column);
    case "float":
      return { facet: { number: { decimalPlaces: "automatic" } }, reasons: ["NaN and infinity are refused."] };
    case "boolean":
      return booleanForm(column);
    case "instant":
      return { facet: { dateTime: { format: "dateTime" } }, reasons: [`Kept to whole seconds. ${dateLimits}`] };
    case "local-datetime":
      return {
        facet: { dateTime: { format: "dateTime" } },
        reasons: [`Read in the definition's time zone and kept to whole seconds. ${dateLimits}`],
      };
    case "date":
      return { facet: { dateTime: { format: "dateOnly" } }, reasons: [dateLimits] };
    case "time":
      return { facet: line(20), reasons: ["A list has no time of day; it becomes text."] };
    case "interval":
      return { facet: line(60), reasons: ["A list has no duration; it becomes text."] };
    case "uuid":
      return { facet: line(36) };
    case "bytes":
      return { facet: line(singleLine), reasons: ["Becomes a text of hex digits."] };
    case "json":
    case "xml":
      return { facet: note, reasons: ["Becomes plain text."] };
    case "array":
      return arrayForm(column);
    case "enum":
      return enumForm(column);
    case "binary":
      return "Binary data has no form in a list.";
    case "geometry":
      return "Geometry has no form in a list.";
    case "unknown":
      return `The type ${column.nativeType} is not known, so its values cannot be compared safely.`;
  }
}

/** Bytes a column takes of a row, by type (Graph contract 12). */
function bytesOf(facet: Facet): number {
  if (facet.number || facet.dateTime) return 14;
  if (facet.boolean) return 7;
  if (facet.text?.allowMultipleLines || facet.choice?.displayAs === "checkBoxes") return 22;
  return 30;
}

/** Notes and multi-choices take no index (Graph contract 12). */
function isIndexable(facet: Facet): boolean {
  return !facet.text?.allowMultipleLines && facet.choice?.displayAs !== "checkBoxes" && !facet.boolean;
}

/** Names that SharePoint keeps for itself (Graph contract 5.2, 5.6), its reserved word, and our own column. In lower case. */
const takenNames: ReadonlySet<string> = new Set(
  `Title ID Created Modified Author Editor Attachments ContentType Edit LinkTitle LinkTitleNoMenu DocIcon ItemChildCount
   FolderChildCount AppAuthor AppEditor ComplianceAssetId Scope SyncBridgeKey Name Type Version Path Order`
    .toLowerCase()
    .split(/\s+/),
);

/** Display names of SharePoint's own columns, which clash as well. In lower case. */
const takenTitles: ReadonlySet<string> = new Set([
  ...["title", "id", "created", "modified", "created by", "modified by", "attachments", "content type", "version"],
  ...["edit", "type", "item child count", "folder child count", "app created by", "app modified by", "syncbridgekey"],
]);

/** Longest internal name that no tenant cuts (Graph contract 5.2). */
const longestName = 32;

/** Words of a name: cut at everything that is no letter or digit, and where a capital follows a small letter. */
function wordsOf(name: string): readonly string[] {
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
function internalName(column: string, used: Set<string>): string {
  const joined = wordsOf(column)
    .map(plainLetters)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
  const lettered = /^[A-Za-z]/.test(joined) ? joined : `Column${joined}`;
  const free = takenNames.has(lettered.toLowerCase()) ? `${lettered}Value` : lettered;
  return unused(free, longestName, used);
}

/** A title in sentence case; the source's own name where nothing readable is left. */
function displayName(column: string, used: Set<string>): string {
  const words = wordsOf(column).map((word) => (word === word.toUpperCase() ? word : word.toLowerCase()));
  const sentence = words.join(" ");
  const readable = sentence === "" ? column : sentence.charAt(0).toUpperCase() + sentence.slice(1);
  const free = takenTitles.has(readable.toLowerCase()) ? `${readable} (source)` : readable;
  return unused(free, singleLine, used);
}

/**
 * Proposes the list for a table, column by column, by Graph contract 14 (b): pure, so that it can be shown before anything is made.
 * A single key column is indexed and unique. Other unique columns are only indexed, since values that swap rows would clash on their way.
 */
export function planList(columns: readonly ColumnToPlan[]): ListPlan {
  const names = new Set<string>();
  const titles = new Set<string>();
  const keyCount = columns.filter((column) => column.isPrimaryKey).length;
  let rowBytes = reservedBytes;
  let indexCount = reservedIndexes;

  const planned = columns.map((column): PlannedColumn => {
    const form = formOf(column);
    const impossible = (reason: string): PlannedColumn => ({
      sourceColumn: column.name,
      draft: null,
      fit: "impossible",
      reasons: [reason],
    });
    if (typeof form === "string") return impossible(form);
    const bytes = bytesOf(form.facet);
    if (rowBytes + bytes > mostRowBytes) {
      return impossible(`The list is full: its columns take ${rowBytes} of ${mostRowBytes} bytes a row.`);
    }
    rowBytes += bytes;

    const reasons = [...(form.reasons ?? [])];
    const wantsIndex = (column.isPrimaryKey || column.isUnique) && isIndexable(form.facet);
    const indexed = wantsIndex && indexCount < mostIndexes;
    if (indexed) indexCount += 1;
    if (wantsIndex && !indexed) reasons.push(`Not indexed: a list has at most ${mostIndexes} indexes.`);
    const unique = indexed && column.isPrimaryKey && keyCount === 1;
    const draft: ColumnDraft = {
      name: internalName(column.name, names),
      displayName: displayName(column.name, titles),
      ...(column.comment ? { description: column.comment.slice(0, singleLine) } : {}),
      ...(indexed ? { indexed } : {}),
      ...(unique ? { enforceUniqueValues: true } : {}),
      ...form.facet,
    };
    return { sourceColumn: column.name, draft, fit: form.isLimited ? "limited" : "exact", reasons };
  });
  return { columns: planned, rowBytes, indexCount };
}
