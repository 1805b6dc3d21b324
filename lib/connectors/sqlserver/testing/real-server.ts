import { randomBytes } from "node:crypto";
import { createServer } from "node:net";
import mssql from "mssql";
import { SyncError } from "@/lib/errors/app-error";
import type { ConnectorServer } from "../../conformance/fixture";
import { createPool } from "../client";
import { type SqlServerConfig, sqlServerConfigSchema } from "../config";
import { quoteIdentifier } from "../names";
import { textOf } from "../session";

const applicationName = "SyncBridge conformance";

interface Address {
  readonly driver: mssql.config;
  /** Null where the text leaves it open: then what the server offers decides. */
  readonly encrypt: boolean | null;
}

const isOff = /^(false|no|off|0|disable|disabled)$/i;

/**
 * `mssql://user:password@host:port/database?encrypt=…&trustServerCertificate=…` (the database also as `?database=`), or an ADO.NET connection
 * string. Exported for its test.
 */
export function addressOf(text: string): Address {
  if (!/^(mssql|sqlserver):\/\//.test(text)) {
    const driver = mssql.ConnectionPool.parseConnectionString(text);
    const isSaid = (name: string) => new RegExp(`(^|;)\\s*${name}\\s*=`, "i").test(text);
    const trust = isSaid("trust ?server ?certificate") ? driver.options?.trustServerCertificate : true;
    return {
      driver: { ...driver, options: { ...driver.options, trustServerCertificate: trust } },
      encrypt: isSaid("encrypt") ? driver.options?.encrypt !== false : null,
    };
  }
  const url = new URL(text);
  const flag = (name: string) => {
    const value = url.searchParams.get(name);
    return value === null ? null : !isOff.test(value);
  };
  const encrypt = flag("encrypt");
  return {
    driver: {
      server: url.hostname,
      port: Number(url.port || 1433),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: decodeURIComponent(url.pathname.slice(1)) || url.searchParams.get("database") || "master",
      options: { encrypt: encrypt ?? true, trustServerCertificate: flag("trustServerCertificate") ?? true },
    },
    encrypt,
  };
}

/** Adds the statement to what the server says of it: a suite that fails far from here is then quick to read. */
async function told<Result>(sql: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) error.message += `\nThe owner ran: ${sql.trim().slice(0, 1_000)}`;
    throw error;
  }
}

const batch = async (pool: mssql.ConnectionPool, sql: string): Promise<void> => {
  await told(sql, () => pool.request().batch(sql));
};

/** Runs what may be refused, and tells the refusal; null where it was served. What breaks is thrown. */
async function refusalOf(pool: mssql.ConnectionPool, sql: string): Promise<mssql.RequestError | null> {
  try {
    await batch(pool, sql);
    return null;
  } catch (error) {
    if (error instanceof mssql.RequestError && typeof error.number === "number") return error;
    throw error;
  }
}

function connectTo(driver: mssql.config): Promise<mssql.ConnectionPool> {
  const pool = new mssql.ConnectionPool({ ...driver, requestTimeout: 100_000, connectionTimeout: 30_000 });
  pool.on("error", () => undefined);
  return pool.connect();
}

/** A database of its own on a server that exists, with a schema and two logins, all dropped by `stop`. */
export async function useRealServer(text: string, schema: string): Promise<ConnectorServer<SqlServerConfig>> {
  const { driver: address, encrypt } = addressOf(text);
  const suffix = randomBytes(5).toString("hex");
  const master = await connectTo(address);
  const database = await ownDatabase(master, `syncbridge_${suffix}`);
  const owner = database === null ? master : await connectTo({ ...address, database });
  const login = `syncbridge_reader_${suffix}`;
  const limited = `syncbridge_limited_${suffix}`;
  // Long and mixed enough for any password policy.
  const secret = `Aa1-${randomBytes(12).toString("hex")}`;
  const quoted = quoteIdentifier(schema);

  const stop = async (): Promise<void> => {
    if (database === null) {
      await dropSchema(owner, schema);
      for (const user of [login, limited]) await refusalOf(owner, `DROP USER ${user}`);
    } else {
      await owner.close();
      await refusalOf(master, `ALTER DATABASE ${database} SET SINGLE_USER WITH ROLLBACK IMMEDIATE`);
      await batch(master, `DROP DATABASE ${database}`);
    }
    for (const user of [login, limited]) await dropLogin(master, user);
    await master.close();
  };

  const setUp = async (): Promise<void> => {
    await batch(owner, `CREATE SCHEMA ${quoted}`);
    await batch(owner, `CREATE TYPE ${quoted}.[Code] FROM varchar(10) NULL`);
    for (const user of [login, limited]) {
      await batch(owner, `CREATE LOGIN ${user} WITH PASSWORD = '${secret}'`);
      await batch(owner, `CREATE USER ${user} FOR LOGIN ${user}`);
    }
    await batch(
      owner,
      `GRANT SELECT, INSERT, UPDATE, DELETE, EXECUTE, VIEW DEFINITION ON SCHEMA::${quoted} TO ${login}`,
    );
    // Without it the overlap of incremental readings is ten minutes instead of the age of the oldest transaction.
    await refusalOf(master, `EXEC master.sys.sp_executesql N'GRANT VIEW SERVER STATE TO ${login}'`);
  };

  try {
    await setUp();
  } catch (error) {
    // Nothing of ours stays behind on a server that refused a part of it.
    await stop().catch(() => undefined);
    throw error;
  }

  const configured = sqlServerConfigSchema.parse({
    host: address.server,
    port: address.port ?? 1433,
    instanceName: address.options?.instanceName,
    database: database ?? address.database,
    user: login,
    password: secret,
    applicationName,
    tls: {
      mode: encrypt === false ? "off" : (address.options?.trustServerCertificate ?? true) ? "require" : "verify",
    },
  });
  const config = encrypt === null ? await asOffered(configured) : configured;
  return {
    config,
    secret,
    wrongPassword: { ...config, password: `${secret}-but-wrong` },
    nothingListens: { ...config, instanceName: undefined, port: await freePort() },
    withoutRights: { ...config, user: limited },
    execute: (sql) => batch(owner, sql.replaceAll(" TO limited", ` TO ${limited}`)),
    async query(sql) {
      const request = owner.request();
      request.arrayRowMode = true;
      const { recordset } = await told(sql, () => request.query<unknown>(sql));
      return [...recordset].map((row) => (Array.isArray(row) ? row.map(textOf) : []));
    },
    async openTransaction(sql) {
      const transaction = new mssql.Transaction(owner);
      await transaction.begin();
      await told(sql, () => transaction.request().batch(sql));
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
    stop,
  };
}

/** In the clear where the server offers no encryption, for a server of which that was not said. */
async function asOffered(config: SqlServerConfig): Promise<SqlServerConfig> {
  const pool = await createPool(config);
  try {
    await (await pool.open()).end();
    return config;
  } catch (error) {
    if (!(error instanceof SyncError && error.code === "source-tls")) throw error;
    return { ...config, tls: { mode: "off" } };
  } finally {
    await pool.close();
  }
}

/** A login stays as long as the server has not noticed that its last session has gone (15434). */
async function dropLogin(master: mssql.ConnectionPool, login: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const refusal = await refusalOf(master, `DROP LOGIN ${login}`);
    if (refusal?.number !== 15434) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Null where the login may not make one, or the server has but one: then a schema in the named database has to do. */
async function ownDatabase(master: mssql.ConnectionPool, name: string): Promise<string | null> {
  if (await refusalOf(master, `CREATE DATABASE ${name}`)) return null;
  // Where it is refused, the tests of snapshots say so.
  await refusalOf(master, `ALTER DATABASE ${name} SET ALLOW_SNAPSHOT_ISOLATION ON`);
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
    const { recordset } = await told(statement, () => owner.request().query<{ s: string }>(statement));
    for (const { s } of recordset) await batch(owner, s);
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
