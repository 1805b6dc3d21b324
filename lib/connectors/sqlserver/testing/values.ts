import type { ValueCase } from "../../conformance/fixture";

const longText = "x".repeat(10_000);

/** Every type of SQL Server 2016 that a column may have, but rowversion, which takes no value. `alias` is a type made of varchar(10). */
export const valueCases = (alias: string): readonly ValueCase[] => [
  {
    type: "bigint",
    kind: "integer",
    values: [
      ["9223372036854775807", "9223372036854775807"],
      ["-9223372036854775808", "-9223372036854775808"],
    ],
  },
  {
    type: "int",
    kind: "integer",
    values: [
      ["-2147483648", "-2147483648"],
      ["0", "0"],
    ],
  },
  { type: "smallint", kind: "integer", values: [["-32768", "-32768"]] },
  { type: "tinyint", kind: "integer", values: [["255", "255"]] },
  {
    type: "bit",
    kind: "boolean",
    values: [
      ["1", "true"],
      ["0", "false"],
    ],
  },
  {
    type: "decimal(38,10)",
    kind: "decimal",
    values: [
      ["1234567890123456789012345678.0123456789", "1234567890123456789012345678.0123456789"],
      ["-0.0000000001", "-0.0000000001"],
      ["1.5", "1.5000000000"],
    ],
  },
  { type: "numeric(5,0)", kind: "decimal", values: [["99999", "99999"]] },
  {
    type: "money",
    kind: "decimal",
    values: [
      ["-922337203685477.5808", "-922337203685477.5808"],
      ["1234567.8", "1234567.8000"],
    ],
  },
  { type: "smallmoney", kind: "decimal", values: [["214748.3647", "214748.3647"]] },
  {
    type: "float",
    kind: "float",
    values: [
      ["0.1E0", "0.1"],
      ["1.7976931348623157E308", "1.7976931348623157e+308"],
      ["-123456789.123456789E0", "-123456789.12345679"],
    ],
  },
  {
    type: "real",
    kind: "float",
    values: [
      ["0.1E0", "0.1"],
      ["3.4E38", "3.4e+38"],
      ["16777216E0", "16777216"],
    ],
  },
  {
    type: "date",
    kind: "date",
    values: [
      ["'0001-01-01'", "0001-01-01"],
      ["'9999-12-31'", "9999-12-31"],
    ],
  },
  {
    type: "time(7)",
    kind: "time",
    values: [
      ["'23:59:59.9999999'", "23:59:59.9999999"],
      ["'03:04:05.1'", "03:04:05.1"],
      ["'00:00:00'", "00:00:00"],
    ],
  },
  { type: "time(0)", kind: "time", values: [["'03:04:05'", "03:04:05"]] },
  {
    type: "datetime2(7)",
    kind: "local-datetime",
    values: [
      ["'2026-01-02T03:04:05.1234567'", "2026-01-02T03:04:05.1234567"],
      ["'0001-01-01T00:00:00'", "0001-01-01T00:00:00"],
    ],
  },
  { type: "datetime2(0)", kind: "local-datetime", values: [["'9999-12-31T23:59:59'", "9999-12-31T23:59:59"]] },
  {
    type: "datetime",
    kind: "local-datetime",
    values: [
      ["'2026-01-02T03:04:05.997'", "2026-01-02T03:04:05.997"],
      ["'1753-01-01T00:00:00'", "1753-01-01T00:00:00"],
    ],
  },
  { type: "smalldatetime", kind: "local-datetime", values: [["'2026-01-02T03:04:00'", "2026-01-02T03:04:00"]] },
  {
    type: "datetimeoffset(7)",
    kind: "instant",
    values: [
      ["'2026-01-02T03:04:05.1234567+02:00'", "2026-01-02T01:04:05.1234567Z"],
      ["'2026-01-02T03:04:05-11:30'", "2026-01-02T14:34:05Z"],
    ],
  },
  {
    type: "uniqueidentifier",
    kind: "uuid",
    values: [["'0F8FAD5B-D9CB-469F-A165-70867728950E'", "0f8fad5b-d9cb-469f-a165-70867728950e"]],
  },
  {
    type: "char(5)",
    kind: "text",
    values: [
      ["'ab'", "ab"],
      ["' ab'", " ab"],
    ],
  },
  {
    type: "varchar(20)",
    kind: "text",
    values: [
      ["'a-b '", "a-b "],
      ["''", ""],
      ["'it''s'", "it's"],
    ],
  },
  { type: "varchar(20) COLLATE Cyrillic_General_CI_AS", kind: "text", values: [["N'Привет'", "Привет"]] },
  {
    type: "varchar(max)",
    kind: "text",
    values: [["REPLICATE(CAST('x' AS varchar(max)), 10000)", longText]],
  },
  { type: "nchar(5)", kind: "text", values: [["N'Gr'", "Gr"]] },
  { type: "nvarchar(50)", kind: "text", values: [["N'Größe 名前 🙂 '", "Größe 名前 🙂 "]] },
  {
    type: "nvarchar(max)",
    kind: "text",
    values: [
      ["REPLICATE(CAST(N'x' AS nvarchar(max)), 10000)", longText],
      ["N''", ""],
    ],
  },
  { type: "text", kind: "text", values: [["'old'", "old"]] },
  { type: "ntext", kind: "text", values: [["N'old 名'", "old 名"]] },
  { type: alias, kind: "text", values: [["'alias'", "alias"]] },
  { type: "sysname NULL", kind: "text", values: [["N'name'", "name"]] },
  { type: "xml", kind: "xml", values: [["N'<a b=\"1\">名</a>'", '<a b="1">名</a>']] },
  { type: "binary(4)", kind: "bytes", values: [["0x00FF", "00ff0000"]] },
  {
    type: "varbinary(16)",
    kind: "bytes",
    values: [
      ["0x00FF", "00ff"],
      ["0x", ""],
    ],
  },
  { type: "varbinary(256)", kind: "binary", values: [["0x00FF", null]] },
  { type: "varbinary(max)", kind: "binary", values: [["0x00FF", null]] },
  { type: "image", kind: "binary", values: [["0x00FF", null]] },
  { type: "hierarchyid", kind: "text", values: [["'/1/2/'", "/1/2/"]] },
  { type: "geometry", kind: "geometry", values: [["geometry::STGeomFromText('POINT (1 2)', 0)", "POINT (1 2)"]] },
  { type: "geography", kind: "geometry", values: [["geography::Point(1, 2, 4326)", "POINT (2 1)"]] },
  {
    type: "sql_variant",
    kind: "text",
    isWritable: false,
    values: [
      ["CAST(1 AS int)", "1"],
      ["CAST('2026-01-02T03:04:05.1230000' AS datetime2(7))", "2026-01-02T03:04:05.1230000"],
      ["CAST(0x00FF AS varbinary(4))", "00FF"],
      ["CAST(1.5 AS money)", "1.5000"],
      ["N'text'", "text"],
    ],
  },
];
