import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type CatalogedSource, startCatalogedSource } from "@/e2e/support/cataloged-source";
import { mapTable } from "@/e2e/support/mapped-table";
import { patience } from "@/e2e/support/patience";
import { reasonOf } from "@/lib/answer";
import type { Context, Role } from "@/lib/context";
import { db } from "@/lib/db/client";
import { countRows, profileColumn, profileTable, sampleTable } from "./mutations";
import { compareSnapshots, getTable, listMeasurements, listSnapshots, listTableMetrics } from "./queries";
import { measurementFilter, metricsFilter, sampleInput, snapshotFilter, snapshotPair } from "./schema";

let source: CatalogedSource;

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const steward = as("Steward");

beforeAll(async () => {
  source = await startCatalogedSource();
});

afterAll(async () => {
  await source?.stop();
});

const marker = "sEcReTvAlUe";

beforeEach(async () => {
  await db().syncDefinition.deleteMany({});
  await db().auditEvent.deleteMany({});
  await source.clear();
  await db().databaseInstance.deleteMany({ where: { instanceLabel: { not: "main" } } });
  await source.sql.query(`
    CREATE TABLE "Bücher" (id int PRIMARY KEY, title text, price numeric(10,2), changed timestamp, data bytea);
    INSERT INTO "Bücher" SELECT n, CASE n % 4 WHEN 0 THEN NULL ELSE '${marker}' || n % 3 END, n * 1.5, '2026-01-01 12:00'::timestamp + n * interval '1 min', '\\x00'
      FROM generate_series(1, 40) n;
    CREATE VIEW slow AS SELECT pg_sleep(60)::text AS slept, 1 AS id;
    CREATE VIEW failing AS SELECT ('${marker}' || now())::int AS id;`);
  await source.introspect();
});

const idOf = async (name: string) => (await source.table(name)).id;
const rowsOf = async (name: string, change: object = {}) =>
  sampleTable(steward, sampleInput.parse({ tableId: await idOf(name), ...change }));
const audited = async () => JSON.stringify(await db().auditEvent.findMany({ orderBy: { at: "asc" } }));

/** Another instance, which does not answer. */
const addDeadInstance = (role: "PRIMARY" | "SECONDARY") =>
  db().databaseInstance.create({
    data: {
      databaseId: source.databaseId,
      instanceLabel: "dead",
      host: "127.0.0.1",
      port: 1,
      dbName: "x",
      dbUser: "x",
      dbPassword: "",
      role,
      priority: -1,
    },
  });

describe("a sample", () => {
  it("shows rows as they stand, says what they are, and leaves an event without values", async () => {
    const sample = await rowsOf("Bücher", { limit: 3 });
    expect(sample.rows).toHaveLength(3);
    expect(sample).toMatchObject({ extent: "first", instanceLabel: "main" });
    expect(sample.columns.map((column) => column.name)).toEqual(["id", "title", "price", "changed", "data"]);
    expect(JSON.stringify(sample.rows)).toContain(marker);
    expect(await audited()).toContain("table.sampled");
    expect(await audited()).not.toContain(marker);
  });

  it("of a small table is the whole table", async () => {
    expect(await rowsOf("Bücher", { limit: 200 })).toMatchObject({ extent: "all" });
  });

  it("is asked from the next instance when the first does not answer", async () => {
    const dead = await addDeadInstance("PRIMARY");
    const { dbPassword } = await db().databaseInstance.findUniqueOrThrow({ where: { id: source.instanceId } });
    await db().databaseInstance.update({ where: { id: dead.id }, data: { dbPassword } });
    expect(await rowsOf("Bücher")).toMatchObject({ instanceLabel: "main" });
  });

  it("is refused where nothing may be read", async () => {
    await db().database.update({ where: { id: source.databaseId }, data: { status: "DISABLED" } });
    await expect(rowsOf("Bücher")).rejects.toMatchObject({ code: "parent-paused" });
    await db().database.update({ where: { id: source.databaseId }, data: { status: "ACTIVE" } });
    await db().databaseInstance.update({ where: { id: source.instanceId }, data: { status: "DISABLED" } });
    await expect(rowsOf("Bücher")).rejects.toMatchObject({ code: "no-instance" });
  });

  it("of a table that is gone names it", async () => {
    const tableId = await idOf("Bücher");
    await source.sql.query('DROP TABLE "Bücher"');
    const sample = sampleTable(steward, sampleInput.parse({ tableId }));
    await expect(sample).rejects.toMatchObject({ code: "source-object-missing" });
    expect(await audited()).not.toContain("table.sampled");
  });

  it("tells no value in an error, which is logged and shown", async () => {
    const error: unknown = await rowsOf("failing").catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "source-failed" });
    expect(JSON.stringify(reasonOf(error, { name: "test", requestId: "r" }))).not.toContain(marker);
    expect(String((error as Error).cause)).not.toContain(marker);
  });

  it("of what takes too long is given up after 15 seconds", async () => {
    const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementationOnce(() => {
      const hurried = new AbortController();
      setTimeout(() => hurried.abort(), 500);
      return hurried.signal;
    });
    await expect(rowsOf("slow")).rejects.toMatchObject({ code: "source-busy" });
    expect(timeout).toHaveBeenCalledWith(15_000);
    timeout.mockRestore();
  });

  it("is one of four questions at a time, so that nobody floods a database", async () => {
    await source.sql.query('BEGIN; LOCK TABLE "Bücher" IN ACCESS EXCLUSIVE MODE');
    const four = Promise.all([rowsOf("Bücher"), rowsOf("Bücher"), rowsOf("Bücher"), rowsOf("Bücher")]);
    const waiting = async () => (await source.sql.query("SELECT 1 FROM pg_locks WHERE NOT granted")).rowCount;
    await vi.waitUntil(async () => (await waiting()) === 4, patience);
    const fifth = rowsOf("Bücher").catch((reason: unknown) => reason);
    await source.sql.query("SELECT pg_sleep(0.3); ROLLBACK");
    expect(await fifth).toMatchObject({
      code: "source-busy",
      message: expect.stringContaining("4 questions") as string,
    });
    expect((await four).map((sample) => sample.rows.length)).toEqual([40, 40, 40, 40]);
    expect((await rowsOf("Bücher")).rows).toHaveLength(40);
  });

  it.each<Role>(["Viewer"])("is not for a %s", async (role) => {
    const tableId = await idOf("Bücher");
    await expect(sampleTable(as(role), sampleInput.parse({ tableId }))).rejects.toMatchObject({ code: "not-allowed" });
    await expect(profileTable(as(role), { tableId })).rejects.toMatchObject({ code: "not-allowed" });
    await expect(countRows(as(role), { tableId })).rejects.toMatchObject({ code: "not-allowed" });
  });
});

describe("a profile", () => {
  it("tells of each column that has values", async () => {
    const profile = await profileTable(steward, { tableId: await idOf("Bücher") });
    expect(profile).toMatchObject({ rows: 40, isWhole: true, extent: "all" });
    expect(profile.columns.map((column) => column.columnName)).toEqual(["id", "title", "price", "changed"]);
    expect(profile.columns[0]).toMatchObject({ distinct: 40, min: "1", max: "40", nulls: 0 });
    expect(profile.columns[1]).toMatchObject({ nullShare: 0.25, distinct: 3, longestCharacters: marker.length + 1 });
    expect(profile.columns[2]).toMatchObject({ min: "1.50", max: "60.00" });
    expect(await audited()).not.toContain(marker);
  });

  it("of one column tells of no other", async () => {
    const table = await source.table("Bücher");
    const column = (name: string) => table.columns.find((each) => each.columnName === name)?.id ?? "";
    const ref = { tableId: table.id };
    const found = await profileColumn(steward, { ...ref, columnId: column("price") });
    expect(found.columns.map((each) => each.columnName)).toEqual(["price"]);
    const binary = profileColumn(steward, { ...ref, columnId: column("data") });
    await expect(binary).rejects.toMatchObject({ code: "type-unmappable" });
    const none = profileColumn(steward, { ...ref, columnId: ref.tableId });
    await expect(none).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("counted rows", () => {
  it("are kept as exact, beside the estimates", async () => {
    const tableId = await idOf("Bücher");
    expect(await countRows(steward, { tableId })).toMatchObject({
      rowCount: 40,
      isEstimate: false,
      maxUpdatedAt: null,
    });
    await source.sql.query('DELETE FROM "Bücher" WHERE id > 10; ANALYZE "Bücher"');
    await source.introspect();
    await source.introspect();
    const metrics = await listTableMetrics(as("Viewer"), metricsFilter.parse({ tableId }));
    expect(metrics.map(({ rowCount, isEstimate }) => [rowCount, isEstimate])).toEqual([
      [40, false],
      [10, true],
    ]);
    expect((await getTable(as("Viewer"), { tableId })).metrics).toHaveLength(2);
    const pageOf = (filter: object) => listMeasurements(as("Viewer"), measurementFilter.parse({ tableId, ...filter }));
    const first = await pageOf({ limit: 1 });
    const second = await pageOf({ limit: 1, cursor: first.nextCursor });
    expect([...first.rows, ...second.rows].map(({ rowCount }) => rowCount)).toEqual([10, 40]);
    expect(second.nextCursor).toBeNull();
    expect((await pageOf({ direction: "asc" })).rows.map(({ rowCount }) => rowCount)).toEqual([40, 10]);
    expect((await pageOf({ since: first.rows[0]?.capturedAt })).rows).toEqual(first.rows);
  });

  it("come with the greatest time of a definition's cursor column, in the definition's zone", async () => {
    const table = await source.table("Bücher");
    const definitionId = await mapTable(db(), { tableId: table.id, name: "Books", key: "id", mapped: "title" });
    const cursorColumnId = table.columns.find((column) => column.columnName === "changed")?.id ?? null;
    await db().syncDefinition.update({
      where: { id: definitionId },
      data: { cursorColumnId, timeZone: "Europe/Zurich" },
    });
    const counted = await countRows(steward, { tableId: table.id });
    expect(counted.maxUpdatedAt?.toISOString()).toBe("2026-01-01T11:40:00.000Z");
  });
});

describe("two snapshots", () => {
  it("are compared part by part, the newest ones unless named", async () => {
    const tableId = await idOf("Bücher");
    expect(await compareSnapshots(as("Viewer"), { tableId })).toMatchObject({ earlier: null, differences: [] });
    await source.sql.query("ALTER TABLE \"Bücher\" ALTER price TYPE numeric(12,2), ALTER title SET DEFAULT 'x'");
    await source.introspect();
    await source.sql.query(
      'CREATE INDEX by_title ON "Bücher" (title DESC) INCLUDE (price); ALTER TABLE "Bücher" DROP data',
    );
    await source.introspect();
    const newest = await compareSnapshots(as("Viewer"), { tableId });
    expect(newest.differences.map(({ part, change, name }) => [part, change, name])).toEqual([
      ["column", "removed", "data"],
      ["index", "added", "by_title"],
    ]);
    const { snapshots } = await getTable(as("Viewer"), { tableId });
    const ids = snapshots.map((snapshot) => snapshot.id);
    const first = await listSnapshots(as("Viewer"), snapshotFilter.parse({ tableId, limit: 2 }));
    const rest = await listSnapshots(as("Viewer"), snapshotFilter.parse({ tableId, cursor: first.nextCursor }));
    expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(ids);
    expect(first.rows).toHaveLength(2);
    const whole = await compareSnapshots(
      as("Viewer"),
      snapshotPair.parse({ tableId, earlierId: ids[2], laterId: ids[0] }),
    );
    expect(whole.differences).toHaveLength(4);
    expect(whole.differences.find((each) => each.name === "price")).toMatchObject({
      change: "widened",
      before: "numeric(10,2), nullable",
      after: "numeric(12,2), nullable",
    });
    const foreign = compareSnapshots(as("Viewer"), snapshotPair.parse({ tableId, earlierId: tableId }));
    await expect(foreign).rejects.toMatchObject({ code: "not-found" });
  });
});
