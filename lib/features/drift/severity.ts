import type { ColumnFacts, DriftKind, KeyFacts } from "./schema";
import type { DriftSeverity, DriftTouch } from "./types";

interface Judged {
  readonly kind: DriftKind;
  readonly after: ColumnFacts | null;
  readonly keysAfter: KeyFacts | null;
  readonly touches: readonly DriftTouch[];
}

const sorted = (columns: readonly string[]) => JSON.stringify([...columns].sort());

/** Whether each definition that reads the table still has its key columns among the table's keys. */
function keepsKeys(keys: KeyFacts, definitionKeys: readonly (readonly string[])[]): boolean {
  const known = new Set([...(keys.primaryKey ? [keys.primaryKey] : []), ...keys.uniqueKeys].map(sorted));
  return definitionKeys.every((columns) => known.has(sorted(columns)));
}

/**
 * How much a finding matters to the definitions that it touches; unmapped changes stop nothing (sync-semantics 14).
 *
 * @param definitionKeys key columns of each definition that reads the table
 */
export function severityOf(finding: Judged, definitionKeys: readonly (readonly string[])[]): DriftSeverity {
  const { kind, touches } = finding;
  const isKey = touches.some((touch) => touch.as === "key");
  if (kind === "TABLE_VANISHED") return touches.length > 0 ? "breaking" : "warning";
  if (kind === "KEY_CHANGED") {
    if (touches.length === 0) return "information";
    return finding.keysAfter && keepsKeys(finding.keysAfter, definitionKeys) ? "warning" : "breaking";
  }
  if (touches.length === 0 || kind === "TABLE_RETURNED" || kind === "COLUMN_ADDED") return "information";
  if (kind === "NULLABILITY_CHANGED") {
    if (finding.after?.isNullable !== true) return "information";
    return isKey ? "breaking" : "warning";
  }
  return kind === "COLUMN_WIDENED" ? "warning" : "breaking";
}
