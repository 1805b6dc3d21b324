import type { KeyCase } from "../../conformance/fixture";

export const keyCases: readonly KeyCase[] = [
  { name: "integer", columns: [{ name: "id", type: "bigint", of: (n) => `9007199254740993 - ${n}` }] },
  {
    name: "composite, the first column repeating",
    columns: [
      { name: "tenant", type: "integer", of: (n) => `${n} % 3` },
      { name: "Order No", type: "varchar(20)", of: (n) => `'no-' || ${n}` },
    ],
  },
  {
    name: "text in a language's order, upper and lower case and blanks included",
    columns: [
      {
        name: "word",
        type: 'text COLLATE "en-x-icu"',
        of: (n) => `(ARRAY['a','A','ä','-b','B ', ' b'])[${n} % 6 + 1] || ${n} / 6`,
      },
    ],
  },
  {
    name: "text in an order that holds upper and lower case equal",
    columns: [{ name: "word", type: "text COLLATE caseless", of: (n) => `chr(65 + ${n} % 2 * 32) || ${n}` }],
  },
  {
    name: "citext",
    columns: [{ name: "word", type: "public.citext", of: (n) => `chr(65 + ${n} % 2 * 32) || ${n}` }],
  },
  {
    name: "citext and integer",
    columns: [
      { name: "word", type: "public.citext", of: (n) => `chr(65 + ${n} % 5)` },
      { name: "n", type: "integer", of: (n) => n },
    ],
  },
  { name: "uuid", columns: [{ name: "id", type: "uuid", of: (n) => `md5(${n}::text)::uuid` }] },
  { name: "padded text", columns: [{ name: "code", type: "character(8)", of: (n) => `to_hex(${n})` }] },
  { name: "decimal", columns: [{ name: "amount", type: "numeric(38,10)", of: (n) => `${n} / 7.0` }] },
  { name: "double", columns: [{ name: "x", type: "double precision", of: (n) => `${n} / 3.0::float8` }] },
  { name: "money", columns: [{ name: "price", type: "money", of: (n) => `(${n} * 1.01)::numeric::money` }] },
  { name: "binary", columns: [{ name: "digest", type: "bytea", of: (n) => `decode(md5(${n}::text), 'hex')` }] },
  {
    name: "instant with microseconds, far past and infinity",
    columns: [
      {
        name: "at",
        type: "timestamptz",
        of: (n) =>
          `CASE ${n} WHEN 1 THEN 'infinity' WHEN 2 THEN '-infinity' WHEN 3 THEN '0044-03-15 12:00:00+00 BC'
               ELSE timestamptz '2026-03-29 00:59:59.999999+00' + ${n} * interval '1 microsecond' END`,
      },
    ],
  },
  {
    name: "boolean and date",
    columns: [
      { name: "flag", type: "boolean", of: (n) => `${n} % 2 = 0` },
      { name: "day", type: "date", of: (n) => `date '1999-12-31' + ${n}` },
    ],
  },
  {
    name: "enum and array",
    columns: [
      { name: "mood", type: "mood", of: (n) => `(ARRAY['sad','it''s ok','happy']::mood[])[${n} % 3 + 1]` },
      { name: "parts", type: "integer[]", of: (n) => `ARRAY[${n} / 10, ${n}]` },
    ],
  },
  { name: "domain", columns: [{ name: "id", type: "positive", of: (n) => n }] },
];
