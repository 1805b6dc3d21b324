import type { ValueCase } from "../../conformance/fixture";

export const valueCases: readonly ValueCase[] = [
  {
    type: "smallint",
    kind: "integer",
    values: [
      ["-32768", "-32768"],
      ["0", "0"],
    ],
  },
  { type: "bigint", kind: "integer", values: [["9223372036854775807", "9223372036854775807"]] },
  { type: "oid", kind: "integer", values: [["4294967295", "4294967295"]] },
  {
    type: "numeric",
    kind: "decimal",
    values: [
      ["12345678901234567890.12345678901234567890", "12345678901234567890.12345678901234567890"],
      ["'NaN'", "NaN"],
      ["1.2300", "1.2300"],
    ],
  },
  { type: "numeric(38,10)", kind: "decimal", values: [["-0.0000000001", "-0.0000000001"]] },
  { type: "money", kind: "decimal", values: [["'-1234567.89'", "-1234567.89"]] },
  {
    type: "real",
    kind: "float",
    values: [
      ["0.1", "0.1"],
      ["1e-7", "1e-7"],
    ],
  },
  {
    type: "double precision",
    kind: "float",
    values: [
      ["0.1", "0.1"],
      ["1e20", "100000000000000000000"],
      ["5e-324", "5e-324"],
      ["'NaN'", "NaN"],
      ["'-Infinity'", "-Infinity"],
    ],
  },
  {
    type: "boolean",
    kind: "boolean",
    values: [
      ["true", "true"],
      ["false", "false"],
    ],
  },
  {
    type: "text",
    kind: "text",
    values: [
      ["''", ""],
      ["E' tab\\t, line\\n, \\\\ and 🙂 '", " tab\t, line\n, \\ and 🙂 "],
    ],
  },
  { type: "varchar(5)", kind: "text", values: [["'ab  '", "ab  "]] },
  { type: "character(5)", kind: "text", values: [["'ab'", "ab"]] },
  { type: "public.citext", kind: "text", values: [["'MiXed'", "MiXed"]] },
  { type: "name", kind: "text", values: [["'n'", "n"]] },
  {
    type: "timestamptz",
    kind: "instant",
    values: [
      ["'2026-01-02 08:49:05.123456+05:45'", "2026-01-02T03:04:05.123456Z"],
      ["'2026-01-02 03:04:05+00'", "2026-01-02T03:04:05Z"],
      ["'infinity'", "infinity"],
      ["'0044-03-15 12:00:00+00 BC'", "0044-03-15T12:00:00Z BC"],
    ],
  },
  {
    type: "timestamp",
    kind: "local-datetime",
    values: [
      ["'2026-03-29 02:30:00.5'", "2026-03-29T02:30:00.5"],
      ["'-infinity'", "-infinity"],
      ["'12026-01-01'", "12026-01-01T00:00:00"],
    ],
  },
  {
    type: "date",
    kind: "date",
    values: [
      ["'2026-02-28'", "2026-02-28"],
      ["'0044-03-15 BC'", "0044-03-15 BC"],
      ["'infinity'", "infinity"],
    ],
  },
  {
    type: "time",
    kind: "time",
    values: [
      ["'23:59:59.999999'", "23:59:59.999999"],
      ["'24:00'", "24:00:00"],
    ],
  },
  { type: "timetz", kind: "text", values: [["'04:05:06+02'", "04:05:06+02"]] },
  {
    type: "interval",
    kind: "interval",
    values: [
      ["'1 year -2 days 3:04:05.6'", "P1Y-2DT3H4M5.6S"],
      ["'0'", "PT0S"],
    ],
  },
  {
    type: "uuid",
    kind: "uuid",
    values: [["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]],
  },
  {
    type: "json",
    kind: "json",
    values: [
      ['\'{"b":1,  "a":1.10}\'', '{"b":1,  "a":1.10}'],
      ["'null'", "null"],
    ],
  },
  { type: "jsonb", kind: "json", values: [['\'{"b":1,"a":1.10}\'', '{"a": 1.10, "b": 1}']] },
  {
    type: "integer[]",
    kind: "array",
    values: [
      ["'{1,NULL,3}'", '["1",null,"3"]'],
      ["'{}'", "[]"],
    ],
  },
  {
    type: "text[]",
    kind: "array",
    values: [["ARRAY['a,b','\"q\"','NULL','']", String.raw`["a,b","\"q\"","NULL",""]`]],
  },
  { type: "timestamptz[]", kind: "array", values: [["'{2026-01-02 03:04:05+00}'", '["2026-01-02T03:04:05Z"]']] },
  { type: "money[]", kind: "array", values: [["'{1.5}'", '["1.50"]']] },
  { type: "box[]", kind: "array", values: [["'{(3,4),(1,2);(1,1),(0,0)}'", '["(3,4),(1,2)","(1,1),(0,0)"]']] },
  { type: "mood", kind: "enum", values: [["'it''s ok'", "it's ok"]] },
  { type: "mood[]", kind: "array", values: [["'{sad,\"it''s ok\"}'", `["sad","it's ok"]`]] },
  { type: "positive", kind: "integer", values: [["7", "7"]] },
  { type: "flags", kind: "array", values: [["'{t,f}'", '["true","false"]']] },
  { type: "bytea", kind: "binary", values: [["'\\xff00'", null]] },
  { type: "bytea[]", kind: "binary", values: [["ARRAY['\\xff'::bytea]", null]] },
  { type: "point", kind: "geometry", values: [["'(1.5,2)'", "(1.5,2)"]] },
  { type: "polygon", kind: "geometry", values: [["'((0,0),(1,1),(1,0))'", "((0,0),(1,1),(1,0))"]] },
  { type: "int4range", kind: "text", values: [["'[1,5]'", "[1,6)"]] },
  { type: "inet", kind: "text", values: [["'192.168.1.1/24'", "192.168.1.1/24"]] },
  { type: "macaddr", kind: "text", values: [["'08:00:2b:01:02:03'", "08:00:2b:01:02:03"]] },
  { type: "bit(3)", kind: "text", values: [["B'101'", "101"]] },
  { type: "tsvector", kind: "text", values: [["'a:1 b:2'", "'a':1 'b':2"]] },
  { type: "pair", kind: "text", values: [["ROW(1, 'x y')", '(1,"x y")']] },
];
