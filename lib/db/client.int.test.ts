import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { closeDatabase, configureDatabase, createPrisma, type Db, db } from "./client";

let database: TestDatabase;
let client: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`ALTER DATABASE "${new URL(database.url).pathname.slice(1)}" SET timezone = 'Asia/Tokyo'`);
  await admin.end();
  client = createPrisma(database.url);
});

afterAll(async () => {
  await client.$disconnect();
  await closeDatabase();
  await database.drop();
});

test("an instant comes back as it went in, whatever zone the server and this process live in", async () => {
  const at = new Date("2026-03-01T22:30:15.123Z");
  const { id } = await client.auditEvent.create({
    data: { at, actorKind: "worker", actorName: "test", action: "test", targetKind: "test" },
  });
  const back = await client.auditEvent.findUniqueOrThrow({ where: { id } });
  expect(back.at).toEqual(at);
  const [seen] = await client.$queryRaw<{ epoch: string }[]>`
    SELECT extract(epoch FROM at)::text AS epoch FROM audit_events WHERE id = ${id}::uuid`;
  expect(Number(seen?.epoch) * 1000).toBe(at.getTime());
});

test("rows written with plain SQL get a key and times of their own", async () => {
  const before = Date.now();
  await client.$executeRaw`INSERT INTO applications (name) VALUES ('plain')`;
  const row = await client.application.findFirstOrThrow({ where: { name: "plain" } });
  expect(row.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(Math.abs(row.createdAt.getTime() - before)).toBeLessThan(60_000);
});

test("options in the address are kept beside ours", async () => {
  const address = new URL(database.url);
  address.searchParams.set("options", "-c search_path=pg_catalog");
  const other = createPrisma(address.toString());
  const [settings] = await other.$queryRaw<{ path: string; zone: string }[]>`
    SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone`;
  await other.$disconnect();
  expect(settings).toEqual({ path: "pg_catalog", zone: "UTC" });
});

test("a process has one metastore until it closes it", async () => {
  await closeDatabase();
  configureDatabase(database.url);
  expect(db()).toBe(db());
  configureDatabase(database.url);
  expect(() => configureDatabase("postgresql://elsewhere/other")).toThrow("in use already");
  expect(await db().application.count()).toBeGreaterThanOrEqual(0);
});
