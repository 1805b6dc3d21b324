import { describe, expect, it } from "vitest";
import type { ValueKind } from "@/lib/engine/types";
import { type ColumnType, columnTypeFromCells, maxLengthOf, nativeTypeOf, typeNameOf } from "./column-type";
import { conversionOf, parseReal, trimFraction } from "./convert";

const latin = "SQL_Latin1_General_CP1_CI_AS";
const typed = (name: string, more: Partial<ColumnType> = {}): ColumnType => ({
  name,
  maxLength: 8,
  precision: 0,
  scale: 0,
  collation: null,
  ...more,
});

interface Case {
  readonly type: ColumnType;
  readonly native: string;
  readonly kind: ValueKind;
  /** Selected, for the column `c`. */
  readonly select: string;
  /** What the session delivers for it, and what we deliver. */
  readonly cells?: readonly (readonly [sent: string, delivered: string])[];
  /** A parameter `@p` compared with the column; null for a column without comparison. */
  readonly compare: string | null;
  /** Where it differs from `compare`. */
  readonly store?: string | null;
}

const nothing = "CAST(NULL AS nvarchar(1))";
const text = (name: string, maxLength: number): ColumnType => typed(name, { maxLength, collation: latin });

const cases: readonly Case[] = [
  ...["bigint", "int", "smallint", "tinyint"].map(
    (name): Case => ({
      type: typed(name),
      native: name,
      kind: "integer",
      select: "c",
      cells: [["-9223372036854775808", "-9223372036854775808"]],
      compare: `CAST(@p AS ${name})`,
    }),
  ),
  {
    type: typed("bit"),
    native: "bit",
    kind: "boolean",
    select: "c",
    cells: [["true", "true"]],
    compare: "CAST(@p AS bit)",
  },
  ...["decimal", "numeric"].map(
    (name): Case => ({
      type: typed(name, { precision: 38, scale: 10 }),
      native: `${name}(38,10)`,
      kind: "decimal",
      select: "CONVERT(varchar(50), c)",
      cells: [["1234567890123456789012345678.0123456789", "1234567890123456789012345678.0123456789"]],
      compare: `CAST(@p AS ${name}(38, 10))`,
    }),
  ),
  ...["money", "smallmoney"].map(
    (name): Case => ({
      type: typed(name),
      native: name,
      kind: "decimal",
      select: "CONVERT(varchar(50), c, 2)",
      cells: [["-922337203685477.5808", "-922337203685477.5808"]],
      compare: `CAST(@p AS ${name})`,
    }),
  ),
  {
    type: typed("float"),
    native: "float",
    kind: "float",
    select: "c",
    cells: [["0.1", "0.1"]],
    compare: "CAST(@p AS float)",
  },
  {
    type: typed("real"),
    native: "real",
    kind: "float",
    select: "c",
    cells: [
      ["0.10000000149011612", "0.1"],
      ["3.4028234663852886e+38", "3.4028235e+38"],
      ["16777216", "16777216"],
      ["0", "0"],
    ],
    compare: "CAST(@p AS real)",
  },
  {
    type: typed("date"),
    native: "date",
    kind: "date",
    select: "CONVERT(varchar(10), c, 23)",
    cells: [["0001-01-01", "0001-01-01"]],
    compare: "CAST(@p AS date)",
  },
  {
    type: typed("time", { scale: 7 }),
    native: "time(7)",
    kind: "time",
    select: "CONVERT(varchar(16), c)",
    cells: [
      ["23:59:59.9999999", "23:59:59.9999999"],
      ["03:04:05.1000000", "03:04:05.1"],
      ["00:00:00.0000000", "00:00:00"],
    ],
    compare: "CAST(@p AS time(7))",
  },
  {
    type: typed("datetime2", { scale: 7 }),
    native: "datetime2(7)",
    kind: "local-datetime",
    select: "CONVERT(varchar(27), c, 126)",
    cells: [
      ["9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.9999999"],
      ["2026-01-02T03:04:00.0000000", "2026-01-02T03:04:00"],
      ["2026-01-02T03:04:10", "2026-01-02T03:04:10"],
    ],
    compare: "CAST(@p AS datetime2(7))",
  },
  ...["datetime", "smalldatetime"].map(
    (name): Case => ({
      type: typed(name),
      native: name,
      kind: "local-datetime",
      select: "CONVERT(varchar(27), c, 126)",
      cells: [["2026-01-02T03:04:05.997", "2026-01-02T03:04:05.997"]],
      compare: `CAST(CAST(@p AS datetime2(7)) AS ${name})`,
    }),
  ),
  {
    type: typed("datetimeoffset", { scale: 3 }),
    native: "datetimeoffset(3)",
    kind: "instant",
    select: "CONVERT(varchar(27), CONVERT(datetime2(7), SWITCHOFFSET(c, '+00:00')), 126)",
    cells: [
      ["2026-01-02T03:04:05.1230000", "2026-01-02T03:04:05.123Z"],
      ["2026-01-02T03:04:05", "2026-01-02T03:04:05Z"],
    ],
    compare: "CAST(@p AS datetimeoffset(3))",
  },
  {
    type: typed("uniqueidentifier"),
    native: "uniqueidentifier",
    kind: "uuid",
    select: "c",
    cells: [["0F8FAD5B-D9CB-469F-A165-70867728950E", "0f8fad5b-d9cb-469f-a165-70867728950e"]],
    compare: "CAST(@p AS uniqueidentifier)",
  },
  {
    type: text("varchar", 20),
    native: "varchar(20)",
    kind: "text",
    select: "CONVERT(nvarchar(4000), c)",
    cells: [["a-b ", "a-b "]],
    compare: `CAST(@p COLLATE ${latin} AS varchar(8000))`,
    store: `CAST(@p COLLATE ${latin} AS varchar(max))`,
  },
  {
    type: text("varchar", 8_000),
    native: "varchar(8000)",
    kind: "text",
    select: "CONVERT(nvarchar(max), c)",
    compare: `CAST(@p COLLATE ${latin} AS varchar(8000))`,
    store: `CAST(@p COLLATE ${latin} AS varchar(max))`,
  },
  {
    type: text("varchar", -1),
    native: "varchar(max)",
    kind: "text",
    select: "CONVERT(nvarchar(max), c)",
    compare: `CAST(@p COLLATE ${latin} AS varchar(max))`,
  },
  {
    type: text("char", 5),
    native: "char(5)",
    kind: "text",
    select: "CONVERT(nvarchar(4000), c)",
    cells: [
      ["ab   ", "ab"],
      ["     ", ""],
    ],
    compare: `CAST(@p COLLATE ${latin} AS varchar(8000))`,
    store: `CAST(@p COLLATE ${latin} AS varchar(max))`,
  },
  {
    type: text("nvarchar", 100),
    native: "nvarchar(50)",
    kind: "text",
    select: "c",
    cells: [[" Größe 🙂 ", " Größe 🙂 "]],
    compare: `CAST(@p COLLATE ${latin} AS nvarchar(4000))`,
    store: `CAST(@p COLLATE ${latin} AS nvarchar(max))`,
  },
  {
    type: text("nchar", 10),
    native: "nchar(5)",
    kind: "text",
    select: "c",
    cells: [["ab   ", "ab"]],
    compare: `CAST(@p COLLATE ${latin} AS nvarchar(4000))`,
    store: `CAST(@p COLLATE ${latin} AS nvarchar(max))`,
  },
  {
    type: text("text", 16),
    native: "text",
    kind: "text",
    select: "CONVERT(nvarchar(max), c)",
    compare: null,
    store: `CAST(@p COLLATE ${latin} AS varchar(max))`,
  },
  {
    type: text("ntext", 16),
    native: "ntext",
    kind: "text",
    select: "CONVERT(nvarchar(max), c)",
    compare: null,
    store: `CAST(@p COLLATE ${latin} AS nvarchar(max))`,
  },
  {
    type: typed("xml", { maxLength: -1 }),
    native: "xml",
    kind: "xml",
    select: "CONVERT(nvarchar(max), c)",
    compare: null,
    store: "CAST(@p AS xml)",
  },
  {
    type: typed("binary", { maxLength: 16 }),
    native: "binary(16)",
    kind: "bytes",
    select: "c",
    cells: [["00ff", "00ff"]],
    compare: "CONVERT(varbinary(8000), @p, 2)",
  },
  {
    type: typed("varbinary", { maxLength: 255 }),
    native: "varbinary(255)",
    kind: "bytes",
    select: "c",
    compare: "CONVERT(varbinary(8000), @p, 2)",
  },
  {
    type: typed("varbinary", { maxLength: 256 }),
    native: "varbinary(256)",
    kind: "binary",
    select: nothing,
    compare: null,
  },
  {
    type: typed("varbinary", { maxLength: -1 }),
    native: "varbinary(max)",
    kind: "binary",
    select: nothing,
    compare: null,
  },
  { type: typed("image"), native: "image", kind: "binary", select: nothing, compare: null },
  {
    type: typed("timestamp"),
    native: "rowversion",
    kind: "bytes",
    select: "c",
    compare: "CONVERT(binary(8), @p, 2)",
    store: null,
  },
  {
    type: typed("geometry"),
    native: "geometry",
    kind: "geometry",
    select: "CONVERT(nvarchar(max), c.ToString())",
    compare: null,
  },
  {
    type: typed("geography"),
    native: "geography",
    kind: "geometry",
    select: "CONVERT(nvarchar(max), c.ToString())",
    compare: null,
  },
  {
    type: typed("hierarchyid"),
    native: "hierarchyid",
    kind: "text",
    select: "CONVERT(nvarchar(4000), c.ToString())",
    compare: "hierarchyid::Parse(@p)",
  },
  {
    type: typed("complex"),
    native: "complex",
    kind: "unknown",
    select: "CONVERT(nvarchar(max), c.ToString())",
    compare: null,
  },
];

describe("conversion", () => {
  it.each(cases)("of $native to $kind and back", ({ type, native, kind, select, cells = [], compare, store }) => {
    const conversion = conversionOf(type);
    expect(nativeTypeOf(type)).toBe(native);
    expect(conversion.kind).toBe(kind);
    expect(conversion.select("c")).toBe(select);
    expect(conversion.compare?.("@p") ?? null).toBe(compare);
    expect(conversion.store?.("@p") ?? null).toBe(store === undefined ? compare : store);
    for (const [sent, delivered] of cells) expect(conversion.parse?.(sent) ?? sent).toBe(delivered);
  });

  it("P19, P20: no decimal, money or bigint passes through a double", () => {
    const exact = cases.filter(({ kind }) => kind === "decimal");
    expect(exact).toHaveLength(4);
    for (const { type } of exact) expect(conversionOf(type).select("c")).toMatch(/^CONVERT\(varchar/);
  });

  it("binds booleans and instants as every server takes them", () => {
    const { bound } = conversionOf(typed("bit"));
    expect([bound("true"), bound("false")]).toEqual(["1", "0"]);
    expect(conversionOf(typed("datetimeoffset")).bound("2026-01-02T03:04:05Z")).toBe("2026-01-02T03:04:05+00:00");
  });

  it("writes a variant by its inner type, and never takes one", () => {
    const variant = conversionOf(typed("sql_variant"));
    expect(variant).toMatchObject({ kind: "text", compare: null, store: null });
    expect(variant.select("c")).toMatch(/^CASE .*SQL_VARIANT_PROPERTY\(c, 'BaseType'\).* END$/);
  });

  it.each([
    ["1.1754943508222875e-38", "1.1754944e-38"],
    ["-123456.7890625", "-123456.79"],
    ["16777215", "16777215"],
  ])("gives a real its shortest text: %s", (wide, short) => {
    expect(parseReal(wide)).toBe(short);
    expect(Math.fround(Number(short))).toBe(Number(wide));
  });

  it.each([
    ["10", "10"],
    ["10:00:00", "10:00:00"],
    ["10:00:00.0500", "10:00:00.05"],
  ])("cuts only zeros of a fraction: %s", (raw, cut) => {
    expect(trimFraction(raw)).toBe(cut);
  });
});

describe("a column's type", () => {
  it("comes from the catalog with aliases resolved, and may be hidden", () => {
    expect(columnTypeFromCells(["sysname", "256", "0", "0", latin])).toEqual(text("nvarchar", 256));
    const hidden = columnTypeFromCells([null, "-1", "0", "0", null]);
    expect([typeNameOf(hidden), conversionOf(hidden).kind]).toEqual(["unknown", "unknown"]);
  });

  it("has a length in characters where it has one", () => {
    expect([text("nvarchar", 100), text("varchar", 20), text("varchar", -1), typed("int")].map(maxLengthOf)).toEqual([
      50,
      20,
      null,
      null,
    ]);
  });
});
