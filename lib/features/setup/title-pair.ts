import { fitOf } from "@/lib/engine/fit";
import type { SourceColumnView, TargetColumnView } from "@/lib/features/mapping/document/columns";
import { namesItsRow } from "@/lib/sync/plan-list-title";
import type { PairProposal } from "./types";

/**
 * What people see first of an item is its title, and every list asks for one: the column called a name, else the first short text that is
 * not the key. Where that has a list column of its own, it is written to the title a second time by an expression. None where nothing fits whole,
 * since a title is not worth a refused row: of a list that is `isOurs`, whose titles nobody else has written, it then begins as the name does, or is
 * the key.
 */
export function withTitle(
  pairs: readonly PairProposal[],
  sources: readonly SourceColumnView[],
  title: TargetColumnView,
  isOurs: boolean,
): readonly PairProposal[] {
  const others = pairs.filter(({ targetColumnId }) => targetColumnId !== title.id);
  const present = pairs.find(({ targetColumnId }) => targetColumnId === title.id);
  if (present?.isSure) return pairs;
  const fits = (source: SourceColumnView) => ["exact", "safe"].includes(fitOf(source, title).level);
  const texts = sources.filter(({ kind, isVanished }) => kind === "text" && !isVanished);
  const fitting = [...texts.filter(({ isKey }) => !isKey), ...texts].filter(fits);
  const named = fitting.find(({ name }) => namesItsRow(name)) ?? fitting[0];
  if (!named) return isOurs && !present ? withWrittenTitle(pairs, sources, title) : pairs;
  const isPaired = others.some(({ sourceColumnId }) => sourceColumnId === named.id);
  if (isPaired && (present || named.written === null)) return pairs;
  const { level, reasons } = fitOf(named, title);
  return [
    ...others,
    {
      ...(isPaired ? pairOf(null, title, named.written) : pairOf(named, title, null)),
      mappingId: null,
      score: null,
      isSure: title.isRequired,
      reasons: [`“${title.displayName}” is what people see first of an item; “${named.name}” says what it is.`],
      fit: level,
      fitReasons: reasons,
      problem: null,
    },
  ];
}

/** So many characters are within the 255 UTF-16 units of a title, whichever they are. */
const titleCharacters = 127;

function withWrittenTitle(
  pairs: readonly PairProposal[],
  sources: readonly SourceColumnView[],
  title: TargetColumnView,
): readonly PairProposal[] {
  const usable = sources.filter(({ isVanished }) => !isVanished);
  const named = usable.find(({ kind, name, written }) => kind === "text" && written !== null && namesItsRow(name));
  const keys = usable.filter(({ isKey }) => isKey);
  const parts = (named ? [named] : keys).map(({ written }) => written);
  if (parts.length === 0 || parts.includes(null)) return pairs;
  const text = parts.length === 1 ? `text(${parts[0]})` : `concat(${parts.join(', " ", ')})`;
  const why = named ? `“${named.name}” says what it is, cut where it is long.` : "the key tells it from others.";
  return [
    ...pairs,
    {
      ...pairOf(null, title, `left(${text}, ${titleCharacters})`),
      mappingId: null,
      score: null,
      isSure: title.isRequired,
      reasons: [`“${title.displayName}” is what people see first of an item; ${why}`],
      fit: "safe",
      fitReasons: [],
      problem: null,
    },
  ];
}

/** A table column, or what an expression makes of the row, and the list column that it goes to. */
export function pairOf(source: SourceColumnView | null, target: TargetColumnView, transform: string | null) {
  return {
    sourceColumnId: source?.id ?? null,
    sourceColumn: source?.name ?? null,
    sourceType: source?.nativeType ?? "",
    transform,
    isKey: source?.isKey ?? false,
    targetColumnId: target.id,
    targetColumn: target.displayName,
    targetType: target.type,
    isRequired: target.isRequired,
  };
}
