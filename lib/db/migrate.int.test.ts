import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { applyMigrations } from "./migrate";

const root = path.resolve(import.meta.dirname, "../..");
const ours = readdirSync(path.join(root, "prisma/migrations"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = mkdtempSync(path.join(tmpdir(), "migrations-"));
});

afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, "migration.sql"), sql);
}

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

const apply = (url = database.url) => applyMigrations({ url, dir: folder });

test("several processes at once apply each migration once", async () => {
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => applyMigrations({ url: database.url })));
  expect(answers.flat().sort()).toEqual(ours);
  const records = await query<{ migration_name: string }>("SELECT migration_name FROM _prisma_migrations");
  expect(records.map((row) => row.migration_name).sort()).toEqual(ours);
  expect(await applyMigrations({ url: database.url })).toEqual([]);
});

test("Prisma's command line takes the records for its own and sees no drift", async () => {
  await applyMigrations({ url: database.url });
  const prisma = (...args: string[]) =>
    promisify(execFile)(process.execPath, [path.join(root, "node_modules/prisma/build/index.js"), ...args], {
      cwd: root,
      env: { ...process.env, DATABASE_URL: database.url, CHECKPOINT_DISABLE: "1" },
    });
  expect((await prisma("migrate", "status")).stdout).toContain("Database schema is up to date!");
  // Exit code 2 would say that they differ, and reject.
  const toSchema = ["--to-schema", "prisma/schema", "--exit-code"];
  expect((await prisma("migrate", "diff", "--from-config-datasource", ...toSchema)).stdout).toContain("No difference");
  const fromFiles = await prisma("migrate", "diff", "--from-migrations", "prisma/migrations", ...toSchema);
  expect(fromFiles.stdout).toContain("No difference");
});

test("a migration changed after it was applied is refused", async () => {
  write("1_first", "CREATE TABLE first (id int)");
  expect(await apply()).toEqual(["1_first"]);
  write("1_first", "CREATE TABLE first (id bigint)");
  write("2_second", "CREATE TABLE second (id int)");
  await expect(apply()).rejects.toMatchObject({ code: "migration-changed" });
  expect(await query("SELECT 1 FROM pg_tables WHERE tablename = 'second'")).toEqual([]);
});

test("a failing migration leaves nothing of itself, keeps those before it and stops those after it", async () => {
  write("1_good", "CREATE TABLE good (id int)");
  write("2_bad", "CREATE TABLE half (id int); SELECT 1 / 0;");
  write("3_never", "CREATE TABLE never (id int)");
  await expect(apply()).rejects.toMatchObject({
    code: "migration-failed",
    message: expect.stringContaining("2_bad") as string,
  });
  const tables = await query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
  );
  expect(tables.map((row) => row.tablename)).toEqual(["_prisma_migrations", "good"]);
  write("2_bad", "CREATE TABLE half (id int)");
  expect(await apply()).toEqual(["2_bad", "3_never"]);
});

test("functions and texts with semicolons arrive whole", async () => {
  write(
    "1_function",
    "CREATE FUNCTION two() RETURNS text LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN ';'; END $$; SELECT two();",
  );
  await apply();
  expect(await query("SELECT two()")).toEqual([{ two: ";" }]);
});

test("a migration that Prisma's command line left failed must be resolved first", async () => {
  write("1_first", "SELECT 1");
  await apply();
  await query("UPDATE _prisma_migrations SET finished_at = NULL, logs = 'division by zero'");
  await expect(apply()).rejects.toMatchObject({
    code: "migration-failed",
    message: expect.stringContaining("division by zero") as string,
    remedy: expect.stringContaining("--rolled-back 1_first") as string,
  });
  await query("UPDATE _prisma_migrations SET rolled_back_at = now()");
  expect(await apply()).toEqual(["1_first"]);
});

test("wrong address, password and database name are told apart", async () => {
  const changed = (change: (address: URL) => void) => {
    const address = new URL(database.url);
    change(address);
    return address.toString();
  };
  const closedPort = changed((address) => {
    address.port = "1";
  });
  const badPassword = changed((address) => {
    address.password = "wrong";
  });
  const noDatabase = changed((address) => {
    address.pathname = "/nowhere";
  });
  await expect(apply(closedPort)).rejects.toMatchObject({ code: "metastore-unreachable" });
  await expect(apply(badPassword)).rejects.toMatchObject({ code: "metastore-login" });
  await expect(apply(noDatabase)).rejects.toMatchObject({
    code: "metastore-missing",
    message: expect.stringContaining('"nowhere"') as string,
  });
});

test("a user without the right to make tables is told so", async () => {
  const role = `onlooker_${process.pid}`;
  await query(`CREATE ROLE ${role} LOGIN PASSWORD 'onlooker'`);
  const address = new URL(database.url);
  address.username = role;
  address.password = "onlooker";
  await expect(apply(address.toString())).rejects.toMatchObject({ code: "migration-failed" });
  await query(`DROP ROLE ${role}`);
});

test("waiting for another process's migrations can be given up", async () => {
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  await holder.query("SELECT pg_advisory_lock(72707369)");
  write("1_first", "SELECT 1");
  const giveUp = new AbortController();
  const waiting = applyMigrations({ url: database.url, dir: folder, signal: giveUp.signal });
  const outcome = expect(waiting).rejects.toThrow("enough");
  while ((await query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")).length === 0);
  giveUp.abort(new Error("enough"));
  await outcome;
  await holder.end();
  expect(await apply()).toEqual(["1_first"]);
});

test("a folder without migrations is an error and not an empty answer", async () => {
  await expect(applyMigrations({ url: database.url, dir: path.join(folder, "none") })).rejects.toMatchObject({
    code: "migration-failed",
  });
});
