// Runs against a MariaDB that it starts, or against any server that the variable names; one that may create databases and users:
//   SYNCBRIDGE_TEST_MYSQL_URL=mysql://user:password@host:port/ npx vitest run --project int lib/connectors/mysql
// It makes a database and two users of its own there and drops them.
import { randomBytes } from "node:crypto";
import mysql from "mysql2/promise";
import { freePort, startMariaDb } from "@/e2e/support/mariadb";
import { describeConnector } from "@/lib/connectors/describe-connector";
import type { ConnectorServer, OpenTransaction } from "../conformance/fixture";
import { type MysqlConfig, mysqlConfigSchema } from "./config";
import { mysqlConnector } from "./index";
import { quoteIdentifier } from "./names";
import { dialectFor } from "./testing/dialect";
import { parseVersion } from "./version";

const named = process.env.SYNCBRIDGE_TEST_MYSQL_URL;
const suffix = randomBytes(5).toString("hex");
const schema = `Shop. ${suffix}`;

describeConnector<MysqlConfig>("MySQL", {
  connector: mysqlConnector,
  start: startServer,
  dialect: dialectFor(schema, named === undefined || (await isMariaDb(named))),
});

async function isMariaDb(url: string): Promise<boolean> {
  const connection = await mysql.createConnection(url);
  const [rows] = await connection.query<mysql.RowDataPacket[]>("SELECT @@version AS version");
  await connection.end();
  return parseVersion(String(rows[0]?.version)).isMariaDb;
}

async function startServer(): Promise<ConnectorServer<MysqlConfig>> {
  const own = named === undefined ? await startMariaDb() : null;
  const address = own ? { host: own.host, port: own.port, user: own.user, password: "" } : addressOf(named ?? "");
  const asOwner = { ...address, charset: "utf8mb4_unicode_ci", multipleStatements: true };
  const connect = async () => {
    const connection = await mysql.createConnection(asOwner);
    await connection.query(`SET time_zone = '+00:00', sql_mode = 'ALLOW_INVALID_DATES'`);
    await connection.query(`USE ${quoteIdentifier(schema)}`).catch(() => null);
    return connection;
  };
  const setUp = await mysql.createConnection(asOwner);
  const login = `reader_${suffix}`;
  const limited = `limited_${suffix}`;
  const secret = randomBytes(12).toString("hex");
  const grants = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, REFERENCES, TRIGGER, CREATE VIEW, SHOW VIEW";
  await setUp.query(`
    CREATE DATABASE ${quoteIdentifier(schema)} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
    CREATE USER ${login}@'%' IDENTIFIED BY '${secret}';
    CREATE USER ${limited}@'%' IDENTIFIED BY '${secret}';
    GRANT ${grants} ON ${quoteIdentifier(schema)}.* TO ${login}@'%';
    GRANT PROCESS ON *.* TO ${login}@'%';`);
  await setUp.end();
  const owner = await connect();
  const config = mysqlConfigSchema.parse({
    host: address.host,
    port: address.port,
    database: schema,
    user: login,
    password: secret,
    applicationName: "SyncBridge conformance",
    tls: { mode: named === undefined ? "off" : (process.env.SYNCBRIDGE_TEST_MYSQL_TLS ?? "off") },
  });
  return {
    config,
    secret,
    wrongPassword: { ...config, password: `${secret}-but-wrong` },
    nothingListens: { ...config, port: await freePort() },
    withoutRights: { ...config, user: limited },
    async execute(sql) {
      await owner.query(sql.replaceAll(" TO limited", ` TO ${limited}@'%'`));
    },
    async query(sql) {
      const [rows] = await owner.query<mysql.RowDataPacket[][]>({ sql, rowsAsArray: true, dateStrings: true });
      return rows.map((row) => row.map((cell: unknown) => (cell === null ? null : String(cell))));
    },
    async openTransaction(sql) {
      const connection = await connect();
      await connection.beginTransaction();
      await connection.query(sql);
      return endingOnce(connection);
    },
    async openConnections() {
      const [rows] = await owner.query<mysql.RowDataPacket[]>(
        "SELECT COUNT(*) AS count FROM information_schema.processlist WHERE user IN (?, ?)",
        [login, limited],
      );
      return Number(rows[0]?.count);
    },
    async stop() {
      if (!own) await owner.query(`DROP DATABASE ${quoteIdentifier(schema)}; DROP USER ${login}@'%', ${limited}@'%'`);
      await owner.end();
      await own?.stop();
    },
  };
}

function endingOnce(connection: mysql.Connection): OpenTransaction {
  let isOver = false;
  const end = async (how: () => Promise<void>): Promise<void> => {
    if (isOver) return;
    isOver = true;
    await how();
    await connection.end();
  };
  return { commit: () => end(() => connection.commit()), rollback: () => end(() => connection.rollback()) };
}

function addressOf(url: string): { host: string; port: number; user: string; password: string } {
  const { hostname, port, username, password } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
}
