import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import pg from "pg";
import { createEmptyDatabase } from "@/e2e/support/metastore";
import { describeConnector } from "@/lib/connectors/describe-connector";
import type { ConnectorServer } from "../conformance/fixture";
import { type PostgresConfig, postgresConfigSchema } from "./config";
import { postgresConnector } from "./index";

const applicationName = "SyncBridge conformance";

describeConnector<PostgresConfig>("PostgreSQL", {
  connector: postgresConnector,
  start: startServer,
  dialect: {
    schema: "Shop. 1",
    quote: pg.escapeIdentifier,
    longestName: 63,
    integer: "integer",
    text: "text",
    insertNumbered: (table, columns, count, expressions) =>
      `INSERT INTO ${table} (${columns.map(pg.escapeIdentifier).join(", ")})
       SELECT ${expressions.join(", ")} FROM generate_series(1, ${count}) AS numbers(n)`,
    slowQuery: "SELECT 1 AS n FROM pg_sleep(90)",
    grantSelect: (table) => `GRANT USAGE ON SCHEMA "Shop. 1" TO limited; GRANT SELECT ON ${table} TO limited`,
    keys: [
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
    ],
    values: [
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
    ],
  },
});

async function startServer(): Promise<ConnectorServer<PostgresConfig>> {
  const database = await createEmptyDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const login = `reader_${randomBytes(6).toString("hex")}`;
  const secret = randomBytes(12).toString("hex");
  const limited = `limited_${randomBytes(6).toString("hex")}`;
  await owner.query(`
    CREATE SCHEMA "Shop. 1";
    CREATE EXTENSION citext SCHEMA public;
    CREATE TYPE public.mood AS ENUM ('sad', 'it''s ok', 'happy');
    CREATE DOMAIN public.positive AS integer CHECK (VALUE > 0);
    CREATE DOMAIN public.flag AS boolean;
    CREATE DOMAIN public.flags AS public.flag[];
    CREATE TYPE public.pair AS (a integer, b text);
    CREATE COLLATION public.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE ROLE ${login} LOGIN PASSWORD '${secret}';
    CREATE ROLE ${limited} LOGIN PASSWORD '${secret}';
    GRANT USAGE ON SCHEMA "Shop. 1" TO ${login};
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${login};`);
  const address = new URL(database.url);
  const config = postgresConfigSchema.parse({
    host: address.hostname,
    port: Number(address.port),
    database: decodeURIComponent(address.pathname.slice(1)),
    user: login,
    password: secret,
    applicationName,
  });
  return {
    config,
    secret,
    wrongPassword: { ...config, password: `${secret}-but-wrong` },
    nothingListens: { ...config, port: await freePort() },
    withoutRights: { ...config, user: limited },
    async execute(sql) {
      await owner.query(sql.replaceAll(" TO limited", ` TO ${limited}`));
    },
    async openConnections() {
      const { rows } = await owner.query<{ count: number }>(
        "SELECT count(*)::integer AS count FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()",
        [applicationName],
      );
      return rows[0]?.count ?? 0;
    },
    async stop() {
      await owner.query(`DROP OWNED BY ${login}, ${limited}; DROP ROLE ${login}, ${limited}`);
      await owner.end();
      await database.drop();
    },
  };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("The probe listens on no port.");
  return address.port;
}
