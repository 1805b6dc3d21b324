import { fitOf } from "@/lib/engine/fit";
import { converterFor } from "@/lib/engine/value";
import type { SourceColumnView, TargetColumnView } from "./columns";
import type { MappingRow } from "./document";
import { nameLikeness, namesOf, type ReadName, readName } from "./names";

/** A pair of columns that may belong together. */
export interface Suggestion {
  readonly sourceColumnId: string;
  readonly targetColumnId: string;
  /** From 0 to 1. */
  readonly score: number;
  /** In whole sentences, what speaks for it first. */
  readonly reasons: readonly string[];
}

/** What is known of a column's values; only for those who may see some. */
export interface ValueSample {
  /** Different values of real rows, in the exact text form of their kind. */
  readonly values: readonly string[];
}

/** Pairs below this are not worth a look. */
export const leastScore = 0.45;
/** At or above this a suggestion may be taken without a look. */
export const sureScore = 0.85;

const typeScores = { exact: 1, safe: 0.9, lossy: 0.6, "needs-transform": 0, impossible: 0 } as const;
const references: ReadonlySet<string> = new Set(["lookup", "multi-lookup", "person", "multi-person"]);
const choices: ReadonlySet<string> = new Set(["choice", "multi-choice"]);

/** What names, types and values weigh; what is not known does not count. */
const weights = { name: 0.6, type: 0.15, values: 0.25 } as const;

/** Share of real values that the list column takes; null where none is known or only a run can tell. */
function shareTaken(
  source: SourceColumnView,
  target: TargetColumnView,
  sample: ValueSample | undefined,
): number | null {
  if (!sample || sample.values.length === 0 || references.has(target.type)) return null;
  const convert = converterFor(source.kind, target, "UTC");
  return sample.values.filter((value) => convert(value).ok).length / sample.values.length;
}

const scoreWithoutValues = (likeness: number, type: number) =>
  (likeness * weights.name + type * weights.type) / (weights.name + weights.type);

const holdsChoices = ({ type, allowsOtherChoices }: TargetColumnView) => choices.has(type) && !allowsOtherChoices;

interface Named<Column, Names> {
  readonly column: Column;
  readonly names: Names;
}

function scoreOf(
  { column: source, names }: Named<SourceColumnView, ReadName>,
  { column: target, names: targetNames }: NamedTarget,
  sample: ValueSample | undefined,
): Suggestion | null {
  const isChoice = holdsChoices(target);
  const name = nameLikeness(names, targetNames);
  const isKnown = sample !== undefined && sample.values.length > 0;
  // What types and values could add at best does not lift it: nothing is to be asked of them.
  const most = isKnown ? name.score * weights.name + weights.type + weights.values : scoreWithoutValues(name.score, 1);
  if (most < leastScore && !(isKnown && isChoice)) return null;
  const fit = fitOf(source, target);
  const type = typeScores[fit.level];
  if (type === 0) return null;
  const taken = shareTaken(source, target, sample);
  const reasons: string[] = [];
  if (name.reason) reasons.push(name.reason);
  if (taken === 1)
    reasons.push(isChoice ? `All values seen are choices of “${target.displayName}”.` : "All values seen fit.");
  else if (taken !== null) reasons.push(`${Math.floor(taken * 100)} % of the values seen fit.`);
  if (fit.level === "exact" || fit.level === "safe") reasons.push("The types fit.");
  else if (fit.reasons[0]) reasons.push(fit.reasons[0]);
  // Choices that hold every value seen tell as much as a name; any other column takes many values that are not meant for it.
  const likeness = Math.max(name.score, isChoice && taken === 1 && (sample?.values.length ?? 0) > 1 ? 0.6 : 0);
  if (likeness === 0) return null;
  const score =
    taken === null
      ? scoreWithoutValues(likeness, type)
      : likeness * weights.name + type * weights.type + taken * weights.values;
  return { sourceColumnId: source.id, targetColumnId: target.id, score: Math.round(score * 100) / 100, reasons };
}

type NamedTarget = Named<TargetColumnView, readonly ReadName[]>;

/**
 * Finds the list columns that a column may be like: those with a word in common and, where values are known, those of choices. Of 500 × 500 pairs few have
 * either, and only these are worth a comparison.
 */
function candidatesAmong(
  targets: readonly NamedTarget[],
): (names: ReadName, hasValues: boolean) => readonly NamedTarget[] {
  const byWord = new Map<string, NamedTarget[]>();
  for (const target of targets) {
    const words = new Set(target.names.flatMap(({ plain, meant }) => [plain, ...meant]));
    for (const word of words) byWord.set(word, [...(byWord.get(word) ?? []), target]);
  }
  const ofChoices = targets.filter(({ column }) => holdsChoices(column));
  return ({ plain, meant }, hasValues) => {
    const alike = [plain, ...meant].flatMap((word) => byWord.get(word) ?? []);
    return [...new Set(hasValues ? [...alike, ...ofChoices] : alike)];
  };
}

/**
 * Proposes rows between columns that nothing is mapped to yet, best first; each column is proposed once, and no row of a person is replaced.
 * `samples` by source column; none for those who may see no values.
 */
export function suggestRows(
  columns: { readonly sources: readonly SourceColumnView[]; readonly targets: readonly TargetColumnView[] },
  rows: readonly MappingRow[],
  samples: ReadonlyMap<string, ValueSample> = new Map(),
): readonly Suggestion[] {
  const taken = new Set(rows.flatMap((row) => [row.sourceColumnId, row.targetColumnId]));
  const sources = columns.sources
    .filter(({ id, isVanished, kind }) => !taken.has(id) && !isVanished && kind !== "binary")
    .map((column) => ({ column, names: readName(column.name) }));
  const targets = columns.targets
    .filter(
      ({ id, isReadOnly, isVanished, isHidden, reservedFor }) =>
        !taken.has(id) && !isReadOnly && !isVanished && !isHidden && reservedFor === null,
    )
    .map((column) => ({ column, names: namesOf(column) }));
  const candidatesOf = candidatesAmong(targets);
  const pairs = sources.flatMap((source) => {
    const sample = samples.get(source.column.id);
    return candidatesOf(source.names, sample !== undefined).flatMap((target) => scoreOf(source, target, sample) ?? []);
  });
  const found: Suggestion[] = [];
  for (const pair of pairs.toSorted((a, b) => b.score - a.score)) {
    if (pair.score < leastScore || taken.has(pair.sourceColumnId) || taken.has(pair.targetColumnId)) continue;
    taken.add(pair.sourceColumnId).add(pair.targetColumnId);
    found.push(pair);
  }
  return found;
}
