import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { SourceConnection } from "../connector";
import { createPool } from "./client";
import { type PostgresConfig, postgresConfigSchema } from "./config";
import { askHorizon } from "./horizon";
import { postgresConnector } from "./index";

/** Roles belong to the server, not to the database of this run. */
const seeing = `seeing_${randomBytes(6).toString("hex")}`;
const blind = `blind_${randomBytes(6).toString("hex")}`;
const never = new AbortController().signal;

let database: TestDatabase;
let owner: pg.Client;
let config: PostgresConfig;

beforeAll(async () => {
  database = await createEmptyDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const address = new URL(database.url);
  config = postgresConfigSchema.parse({
    host: address.hostname,
    port: Number(address.port),
    database: address.pathname.slice(1),
    user: seeing,
    password: "since",
    applicationName: "SyncBridge since test",
  });
  await owner.query(`CREATE ROLE ${seeing} LOGIN PASSWORD 'since'; GRANT pg_read_all_stats TO ${seeing};
    CREATE ROLE ${blind} LOGIN PASSWORD 'since';
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO ${seeing}, ${blind}`);
});

afterAll(async () => {
  await owner.query(`DROP OWNED BY ${seeing}, ${blind}; DROP ROLE ${seeing}, ${blind}`);
  await owner.end();
  await database.drop();
});

async function overlapMs(user: string): Promise<number> {
  const pool = createPool({ ...config, user });
  const session = await pool.open();
  try {
    return (await askHorizon(session)).overlapMs;
  } finally {
    await session.end();
    await pool.close();
  }
}

async function connected<Result>(
  user: string,
  work: (connection: SourceConnection) => Promise<Result>,
): Promise<Result> {
  const connection = await postgresConnector.connect({ ...config, user });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

function since(user: string, name: string, position: string | null) {
  return connected(user, async (connection) => {
    const request = { table: { schema: "public", name }, columns: ["id"], keyColumns: ["id"], pageSize: 10 };
    const reading = await connection.read({ ...request, since: { column: "at", position } }, never);
    const ids: (string | null | undefined)[] = [];
    for await (const page of reading.pages()) ids.push(...page.map(([id]) => id));
    await reading.close();
    return { ids: ids.toSorted(), position: reading.position() };
  });
}

describe("askHorizon", () => {
  it("is as old as the oldest open transaction that the role may see", async () => {
    expect(await overlapMs(seeing)).toBeLessThan(60_000);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query("BEGIN");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const open = await overlapMs(seeing);
    await other.end();
    expect(open).toBeGreaterThan(200);
    expect(open).toBeLessThan(60_000);
  });

  it("is ten minutes for a role that may not see others' transactions", async () => {
    expect(await overlapMs(blind)).toBe(600_000);
  });

  it("is ten minutes where a session keeps its transactions to itself", async () => {
    const secretive = new pg.Client({ connectionString: database.url });
    await secretive.connect();
    await secretive.query("SET track_activities = off; BEGIN");
    const overlap = await overlapMs(seeing);
    await secretive.end();
    expect(overlap).toBe(600_000);
  });
});

describe("reading since, in PostgreSQL", () => {
  it("P5: sees rows of transactions that began before it and commit long after, whoever reads", async () => {
    await owner.query(
      `CREATE TABLE late (id int PRIMARY KEY, at timestamptz DEFAULT now()); INSERT INTO late VALUES (1)`,
    );
    for (const user of [seeing, blind]) {
      const writer = new pg.Client({ connectionString: database.url });
      await writer.connect();
      // now() is when the transaction began, though its first write comes after the reading.
      await writer.query("BEGIN; SELECT now()");
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      await owner.query("INSERT INTO late VALUES (2)");
      const first = await since(user, "late", null);
      await writer.query("INSERT INTO late VALUES (3); COMMIT");
      await writer.end();
      expect(first.ids).toEqual(["1", "2"]);
      expect((await since(user, "late", first.position)).ids).toContain("3");
      await owner.query("DELETE FROM late WHERE id > 1");
    }
  });

  it("reads infinity each time and never lets it become the position", async () => {
    await owner.query(`CREATE TABLE endless (id int PRIMARY KEY, at timestamp);
      INSERT INTO endless VALUES (1, 'infinity'), (2, '-infinity'), (3, '0044-03-15 BC')`);
    const first = await since(seeing, "endless", null);
    expect(first.ids).toEqual(["1", "2", "3"]);
    expect(first.position).toMatch(/^20\d\d-/);
    const second = await since(seeing, "endless", first.position);
    expect(second.ids).toEqual(["1"]);
  });

  it("takes a domain over a time, and refuses a time of day, a number and a missing column", async () => {
    await owner.query(`CREATE DOMAIN moment AS timestamptz; CREATE TABLE domained (id int PRIMARY KEY, at moment);
      INSERT INTO domained VALUES (1, '2026-01-01'), (2, NULL);
      CREATE TABLE timed (id int PRIMARY KEY, at time); CREATE TABLE numbered (id int PRIMARY KEY, at bigint);
      CREATE TABLE bare (id int PRIMARY KEY)`);
    const first = await since(seeing, "domained", null);
    expect((await since(seeing, "domained", first.position)).ids).toEqual(["1", "2"]);
    for (const name of ["timed", "numbered"]) {
      await expect(since(seeing, name, null)).rejects.toMatchObject({ code: "cursor-unsupported", trait: "halt" });
    }
    await expect(since(seeing, "bare", null)).rejects.toMatchObject({ code: "source-object-missing" });
  });

  it("has no position when it was left before its end", async () => {
    await owner.query(
      "CREATE TABLE left_early (id int PRIMARY KEY, at timestamptz); INSERT INTO left_early SELECT n, now() FROM generate_series(1, 30) AS n",
    );
    await connected(seeing, async (connection) => {
      const request = {
        table: { schema: "public", name: "left_early" },
        columns: ["id"],
        keyColumns: null,
        pageSize: 10,
      };
      const reading = await connection.read({ ...request, since: { column: "at", position: null } }, never);
      for await (const page of reading.pages()) {
        expect(page).toHaveLength(10);
        break;
      }
      await reading.close();
      expect(reading.position()).toBeNull();
    });
  });
});

describe("bytea", () => {
  it("identifies rows where it is part of a unique index, and is left out elsewhere", async () => {
    await owner.query(`CREATE TABLE digests (id int PRIMARY KEY, digest bytea UNIQUE, body bytea);
      INSERT INTO digests VALUES (1, '\\xABCD', '\\x00'), (2, NULL, NULL)`);
    await connected(seeing, async (connection) => {
      for await (const table of connection.introspect()) {
        if (table.name === "digests")
          expect(table.columns.map(({ kind }) => kind)).toEqual(["integer", "bytes", "binary"]);
      }
      const table = { schema: "public", name: "digests" };
      const columns = ["digest", "body"];
      const sample = await connection.sample({ table, columns, limit: 10, from: "first", maxCellLength: 3 }, never);
      expect(sample.rows).toEqual([
        ["abc", null],
        [null, null],
      ]);
      expect(
        await connection.lookUp({ table, columns, keyColumns: ["digest"], keys: [["abcd"], ["ABCD"]] }, never),
      ).toEqual([["abcd", null]]);
    });
  });
});

describe("sampling in PostgreSQL", () => {
  it("spreads over the partitions of a table that was never analyzed", async () => {
    await owner.query(`CREATE TABLE parts (id int, filler text) PARTITION BY RANGE (id);
      CREATE TABLE parts_low PARTITION OF parts FOR VALUES FROM (0) TO (10000);
      CREATE TABLE parts_high PARTITION OF parts FOR VALUES FROM (10000) TO (30000);
      INSERT INTO parts SELECT n, repeat('x', 80) FROM generate_series(1, 20000) AS n`);
    const sample = await connected(seeing, (connection) =>
      connection.sample(
        { table: { schema: "public", name: "parts" }, limit: 100, from: "spread", maxCellLength: 10 },
        never,
      ),
    );
    expect(sample.extent).toBe("spread");
    const ids = sample.rows.map(([id]) => Number(id));
    expect([Math.min(...ids) < 10_000, Math.max(...ids) > 10_000]).toEqual([true, true]);
  });

  it("cuts an array inside its text and leaves numbers whole", async () => {
    await owner.query(`CREATE TABLE wide (tags text[], amount numeric, doc jsonb);
      INSERT INTO wide VALUES (ARRAY['aaaa','bbbb','cccc'], 12345678901234567890.5, '{"a": "long enough"}')`);
    const sample = await connected(seeing, (connection) =>
      connection.sample(
        { table: { schema: "public", name: "wide" }, limit: 5, from: "first", maxCellLength: 8 },
        never,
      ),
    );
    expect(sample.rows).toEqual([['["aaaa",', "12345678901234567890.5", '{"a": "l']]);
  });
});
