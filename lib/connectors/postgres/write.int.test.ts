import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { RowChange, SourceConnection, WriteOutcome } from "../connector";
import { type PostgresConfig, postgresConfigSchema } from "./config";
import { postgresConnector } from "./index";

/** Roles belong to the server, not to the database of this run. */
const role = `role_${randomBytes(6).toString("hex")}`;
const never = new AbortController().signal;
const always = (): boolean => true;

let database: TestDatabase;
let owner: pg.Client;
let config: PostgresConfig;
let connection: SourceConnection;

beforeAll(async () => {
  database = await createEmptyDatabase();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const address = new URL(database.url);
  config = postgresConfigSchema.parse({
    host: address.hostname,
    port: Number(address.port),
    database: address.pathname.slice(1),
    user: role,
    password: "writes",
    applicationName: "SyncBridge write test",
  });
  await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'writes';
    ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role}`);
  connection = await postgresConnector.connect(config);
});

afterAll(async () => {
  await connection.close();
  await owner.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  await owner.end();
  await database.drop();
});

async function write(
  name: string,
  columns: readonly string[],
  changes: readonly RowChange[],
  keyColumns: readonly string[] = ["id"],
): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  const request = { table: { schema: "public", name }, keyColumns, columns, changes };
  for await (const outcome of connection.write(request, never)) outcomes.push(outcome);
  return outcomes;
}

describe("writeRows", () => {
  it("tells a row that a policy refuses or hides", async () => {
    await owner.query(`CREATE TABLE guarded (id int PRIMARY KEY, region text);
      INSERT INTO guarded VALUES (1, 'north'), (2, 'south'), (3, 'north'), (4, 'north');
      ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
      CREATE POLICY north ON guarded TO ${role} USING (region = 'north') WITH CHECK (region <> 'south')`);
    const outcomes = await write(
      "guarded",
      ["region"],
      [
        { kind: "update", key: ["1"], values: { region: "south" }, accepts: always },
        { kind: "update", key: ["2"], values: { region: "north" }, accepts: always },
        { kind: "insert", values: { id: "9", region: "south" } },
        { kind: "delete", key: ["3"], accepts: always },
      ],
    );
    expect(outcomes).toMatchObject([
      { result: "refused", code: "row-refused" },
      { result: "missing" },
      { result: "refused", code: "row-refused" },
      { result: "written", row: null },
    ]);
  });

  it("tells what a deferred constraint refuses at the commit", async () => {
    await owner.query(`CREATE TABLE late_parent (id int PRIMARY KEY);
      CREATE TABLE late (id int PRIMARY KEY, parent int,
        CONSTRAINT parent_there FOREIGN KEY (parent) REFERENCES late_parent DEFERRABLE INITIALLY DEFERRED)`);
    const outcomes = await write(
      "late",
      ["id"],
      [
        { kind: "insert", values: { id: "1", parent: "7" } },
        { kind: "insert", values: { id: "2" } },
      ],
    );
    expect(outcomes).toMatchObject([
      { result: "refused", code: "row-foreign-key", constraint: "parent_there" },
      { result: "written", key: ["2"] },
    ]);
  });

  it("tells what a trigger lets fall, refuses in its own words or under a code of its own", async () => {
    await owner.query(`CREATE TABLE watched (id int PRIMARY KEY, label text); INSERT INTO watched VALUES (1, 'kept');
      CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'DELETE' THEN RETURN NULL; END IF;
        IF NEW.label = 'fall' THEN RETURN NULL; END IF;
        IF NEW.label = 'own' THEN RAISE EXCEPTION 'by our rules' USING ERRCODE = '45000'; END IF;
        IF NEW.label = 'busy' THEN RAISE EXCEPTION 'later' USING ERRCODE = '40001'; END IF;
        RETURN NEW; END $$;
      CREATE TRIGGER watch BEFORE INSERT OR UPDATE OR DELETE ON watched FOR EACH ROW EXECUTE FUNCTION watch()`);
    const outcomes = await write(
      "watched",
      ["id"],
      [
        { kind: "insert", values: { id: "2", label: "fall" } },
        { kind: "update", key: ["1"], values: { label: "fall" }, accepts: always },
        { kind: "delete", key: ["1"], accepts: always },
        { kind: "update", key: ["1"], values: { label: "own" }, accepts: always },
      ],
    );
    expect(outcomes).toMatchObject([
      { result: "refused", code: "row-refused" },
      { result: "refused", code: "row-refused" },
      { result: "refused", code: "row-refused" },
      { result: "refused", code: "row-refused", message: "by our rules" },
    ]);
    await expect(
      write("watched", ["id"], [{ kind: "insert", values: { id: "3", label: "busy" } }]),
    ).rejects.toMatchObject({
      code: "source-busy",
      trait: "transient",
    });
  });

  it("follows the rules of a domain, an enum and an exclusion constraint", async () => {
    await owner.query(`CREATE DOMAIN even AS int CONSTRAINT is_even CHECK (VALUE % 2 = 0);
      CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE EXTENSION btree_gist;
      CREATE TABLE ruled (id int PRIMARY KEY, size even, mood mood, room int, span daterange,
        CONSTRAINT one_at_a_time EXCLUDE USING gist (room WITH =, span WITH &&));
      INSERT INTO ruled VALUES (1, 2, 'sad', 7, '[2026-01-01,2026-02-01)')`);
    const insert = (values: Record<string, string>): RowChange => ({ kind: "insert", values: { id: "2", ...values } });
    const outcomes = await write(
      "ruled",
      ["span"],
      [
        insert({ size: "3" }),
        insert({ mood: "angry" }),
        insert({ room: "7", span: "[2026-01-31,2026-02-02)" }),
        insert({ size: "4", mood: "happy", room: "7", span: "[2026-02-01,2026-02-02]" }),
      ],
    );
    expect(outcomes).toMatchObject([
      { result: "refused", code: "row-check", constraint: "is_even" },
      { result: "refused", code: "row-value-invalid" },
      { result: "refused", code: "row-not-unique", constraint: "one_at_a_time" },
      { result: "written", row: ["[2026-02-01,2026-02-03)"] },
    ]);
  });

  it("finds rows by a key of bytea, citext or padded text, and reads bytea back as hex", async () => {
    await owner.query(`CREATE SCHEMA apart; CREATE EXTENSION citext SCHEMA apart;
      GRANT USAGE ON SCHEMA apart TO ${role};
      CREATE TABLE by_bytes (id bytea PRIMARY KEY, label text, other bytea); INSERT INTO by_bytes VALUES ('\\x00ff', 'a', '\\x01');
      CREATE TABLE by_word (id apart.citext PRIMARY KEY, label text); INSERT INTO by_word VALUES ('Word', 'a');
      CREATE TABLE by_code (id character(8) PRIMARY KEY, label text); INSERT INTO by_code VALUES ('ab', 'a')`);
    const update = (key: string): RowChange => ({
      kind: "update",
      key: [key],
      values: { label: "b" },
      accepts: always,
    });
    expect(
      await write("by_bytes", ["id", "label", "other"], [update("00ff"), { kind: "insert", values: { id: "abcd" } }]),
    ).toEqual([
      { result: "written", key: ["00ff"], row: ["00ff", "b", null] },
      { result: "written", key: ["abcd"], row: ["abcd", null, null] },
    ]);
    expect(await write("by_word", ["label"], [update("wORD")])).toEqual([
      { result: "written", key: ["Word"], row: ["b"] },
    ]);
    expect(await write("by_code", ["label"], [update("ab")])).toEqual([{ result: "written", key: ["ab"], row: ["b"] }]);
  });

  it("writes through a view that can be updated, and refuses its computed columns", async () => {
    await owner.query(`CREATE TABLE under (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, a int, b int GENERATED ALWAYS AS (a + 1) STORED);
      CREATE VIEW over AS SELECT * FROM under WHERE a > 0 WITH CHECK OPTION; GRANT SELECT, INSERT, UPDATE ON over TO ${role}`);
    const outcomes = await write(
      "over",
      ["a", "b"],
      [
        { kind: "insert", values: { a: "1" } },
        { kind: "insert", values: { a: "0" } },
        { kind: "update", key: ["1"], values: { b: "9" }, accepts: always },
        { kind: "update", key: ["1"], values: {}, accepts: always },
      ],
    );
    expect(outcomes).toMatchObject([
      { result: "written", key: ["1"], row: ["1", "2"] },
      { result: "refused", code: "row-check" },
      { result: "refused", code: "row-column-readonly" },
      { result: "written", key: ["1"], row: ["1", "2"] },
    ]);
  });

  it("gives up the lock and the transaction when the caller's own question fails", async () => {
    await owner.query("CREATE TABLE asked (id int PRIMARY KEY, label text); INSERT INTO asked VALUES (1, 'a')");
    const fault = new TypeError("no such field");
    const accepts = (): boolean => {
      throw fault;
    };
    await expect(write("asked", ["id"], [{ kind: "delete", key: ["1"], accepts }])).rejects.toBe(fault);
    await owner.query("SET lock_timeout = '2s'; DELETE FROM asked; RESET lock_timeout");
  });

  it("loses none of many concurrent changes of one row", async () => {
    await owner.query("CREATE TABLE counted (id int PRIMARY KEY, total int); INSERT INTO counted VALUES (1, 0)");
    const raise = async (): Promise<void> => {
      for (let done = false; !done; ) {
        let seen = "";
        const [read] = await write("counted", ["total"], [{ kind: "update", key: ["1"], values: {}, accepts: always }]);
        if (read?.result === "written") seen = `${read.row?.[0]}`;
        const values = { total: String(Number(seen) + 1) };
        const accepts = ([total]: readonly (string | null)[]): boolean => total === seen;
        const [outcome] = await write("counted", ["total"], [{ kind: "update", key: ["1"], values, accepts }]);
        done = outcome?.result === "written";
      }
    };
    await Promise.all(Array.from({ length: 12 }, raise));
    expect((await owner.query("SELECT total FROM counted")).rows).toEqual([{ total: 12 }]);
  });

  it("tells that the database ended the connection, and writes nothing more", async () => {
    await owner.query("CREATE TABLE ended (id int PRIMARY KEY)");
    const own = await postgresConnector.connect({ ...config, applicationName: "SyncBridge ended" });
    const changes = [1, 2, 3].map((id): RowChange => ({ kind: "insert", values: { id: String(id) } }));
    const request = { table: { schema: "public", name: "ended" }, keyColumns: ["id"], columns: ["id"], changes };
    const consume = async () => {
      for await (const outcome of own.write(request, never)) {
        expect(outcome.result).toBe("written");
        await owner.query(
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'SyncBridge ended'",
        );
      }
    };
    await expect(consume()).rejects.toMatchObject({ code: "source-interrupted", trait: "transient" });
    await own.close();
    expect((await owner.query("SELECT id FROM ended")).rows).toEqual([{ id: 1 }]);
  });
});
