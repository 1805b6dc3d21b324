import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import mssql from "mssql";
import type { ConnectorServer } from "../../conformance/fixture";
import { type SqlServerConfig, sqlServerConfigSchema } from "../config";
import { quoteIdentifier } from "../names";
import { textOf } from "../session";

const applicationName = "SyncBridge conformance";

/** `mssql://user:password@host:port/database?encrypt=…&trustServerCertificate=…`, or an ADO.NET connection string. */
function addressOf(text: string): mssql.config {
  if (!/^(mssql|sqlserver):\/\//.test(text)) return mssql.ConnectionPool.parseConnectionString(text);
  const url = new URL(text);
  const flag = (name: string, otherwise: boolean) => (url.searchParams.get(name) ?? String(otherwise)) === "true";
  const encrypt = flag("encrypt", true);
  return {
    server: url.hostname,
    port: Number(url.port || 1433),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || "master",
    options: { encrypt, trustServerCertificate: flag("trustServerCertificate", true) },
  };
}

/** A database of its own on a server that exists, with a schema and two logins, all dropped by `stop`. */
export async function useRealServer(text: string, schema: string): Promise<ConnectorServer<SqlServerConfig>> {
  const address = { ...addressOf(text), requestTimeout: 120_000, connectionTimeout: 30_000 };
  const suffix = randomBytes(5).toString("hex");
  const master = await new mssql.ConnectionPool(address).connect();
  const database = await ownDatabase(master, `syncbridge_${suffix}`);
  const owner = database === null ? master : await new mssql.ConnectionPool({ ...address, database }).connect();
  const login = `syncbridge_reader_${suffix}`;
  const limited = `syncbridge_limited_${suffix}`;
  // Long and mixed enough for any password policy.
  const secret = `Aa1-${randomBytes(12).toString("hex")}`;
  const run = async (sql: string): Promise<void> => {
    await owner.request().batch(sql);
  };
  const quoted = quoteIdentifier(schema);
  await run(`CREATE SCHEMA ${quoted}`);
  await run(`CREATE TYPE ${quoted}.[Code] FROM varchar(10) NULL`);
  for (const user of [login, limited]) {
    await run(`CREATE LOGIN ${user} WITH PASSWORD = '${secret}'`);
    await run(`CREATE USER ${user} FOR LOGIN ${user}`);
  }
  await run(`GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, VIEW DEFINITION ON SCHEMA::${quoted} TO ${login}`);
  // Without it the overlap of incremental readings is ten minutes instead of the age of the oldest transaction.
  await master
    .request()
    .batch(`EXEC master.sys.sp_executesql N'GRANT VIEW SERVER STATE TO ${login}'`)
    .catch(() => null);

  const config = sqlServerConfigSchema.parse({
    host: address.server,
    port: address.port ?? 1433,
    instanceName: address.options?.instanceName,
    database: database ?? address.database,
    user: login,
    password: secret,
    applicationName,
    tls: {
      mode: address.options?.encrypt === false ? "off" : address.options?.trustServerCertificate ? "require" : "verify",
    },
  });
  return {
    config,
    secret,
    wrongPassword: { ...config, password: `${secret}-but-wrong` },
    nothingListens: { ...config, instanceName: undefined, port: await freePort() },
    withoutRights: { ...config, user: limited },
    execute: (sql) => run(sql.replaceAll(" TO limited", ` TO ${limited}`)),
    async query(sql) {
      const request = owner.request();
      request.arrayRowMode = true;
      const { recordset } = await request.query<unknown>(sql);
      return [...recordset].map((row) => (Array.isArray(row) ? row.map(textOf) : []));
    },
    async openTransaction(sql) {
      const transaction = new mssql.Transaction(owner);
      await transaction.begin();
      await transaction.request().batch(sql);
      let isOpen = true;
      const end = async (how: () => Promise<void>): Promise<void> => {
        if (!isOpen) return;
        isOpen = false;
        await how();
      };
      return { commit: () => end(() => transaction.commit()), rollback: () => end(() => transaction.rollback()) };
    },
    async openConnections() {
      const { recordset } = await owner
        .request()
        .query<{ n: number }>(
          `SELECT COUNT(*) AS n FROM sys.dm_exec_sessions WHERE program_name = '${applicationName}'`,
        );
      return recordset[0]?.n ?? 0;
    },
    async stop() {
      if (database === null) {
        await dropSchema(owner, schema);
        for (const user of [login, limited]) await run(`DROP USER ${user}`);
      } else {
        await owner.close();
        await master
          .request()
          .batch(`ALTER DATABASE ${database} SET SINGLE_USER WITH ROLLBACK IMMEDIATE`)
          .catch(() => null);
        await master.request().batch(`DROP DATABASE ${database}`);
      }
      for (const user of [login, limited]) await master.request().batch(`DROP LOGIN ${user}`);
      await master.close();
    },
  };
}

/** Null where the login may not make one: then a schema in the named database has to do. */
async function ownDatabase(master: mssql.ConnectionPool, name: string): Promise<string | null> {
  try {
    await master.request().batch(`CREATE DATABASE ${name}`);
  } catch (error) {
    if (error instanceof mssql.RequestError && error.number === 262) return null;
    throw error;
  }
  await master.request().batch(`ALTER DATABASE ${name} SET ALLOW_SNAPSHOT_ISOLATION ON`);
  return name;
}

/** Everything of the schema, then the schema: what is referenced after what refers to it. */
async function dropSchema(owner: mssql.ConnectionPool, schema: string): Promise<void> {
  const quoted = quoteIdentifier(schema);
  const inSchema = `SCHEMA_NAME(schema_id) = N'${schema.replaceAll("'", "''")}'`;
  const statements = [
    `SELECT N'ALTER TABLE ${quoted}.' + QUOTENAME(OBJECT_NAME(parent_object_id)) + N' DROP CONSTRAINT ' + QUOTENAME(name) AS s
     FROM sys.foreign_keys WHERE ${inSchema}`,
    `SELECT N'DROP VIEW ${quoted}.' + QUOTENAME(name) AS s FROM sys.views WHERE ${inSchema}`,
    `SELECT N'ALTER TABLE ${quoted}.' + QUOTENAME(name) + N' SET (SYSTEM_VERSIONING = OFF)' AS s
     FROM sys.tables WHERE temporal_type = 2 AND ${inSchema}`,
    `SELECT N'DROP TABLE ${quoted}.' + QUOTENAME(name) AS s FROM sys.tables WHERE ${inSchema}`,
    `SELECT N'DROP PARTITION SCHEME ' + QUOTENAME(name) AS s FROM sys.partition_schemes WHERE name = N'syncbridge_tens'`,
    `SELECT N'DROP PARTITION FUNCTION ' + QUOTENAME(name) AS s FROM sys.partition_functions WHERE name = N'syncbridge_tens'`,
    `SELECT N'DROP TYPE ${quoted}.' + QUOTENAME(name) AS s FROM sys.types WHERE is_user_defined = 1 AND ${inSchema}`,
    `SELECT N'DROP SCHEMA ${quoted}' AS s`,
  ];
  for (const statement of statements) {
    const { recordset } = await owner.request().query<{ s: string }>(statement);
    for (const { s } of recordset) await owner.request().batch(s);
  }
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
