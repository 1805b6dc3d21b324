import type { KeyCase } from "../../conformance/fixture";

/** Unique keys of every type that can be one, in collations of every sort. */
export function keyCases(isMariaDb: boolean): readonly KeyCase[] {
  const column = (name: string, type: string, of: (n: string) => string) => ({ name, type, of });
  const mixed = (n: string) => `CONCAT(ELT(${n} % 6 + 1, 'a', 'Ä', '-c', 'd ', ' e', 'ß'), ${n})`;
  return [
    { name: "integer", columns: [column("id", "bigint", (n) => `9007199254740993 - ${n}`)] },
    { name: "unsigned integer", columns: [column("id", "bigint unsigned", (n) => `18446744073709551615 - ${n}`)] },
    { name: "negative integer", columns: [column("id", "smallint", (n) => `1250 - CAST(${n} AS SIGNED)`)] },
    {
      name: "composite, the first column repeating",
      columns: [
        column("tenant", "integer", (n) => `${n} % 3`),
        column("Order No ?", "varchar(20)", (n) => `CONCAT('no-', ${n})`),
      ],
    },
    {
      name: "composite of three",
      columns: [
        column("a", "integer", (n) => `${n} % 2`),
        column("b", "varchar(5)", (n) => `CONCAT('b', ${n} % 7)`),
        column("c", "datetime(3)", (n) => `TIMESTAMP('2026-01-01 00:00:00.001') + INTERVAL ${n} SECOND`),
      ],
    },
    {
      name: "text that holds upper and lower case equal",
      columns: [column("word", "varchar(50) COLLATE utf8mb4_unicode_ci", mixed)],
    },
    {
      name: "text by its bytes, upper and lower case apart",
      columns: [
        column("word", "varchar(50) COLLATE utf8mb4_bin", (n) => `CONCAT(ELT(${n} % 2 + 1, 'a', 'A'), ${n} DIV 2)`),
      ],
    },
    {
      name: "text whose trailing blanks count",
      columns: [
        column(
          "word",
          `varchar(50) COLLATE ${isMariaDb ? "utf8mb4_unicode_nopad_ci" : "utf8mb4_0900_ai_ci"}`,
          (n) => `CONCAT(HEX(${n} DIV 3), SPACE(${n} % 3))`,
        ),
      ],
    },
    {
      name: "text whose trailing blanks do not count",
      columns: [column("word", "varchar(50) COLLATE utf8mb4_general_ci", (n) => `CONCAT(HEX(${n}), SPACE(${n} % 3))`)],
    },
    {
      name: "text in latin1",
      columns: [column("word", "varchar(30) CHARACTER SET latin1 COLLATE latin1_swedish_ci", mixed)],
    },
    { name: "padded text", columns: [column("code", "char(8)", (n) => `HEX(${n})`)] },
    { name: "decimal", columns: [column("amount", "decimal(38,10)", (n) => `${n} / 7.0 - 100`)] },
    { name: "double", columns: [column("x", "double", (n) => `${n} / 3e0`)] },
    { name: "float", columns: [column("x", "float", (n) => `${n} + 0.1`)] },
    { name: "binary", columns: [column("digest", "binary(16)", (n) => `UNHEX(LEFT(SHA2(${n}, 256), 32))`)] },
    {
      name: "short binary",
      columns: [column("digest", "varbinary(20)", (n) => `UNHEX(LEFT(SHA2(${n}, 256), 6 + ${n} % 3 * 2))`)],
    },
    {
      name: "local time with microseconds",
      columns: [
        column("at", "datetime(6)", (n) => `TIMESTAMP('2026-03-29 00:59:59.999999') + INTERVAL ${n} MICROSECOND`),
      ],
    },
    {
      name: "instant with microseconds",
      columns: [
        column("at", "timestamp(6)", (n) => `TIMESTAMP('2026-10-25 00:59:59.999999') + INTERVAL ${n} MICROSECOND`),
      ],
    },
    {
      name: "date, zero and partial ones included",
      columns: [
        column(
          "day",
          "date",
          (n) => `CASE ${n} WHEN 1 THEN '0000-00-00' WHEN 2 THEN '2026-00-15' WHEN 3 THEN '2026-02-31'
            ELSE CAST(DATE('1999-12-31') + INTERVAL ${n} DAY AS CHAR) END`,
        ),
      ],
    },
    {
      name: "length of time, negative and beyond a day",
      columns: [column("t", "time", (n) => `SEC_TO_TIME((CAST(${n} AS SIGNED) - 1250) * 601)`)],
    },
    {
      name: "year and boolean",
      columns: [
        column("y", "year", (n) => `1901 + ${n} % 155`),
        column("b", "tinyint(1)", (n) => `${n} % 2`),
        column("n", "integer", (n) => n),
      ],
    },
    {
      name: "enum, set and bit",
      columns: [
        column("e", "enum('z','it''s','a')", (n) => `1 + ${n} % 3`),
        column("s", "set('x','y','10')", (n) => `${n} % 8`),
        column("b", "bit(16)", (n) => n),
      ],
    },
    ...(isMariaDb
      ? [
          { name: "uuid", columns: [column("id", "uuid", (n) => `INSERT(INSERT(MD5(${n}), 13, 1, '4'), 17, 1, '8')`)] },
          { name: "address", columns: [column("id", "inet6", (n) => `CONCAT('2001:db8::', HEX(${n}))`)] },
        ]
      : []),
  ];
}
