import type { ValueKind } from "@/lib/engine/types";
import {
  type ColumnToPlan,
  choiceOf,
  dateLimits,
  exactDigits,
  type Facet,
  type Form,
  formOf,
  line,
  note,
  singleLine,
} from "./plan-list-forms";

/** Graph's words (contract 5.1) for the types that can be made; a day is a dateTime of its own format. */
export const listColumnTypes = [
  "text",
  "note",
  "number",
  "boolean",
  "choice",
  "multichoice",
  "date",
  "dateTime",
  "lookup",
  "person",
] as const;
export type ListColumnType = (typeof listColumnTypes)[number];

/** The word for what a facet makes. */
export function typeOf(facet: Facet): ListColumnType {
  if (facet.text) return facet.text.allowMultipleLines ? "note" : "text";
  if (facet.choice) return facet.choice.displayAs === "checkBoxes" ? "multichoice" : "choice";
  if (facet.dateTime) return facet.dateTime.format === "dateOnly" ? "date" : "dateTime";
  if (facet.lookup) return "lookup";
  if (facet.personOrGroup) return "person";
  return facet.number ? "number" : "boolean";
}

/** Kinds whose values each type can hold, as the converter takes them; texts hold everything that has a form at all, lookups depend on the parent. */
const holds: Readonly<Record<Exclude<ListColumnType, "text" | "note" | "lookup">, readonly ValueKind[]>> = {
  number: ["integer", "decimal", "float", "text"],
  boolean: ["boolean", "integer"],
  choice: ["enum", "text", "boolean", "integer", "uuid"],
  multichoice: ["array", "enum", "text"],
  date: ["date", "local-datetime", "instant", "text"],
  dateTime: ["instant", "local-datetime", "date", "text"],
  person: ["text"],
};

const refusals: Readonly<Record<keyof typeof holds, string>> = {
  number: "Its values are no numbers.",
  boolean: "Its values are neither true nor false.",
  choice: "Its values are not one of a few.",
  multichoice: "Its values are not a set of a few.",
  date: "Its values are no days.",
  dateTime: "Its values are no points in time.",
  person: "Its values are no e-mail addresses.",
};

/** Why a type cannot hold a column's values; null where it can. */
function refusalOf(column: ColumnToPlan, type: ListColumnType): string | null {
  const form = formOf(column);
  if (typeof form === "string") return form;
  if (type === "text" || type === "note" || typeOf(form.facet) === type) return null;
  if (type === "lookup") return lookupRefusal(column);
  return holds[type].includes(column.kind) ? null : refusals[type];
}

function lookupRefusal({ parent }: ColumnToPlan): string | null {
  if (!parent) return "No foreign key says which table it refers to.";
  return parent.list ? null : (parent.refusal ?? `No sync brings “${parent.table}” into a list.`);
}

/** A type of list column, and why the source column cannot take it, if it cannot. */
export interface TypeChoice {
  readonly type: ListColumnType;
  readonly refusal: string | null;
}

/** All types, those that fit and those that do not. */
export function typesFor(column: ColumnToPlan): readonly TypeChoice[] {
  return listColumnTypes.map((type) => ({ type, refusal: refusalOf(column, type) }));
}

const limited = (facet: Facet, ...reasons: readonly string[]): Form => ({ facet, reasons, isLimited: true });

/** Most characters that a column's values are known to have; null where they are not bounded. */
export function widthOf(column: ColumnToPlan): number | null {
  if (column.kind === "text") return column.maxLength;
  const form = formOf(column);
  const longest = typeof form === "string" ? undefined : form.facet.text?.maxLength;
  if (longest !== undefined && longest < singleLine) return longest;
  const numbers: Partial<Record<ValueKind, number>> = { integer: 20, decimal: 17, boolean: 5, date: 10 };
  return numbers[column.kind] ?? null;
}

function lineFor(column: ColumnToPlan): Form {
  const width = widthOf(column);
  return { facet: line(width ?? singleLine) };
}

function numberFor({ kind, nativeType }: ColumnToPlan): Form {
  const facet: Facet = { number: { decimalPlaces: kind === "integer" ? "none" : "automatic" } };
  if (kind === "text") return limited(facet, "Texts that are no plain numbers are refused.");
  return limited(facet, `Values of ${nativeType} with more than ${exactDigits} digits are refused.`);
}

function booleanFor({ kind, isNullable }: ColumnToPlan): Form {
  const reasons = [
    ...(kind === "integer" ? ["Numbers other than 0 and 1 are refused."] : []),
    ...(isNullable ? ["A yes/no column cannot be empty reliably: an empty value may come back as No."] : []),
  ];
  return { facet: { boolean: {} }, reasons, isLimited: reasons.length > 0 };
}

function dateFor({ kind }: ColumnToPlan): Form {
  const facet: Facet = { dateTime: { format: "dateOnly" } };
  if (kind === "text") return limited(facet, `Texts of another form than 2026-05-31 are refused. ${dateLimits}`);
  return limited(facet, `The time of day is left away. ${dateLimits}`);
}

function dateTimeFor({ kind }: ColumnToPlan): Form {
  const facet: Facet = { dateTime: { format: "dateTime" } };
  if (kind === "text") {
    return limited(facet, `Texts of another form than 2026-05-31T08:30:00 are refused. ${dateLimits}`);
  }
  return limited(facet, `Stands at midnight in the definition's time zone. ${dateLimits}`);
}

/** What a column becomes as the type that a person chose. Only for types without refusal ({@link typesFor}). */
export function formAs(column: ColumnToPlan, type: ListColumnType): Form {
  const proposed = formOf(column);
  if (typeof proposed !== "string" && typeOf(proposed.facet) === type) return proposed;
  switch (type) {
    case "text":
      return lineFor(column);
    case "note":
      return { facet: note, reasons: ["Takes no index and cannot be filtered."] };
    case "number":
      return numberFor(column);
    case "boolean":
      return booleanFor(column);
    case "choice":
      return { facet: choiceOf(choicesOf(column), "dropDownMenu") };
    case "multichoice":
      return { facet: choiceOf(choicesOf(column), "checkBoxes") };
    case "date":
      return dateFor(column);
    case "dateTime":
      return dateTimeFor(column);
    case "lookup":
      return lookupFor(column);
    case "person":
      return limited(
        { personOrGroup: { allowMultipleSelection: false, chooseFromType: "peopleOnly" } },
        "Takes e-mail addresses; rows with people who have never been at the site wait until they have.",
      );
  }
}

function lookupFor({ parent }: ColumnToPlan): Form {
  const { listId, listName, shownColumn } = parent?.list ?? { listId: "", listName: "", shownColumn: "Title" };
  const reason = `Shows the item of “${parent?.table}” in the list “${listName}”; a row whose parent has no item yet waits for it.`;
  return limited({ lookup: { listId, columnName: shownColumn } }, reason);
}

function choicesOf({ kind, enumValues }: ColumnToPlan): readonly string[] {
  return enumValues ?? (kind === "boolean" ? ["true", "false"] : []);
}

/** Whether the choices given are all that the column can hold; a reason where they are not. */
export function choiceLimits(column: ColumnToPlan, choices: readonly string[]): string | null {
  const possible = choicesOf(column);
  if (possible.length === 0) return "Values other than these choices are refused.";
  const missing = possible.filter((value) => !choices.includes(value));
  return missing.length === 0 ? null : `Rows with ${missing.map((value) => `“${value}”`).join(", ")} are refused.`;
}
