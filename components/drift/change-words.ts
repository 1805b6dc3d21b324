import type { ColumnFacts, KeyFacts } from "@/lib/features/drift/schema";
import type { DriftFindingRow } from "@/lib/features/drift/types";

/** A difference as two short texts; null where there is nothing on that side. */
export interface ChangeWords {
  readonly before: string | null;
  readonly after: string | null;
}

/** What a finding says was, and is. Both null for what concerns the table as a whole. */
export function changeWords(finding: DriftFindingRow): ChangeWords {
  const { kind, before, after, keysBefore, keysAfter, previousName, columnName } = finding;
  if (kind === "COLUMN_RENAMED") return { before: previousName, after: columnName };
  if (kind === "KEY_CHANGED") return keyWords(keysBefore, keysAfter);
  if (kind === "NULLABILITY_CHANGED") {
    return { before: before && nullWords(before), after: after && nullWords(after) };
  }
  if (before && after) return columnWords(before, after);
  return { before: before && whole(before), after: after && whole(after) };
}

const nullWords = ({ isNullable }: ColumnFacts) => (isNullable ? "NULL allowed" : "NOT NULL");

const whole = (facts: ColumnFacts) => `${facts.nativeType}${facts.isNullable ? "" : " NOT NULL"}`;

/** The type, and besides it only what differs. */
function columnWords(before: ColumnFacts, after: ColumnFacts): ChangeWords {
  const parts = (facts: ColumnFacts, other: ColumnFacts) =>
    [
      facts.nativeType,
      facts.isNullable !== other.isNullable && nullWords(facts),
      facts.isIdentity !== other.isIdentity && (facts.isIdentity ? "identity" : "no identity"),
      facts.isGenerated !== other.isGenerated && (facts.isGenerated ? "generated" : "not generated"),
      valuesMissingIn(other, facts),
    ]
      .filter(Boolean)
      .join(", ");
  return { before: parts(before, after), after: parts(after, before) };
}

function valuesMissingIn(other: ColumnFacts, facts: ColumnFacts): string | null {
  const own = (facts.enumValues ?? []).filter((value) => !other.enumValues?.includes(value));
  return own.length === 0 ? null : `with ${own.map((value) => `“${value}”`).join(", ")}`;
}

function keyWords(before: KeyFacts | null, after: KeyFacts | null): ChangeWords {
  const words = (facts: KeyFacts | null, other: KeyFacts | null) => {
    if (facts === null) return null;
    const known = new Set((other?.uniqueKeys ?? []).map((key) => key.join()));
    const primary = facts.primaryKey?.join() !== other?.primaryKey?.join() && primaryWords(facts.primaryKey);
    const unique = facts.uniqueKeys.filter((key) => !known.has(key.join())).map((key) => `unique (${key.join(", ")})`);
    return [primary, ...unique].filter(Boolean).join(", ") || "no other key";
  };
  return { before: words(before, after), after: words(after, before) };
}

const primaryWords = (key: readonly string[] | null) => (key === null ? "no primary key" : `key (${key.join(", ")})`);
