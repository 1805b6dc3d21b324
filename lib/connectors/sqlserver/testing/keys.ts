import type { KeyCase } from "../../conformance/fixture";

const one = (name: string, type: string, of: (n: string) => string): KeyCase => ({
  name,
  columns: [{ name: "id", type, of }],
});

const digits = (n: string): string => `CAST(${n} AS varchar(10))`;
const hashed = (n: string): string => `HASHBYTES('MD5', ${digits(n)})`;

/** Text with and without `-`, which SQL collations order otherwise in varchar than in nvarchar. */
const dashed = (n: string): string =>
  `CASE ${n} % 3 WHEN 0 THEN 'co-op' WHEN 1 THEN 'coop' ELSE 'co op' END + ${digits(n)}`;

/** Keys of every type that can be one. */
export const keyCases: readonly KeyCase[] = [
  one("int", "int", (n) => n),
  one("bigint beyond a double's digits", "bigint", (n) => `CAST(9007199254740993 AS bigint) - ${n}`),
  one(
    "decimal(38,10)",
    "decimal(38,10)",
    (n) => `CAST(1234567890123456789012345678.0123456789 AS decimal(38,10)) - ${n}`,
  ),
  one("money", "money", (n) => `CAST(${n} AS money) / 100`),
  one("float", "float", (n) => `SQRT(CAST(${n} AS float))`),
  one("real", "real", (n) => `CAST(CAST(${n} AS float) / 7 AS real)`),
  one("uniqueidentifier", "uniqueidentifier", (n) => `CAST(${hashed(n)} AS uniqueidentifier)`),
  one("binary(16)", "binary(16)", (n) => `CAST(${hashed(n)} AS binary(16))`),
  one("varbinary(20)", "varbinary(20)", hashed),
  one("date", "date", (n) => `DATEADD(day, ${n}, CAST('2001-02-03' AS date))`),
  one("time(7)", "time(7)", (n) => `DATEADD(nanosecond, ${n} * 100, CAST('12:00:00' AS time(7)))`),
  one(
    "datetime2(7)",
    "datetime2(7)",
    (n) => `DATEADD(nanosecond, ${n} * 100, CAST('2026-01-02T03:04:05' AS datetime2(7)))`,
  ),
  one("datetime", "datetime", (n) => `DATEADD(millisecond, ${n} * 10, CAST('2026-01-02T03:04:05' AS datetime))`),
  one("smalldatetime", "smalldatetime", (n) => `DATEADD(minute, ${n}, CAST('2026-01-02T03:04:00' AS smalldatetime))`),
  one(
    "datetimeoffset(7) with many offsets",
    "datetimeoffset(7)",
    (n) =>
      `SWITCHOFFSET(DATEADD(nanosecond, ${n} * 100, CAST('2026-01-02T03:04:05+00:00' AS datetimeoffset(7))), ${n} % 600)`,
  ),
  one("varchar under SQL_Latin1 with -", "varchar(20) COLLATE SQL_Latin1_General_CP1_CI_AS", dashed),
  one("nvarchar with -", "nvarchar(20) COLLATE Latin1_General_CI_AS", dashed),
  one(
    "varchar that differs in case alone",
    "varchar(20) COLLATE Latin1_General_CS_AS",
    (n) => `CASE ${n} % 2 WHEN 0 THEN 'A' ELSE 'a' END + CAST((${n} + 1) / 2 AS varchar(10))`,
  ),
  one("nvarchar in binary order", "nvarchar(20) COLLATE Latin1_General_BIN2", (n) => `N'名' + ${digits(n)}`),
  one("nvarchar with trailing blanks", "nvarchar(20)", (n) => `${digits(n)} + ' '`),
  one("char(10)", "char(10)", digits),
  {
    name: "composite, the first columns repeating",
    columns: [
      { name: "tenant", type: "tinyint", of: (n) => `${n} % 3` },
      { name: "is open", type: "bit", of: (n) => `${n} % 2` },
      { name: "Order No", type: "varchar(20)", of: (n) => `'no-' + ${digits(n)}` },
    ],
  },
  {
    name: "composite of text and time",
    columns: [
      {
        name: "word",
        type: "nvarchar(20)",
        of: (n) => `CASE ${n} % 4 WHEN 0 THEN N'ä' WHEN 1 THEN N'a' WHEN 2 THEN N'-b' ELSE N'b' END`,
      },
      { name: "at", type: "datetime2(3)", of: (n) => `DATEADD(second, ${n}, CAST('2026-01-02' AS datetime2(3)))` },
    ],
  },
  one("hierarchyid", "hierarchyid", (n) => `hierarchyid::Parse('/' + ${digits(n)} + '/')`),
];
