import type { ConnectorDialect } from "../../conformance/fixture";
import { quoteIdentifier } from "../names";
import { keyCases } from "./keys";
import { valueCases } from "./values";

const literal = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

let triggers = 0;

/** Before each insert and before each update. */
function triggersOf(table: string, body: string): readonly string[] {
  return ["INSERT", "UPDATE"].map(
    (event) => `CREATE TRIGGER trigger_${triggers++} BEFORE ${event} ON ${table} FOR EACH ROW ${body}`,
  );
}

/**
 * Both servers' SQL; statements run in a session in UTC, with backslash escapes and without strict dates.
 * @param schema name of the database
 */
export function dialectFor(schema: string, isMariaDb: boolean): ConnectorDialect {
  return {
    schema,
    quote: quoteIdentifier,
    longestName: 64,
    // Neither server takes names beyond the Basic Multilingual Plane.
    ownNames: ["Größe 名前 ?", "a?b ?? :c", "back\\slash"],
    literal,
    integer: "integer",
    text: "varchar(100)",
    longText: "longtext",
    shortText: "varchar(5)",
    smallInteger: "smallint",
    date: "date",
    identity: "integer NOT NULL AUTO_INCREMENT PRIMARY KEY",
    isIdentityWritable: true,
    generated: (expression) => `integer GENERATED ALWAYS AS (${expression}) STORED`,
    insertNumbered: (table, columns, count, expressions) =>
      `INSERT INTO ${table} (${columns.map(quoteIdentifier).join(", ")})
       SELECT ${expressions.join(", ")} FROM (${numbers}) AS numbers WHERE n <= ${count}`,
    slowQuery: "SELECT SLEEP(90) AS n",
    grantSelect: (table) => `GRANT SELECT ON ${table} TO limited`,
    comment: (table, text) => [
      `ALTER TABLE ${quoteIdentifier(table)} COMMENT = ${literal(text)}`,
      `ALTER TABLE ${quoteIdentifier(table)} MODIFY label varchar(100) COMMENT ${literal(text)}`,
    ],
    upperTrigger: (table) => triggersOf(table, "SET NEW.label = UPPER(NEW.label)"),
    refusingTrigger: (table) =>
      triggersOf(
        table,
        "BEGIN IF NEW.label = 'forbidden' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not today'; END IF; END",
      ),
    refreshEstimate: (table) => `ANALYZE TABLE ${table}`,
    foreignTokens: [
      "gtid:3e11fa47-71ca-11e1-9e33-c80aa9429562:3e11fa47-71ca-11e1-9e33-c80aa9429562:1-999999999",
      "gtid:77:77-9-999999999",
    ],
    rowVersion: null,
    cursors: [
      {
        type: "datetime(6) NULL",
        kind: "local-datetime",
        of: (n) => `(TIMESTAMP('2020-06-01 12:00:00.000001') + INTERVAL ${n} DAY)`,
        ago: (seconds) => `(UTC_TIMESTAMP(6) - INTERVAL ${seconds} SECOND)`,
        future: "'2099-01-01 00:00:00'",
      },
      {
        type: "timestamp(6) NULL",
        kind: "instant",
        of: (n) => `(TIMESTAMP('2020-06-01 12:00:00.5') + INTERVAL ${n} DAY)`,
        ago: (seconds) => `(UTC_TIMESTAMP(6) - INTERVAL ${seconds} SECOND)`,
        // Its last year in MySQL and older MariaDB.
        future: "'2038-01-01 00:00:00'",
      },
      {
        type: "datetime NULL",
        kind: "local-datetime",
        of: (n) => `(TIMESTAMP('2020-06-01 12:00:00') + INTERVAL ${n} DAY)`,
        ago: (seconds) => `(UTC_TIMESTAMP() - INTERVAL ${seconds} SECOND)`,
        future: "'2099-01-01 00:00:00'",
      },
      {
        type: "date NULL",
        kind: "date",
        of: (n) => `(DATE('2020-06-01') + INTERVAL ${n} DAY)`,
        ago: (seconds) => `DATE(UTC_TIMESTAMP() - INTERVAL ${seconds} SECOND)`,
        future: "'2099-01-01'",
      },
    ],
    indexes: [
      {
        name: "plain_one",
        create: (table) => `CREATE INDEX plain_one ON ${table} (b, a)`,
        expected: { columns: ["b", "a"], isUnique: false, isWhole: true, method: "btree", descendingColumns: [] },
      },
      {
        name: "unique_one",
        create: (table) => `CREATE UNIQUE INDEX unique_one ON ${table} (a, label)`,
        expected: { columns: ["a", "label"], isUnique: true, isWhole: true, includedColumns: [], predicate: null },
      },
      {
        name: "falling",
        create: (table) => `CREATE INDEX falling ON ${table} (a DESC, b)`,
        expected: { columns: ["a", "b"], isWhole: true, descendingColumns: ["a"] },
      },
      {
        name: "of_a_prefix",
        create: (table) => `CREATE UNIQUE INDEX of_a_prefix ON ${table} (label(10))`,
        expected: {
          columns: ["label"],
          isUnique: true,
          isWhole: false,
          definition: "UNIQUE KEY `of_a_prefix` (`label`(10))",
        },
      },
      {
        name: "words",
        create: (table) => `CREATE FULLTEXT INDEX words ON ${table} (label)`,
        expected: { columns: ["label"], method: "fulltext", isWhole: false, isUnique: false },
      },
      {
        name: "unused",
        create: (table) => `CREATE UNIQUE INDEX unused ON ${table} (a) ${isMariaDb ? "IGNORED" : "INVISIBLE"}`,
        expected: { columns: ["a"], isUnique: true, isWhole: false },
      },
      ...(isMariaDb
        ? []
        : [
            {
              name: "of_an_expression",
              create: (table: string) => `CREATE UNIQUE INDEX of_an_expression ON ${table} ((a + b), a)`,
              expected: { columns: ["((`a` + `b`))", "a"], isUnique: true, isWhole: false },
            },
          ]),
    ],
    varieties: [
      { variety: "view", create: (name, base) => [`CREATE VIEW ${name} AS SELECT n, label FROM ${base}`] },
      {
        variety: "partitioned-table",
        create: (name) => [
          `CREATE TABLE ${name} (n integer NOT NULL PRIMARY KEY, label varchar(100)) PARTITION BY HASH (n) PARTITIONS 3`,
        ],
      },
      ...(isMariaDb
        ? [
            {
              variety: "temporal-table" as const,
              create: (name: string) => [
                `CREATE TABLE ${name} (n integer NOT NULL PRIMARY KEY, label varchar(100)) WITH SYSTEM VERSIONING`,
              ],
            },
          ]
        : []),
    ],
    keys: keyCases(isMariaDb),
    values: valueCases(isMariaDb),
  };
}

const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(" UNION ALL ");

/** 1 to 100,000, without a table function that only one of the servers has. */
const numbers = `SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d AS n
  FROM (${digits}) AS a CROSS JOIN (${digits}) AS b CROSS JOIN (${digits}) AS c CROSS JOIN (${digits}) AS d CROSS JOIN (${digits}) AS e`;
