import { fitOfChoice } from "./fit-choices";
import { type FitSource, type FitTarget, type TypeFit, verdict, widthOf } from "./fit-source";
import type { ValueKind } from "./types";
import { noteLimit, singleLineLimit } from "./value";

export type { FitLevel, FitSource, FitTarget, TypeFit } from "./fit-source";

/** Made once: making one for each text costs more than all else that is said of a column. */
const figures = new Intl.NumberFormat("en-US");
const yearsRefused = "Dates outside the years 1900 to 8900 are refused.";

/** Kinds that an expression can turn into something else; what the others hold has no such form. */
const transformable: ReadonlySet<ValueKind> = new Set<ValueKind>([
  ...(["text", "integer", "decimal", "float", "boolean", "instant", "local-datetime", "date", "time"] as const),
  ...(["interval", "uuid", "json", "array", "enum"] as const),
]);

/** What is to be said where no value fits as it is. */
function unlike(source: FitSource, what: string): TypeFit {
  if (!transformable.has(source.kind))
    return verdict("impossible", `Values of type ${source.nativeType} are no ${what}.`);
  return verdict(
    "needs-transform",
    `Values of type ${source.nativeType} are no ${what}; a transform may make some of them.`,
  );
}

const asText: Partial<Record<ValueKind, string>> = {
  integer: "Written with all its digits; as text it is sorted by its first digit.",
  decimal: "Written with all its digits; as text it is sorted by its first digit.",
  float: "Written in its shortest form; as text it is sorted by its first digit.",
  boolean: "Written as true or false.",
  instant: "Written in UTC, as 2026-05-31T08:30:00Z.",
  "local-datetime": "Written as it stands, without a zone.",
  date: "Written as 2026-05-31.",
  time: "A list has no time of day; it is written as text.",
  interval: "A list has no duration; it is written as text.",
  bytes: "Written as hex digits.",
  json: "Written as its JSON text.",
  xml: "Written as its XML text.",
  array: "Written as its JSON text.",
};

function fitOfText(source: FitSource, limit: number): TypeFit {
  const { kind, nativeType } = source;
  if (kind === "geometry" || kind === "unknown") {
    const reason = `The text of a ${nativeType} is written, but cannot be compared or read back safely.`;
    return { ...verdict("lossy", reason), loses: "always" };
  }
  const form = asText[kind];
  const width = widthOf(source);
  if (width === null || width > limit) {
    const most = width === null ? "has no bound" : `has up to ${width}`;
    return verdict(
      "lossy",
      `The column holds ${figures.format(limit)} characters, ${nativeType} ${most}; longer values are refused.`,
      form,
    );
  }
  if (kind === "text" && width * 2 > limit) {
    return verdict(
      "safe",
      `Characters such as emoji count twice: a value full of them may exceed ${figures.format(limit)}.`,
    );
  }
  return form === undefined ? verdict("exact") : verdict("safe", form);
}

/** Graph contract 14 (b): an integer of eight bytes; the others stay far below 2^53. */
const isBig = ({ nativeType }: FitSource) => /big|int8/i.test(nativeType);
/** Digits a double keeps whatever they are (sync-semantics 4). */
const exactDigits = 15;

function fitOfNumber(source: FitSource): TypeFit {
  const { kind, precision, nativeType } = source;
  switch (kind) {
    case "integer":
      if (!isBig(source)) return verdict("exact");
      return verdict(
        "lossy",
        "List numbers are doubles: integers beyond 9,007,199,254,740,991 are refused, a text column keeps them.",
      );
    case "decimal":
      if (precision !== null && precision <= exactDigits) return verdict("exact");
      return verdict(
        "lossy",
        `List numbers keep ${exactDigits} digits, ${nativeType} has ${precision === null ? "no bound" : `up to ${precision}`}; values with more are refused, a text column keeps them.`,
      );
    case "float":
      return verdict("safe", "NaN and infinity are refused; the list may show fifteen digits of more.");
    case "text":
      return verdict("lossy", "Texts that are no plain numbers are refused.");
    default:
      return unlike(source, "numbers");
  }
}

function fitOfYesNo(source: FitSource): TypeFit {
  const empty = source.isNullable ? "A yes/no column cannot be empty reliably: NULL may come back as No." : undefined;
  const loses = empty === undefined ? {} : ({ loses: "when-empty" } as const);
  if (source.kind === "boolean") return { ...verdict(empty === undefined ? "exact" : "lossy", empty), ...loses };
  if (source.kind === "integer") {
    return { ...verdict("lossy", "Numbers other than 0 and 1 are refused.", empty), ...loses };
  }
  return unlike(source, "answers of yes or no");
}

function fitOfDay(source: FitSource): TypeFit {
  switch (source.kind) {
    case "date":
      return verdict("exact", yearsRefused);
    case "instant":
      return {
        ...verdict("lossy", "Only the day is kept, as it is in the definition's time zone.", yearsRefused),
        loses: "always",
      };
    case "local-datetime":
      return { ...verdict("lossy", "Only the day is kept.", yearsRefused), loses: "always" };
    case "text":
      return verdict("lossy", "Texts of another form than 2026-05-31 are refused.", yearsRefused);
    default:
      return unlike(source, "days");
  }
}

function fitOfTime(source: FitSource): TypeFit {
  switch (source.kind) {
    case "instant":
      return verdict(source.scale === 0 ? "exact" : "safe", "Kept to whole seconds.", yearsRefused);
    case "local-datetime":
      return verdict("safe", "Read in the definition's time zone and kept to whole seconds.", yearsRefused);
    case "date":
      return verdict("safe", "Stands at midnight in the definition's time zone.", yearsRefused);
    case "text":
      return verdict("lossy", "Texts of another form than 2026-05-31T08:30:00 are refused.", yearsRefused);
    default:
      return unlike(source, "points in time");
  }
}

/** Kinds whose values can be a key that another table refers to. */
const referring: ReadonlySet<ValueKind> = new Set<ValueKind>([
  ...(["text", "integer", "decimal", "uuid", "enum", "date", "instant", "local-datetime", "time", "bytes"] as const),
]);

function fitOfLookup(source: FitSource, target: FitTarget): TypeFit {
  if (target.lookupRefusal) return verdict("impossible", target.lookupRefusal);
  const waits = "Takes the item of the parent row; a row whose parent has none yet waits for it.";
  if (source.kind === "array") {
    return target.type === "multi-lookup"
      ? verdict("safe", waits)
      : verdict("lossy", "A row with several values is refused.", waits);
  }
  return referring.has(source.kind) ? verdict("safe", waits) : unlike(source, "keys of another table's rows");
}

function fitOfPerson(source: FitSource, target: FitTarget): TypeFit {
  const known = "Takes e-mail addresses of people who have been at the site; rows with others wait.";
  if (source.kind === "text") return verdict("lossy", known);
  if (source.kind === "array") {
    return verdict(
      "lossy",
      known,
      ...(target.type === "multi-person" ? [] : ["A row with several values is refused."]),
    );
  }
  return unlike(source, "e-mail addresses");
}

function fitByType(source: FitSource, target: FitTarget): TypeFit {
  if (source.kind === "binary") return verdict("impossible", "Binary data has no form in a list.");
  switch (target.type) {
    case "text":
      return fitOfText(source, Math.min(target.maxLength ?? singleLineLimit, singleLineLimit));
    case "note":
      return fitOfText(source, target.maxLength ?? noteLimit);
    case "number":
      return fitOfNumber(source);
    case "boolean":
      return fitOfYesNo(source);
    case "date":
      return fitOfDay(source);
    case "date-time":
      return fitOfTime(source);
    case "choice":
    case "multi-choice":
      return (
        fitOfChoice(source, target) ?? unlike(source, target.type === "choice" ? "single choices" : "sets of choices")
      );
    case "lookup":
    case "multi-lookup":
      return fitOfLookup(source, target);
    case "person":
    case "multi-person":
      return fitOfPerson(source, target);
    case "read-only":
      return verdict("impossible", target.readOnlyReason ?? "The list column cannot be written.");
  }
}

function rangeText({ least, greatest }: NonNullable<FitTarget["range"]>): string {
  const bounds = [
    least === null ? [] : [`from ${figures.format(least)}`],
    greatest === null ? [] : [`up to ${figures.format(greatest)}`],
  ];
  return `SharePoint asks people for numbers ${bounds.flat().join(" ")} here; others are sent all the same, and may be refused.`;
}

/**
 * How well a source column's values fit a list column, by their types alone; pure, for every pair (sync-semantics 4, Graph contract 14 b).
 *
 * exact: each value is kept as it is · safe: each is kept, in a form that is told · lossy: some values of the type are refused or lose
 * something · needs-transform: none fits as it is, an expression can make some · impossible: nothing of it has a form there.
 */
export function fitOf(source: FitSource, target: FitTarget): TypeFit {
  const byType = fitByType(source, target);
  const { level, reasons } = byType;
  if (level === "impossible" || level === "needs-transform") return byType;
  const more: string[] = [];
  if (target.isRequired && source.isNullable) {
    more.push("SharePoint asks people for a value here; rows without one are written all the same.");
  }
  if (target.range) more.push(rangeText(target.range));
  const clashes = target.isUnique && !source.isUnique;
  if (clashes) more.push("The list column is unique and the table's is not: rows that share a value are refused.");
  else if (target.isUnique && source.kind === "text") {
    more.push("SharePoint ignores case: values that differ in it alone count as one.");
  }
  return { ...byType, level: clashes ? "lossy" : level, reasons: [...reasons, ...more] };
}
