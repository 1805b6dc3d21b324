import { randomBytes } from "node:crypto";
import pg from "pg";
import { masterKey, seal } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { requireSetting } from "@/lib/env";
import { introspectDatabase } from "@/lib/sync/introspect-database";
import { passwordContext } from "@/lib/sync/open-source";
import { createEmptyDatabase, createTestDatabase } from "./metastore";

/** A metastore that catalogs a real PostgreSQL database. */
export interface CatalogedSource {
  readonly metastoreUrl: string;
  /** A superuser's connection to the source. */
  readonly sql: pg.Client;
  readonly databaseId: string;
  readonly instanceId: string;
  /** Makes the instance connect as another user. */
  connectAs(user: string, password: string): Promise<void>;
  /** Empties the source, its catalog and its metrics. */
  clear(): Promise<void>;
  /** Introspects the source once and gives the run. */
  introspect(
    signal?: AbortSignal,
  ): Promise<Awaited<ReturnType<ReturnType<typeof db>["introspectionRun"]["findUniqueOrThrow"]>>>;
  /** The cataloged table of this name with all its parts. */
  table(tableName: string): ReturnType<typeof tableOf>;
  stop(): Promise<void>;
}

export async function startCatalogedSource(): Promise<CatalogedSource> {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  const metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  const source = await createEmptyDatabase();
  const sql = new pg.Client({ connectionString: source.url });
  await sql.connect();
  const address = new URL(source.url);
  const sealed = (password: string) =>
    seal(masterKey(requireSetting("SYNCBRIDGE_SECRET_KEY")), password, passwordContext);
  const application = await db().application.create({ data: { name: "Geography" } });
  const { id: databaseId } = await db().database.create({
    data: {
      applicationId: application.id,
      name: "World",
      dbType: "POSTGRES",
      environment: "DEV",
      databaseName: "world",
    },
  });
  const login = {
    dbUser: decodeURIComponent(address.username),
    dbPassword: sealed(decodeURIComponent(address.password)),
  };
  const { id: instanceId } = await db().databaseInstance.create({
    data: {
      databaseId,
      instanceLabel: "main",
      host: address.hostname,
      port: Number(address.port),
      dbName: address.pathname.slice(1),
      ...login,
    },
  });
  return {
    metastoreUrl: metastore.url,
    sql,
    databaseId,
    instanceId,
    async connectAs(dbUser, password) {
      const data = { dbUser, dbPassword: sealed(password) };
      await db().databaseInstance.update({ where: { id: instanceId }, data });
    },
    async clear() {
      await db().databaseTable.deleteMany({ where: { databaseId } });
      await db().introspectionRun.deleteMany({});
      await db().databaseInstance.update({ where: { id: instanceId }, data: { status: "ACTIVE", ...login } });
      await sql.query("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
    },
    async introspect(signal = new AbortController().signal) {
      const { id } = await db().introspectionRun.create({ data: { databaseInstanceId: instanceId } });
      await introspectDatabase({ introspectionRunId: id, signal });
      return db().introspectionRun.findUniqueOrThrow({ where: { id } });
    },
    table: (tableName) => tableOf(databaseId, tableName),
    async stop() {
      await sql.end();
      await closeDatabase();
      await source.drop();
      await metastore.drop();
    },
  };
}

const tableOf = (databaseId: string, tableName: string) =>
  db().databaseTable.findFirstOrThrow({
    where: { databaseId, tableName },
    include: { columns: { orderBy: { ordinalPosition: "asc" } }, constraints: true, indexes: true },
  });
