import type { JsonValue } from "@/lib/features/audit/types";

/** One field that an event tells of. `undefined` where the side says nothing about it. */
export interface AuditChange {
  readonly field: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  readonly isChanged: boolean;
}

type Fields = Readonly<Record<string, JsonValue>>;

function fieldsOf(side: JsonValue): Fields {
  if (side === null) return {};
  if (typeof side !== "object" || Array.isArray(side)) return { value: side };
  return side as Fields;
}

/** The fields of both sides in their order, the changed ones first. What was created or removed has but one side. */
export function auditChanges(before: JsonValue, after: JsonValue): readonly AuditChange[] {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  const changes = names.map((field) => ({
    field,
    before: was[field],
    after: is[field],
    isChanged: stable(was[field]) !== stable(is[field]),
  }));
  return changes.sort((a, b) => Number(b.isChanged) - Number(a.isChanged));
}

/** JSON with sorted keys: two objects that say the same are the same text. */
function stable(value: JsonValue | undefined): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** A value as a person reads it in one line; `null` and "" are `null`. */
export function valueText(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}
