import { describe, expect, it } from "vitest";
import type { ValueKind } from "@/lib/engine/types";
import { conversionOf, shortestFloat } from "./convert";
import { membersOf, type NativeType } from "./native-type";

function typeOf(full: string, length: number | null = null, isCheckedJson = false): NativeType {
  return { name: full.replace(/[ (].*$/s, ""), full, length, scale: null, isCheckedJson };
}

/** Every type of both servers: what is selected, and for one raw cell what is delivered. */
const table: readonly [type: NativeType, kind: ValueKind, select: string, raw: string, delivered: string][] = [
  [typeOf("tinyint(1)"), "boolean", "c", "1", "true"],
  [typeOf("tinyint(1)"), "boolean", "c", "0", "false"],
  [typeOf("tinyint(1)"), "boolean", "c", "2", "2"],
  [typeOf("tinyint(1)"), "boolean", "c", "-1", "-1"],
  [typeOf("tinyint(4)"), "integer", "c", "-128", "-128"],
  [typeOf("tinyint"), "integer", "c", "1", "1"],
  [typeOf("tinyint unsigned"), "integer", "c", "255", "255"],
  [typeOf("tinyint(3) unsigned zerofill"), "integer", "c", "7", "7"],
  [typeOf("smallint(6)"), "integer", "c", "-32768", "-32768"],
  [typeOf("mediumint(9)"), "integer", "c", "8388607", "8388607"],
  [typeOf("int"), "integer", "c", "-2147483648", "-2147483648"],
  [typeOf("bigint(20) unsigned"), "integer", "c", "18446744073709551615", "18446744073709551615"],
  [typeOf("year(4)"), "integer", "c", "2026", "2026"],
  [typeOf("bit(1)"), "boolean", "CAST(c AS UNSIGNED)", "1", "true"],
  [typeOf("bit(64)"), "integer", "CAST(c AS UNSIGNED)", "18446744073709551615", "18446744073709551615"],
  [typeOf("decimal(38,10)"), "decimal", "c", "-0.0000000001", "-0.0000000001"],
  [typeOf("decimal(8,2) unsigned zerofill"), "decimal", "c", "000012.50", "12.50"],
  [typeOf("decimal(8,2) unsigned zerofill"), "decimal", "c", "000000.50", "0.50"],
  [typeOf("float"), "float", "c", "0.10000000149011612", "0.1"],
  [typeOf("double"), "float", "c", "0.1", "0.1"],
  [typeOf("date"), "date", "CAST(c AS CHAR)", "2026-00-15", "2026-00-15"],
  [
    typeOf("datetime(6)"),
    "local-datetime",
    "CAST(c AS CHAR)",
    "2026-01-02 03:04:05.000001",
    "2026-01-02T03:04:05.000001",
  ],
  [typeOf("datetime"), "local-datetime", "CAST(c AS CHAR)", "0000-00-00 00:00:00", "0000-00-00T00:00:00"],
  [typeOf("timestamp"), "instant", "CAST(c AS CHAR)", "2026-01-02 03:04:05", "2026-01-02T03:04:05Z"],
  [typeOf("time(3)"), "time", "CAST(c AS CHAR)", "-838:59:59.000", "-838:59:59.000"],
  [typeOf("char(3)", 3), "text", "c", "a b", "a b"],
  [typeOf("varchar(20)", 20), "text", "c", "é", "é"],
  [typeOf("tinytext", 255), "text", "c", "x", "x"],
  [typeOf("text", 65_535), "text", "c", "x", "x"],
  [typeOf("mediumtext", 16_777_215), "text", "c", "x", "x"],
  [typeOf("longtext", 4_294_967_295), "text", "c", "{}", "{}"],
  [typeOf("longtext", 4_294_967_295, true), "json", "c", "{}", "{}"],
  [typeOf("json"), "json", "CAST(c AS CHAR)", "[1]", "[1]"],
  [typeOf("enum('a','b')", 1), "enum", "c", "b", "b"],
  [typeOf("set('a','b')", 3), "array", "c", "a,b", '["a","b"]'],
  [typeOf("set('a','b')", 3), "array", "c", "", "[]"],
  [typeOf("binary(16)", 16), "bytes", "LOWER(HEX(c))", "00ff", "00ff"],
  [typeOf("varbinary(255)", 255), "bytes", "LOWER(HEX(c))", "", ""],
  [
    typeOf("uuid"),
    "uuid",
    "CAST(c AS CHAR)",
    "123e4567-e89b-12d3-a456-426614174000",
    "123e4567-e89b-12d3-a456-426614174000",
  ],
  [typeOf("inet4"), "text", "CAST(c AS CHAR)", "10.0.0.1", "10.0.0.1"],
  [typeOf("inet6"), "text", "CAST(c AS CHAR)", "::1", "::1"],
  [typeOf("point"), "geometry", "ST_AsText(c)", "POINT(1 2)", "POINT(1 2)"],
  [typeOf("geomcollection"), "geometry", "ST_AsText(c)", "GEOMETRYCOLLECTION EMPTY", "GEOMETRYCOLLECTION EMPTY"],
  [typeOf("something new"), "unknown", "CAST(c AS CHAR)", "x", "x"],
];

describe("conversionOf", () => {
  it.each(table.map(([type, ...rest]) => [type.full, type, ...rest] as const))(
    "delivers %s",
    (_, type, kind, select, raw, delivered) => {
      const conversion = conversionOf(type);
      expect(conversion.kind).toBe(kind);
      expect(conversion.select("c")).toBe(select);
      expect(conversion.parse ? conversion.parse(raw) : raw).toBe(delivered);
    },
  );

  it.each(["varbinary(256)", "binary(0)x", "tinyblob", "blob", "mediumblob", "longblob", "vector(3)"])(
    "never delivers %s",
    (full) => {
      const conversion = conversionOf(typeOf(full, 256));
      expect([conversion.kind, conversion.select("c")]).toEqual(["binary", "NULL"]);
    },
  );
});

describe("shortestFloat", () => {
  it.each([0.1, 1e-7, 16777216, 3.4028235e38, 1.401298464324817e-45, -0.333, 123456.789, 1 / 3])(
    "keeps every bit of %s in the fewest digits",
    (number) => {
      const float = Math.fround(number);
      const text = shortestFloat(String(float));
      expect(Math.fround(Number(text))).toBe(float);
      expect(text.replace(/e.*$|\D/g, "").replace(/^0+/, "").length).toBeLessThanOrEqual(39);
    },
  );

  it.each([
    ["0.10000000149011612", "0.1"],
    ["0", "0"],
    ["1.0000000116860974e-7", "1e-7"],
    ["3.4028234663852886e+38", "3.4028235e+38"],
  ])("writes %s as %s", (raw, text) => expect(shortestFloat(raw)).toBe(text));
});

describe("membersOf", () => {
  it.each<[string, readonly string[] | null]>([
    ["enum('a','b')", ["a", "b"]],
    ["enum('it''s ok','a,b','(x)','')", ["it's ok", "a,b", "(x)", ""]],
    [String.raw`set('back\\slash','line\nbreak','quote"')`, ["back\\slash", "line\nbreak", 'quote"']],
    ["varchar(3)", null],
  ])("reads %s", (full, members) => expect(membersOf(typeOf(full))).toEqual(members));
});
