import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createDatabase, databaseUrl, dropDatabase } from "@/lib/db/databases";
import { applyMigrations } from "@/lib/db/migrate";

const migrations = path.resolve(import.meta.dirname, "../../prisma/migrations");

/** Where `int-setup.ts` leaves the address of the test server. */
export const serverVariable = "SYNCBRIDGE_TEST_POSTGRES_URL";

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A metastore of its own with every migration applied and no rows: a copy of the template, made in a few hundredths of a second. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testServer();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await createDatabase(server, name, { template: templateName() });
  return { url: databaseUrl(server, name), drop: () => dropDatabase(server, name) };
}

/** A superuser's address at another PostgreSQL, of any version, in which databases without tables are made instead. */
const sourceVariable = "SYNCBRIDGE_TEST_POSTGRES_SOURCE_URL";

/** A database without any table, for tests that make their own. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  const server = process.env[sourceVariable] ?? testServer();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await createDatabase(server, name);
  return { url: databaseUrl(server, name), drop: () => dropDatabase(server, name) };
}

/** Makes the template that `createTestDatabase` copies, unless it is there already. */
export async function prepareTemplate(server: string): Promise<void> {
  await createDatabase(server, templateName());
  await applyMigrations({ url: databaseUrl(server, templateName()), dir: migrations });
}

/** Named after what the migrations say, so that a changed one is never tested against an old template. */
export function templateName(): string {
  const digest = createHash("sha256");
  for (const file of readdirSync(migrations, { recursive: true, encoding: "utf8" }).sort()) {
    if (file.endsWith(".sql")) digest.update(file).update(readFileSync(path.join(migrations, file)));
  }
  return `template_${digest.digest("hex").slice(0, 12)}`;
}

function testServer(): string {
  const server = process.env[serverVariable];
  if (!server) throw new Error(`${serverVariable} is not set: run these tests through vitest's project "int".`);
  return server;
}
