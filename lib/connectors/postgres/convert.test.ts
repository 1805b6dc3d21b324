import { describe, expect, it } from "vitest";
import {
  conversionOf,
  parseArrayLiteral,
  parseBlankPadded,
  parseFloatText,
  parseInstant,
  parseLocalDatetime,
} from "./convert";
import type { NativeType } from "./native-type";

const builtIn = (name: string, more: Partial<NativeType> = {}): NativeType => ({
  oid: 1,
  name,
  label: name,
  castName: name,
  equalitySchema: "pg_catalog",
  isBuiltIn: true,
  enumValues: null,
  element: null,
  delimiter: ",",
  base: null,
  ...more,
});

describe("kinds", () => {
  it.each([
    ["int2", "integer"],
    ["int8", "integer"],
    ["oid", "integer"],
    ["numeric", "decimal"],
    ["money", "decimal"],
    ["float4", "float"],
    ["bool", "boolean"],
    ["text", "text"],
    ["bpchar", "text"],
    ["name", "text"],
    ["timestamptz", "instant"],
    ["timestamp", "local-datetime"],
    ["date", "date"],
    ["time", "time"],
    ["timetz", "text"],
    ["interval", "interval"],
    ["uuid", "uuid"],
    ["jsonb", "json"],
    ["xml", "xml"],
    ["bytea", "binary"],
    ["polygon", "geometry"],
    ["int4range", "text"],
    ["inet", "text"],
    ["bit", "text"],
    ["tsvector", "text"],
  ])("%s is %s", (name, kind) => {
    expect(conversionOf(builtIn(name)).kind).toBe(kind);
  });

  it("knows types of extensions by name, and everything else by its text form", () => {
    expect(conversionOf(builtIn("geometry", { isBuiltIn: false })).kind).toBe("geometry");
    expect(conversionOf(builtIn("citext", { isBuiltIn: false })).kind).toBe("text");
    expect(conversionOf(builtIn("hstore", { isBuiltIn: false })).kind).toBe("text");
  });

  it("does not take a type of one's own named like a built-in one for it", () => {
    const own = conversionOf(builtIn("bool", { isBuiltIn: false }));
    expect(own).toMatchObject({ kind: "text", parse: null });
  });

  it("follows domains to their base, and arrays to their elements", () => {
    const flag = builtIn("flag", { isBuiltIn: false, base: { type: builtIn("bool"), typmod: -1, isNotNull: false } });
    expect(conversionOf(flag).kind).toBe("boolean");
    const flags = conversionOf(builtIn("_flag", { isBuiltIn: false, element: flag }));
    expect(flags.kind).toBe("array");
    expect(flags.parse?.("{t,f,NULL}")).toBe('["true","false",null]');
    expect(conversionOf(builtIn("mood", { isBuiltIn: false, enumValues: ["sad"] })).kind).toBe("enum");
  });

  it("never fetches binary values, nor arrays of them", () => {
    expect(conversionOf(builtIn("bytea")).select('r."x"')).toBe("NULL::pg_catalog.text");
    expect(conversionOf(builtIn("_bytea", { element: builtIn("bytea") }))).toMatchObject({ kind: "binary" });
  });

  it("reads money as numeric, so that no locale has a say", () => {
    expect(conversionOf(builtIn("money")).select('r."x"')).toBe('r."x"::pg_catalog.numeric');
    expect(conversionOf(builtIn("_money", { element: builtIn("money") })).select("x")).toBe("x::pg_catalog.numeric[]");
  });
});

describe("text forms", () => {
  it.each([
    ["2026-01-02 03:04:05.123456+00", "2026-01-02T03:04:05.123456Z"],
    ["2026-01-02 03:04:05+00", "2026-01-02T03:04:05Z"],
    ["12026-01-02 03:04:05+00", "12026-01-02T03:04:05Z"],
    ["0044-03-15 12:00:00+00 BC", "0044-03-15T12:00:00Z BC"],
    ["infinity", "infinity"],
    ["-infinity", "-infinity"],
  ])("instant %s is %s", (raw, text) => {
    expect(parseInstant(raw)).toBe(text);
  });

  it.each([
    ["2026-01-02 03:04:05.1", "2026-01-02T03:04:05.1"],
    ["12026-01-02 03:04:05", "12026-01-02T03:04:05"],
    ["0044-03-15 12:00:00 BC", "0044-03-15T12:00:00 BC"],
    ["infinity", "infinity"],
  ])("local date and time %s is %s", (raw, text) => {
    expect(parseLocalDatetime(raw)).toBe(text);
  });

  it.each([
    ["0.1", "0.1"],
    ["1e-07", "1e-7"],
    ["1e+15", "1000000000000000"],
    ["1.7976931348623157e+308", "1.7976931348623157e+308"],
    ["5e-324", "5e-324"],
    ["NaN", "NaN"],
    ["-Infinity", "-Infinity"],
  ])("float %s is %s", (raw, text) => {
    expect(parseFloatText(raw)).toBe(text);
    expect(Number(text)).toBe(Number(raw));
  });

  it.each([
    ["ab   ", "ab"],
    ["  ab", "  ab"],
    ["   ", ""],
    ["ab\t", "ab\t"],
    ["ab", "ab"],
  ])("padded %j is %j", (raw, text) => {
    expect(parseBlankPadded(raw)).toBe(text);
  });
});

describe("parseArrayLiteral", () => {
  it.each([
    ["{}", "[]"],
    ["{1,2,NULL}", '["1","2",null]'],
    ['{"NULL","",null}', '["NULL","","null"]'],
    [String.raw`{"a \"b\" \\c","d,e","{f}"}`, String.raw`["a \"b\" \\c","d,e","{f}"]`],
    ["[0:1]={a,b}", '["a","b"]'],
    ["{{1,2},{3,NULL}}", String.raw`["[\"1\",\"2\"]","[\"3\",null]"]`],
    ['{"zwei\nZeilen",ä}', String.raw`["zwei\nZeilen","ä"]`],
  ])("%s is %s", (raw, json) => {
    expect(parseArrayLiteral(raw, ",", null)).toBe(json);
  });

  it("knows the delimiter of boxes", () => {
    expect(parseArrayLiteral("{(3,4),(1,2);(1,1),(0,0)}", ";", null)).toBe('["(3,4),(1,2)","(1,1),(0,0)"]');
  });

  it("ends on text that is cut off", () => {
    expect(parseArrayLiteral('{a,"b', ",", null)).toBe('["a","b"]');
  });
});
