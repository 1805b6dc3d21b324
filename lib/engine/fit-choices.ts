import { type FitSource, type FitTarget, type TypeFit, verdict, widthOf } from "./fit-source";
import type { ValueKind } from "./types";
import { singleLineLimit } from "./value";

const quoted = (values: readonly string[]) => values.map((value) => `“${value}”`).join(", ");

/** Most values that are named in a reason. */
const mostNamed = 5;

function named(values: readonly string[]): string {
  const more = values.length - mostNamed;
  return more > 0 ? `${quoted(values.slice(0, mostNamed))} and ${more} more` : quoted(values);
}

/** The values that a column can have at all, where its type says so. */
function possibleOf({ kind, enumValues }: FitSource): readonly string[] | null {
  if (enumValues && (kind === "enum" || kind === "array")) return enumValues;
  return kind === "boolean" ? ["true", "false"] : null;
}

function fitOfElements(source: FitSource, target: FitTarget): TypeFit {
  const possible = possibleOf(source);
  if (target.allowsOtherChoices) {
    const width = possible ? Math.max(0, ...possible.map((value) => value.length)) : widthOf(source);
    if (width !== null && width <= singleLineLimit) return verdict("exact");
    return verdict("lossy", `A choice has at most ${singleLineLimit} characters; longer values are refused.`);
  }
  if (!possible) {
    return verdict(
      "lossy",
      `Values that are not among the column's ${target.choices.length} choices are refused; case matters.`,
    );
  }
  const missing = possible.filter((value) => !target.choices.includes(value));
  if (missing.length === 0) return verdict("exact");
  if (missing.length === possible.length) {
    return verdict(
      "needs-transform",
      `None of the type's values is a choice of the column: ${named(missing)}; a transform can name them.`,
    );
  }
  return verdict("lossy", `Rows with ${named(missing)} are refused: the column lacks these choices.`);
}

/** Kinds whose text can be one of a few choices. */
const single: ReadonlySet<ValueKind> = new Set<ValueKind>([
  ...(["text", "enum", "boolean", "integer", "decimal", "uuid", "date", "time"] as const),
]);

/** How values fit choices; null where they are no choices at all. */
export function fitOfChoice(source: FitSource, target: FitTarget): TypeFit | null {
  const { kind } = source;
  if (target.type === "choice") return single.has(kind) ? fitOfElements(source, target) : null;
  if (kind === "array") return fitOfElements(source, target);
  if (kind === "json") {
    const { reasons } = fitOfElements(source, target);
    return verdict("lossy", "Only JSON arrays of texts are taken apart; other values are refused.", ...reasons);
  }
  if (!single.has(kind)) return null;
  const { level, reasons } = fitOfElements(source, target);
  if (level === "needs-transform") return { level, reasons };
  const one = "Each value is one choice; a text with delimiters is taken apart by a transform only.";
  return verdict(level === "exact" ? "safe" : level, one, ...reasons);
}
