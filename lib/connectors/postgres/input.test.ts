import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseArrayLiteral } from "./convert";
import { arrayLiteral, inputOf } from "./input";
import type { NativeType } from "./native-type";

const builtIn = (name: string, more: Partial<NativeType> = {}): NativeType => ({
  oid: 1,
  name,
  label: name,
  castName: name,
  equalitySchema: null,
  isBuiltIn: true,
  enumValues: null,
  element: null,
  delimiter: ",",
  base: null,
  ...more,
});

describe("arrayLiteral", () => {
  it.each([
    ["[]", "{}"],
    ['["1",null,"3"]', '{"1",NULL,"3"}'],
    [String.raw`["a,b","\"q\"","NULL","","\\"]`, String.raw`{"a,b","\"q\"","NULL","","\\"}`],
    [String.raw`["[\"1\",\"2\"]","[\"3\",null]"]`, '{{"1","2"},{"3",NULL}}'],
  ])("of %s is %s", (json, literal) => {
    expect(arrayLiteral(json, ",", true)).toBe(literal);
  });

  it.each(["", "abc", "{1,2}", "[1,2]", '["a"', "{}"])("passes on %j for the server to refuse", (text) => {
    expect(arrayLiteral(text, ",", false)).toBe(text);
  });

  it("is read back as the same array, whatever the elements hold", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: "binary" }))), (elements) => {
        const json = JSON.stringify(elements);
        expect(parseArrayLiteral(arrayLiteral(json, ",", false), ",", null)).toBe(json);
      }),
    );
  });
});

describe("inputOf", () => {
  it.each([
    ["timestamptz", "instant", "12026-01-02T03:04:05Z", "12026-01-02 03:04:05Z"],
    ["timestamp", "local-datetime", "0044-03-15T12:00:00 BC", "0044-03-15 12:00:00 BC"],
    ["timestamptz", "instant", "infinity", "infinity"],
    ["bytea", "bytes", "00ff", "\\x00ff"],
    ["text", "text", "2026-01-02T03:04:05", "2026-01-02T03:04:05"],
  ] as const)("of %s as %s sends %s as %s", (name, kind, text, sent) => {
    expect(inputOf(builtIn(name), kind).toServer(text)).toBe(sent);
  });

  it("assigns by the column's own type, so that nothing is cut, and compares by the base type", () => {
    const input = inputOf(builtIn("varchar", { castName: "character varying" }), "text");
    expect([input.assign("$1"), input.compare("$1")]).toEqual(["$1", "$1::character varying"]);
  });

  it("writes money as numeric, so that no locale has a say", () => {
    expect(inputOf(builtIn("money"), "decimal").assign("$1")).toBe("$1::pg_catalog.numeric::pg_catalog.money");
    const array = inputOf(builtIn("_money", { element: builtIn("money") }), "array");
    expect(array.assign("$1")).toBe("$1::pg_catalog.numeric[]::pg_catalog.money[]");
  });
});
