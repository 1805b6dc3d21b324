import { isMark } from "@/lib/engine/mark";
import type { CanonicalValue } from "@/lib/engine/types";
import { sameValue } from "@/lib/engine/value";
import type { FieldChange, FieldValue, OperationRow } from "./types";

/** A value as people read it; null for none. */
export const shownValue = (value: CanonicalValue | undefined): string | null =>
  value === undefined || value === null ? null : Array.isArray(value) ? value.join(", ") : String(value);

/**
 * What an operation changes, by list column; `columns` names them by mapping id. Fields that stay as they were are left out; of a delete all that
 * the item held are told.
 */
export function changesOf(
  kind: OperationRow["kind"],
  intended: Record<string, CanonicalValue>,
  before: Record<string, CanonicalValue> | null,
  columns: ReadonlyMap<string, string>,
): readonly FieldChange[] {
  const fields =
    kind === "DELETE"
      ? Object.entries(before ?? {}).filter(([, value]) => value !== null)
      : Object.entries(intended).filter(([id, value]) =>
          before === null ? value !== null : !sameValue(value, before[id]),
        );
  return fields
    .map(([id, value]) => ({
      column: columnOf(id, columns),
      before: shownValue(before?.[id]),
      after: kind === "DELETE" ? null : shownValue(value),
    }))
    .toSorted(byColumn);
}

/** What of an item's fields an operation leaves as it is, by list column; none where nothing is known of the item before, and of a delete. */
export function unchangedOf(
  kind: OperationRow["kind"],
  intended: Record<string, CanonicalValue>,
  before: Record<string, CanonicalValue> | null,
  columns: ReadonlyMap<string, string>,
): readonly FieldValue[] {
  if (kind === "DELETE" || before === null) return [];
  return Object.entries(before)
    .filter(([id, value]) => !(id in intended) || sameValue(value, intended[id]))
    .map(([id, value]) => ({ column: columnOf(id, columns), value: shownValue(value) }))
    .toSorted(byColumn);
}

const columnOf = (id: string, columns: ReadonlyMap<string, string>) =>
  columns.get(id) ?? (isMark(id) ? "mark" : "removed mapping");

const byColumn = (a: { readonly column: string }, b: { readonly column: string }) => (a.column < b.column ? -1 : 1);
