import { describe, expect, it } from "vitest";
import type { NativeType } from "./native-type";
import { type Misfit, type Parameter, parameterOf, storedExactly } from "./parameter";

function typeOf(full: string, more: Partial<NativeType> = {}): NativeType {
  return { name: full.replace(/[ (].*$/s, ""), full, length: null, scale: null, isCheckedJson: false, ...more };
}

const table: readonly [type: NativeType, text: string, expected: Parameter | Misfit][] = [
  [typeOf("int(11)"), "-12", { sql: "CAST(? AS SIGNED)", value: "-12" }],
  [typeOf("int(11)"), "1.5", "row-value-invalid"],
  [typeOf("int(11)"), "many", "row-value-invalid"],
  [typeOf("int(11)"), "", "row-value-invalid"],
  [typeOf("bigint"), "9223372036854775808", "row-out-of-range"],
  [
    typeOf("bigint unsigned"),
    "18446744073709551615",
    { sql: "CAST(CAST(? AS CHAR) AS UNSIGNED)", value: "18446744073709551615" },
  ],
  [typeOf("bigint unsigned"), "-1", "row-out-of-range"],
  [typeOf("tinyint(1)"), "true", { sql: "CAST(? AS SIGNED)", value: "1" }],
  [typeOf("tinyint(1)"), "false", { sql: "CAST(? AS SIGNED)", value: "0" }],
  [typeOf("tinyint(1)"), "2", { sql: "CAST(? AS SIGNED)", value: "2" }],
  [typeOf("bit(1)"), "true", { sql: "CAST(CAST(? AS CHAR) AS UNSIGNED)", value: "1" }],
  [typeOf("year(4)"), "0", { sql: "CAST(CAST(? AS CHAR) AS UNSIGNED)", value: "0" }],
  [
    typeOf("decimal(38,10)", { scale: 10 }),
    "1.2300000000000",
    { sql: "CAST(? AS DECIMAL(65,10))", value: "1.2300000000000" },
  ],
  [typeOf("decimal(10,2)", { scale: 2 }), "1.239", "row-out-of-range"],
  [typeOf("decimal(10,2)", { scale: 2 }), "1e3", "row-value-invalid"],
  [typeOf("float"), "0.1", { sql: "(? + 0e0)", value: "0.10000000149011612" }],
  [typeOf("float"), "1e39", "row-out-of-range"],
  [typeOf("double"), "5e-324", { sql: "(? + 0e0)", value: "5e-324" }],
  [typeOf("double"), "NaN", "row-value-invalid"],
  [typeOf("date"), "2026-01-02", { sql: "?", value: "2026-01-02" }],
  [typeOf("datetime(6)"), "2026-01-02T03:04:05.000001", { sql: "?", value: "2026-01-02 03:04:05.000001" }],
  [typeOf("timestamp"), "2026-01-02T03:04:05Z", { sql: "?", value: "2026-01-02 03:04:05" }],
  [typeOf("datetime"), "yesterday", { sql: "?", value: "yesterday" }],
  [typeOf("varchar(20)"), "it's ?", { sql: "?", value: "it's ?" }],
  [typeOf("binary(2)", { length: 2 }), "00fF", { sql: "UNHEX(?)", value: "00fF" }],
  [typeOf("binary(2)", { length: 2 }), "0", "row-value-invalid"],
  [typeOf("varbinary(300)", { length: 300 }), "00", "row-column-readonly"],
  [typeOf("blob"), "00", "row-column-readonly"],
  [typeOf("point"), "POINT(1 2)", "row-column-readonly"],
  [typeOf("enum('a','2')"), "2", { sql: "?", value: "2" }],
  [typeOf("enum('a','b')"), "2", "row-value-invalid"],
  [typeOf("enum('a','b')"), "c", { sql: "?", value: "c" }],
  [typeOf("set('a','b')"), '["a","b"]', { sql: "?", value: "a,b" }],
  [typeOf("set('a','b')"), "[]", { sql: "?", value: "" }],
  [typeOf("set('a','b')"), '["a,b"]', "row-value-invalid"],
  [typeOf("set('a','b')"), '["3"]', "row-value-invalid"],
  [typeOf("set('a','b')"), "a,b", "row-value-invalid"],
  [typeOf("set('a','b')"), '{"a":1}', "row-value-invalid"],
];

describe("parameterOf", () => {
  it.each(table.map(([type, text, expected]) => [text, type.full, expected, type] as const))(
    "tells %j to a column of type %s",
    (text, _, expected, type) => expect(parameterOf(type, text)).toEqual(expected),
  );
});

describe("storedExactly", () => {
  it.each([
    ["date", "2026-01-02", null],
    ["date", "2026-01-02T03:04:05", "row-value-invalid"],
    ["date", "yesterday-ish", "row-value-invalid"],
    ["datetime", "2026-01-02T03:04:05", null],
    ["datetime", "2026-01-02T03:04:05.000", null],
    ["datetime", "2026-01-02T03:04:05.5", "row-out-of-range"],
    ["datetime(3)", "2026-01-02T03:04:05.123", null],
    ["timestamp(3)", "2026-01-02T03:04:05.1234Z", "row-out-of-range"],
    ["timestamp(6)", "2026-01-02T03:04:05.123456Z", null],
    ["datetime", "2026-01-02", "row-value-invalid"],
    ["time", "-838:59:59", null],
    ["time", "1234", "row-value-invalid"],
    ["varchar(9)", "anything", null],
    ["json", '{"a": 1}', null],
    ["json", "{a}", "row-value-invalid"],
  ] as const)("a column of type %s given %j", (full, text, misfit) => {
    const parameter = { sql: "?", value: text };
    expect(storedExactly(typeOf(full), text, parameter)).toEqual(misfit ?? parameter);
  });
});
