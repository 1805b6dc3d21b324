import { describe, expect, it } from "vitest";
import { itemMatchKey, keyFieldsOf, rowMatcher } from "./match";
import { columnsOf, computed, definitionOf, pushed, targetColumn } from "./testing/definitions";

const keyColumns = [
  { name: "country", kind: "text" as const },
  { name: "number", kind: "integer" as const },
];
const country = pushed("country", "text", targetColumn("Country", "text"));
const number = pushed("number", "integer", targetColumn("Number", "number"));
const mood = pushed("mood", "text", targetColumn("Mood", "text"));

describe("what rows and items are matched by", () => {
  it("is the key's columns as the list holds them, in the key's order", () => {
    const definition = definitionOf([mood, number, country], { keyColumns });
    const found = keyFieldsOf(definition);
    expect(found).toMatchObject({ ok: true, fields: [{ id: country.id }, { id: number.id }] });
    if (!found.ok) throw new Error("The key is mapped.");
    const columns = columnsOf(definition);
    const match = rowMatcher(found.fields, columns, "UTC");
    const row = (values: Record<string, string | null>) => columns.map((column) => values[column.name] ?? null);
    const item = (values: Record<string, string | number | null>) => itemMatchKey(found.fields, values);
    expect(match(row({ country: "FR", number: "7", mood: "x" }))).toBe(item({ country: "FR", number: 7, mood: "y" }));
    expect(match(row({ country: "FR", number: "7" }))).not.toBe(item({ country: "fr", number: 7 }));
    expect(match(row({ country: "FR1", number: "2" }))).not.toBe(item({ country: "FR", number: 12 }));
    expect(match(row({ country: "FR", number: null }))).toBeNull();
    expect(item({ country: "FR", number: null })).toBeNull();
  });

  it("names key columns that no list column holds", () => {
    const made = computed("upper(country)", targetColumn("Country", "text"));
    expect(keyFieldsOf(definitionOf([made, number], { keyColumns }))).toEqual({ ok: false, missing: ["country"] });
  });
});
