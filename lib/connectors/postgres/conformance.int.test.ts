import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import pg from "pg";
import { createEmptyDatabase } from "@/e2e/support/metastore";
import { describeConnector } from "@/lib/connectors/describe-connector";
import type { ConnectorServer } from "../conformance/fixture";
import { type PostgresConfig, postgresConfigSchema } from "./config";
import { postgresConnector } from "./index";
import { postgresDialect, schema } from "./testing/dialect";

const applicationName = "SyncBridge conformance";

describeConnector<PostgresConfig>("PostgreSQL", {
  connector: postgresConnector,
  start: startServer,
  dialect: postgresDialect,
});

async function startServer(): Promise<ConnectorServer<PostgresConfig>> {
  const database = await createEmptyDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const login = `reader_${randomBytes(6).toString("hex")}`;
  const secret = randomBytes(12).toString("hex");
  const limited = `limited_${randomBytes(6).toString("hex")}`;
  await owner.query(`
    CREATE SCHEMA "${schema}";
    CREATE EXTENSION citext SCHEMA public;
    CREATE TYPE public.mood AS ENUM ('sad', 'it''s ok', 'happy');
    CREATE DOMAIN public.positive AS integer CHECK (VALUE > 0);
    CREATE DOMAIN public.flag AS boolean;
    CREATE DOMAIN public.flags AS public.flag[];
    CREATE TYPE public.pair AS (a integer, b text);
    CREATE COLLATION public.caseless (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    CREATE ROLE ${login} LOGIN PASSWORD '${secret}';
    CREATE ROLE ${limited} LOGIN PASSWORD '${secret}';
    GRANT USAGE ON SCHEMA "${schema}" TO ${login};
    GRANT pg_read_all_stats TO ${login};
    ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${login};
    ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO ${login};`);
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
    async query(sql) {
      const { rows } = await owner.query<unknown[]>({ text: sql, rowMode: "array" });
      return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
    },
    async openTransaction(sql) {
      const session = new pg.Client({ connectionString: database.url });
      await session.connect();
      await session.query(`BEGIN; ${sql}`);
      let isOpen = true;
      const end = async (statement: string): Promise<void> => {
        if (!isOpen) return;
        isOpen = false;
        await session.query(statement);
        await session.end();
      };
      return { commit: () => end("COMMIT"), rollback: () => end("ROLLBACK") };
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
