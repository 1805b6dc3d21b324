import { randomBytes } from "node:crypto";
import pg from "pg";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { createDatabase, createInstance } from "@/lib/features/databases/mutations";
import { createInstanceInput, databaseInput } from "@/lib/features/databases/schema";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { createEmptyDatabase, createTestDatabase } from "./metastore";

interface InstanceSettings {
  readonly instanceLabel: string;
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
  readonly dbUser: string;
}

/** A metastore with an application, and a database with one table that instances can lead to. */
export interface DatabaseWorld {
  readonly applicationId: string;
  readonly password: string;
  /** Lead to the database; without the password. */
  instanceSettings(): InstanceSettings;
  newDatabase(): Promise<string>;
  newInstance(databaseId: string, change?: object): Promise<string>;
  stop(): Promise<void>;
}

export const as = (role: Role, userId = "u-1"): Context => ({
  actor: { kind: "person", userId, name: "Ada", roles: [role] },
  requestId: "request-1",
});
export const admin = as("Admin");

export async function startDatabaseWorld(): Promise<DatabaseWorld> {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  const metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  const source = await createEmptyDatabase();
  const client = new pg.Client({ connectionString: source.url });
  await client.connect();
  await client.query("CREATE TABLE city (id int PRIMARY KEY)");
  await client.end();
  const address = new URL(source.url);
  const password = decodeURIComponent(address.password);
  const { id: applicationId } = await db().application.create({ data: { name: "Geography" } });
  const instanceSettings = () => ({
    instanceLabel: "main",
    host: address.hostname,
    port: Number(address.port),
    dbName: address.pathname.slice(1),
    dbUser: decodeURIComponent(address.username),
  });
  let made = 0;
  return {
    applicationId,
    password,
    instanceSettings,
    async newDatabase() {
      made += 1;
      const names = { name: `World ${made}`, databaseName: `w${made}` };
      const input = databaseInput.parse({ applicationId, dbType: "POSTGRES", environment: "DEV", ...names });
      return (await createDatabase(admin, input)).databaseId;
    },
    async newInstance(databaseId, change = {}) {
      const input = { databaseId, ...instanceSettings(), dbPassword: password, ...change };
      return (await createInstance(admin, createInstanceInput.parse(input))).instanceId;
    },
    async stop() {
      await closeQueue();
      await closeDatabase();
      await source.drop();
      await metastore.drop();
    },
  };
}
