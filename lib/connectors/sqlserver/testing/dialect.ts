import type { ConnectorDialect, CursorCase } from "../../conformance/fixture";
import { quoteIdentifier } from "../names";
import { keyCases } from "./keys";
import { valueCases } from "./values";

const literal = (text: string): string => `N'${text.replaceAll("'", "''")}'`;

const cursor = (type: string, kind: CursorCase["kind"], now: string, zone = ""): CursorCase => ({
  type,
  kind,
  of: (n) => `DATEADD(day, ${n}, CAST('2020-01-01${kind === "date" ? "" : `T12:30:00.123${zone}`}' AS ${type}))`,
  ago: (seconds) => `CAST(DATEADD(second, -${seconds}, ${now}) AS ${type})`,
  future: `CAST('2099-12-31${kind === "date" ? "" : `T10:00:00${zone}`}' AS ${type})`,
});

/** `[schema].[table]` → `[schema].[table suffix]`. */
const beside = (table: string, suffix: string): string => table.replace(/\]$/, ` ${suffix}]`);

const tenDigits = "(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))";
const letters = [..."abcdefghijkl"];

/** SQL of SQL Server 2016 for the conformance suite, in a schema of its own. */
export function sqlServerDialect(schema: string): ConnectorDialect {
  return {
    schema,
    quote: quoteIdentifier,
    longestName: 128,
    ownNames: ["🙂", "close] bracket"],
    literal,
    integer: "int",
    text: "nvarchar(100)",
    longText: "nvarchar(max)",
    shortText: "nvarchar(5)",
    smallInteger: "smallint",
    date: "date",
    identity: "int IDENTITY(1, 1) NOT NULL PRIMARY KEY",
    isIdentityWritable: false,
    generated: (expression) => `AS (${expression})`,
    values: valueCases(`${quoteIdentifier(schema)}.[Code]`),
    keys: keyCases,
    cursors: [
      cursor("datetimeoffset(7)", "instant", "SYSDATETIMEOFFSET()", "+02:00"),
      cursor("datetime2(7)", "local-datetime", "SYSUTCDATETIME()"),
      cursor("datetime", "local-datetime", "GETUTCDATE()"),
      cursor("date", "date", "SYSUTCDATETIME()"),
    ],
    rowVersion: "rowversion",
    indexes: [
      {
        name: "falling",
        create: (table) => `CREATE INDEX falling ON ${table} (a DESC, b)`,
        expected: {
          isUnique: false,
          method: "nonclustered",
          columns: ["a", "b"],
          descendingColumns: ["a"],
          isWhole: true,
        },
      },
      {
        name: "carrying",
        create: (table) => `CREATE UNIQUE INDEX carrying ON ${table} (a, b) INCLUDE (label) WHERE b > 10`,
        expected: {
          isUnique: true,
          columns: ["a", "b"],
          descendingColumns: [],
          includedColumns: ["label"],
          predicate: "([b]>(10))",
          isWhole: false,
        },
      },
    ],
    varieties: [
      { variety: "view", create: (name, base) => [`CREATE VIEW ${name} AS SELECT n FROM ${base}`] },
      {
        variety: "materialized-view",
        create: (name, base) => [
          `CREATE VIEW ${name} WITH SCHEMABINDING AS SELECT n, label FROM ${base}`,
          `CREATE UNIQUE CLUSTERED INDEX kept ON ${name} (n)`,
        ],
      },
      {
        variety: "partitioned-table",
        create: (name) => [
          "CREATE PARTITION FUNCTION syncbridge_tens (int) AS RANGE RIGHT FOR VALUES (10, 20)",
          "CREATE PARTITION SCHEME syncbridge_tens AS PARTITION syncbridge_tens ALL TO ([PRIMARY])",
          `CREATE TABLE ${name} (n int NOT NULL, label nvarchar(100)) ON syncbridge_tens (n)`,
        ],
      },
      {
        variety: "temporal-table",
        create: (name) => [
          `CREATE TABLE ${name} (n int NOT NULL PRIMARY KEY, label nvarchar(100),
             valid_from datetime2(7) GENERATED ALWAYS AS ROW START NOT NULL,
             valid_to datetime2(7) GENERATED ALWAYS AS ROW END NOT NULL,
             PERIOD FOR SYSTEM_TIME (valid_from, valid_to))
           WITH (SYSTEM_VERSIONING = ON (HISTORY_TABLE = ${beside(name, "before")}))`,
        ],
      },
    ],
    comment: (table, text) => {
      const place = `@level0type = N'SCHEMA', @level0name = ${literal(schema)}, @level1type = N'TABLE', @level1name = ${literal(table)}`;
      const add = `EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = ${literal(text)}, ${place}`;
      return [add, `${add}, @level2type = N'COLUMN', @level2name = N'label'`];
    },
    upperTrigger: (table) => [
      `CREATE TRIGGER ${beside(table, "upper")} ON ${table} AFTER INSERT, UPDATE AS
       UPDATE t SET label = UPPER(t.label) FROM ${table} AS t JOIN inserted AS i ON i.n = t.n
       WHERE t.label <> UPPER(t.label) COLLATE Latin1_General_BIN2`,
    ],
    refusingTrigger: (table) => [
      `CREATE TRIGGER ${beside(table, "refuse")} ON ${table} AFTER INSERT, UPDATE AS
       IF EXISTS (SELECT 1 FROM inserted WHERE label = N'forbidden')
       BEGIN
         RAISERROR (N'not today', 16, 1);
         ROLLBACK TRANSACTION;
       END`,
    ],
    refreshEstimate: () => null,
    foreignTokens: [
      "ms:00000000-0000-0000-0000-000000000001:00000000000007d1:2026-01-02T03:04:05.1234567Z",
      "ms:ffffffff-ffff-ffff-ffff-ffffffffffff:ffffffffffffffff:2099-01-02T03:04:05.1234567Z",
    ],
    insertNumbered: (table, columns, count, expressions) => `
      WITH digit (v) AS (SELECT v FROM ${tenDigits} AS d (v)),
        numbers (n) AS (
          SELECT a.v + 10 * b.v + 100 * c.v + 1000 * d.v + 10000 * e.v + 1
          FROM digit AS a CROSS JOIN digit AS b CROSS JOIN digit AS c CROSS JOIN digit AS d CROSS JOIN digit AS e)
      INSERT INTO ${table} (${columns.map(quoteIdentifier).join(", ")})
      SELECT ${expressions.join(", ")} FROM numbers WHERE n <= ${count}`,
    // Nothing waits in a view; a sine that is to be greater than two is looked for a long time.
    slowQuery: `SELECT 1 AS n FROM ${letters.map((letter) => `${tenDigits} AS ${letter} (v)`).join(" CROSS JOIN ")}
      WHERE SIN(${letters.map((letter) => `${letter}.v`).join(" + ")}) > 2`,
    grantSelect: (table) => `GRANT SELECT ON ${table} TO limited`,
  };
}
