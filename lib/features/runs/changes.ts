import type { CanonicalValue } from "@/lib/engine/types";
import { sameValue } from "@/lib/engine/value";
import type { FieldChange } from "./types";

/** A value as people read it; null for none. */
export const shownValue = (value: CanonicalValue | undefined): string | null =>
  value === undefined || value === null ? null : Array.isArray(value) ? value.join(", ") : String(value);

/** What an operation changes, by list column; `columns` names them by mapping id. Fields that stay as they were are left out. */
export function changesOf(
  intended: Record<string, CanonicalValue>,
  before: Record<string, CanonicalValue> | null,
  columns: ReadonlyMap<string, string>,
): readonly FieldChange[] {
  return Object.entries(intended)
    .filter(([id, value]) => (before === null ? value !== null : !sameValue(value, before[id])))
    .map(([id, value]) => ({
      column: columns.get(id) ?? "removed mapping",
      before: shownValue(before?.[id]),
      after: shownValue(value),
    }))
    .toSorted((a, b) => (a.column < b.column ? -1 : 1));
}
