import type { TargetType, ValueKind } from "@/lib/engine/types";

interface SourceCandidate {
  readonly id: string;
  readonly name: string;
  readonly kind: ValueKind;
}

interface TargetCandidate {
  readonly id: string;
  readonly name: string;
  readonly displayName: string | null;
  readonly type: TargetType;
  /** Of a lookup: whether the items that it takes are known for a source column, by its name. */
  readonly isBound?: (sourceColumn: string) => boolean;
}

/** `official_name`, `OfficialName` and `Official name` are one name. */
const plain = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

const ownNames = (target: TargetCandidate) => [plain(target.name), plain(target.displayName ?? "")];

/** A list made from a table calls a column whose name SharePoint keeps for itself `IdValue`, titled `Id (source)`. */
const madeNames = (target: TargetCandidate) => [plain(target.name.replace(/Value$/, ""))];

/** Kinds that a column can take without a transform, whatever the values. Text takes all. */
const fits: Partial<Record<TargetType, readonly ValueKind[]>> = {
  number: ["integer", "decimal", "float"],
  boolean: ["boolean"],
  date: ["date", "instant", "local-datetime"],
  "date-time": ["instant", "local-datetime", "date"],
  choice: ["text", "enum"],
  "multi-choice": ["array", "text", "enum"],
  lookup: ["integer", "decimal", "text", "uuid", "enum", "date", "bytes"],
  person: ["text"],
  "multi-person": ["array"],
};

function canTake(target: TargetCandidate, source: SourceCandidate): boolean {
  if (source.kind === "binary" || target.type === "read-only") return false;
  if (target.type === "text" || target.type === "note") return true;
  if (target.isBound && !target.isBound(source.name)) return false;
  return fits[target.type]?.includes(source.kind) ?? false;
}

/** Pairs columns of the same name whose types fit; each column is used once. The first text column that nothing else took goes to Title. */
export function suggestMappings(
  sources: readonly SourceCandidate[],
  targets: readonly TargetCandidate[],
): readonly { readonly sourceColumnId: string; readonly targetColumnId: string }[] {
  const taken = new Set<string>();
  const pairs: { sourceColumnId: string; targetColumnId: string }[] = [];
  const pair = (source: SourceCandidate, target: TargetCandidate) => {
    taken.add(source.id).add(target.id);
    pairs.push({ sourceColumnId: source.id, targetColumnId: target.id });
  };
  for (const namesOf of [ownNames, madeNames]) {
    for (const source of sources.filter((candidate) => !taken.has(candidate.id))) {
      const target = targets.find(
        (candidate) =>
          !taken.has(candidate.id) && namesOf(candidate).includes(plain(source.name)) && canTake(candidate, source),
      );
      if (target) pair(source, target);
    }
  }
  const title = targets.find((target) => target.name === "Title" && !taken.has(target.id));
  const named = sources.find((source) => !taken.has(source.id) && source.kind === "text");
  if (title && named) pair(named, title);
  return pairs;
}
