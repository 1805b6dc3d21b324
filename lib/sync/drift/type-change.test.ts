import { describe, expect, it } from "vitest";
import type { ColumnFacts } from "./structure";
import { type TypeChange, typeChange } from "./type-change";

/** `varchar(20)` as a column of this kind. */
function typed(kind: string, nativeType: string): ColumnFacts {
  const [, dataType = "", numbers] = /^([^(]*?)(?:\(([^)]*)\))?(?: unsigned)?$/.exec(nativeType) ?? [];
  const [first, second] =
    kind === "enum"
      ? []
      : (numbers ?? "").split(",").map((text) => (text === "" || text === "max" ? null : Number(text)));
  return {
    name: "c",
    ordinal: 1,
    dataType,
    nativeType,
    kind,
    maxLength: kind === "text" || kind === "bytes" ? (first ?? null) : null,
    precision: kind === "text" || kind === "bytes" ? null : (first ?? null),
    scale: second ?? (kind === "decimal" && first ? 0 : null),
    isNullable: true,
    isIdentity: false,
    isGenerated: false,
    defaultValue: null,
    collation: null,
    enumValues: kind === "enum" ? (numbers ?? "").split(",") : null,
  };
}

describe("a type", () => {
  it.each<[string, string, string, TypeChange]>([
    ["integer", "integer", "integer", "same"],
    ["integer", "smallint", "integer", "widened"],
    ["integer", "bigint", "integer", "narrowed"],
    ["integer", "int", "bigint", "widened"],
    ["integer", "int", "int unsigned", "narrowed"],
    ["integer", "int unsigned", "bigint", "widened"],
    ["integer", "bigint unsigned", "bigint", "narrowed"],
    // MySQL 8.0.19 dropped display widths, MariaDB keeps them.
    ["integer", "int(11)", "int", "same"],
    ["integer", "bigint(20) unsigned", "bigint unsigned", "same"],
    ["integer", "int(11)", "int(11) unsigned", "narrowed"],
    ["integer", "int(11)", "bigint(20)", "widened"],
    ["decimal", "decimal(10,2)", "numeric(10,2)", "same"],
    ["decimal", "decimal(10,2)", "numeric(12,2)", "widened"],
    ["decimal", "decimal(10,2)", "decimal(10,2) unsigned", "narrowed"],
    ["decimal", "decimal(10,2) unsigned", "decimal(10,2)", "widened"],
    ["decimal", "decimal(10,2) unsigned", "decimal(9,2)", "narrowed"],
    ["float", "double unsigned", "double", "widened"],
    ["decimal", "numeric(10,2)", "numeric(12,2)", "widened"],
    ["decimal", "numeric(10,2)", "numeric(10,4)", "narrowed"],
    ["decimal", "numeric(10,2)", "numeric(12,4)", "widened"],
    ["decimal", "numeric(10,2)", "numeric(10,1)", "narrowed"],
    ["decimal", "numeric(10,2)", "numeric", "widened"],
    ["decimal", "numeric", "numeric(10,2)", "narrowed"],
    ["decimal", "money", "decimal(19,4)", "retyped"],
    ["text", "varchar(20)", "varchar(40)", "widened"],
    ["text", "varchar(40)", "varchar(20)", "narrowed"],
    ["text", "varchar(20)", "text", "widened"],
    ["text", "text", "varchar(20)", "narrowed"],
    ["text", "varchar(20)", "nvarchar(20)", "widened"],
    ["text", "nvarchar(20)", "varchar(20)", "narrowed"],
    // A code page holds less than Unicode, whatever the length.
    ["text", "nvarchar(20)", "varchar(40)", "narrowed"],
    ["text", "nvarchar(max)", "varchar(max)", "narrowed"],
    ["text", "nvarchar(20)", "text", "narrowed"],
    ["text", "varchar(20)", "nvarchar(40)", "widened"],
    ["text", "char(2)", "varchar(20)", "retyped"],
    ["text", "char(2)", "char(4)", "retyped"],
    ["text", "text", "citext", "retyped"],
    ["enum", "climate(dry,wet)", "climate(dry,wet,cold)", "widened"],
    ["enum", "climate(dry,wet)", "climate(dry)", "narrowed"],
    ["enum", "climate(dry,wet)", "climate(wet,dry)", "same"],
    ["enum", "climate(dry,wet)", "weather(dry,wet)", "same"],
    ["float", "real", "double precision", "widened"],
    ["float", "double", "float", "narrowed"],
    ["local-datetime", "datetime2(3)", "datetime2(7)", "widened"],
    ["local-datetime", "datetime2(7)", "datetime2(3)", "narrowed"],
    ["local-datetime", "datetime", "datetime2(7)", "retyped"],
    ["bytes", "binary(8)", "binary(16)", "widened"],
  ])("%s: %s becoming %s is %s", (kind, before, after, expected) => {
    expect(typeChange(typed(kind, before), typed(kind, after))).toBe(expected);
  });

  it.each([
    ["integer", "integer", "text", "text"],
    ["local-datetime", "timestamp", "instant", "timestamptz"],
    ["text", "text", "binary", "bytea"],
  ])("of kind %s (%s) becoming %s (%s) is another one", (kind, type, otherKind, otherType) => {
    expect(typeChange(typed(kind, type), typed(otherKind, otherType))).toBe("retyped");
  });

  it("of the same name whose enum lost a value is narrowed", () => {
    const before = { ...typed("enum", "climate(dry,wet)"), nativeType: "climate" };
    expect(typeChange(before, { ...before, enumValues: ["dry"] })).toBe("narrowed");
  });
});
