import type { ValueCase } from "../../conformance/fixture";

const same = (literals: readonly string[]) => literals.map((literal) => [literal, literal] as const);
const quoted = (texts: readonly string[]) => texts.map((text) => [`'${text}'`, text] as const);

/** Every type of both servers, with values at its ends. */
export function valueCases(isMariaDb: boolean): readonly ValueCase[] {
  return [
    { type: "tinyint", kind: "integer", values: same(["-128", "127"]) },
    { type: "tinyint unsigned", kind: "integer", values: same(["255"]) },
    { type: "smallint", kind: "integer", values: same(["-32768", "0"]) },
    { type: "mediumint", kind: "integer", values: same(["-8388608"]) },
    { type: "int", kind: "integer", values: same(["-2147483648", "2147483647"]) },
    { type: "int(6) zerofill", kind: "integer", values: [["42", "42"]] },
    { type: "bigint", kind: "integer", values: same(["9223372036854775807", "-9223372036854775808"]) },
    { type: "bigint unsigned", kind: "integer", values: same(["18446744073709551615"]) },
    { type: "year", kind: "integer", values: same(["2026", "1901", "0"]) },
    {
      type: "bit(1)",
      kind: "boolean",
      values: [
        ["b'1'", "true"],
        ["b'0'", "false"],
      ],
    },
    {
      type: "bit(64)",
      kind: "integer",
      values: [
        ["18446744073709551615", "18446744073709551615"],
        ["b'101'", "5"],
      ],
    },
    {
      type: "tinyint(1)",
      kind: "boolean",
      values: [
        ["1", "true"],
        ["0", "false"],
        ["2", "2"],
        ["-1", "-1"],
      ],
    },
    {
      type: "boolean",
      kind: "boolean",
      values: [
        ["TRUE", "true"],
        ["FALSE", "false"],
      ],
    },
    {
      type: "decimal(65,30)",
      kind: "decimal",
      values: same([
        "12345678901234567890123456789012345.123456789012345678901234567890",
        "-0.000000000000000000000000000001",
      ]),
    },
    {
      type: "decimal(12,2)",
      kind: "decimal",
      values: [
        ["1.2", "1.20"],
        ["-1234567.89", "-1234567.89"],
      ],
    },
    {
      type: "decimal(8,2) unsigned zerofill",
      kind: "decimal",
      values: [
        ["12.5", "12.50"],
        ["0.5", "0.50"],
      ],
    },
    {
      type: "float",
      kind: "float",
      values: [
        ["0.1", "0.1"],
        ["1e-7", "1e-7"],
        ["16777216", "16777216"],
        ["3.4028235e38", "3.4028235e+38"],
        ["123456.789", "123456.79"],
      ],
    },
    {
      type: "double",
      kind: "float",
      values: [
        ["0.1", "0.1"],
        ["1e20", "100000000000000000000"],
        ["2.2250738585072014e-308", "2.2250738585072014e-308"],
        ["0.30000000000000004e0", "0.30000000000000004"],
      ],
    },
    { type: "date", kind: "date", values: quoted(["2026-03-29", "1000-01-01", "9999-12-31"]) },
    // P21: what is no date is delivered as it is written, neither NULL nor another day; the engine rejects its row.
    { type: "date", kind: "date", values: quoted(["0000-00-00", "2026-00-15", "2026-02-31"]), isWritable: false },
    { type: "datetime", kind: "local-datetime", values: [["'2026-03-29 02:30:00'", "2026-03-29T02:30:00"]] },
    {
      type: "datetime",
      kind: "local-datetime",
      values: [["'0000-00-00 00:00:00'", "0000-00-00T00:00:00"]],
      isWritable: false,
    },
    {
      type: "datetime(6)",
      kind: "local-datetime",
      values: [
        ["'2026-12-31 23:59:59.000001'", "2026-12-31T23:59:59.000001"],
        ["'1000-01-01 00:00:00'", "1000-01-01T00:00:00.000000"],
      ],
    },
    {
      type: "timestamp NULL",
      kind: "instant",
      values: [
        ["'2026-10-25 00:30:00'", "2026-10-25T00:30:00Z"],
        ["'1970-01-01 00:00:01'", "1970-01-01T00:00:01Z"],
      ],
    },
    {
      type: "timestamp NULL",
      kind: "instant",
      values: [["'0000-00-00 00:00:00'", "0000-00-00T00:00:00Z"]],
      isWritable: false,
    },
    { type: "timestamp(3) NULL", kind: "instant", values: [["'2026-01-02 03:04:05.5'", "2026-01-02T03:04:05.500Z"]] },
    { type: "time", kind: "time", values: quoted(["03:04:05", "-12:30:00", "838:59:59", "-838:59:59"]) },
    { type: "time(6)", kind: "time", values: quoted(["00:00:00.000001"]) },
    {
      type: "char(5)",
      kind: "text",
      values: [
        ["'ab   '", "ab"],
        ["'é名🙂'", "é名🙂"],
      ],
    },
    { type: "varchar(20)", kind: "text", values: quoted(["", "ab  ", "é名🙂", "line\nbreak"]) },
    { type: "varchar(20) CHARACTER SET latin1", kind: "text", values: quoted(["é€ÿ"]) },
    { type: "varchar(20) CHARACTER SET utf16", kind: "text", values: quoted(["名🙂"]) },
    { type: "varchar(20) CHARACTER SET cp1251", kind: "text", values: quoted(["Привет"]) },
    { type: "tinytext", kind: "text", values: quoted(["x"]) },
    { type: "text", kind: "text", values: quoted(["x y"]) },
    { type: "mediumtext", kind: "text", values: quoted(["x"]) },
    { type: "longtext", kind: "text", values: quoted(["x"]) },
    { type: "json", kind: "json", values: quoted(['{"a": [1, "é"]}', "null"]) },
    {
      type: "enum('sad','it''s ok','7')",
      kind: "enum",
      values: [
        ["'it''s ok'", "it's ok"],
        ["'7'", "7"],
        ["1", "sad"],
      ],
    },
    {
      type: "set('a','b c','ü')",
      kind: "array",
      values: [
        ["'a,ü'", '["a","ü"]'],
        ["''", "[]"],
      ],
    },
    { type: "binary(4)", kind: "bytes", values: [["X'00ff'", "00ff0000"]] },
    {
      type: "varbinary(255)",
      kind: "bytes",
      values: [
        ["X'00FF10'", "00ff10"],
        ["''", ""],
      ],
    },
    { type: "varbinary(256)", kind: "binary", values: [["X'00'", null]] },
    { type: "tinyblob", kind: "binary", values: [["X'00'", null]] },
    { type: "blob", kind: "binary", values: [["X'00'", null]] },
    { type: "longblob", kind: "binary", values: [["X'00'", null]] },
    { type: "point", kind: "geometry", values: [["ST_GeomFromText('POINT(1 2.5)')", "POINT(1 2.5)"]] },
    {
      type: "geometry",
      kind: "geometry",
      values: [["ST_GeomFromText('LINESTRING(0 0,1 1)')", "LINESTRING(0 0,1 1)"]],
    },
    ...(isMariaDb ? ofMariaDb : []),
  ];
}

const ofMariaDb: readonly ValueCase[] = [
  {
    type: "uuid",
    kind: "uuid",
    values: [["'123E4567-E89B-12D3-A456-426614174000'", "123e4567-e89b-12d3-a456-426614174000"]],
  },
  { type: "inet4", kind: "text", values: quoted(["10.0.0.1"]) },
  { type: "inet6", kind: "text", values: [["'2001:DB8::1'", "2001:db8::1"]] },
  { type: "longtext COMPRESSED", kind: "text", values: quoted(["compressed"]) },
];
