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
  /** The table that a foreign key with this column refers to, and its list; null where the column refers to nothing. */
  readonly parent: ParentToPlan | null;
}

/** A parent table, and the list whose items a lookup would take. */
export interface ParentToPlan {
  /** `schema.table` */
  readonly table: string;
  /** Null where no lookup can be made; `refusal` then says why. */
  readonly list: { readonly listId: string; readonly listName: string; readonly shownColumn: string } | null;
  readonly refusal: string | null;
}

/** Graph contract 12: a single line of text holds 255 UTF-16 units. */
export const singleLine = 255;

/** Sign and decimal point of a number written as text. */
const numberSigns = 2;
/** Digits a double keeps whatever they are (sync-semantics 4). */
export const exactDigits = 15;

export type Facet = Pick<
  ColumnDraft,
  "text" | "number" | "boolean" | "dateTime" | "choice" | "lookup" | "personOrGroup"
>;

/** What holds a source column's values in a list. */
export interface Form {
  readonly facet: Facet;
  readonly reasons?: readonly string[];
  readonly isLimited?: boolean;
}

export const line = (maxLength: number): Facet => ({ text: { maxLength: Math.min(maxLength, singleLine) } });
export const note: Facet = { text: { allowMultipleLines: true, textType: "plain" } };

/** A choice of one (a menu) or of several (check boxes) of the given values. */
export const choiceOf = (choices: readonly string[], displayAs: "dropDownMenu" | "checkBoxes"): Facet => ({
  choice: { choices, displayAs, allowTextEntry: false },
});

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
    facet: choiceOf(["true", "false"], "dropDownMenu"),
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
  return { facet: choiceOf(enumValues, "dropDownMenu") };
}

function arrayForm({ enumValues }: ColumnToPlan): Form {
  if (enumValues !== null && enumValues.length > 0) {
    return { facet: choiceOf(enumValues, "checkBoxes") };
  }
  return {
    facet: note,
    isLimited: true,
    reasons: ["The possible elements are not known, so the array becomes its JSON text."],
  };
}

export const dateLimits = "Dates outside the years 1900 to 8900 are refused.";

/** The column that holds a kind of value (Graph contract 14, table b); a text where a list has none. */
export function formOf(column: ColumnToPlan): Form | string {
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
      // With six digits of a second and an offset.
      return { facet: line(21), reasons: ["A list has no time of day; it becomes text."] };
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

/** Lookups and people: a list is read with twelve of them at most (Graph contract 6.3). */
export function isJoin(facet: Facet): boolean {
  return facet.lookup !== undefined || facet.personOrGroup !== undefined;
}

/** Bytes a column takes of a row, by type (Graph contract 12). */
export function bytesOf(facet: Facet): number {
  if (facet.number || facet.dateTime) return 14;
  if (facet.boolean) return 7;
  if (isJoin(facet)) return 10;
  if (facet.text?.allowMultipleLines || facet.choice?.displayAs === "checkBoxes") return 22;
  return 30;
}

/** Notes and multi-choices take no index (Graph contract 12). */
export function isIndexable(facet: Facet): boolean {
  return !facet.text?.allowMultipleLines && facet.choice?.displayAs !== "checkBoxes";
}

/** A yes/no is indexed but never unique: it knows two values. */
export function isUniquable(facet: Facet): boolean {
  return isIndexable(facet) && !facet.boolean;
}
