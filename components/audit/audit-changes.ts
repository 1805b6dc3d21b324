import type { JsonValue } from "@/lib/features/audit/types";

/** One field that an event tells of. `undefined` where the side says nothing about it. */
export interface AuditChange {
  readonly field: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
  readonly isChanged: boolean;
}

type Fields = ReadonlyMap<string, JsonValue>;

/** Nested objects are spread out under dotted names, so that a changed part does not hide in its whole. */
function fieldsOf(side: JsonValue): Fields {
  const fields = new Map<string, JsonValue>();
  if (side === null) return fields;
  if (!isObject(side)) return fields.set("value", side);
  const spread = (object: { readonly [key: string]: JsonValue }, prefix: string) => {
    for (const [name, value] of Object.entries(object)) {
      if (isObject(value) && Object.keys(value).length > 0) spread(value, `${prefix}${name}.`);
      else fields.set(`${prefix}${name}`, value);
    }
  };
  spread(side, "");
  return fields;
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of both sides in their order, the changed ones first. What was created or removed has but one side. */
export function auditChanges(before: JsonValue, after: JsonValue): readonly AuditChange[] {
  const was = fieldsOf(before);
  const is = fieldsOf(after);
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const changes = names.map((field) => ({
    field,
    before: was.get(field),
    after: is.get(field),
    isChanged: valueText(was.get(field)) !== valueText(is.get(field)),
  }));
  return changes.sort((a, b) => Number(b.isChanged) - Number(a.isChanged));
}

/** A value as a person reads it in one line; `null` and "" are `null`. */
export function valueText(value: JsonValue | undefined): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}
