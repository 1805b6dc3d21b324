import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf } from "./identity";
import { readKeyText } from "./key-text";

const text = (name: string) => ({ name, kind: "text" }) as const;
const integer = (name: string) => ({ name, kind: "integer" }) as const;

describe("a key as people write it", () => {
  it("is the value of a key of one column, with or without the column's name", () => {
    expect(readKeyText([text("cca3")], "FRA")).toEqual({ ok: true, values: ["FRA"], number: null });
    expect(readKeyText([text("cca3")], "cca3=FRA")).toEqual({ ok: true, values: ["FRA"], number: null });
  });

  it("keeps signs that the ledger escapes, where the value is written alone", () => {
    expect(readKeyText([text("path")], "a|b=c")).toEqual({ ok: true, values: ["a|b=c"], number: null });
    expect(readKeyText([text("path")], "path=a\\|b\\=c")).toEqual({ ok: true, values: ["a|b=c"], number: null });
  });

  it("names each column of several, or stands in their order", () => {
    const keys = [integer("a"), text("b")];
    expect(readKeyText(keys, "a=1|b=x")).toEqual({ ok: true, values: ["1", "x"], number: null });
    expect(readKeyText(keys, "1|x")).toEqual({ ok: true, values: ["1", "x"], number: null });
    expect(readKeyText(keys, "1")).toEqual({ ok: false, message: "Give a value for each key column: a=…|b=…." });
    expect(readKeyText(keys, "b=x|a=1")).toMatchObject({ ok: false });
  });

  it("of the wrong kind is said to be wrong before a database has to", () => {
    expect(readKeyText([integer("id")], "12a")).toEqual({ ok: false, message: "“id” holds a whole number." });
    expect(readKeyText([{ name: "id", kind: "uuid" }], "12")).toMatchObject({ ok: false });
    const uuid = "5A2F6C1E-0000-4000-8000-00000000000A";
    expect(readKeyText([{ name: "id", kind: "uuid" }], uuid)).toMatchObject({ values: [uuid.toLowerCase()] });
  });

  it("may be one that a list cannot hold", () => {
    const shown = [
      ["instant", "infinity"],
      ["instant", "0044-03-15T00:00:00Z BC"],
      ["local-datetime", "-infinity"],
      ["date", "0044-03-15 BC"],
      ["decimal", "NaN"],
      ["float", "-Infinity"],
      ["time", "-838:59:59"],
    ] as const;
    for (const [kind, value] of shown)
      expect(readKeyText([{ name: "k", kind }], `k=${value}`)).toEqual({ ok: true, values: [value], number: null });
  });

  it("keeps the blanks of a text, which are part of it, and drops those around any other value", () => {
    expect(readKeyText([text("k")], "abc ")).toEqual({ ok: true, values: ["abc "], number: null });
    expect(readKeyText([text("k")], "k=\tabc")).toEqual({ ok: true, values: ["\tabc"], number: null });
    expect(readKeyText([integer("id")], " 12 ")).toEqual({ ok: true, values: ["12"], number: null });
    expect(readKeyText([{ name: "k", kind: "bytes" }], "k=")).toEqual({ ok: true, values: [""], number: null });
  });

  it("is read as a terminal shows its control characters", () => {
    expect(readKeyText([text("k")], "k=ctl\\u{1}x")).toEqual({ ok: true, values: ["ctl\u0001x"], number: null });
    expect(readKeyText([text("k")], "k=a\\\\u{1}")).toEqual({ ok: true, values: ["a\\u{1}"], number: null });
  });

  it("of a row without a key has its number and its empty columns", () => {
    const keys = [text("a"), text("b")];
    expect(readKeyText(keys, identityOf(keys, ["x", "y"]).text)).toMatchObject({ values: ["x", "y"], number: null });
    expect(readKeyText(keys, "a=x|b|#2")).toEqual({ ok: true, values: ["x", null], number: 2 });
  });

  it("that the ledger had to cut cannot be read back, and says so", () => {
    const long = identityOf([text("a")], ["x".repeat(5_000)]).text;
    expect(readKeyText([text("a")], long)).toMatchObject({ ok: false });
  });

  it("may look like a number among equal rows and be a value", () => {
    expect(readKeyText([text("a")], "x|#2")).toEqual({ ok: true, values: ["x|#2"], number: null });
    expect(readKeyText([text("a"), text("b")], "x|#2")).toEqual({ ok: true, values: ["x", "#2"], number: null });
  });

  it("is read back from every identity that the ledger shows", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 4 }), (values) => {
        const keys = values.map((_, index) => text(`k${index}`));
        const identity = identityOf(keys, values);
        const read = readKeyText(keys, identity.text);
        expect(read.ok && identityOf(keys, read.values as string[]).hash).toBe(identity.hash);
      }),
    );
  });
});
