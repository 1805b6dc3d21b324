import pg from "pg";
import type { ConnectorDialect, CursorCase } from "../../conformance/fixture";
import { keyCases } from "./keys";
import { valueCases } from "./values";

/** Blank and dot: names are quoted everywhere. */
export const schema = "Shop. 1";

const cursor = (type: string, kind: CursorCase["kind"], now: string): CursorCase => ({
  type,
  kind,
  of: (n) => `('2020-01-01 12:30:00.123456'::timestamp + ${n} * interval '1 day')::${type}`,
  ago: (seconds) => `(${now} - ${seconds} * interval '1 second')::${type}`,
  future: `'2099-12-31 10:00'::${type}`,
});

/** The function's name is that of the table with a suffix; both are dropped with their schema. */
const trigger = (table: string, name: string, body: string): readonly string[] => [
  `CREATE FUNCTION ${table.replace(/"$/, `_${name}"`)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body}; RETURN NEW; END $$`,
];

export const postgresDialect: ConnectorDialect = {
  schema,
  quote: pg.escapeIdentifier,
  longestName: 63,
  ownNames: ["🙂"],
  literal: pg.escapeLiteral,
  integer: "integer",
  text: "text",
  longText: "text",
  shortText: "varchar(5)",
  smallInteger: "smallint",
  date: "date",
  identity: "integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
  isIdentityWritable: false,
  generated: (expression) => `integer GENERATED ALWAYS AS (${expression}) STORED`,
  values: valueCases,
  keys: keyCases,
  cursors: [
    cursor("timestamptz", "instant", "clock_timestamp()"),
    cursor("timestamp(3)", "local-datetime", "clock_timestamp() AT TIME ZONE 'UTC'"),
    cursor("date", "date", "clock_timestamp() AT TIME ZONE 'UTC'"),
  ],
  rowVersion: null,
  indexes: [
    {
      name: "falling",
      create: (table) => `CREATE INDEX falling ON ${table} (a DESC, b)`,
      expected: { isUnique: false, method: "btree", columns: ["a", "b"], descendingColumns: ["a"], isWhole: true },
    },
    {
      name: "carrying",
      create: (table) => `CREATE UNIQUE INDEX carrying ON ${table} (a, b) INCLUDE (label) WHERE b > 10`,
      expected: {
        isUnique: true,
        columns: ["a", "b"],
        descendingColumns: [],
        includedColumns: ["label"],
        predicate: "b > 10",
        isWhole: false,
      },
    },
    {
      name: "computing",
      create: (table) => `CREATE INDEX computing ON ${table} (lower(label) DESC, a)`,
      expected: { columns: ["lower(label)", "a"], descendingColumns: ["lower(label)"], isWhole: false },
    },
    {
      name: "hashing",
      create: (table) => `CREATE INDEX hashing ON ${table} USING hash (label)`,
      expected: { method: "hash", columns: ["label"] },
    },
  ],
  varieties: [
    { variety: "view", create: (name, base) => [`CREATE VIEW ${name} AS SELECT n FROM ${base}`] },
    {
      variety: "materialized-view",
      create: (name, base) => [`CREATE MATERIALIZED VIEW ${name} AS SELECT n, label FROM ${base}`],
    },
    {
      variety: "partitioned-table",
      create: (name) => [`CREATE TABLE ${name} (n integer, label text) PARTITION BY RANGE (n)`],
    },
    {
      variety: "foreign-table",
      create: (name) => [
        "CREATE FOREIGN DATA WRAPPER elsewhere",
        "CREATE SERVER elsewhere FOREIGN DATA WRAPPER elsewhere",
        `CREATE FOREIGN TABLE ${name} (n integer, label text) SERVER elsewhere`,
      ],
    },
  ],
  comment: (table, text) => {
    const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
    return [
      `COMMENT ON TABLE ${name} IS ${pg.escapeLiteral(text)}`,
      `COMMENT ON COLUMN ${name}.label IS ${pg.escapeLiteral(text)}`,
    ];
  },
  upperTrigger: (table) => [
    ...trigger(table, "upper", "UPDATE $TABLE SET label = upper(label) WHERE n = NEW.n AND label <> upper(label)").map(
      (sql) => sql.replace("$TABLE", table),
    ),
    `CREATE TRIGGER stamp AFTER INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${table.replace(/"$/, '_upper"')}()`,
  ],
  refusingTrigger: (table) => [
    ...trigger(table, "refuse", "IF NEW.label = 'forbidden' THEN RAISE EXCEPTION 'not today'; END IF"),
    `CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${table.replace(/"$/, '_refuse"')}()`,
  ],
  refreshEstimate: (table) => `ANALYZE ${table}`,
  foreignTokens: ["pg:1:0/1", "pg:1/5:0/1", "pg:7000000000000000001:FF/FFFFFFFF"],
  insertNumbered: (table, columns, count, expressions) =>
    `INSERT INTO ${table} (${columns.map(pg.escapeIdentifier).join(", ")})
     SELECT ${expressions.join(", ")} FROM generate_series(1, ${count}) AS numbers(n)`,
  slowQuery: "SELECT 1 AS n FROM pg_sleep(90)",
  grantSelect: (table) => `GRANT USAGE ON SCHEMA "${schema}" TO limited; GRANT SELECT ON ${table} TO limited`,
};
