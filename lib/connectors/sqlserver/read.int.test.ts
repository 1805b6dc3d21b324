import { afterEach, describe, expect, it } from "vitest";
import type { ReadRequest, TableReading } from "@/lib/connectors/connector";
import type { SourceRow } from "@/lib/engine/types";
import { createPool, type SqlServerPool } from "./client";
import { sqlServerConfigSchema } from "./config";
import { compareFreshness } from "./freshness";
import { lookUpRows } from "./look-up";
import { measureTable } from "./measure";
import { openReading } from "./read";
import { takeSample } from "./sample";
import { answerAsReadable, type ReadableTable } from "./testing/readable-table";
import { hang, refused, rows } from "./testing/scripted-answer";
import { type ScriptedRequest, type ScriptedServer, startScriptedServer } from "./testing/scripted-server";

const never = new AbortController().signal;
const latin = "SQL_Latin1_General_CP1_CI_AS";
const config = (server: ScriptedServer) =>
  sqlServerConfigSchema.parse({
    host: server.host,
    port: server.port,
    database: "master",
    user: "sync",
    password: "Geheim-7",
    tls: { mode: "off" },
  });

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function serve(table: ReadableTable): Promise<{ server: ScriptedServer; pool: SqlServerPool }> {
  const server = await startScriptedServer({ logins: { sync: "Geheim-7" }, answer: answerAsReadable(table) });
  const pool = await createPool(config(server));
  opened.push({ close: () => server.stop() }, pool);
  return { server, pool };
}

/** Orders 1 to `count` in pages as the statement asks for them: TOP, and after the number in the last parameter. */
function numbered(count: number, more: Partial<ReadableTable> = {}): ReadableTable {
  return {
    schema: "dbo",
    name: "orders",
    rowCount: count,
    columns: [
      ["id", false, "int", 4, 10, 0, null],
      ["label", true, "nvarchar", 100, 0, 0, latin],
    ],
    keys: [["id"]],
    read({ sql, parameters }: ScriptedRequest) {
      const top = Number(/TOP \((\d+)\)/.exec(sql)?.[1] ?? count);
      const after = Number(parameters.p1 ?? 0);
      const length = Math.max(0, Math.min(top, count - after));
      const found = Array.from({ length }, (_, index) => [after + index + 1, `row ${after + index + 1}`]);
      const isNarrow = !/\[label\].* FROM/.test(sql);
      return isNarrow
        ? rows(
            { id: "int" },
            found.map(([id = 0]) => [id]),
          )
        : rows({ id: "int", label: "nvarchar" }, found);
    },
    ...more,
  };
}

const request: ReadRequest = {
  table: { schema: "dbo", name: "orders" },
  columns: ["id", "label"],
  keyColumns: ["id"],
  pageSize: 10,
};

async function drain(reading: TableReading): Promise<SourceRow[]> {
  try {
    const all: SourceRow[] = [];
    for await (const page of reading.pages()) all.push(...page);
    return all;
  } finally {
    await reading.close();
  }
}

const reads = (server: ScriptedServer) =>
  server.statements().filter(({ sql }) => sql.includes("FROM [dbo].[orders] AS r") && !isTouch.test(sql));

/** What fixes the snapshot before the first page. */
const isTouch = /^SELECT TOP \(1\) r\.\[\w+\] FROM \[dbo\]\.\[orders\] AS r$/;

describe("reading by key", () => {
  it("delivers each row once in bounded pages of one snapshot", async () => {
    const { server, pool } = await serve(numbered(35));
    const reading = await openReading(pool, request, never);
    expect(reading).toMatchObject({
      isSnapshot: true,
      rowsExpected: 35,
      takenAt: "2026-01-02T03:04:05.1234567Z",
      columns: [
        { name: "id", kind: "integer", nativeType: "int" },
        { name: "label", kind: "text", nativeType: "nvarchar(50)" },
      ],
    });
    const all = await drain(reading);
    expect(all.map(([id]) => Number(id))).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
    expect(all[34]).toEqual(["35", "row 35"]);
    expect(reads(server).map(({ sql, wasInTransaction }) => [sql.includes("WHERE"), wasInTransaction])).toEqual([
      [false, true],
      [true, true],
      [true, true],
      [true, true],
    ]);
    expect(server.statements().find(({ sql }) => sql === "BEGIN TRANSACTION")?.isolation).toBe("SNAPSHOT");
  });

  it("reads only what is committed where snapshots are not allowed, and says so", async () => {
    const { server, pool } = await serve(numbered(5, { isSnapshotAllowed: false, isReadCommittedVersioned: true }));
    const byKey = await openReading(pool, request, never);
    expect(byKey.isSnapshot).toBe(false);
    expect(await drain(byKey)).toHaveLength(5);
    const stream = await openReading(pool, { ...request, keyColumns: null }, never);
    expect(stream.isSnapshot).toBe(true);
    expect(await drain(stream)).toHaveLength(5);
    expect(server.statements().some(({ sql }) => sql === "BEGIN TRANSACTION")).toBe(false);
    expect(server.statements().some(({ sql }) => /nolock/i.test(sql))).toBe(false);
  });

  it("needs none of the facts that a server may refuse", async () => {
    const optional = /sys\.databases|sys\.partitions|sys\.tables|sys\.indexes|PROPERTY|recovery_status|DBTS/;
    const { pool } = await serve(
      numbered(25, { instead: (sql) => (optional.test(sql) ? refused(300, "VIEW SERVER STATE denied.") : null) }),
    );
    const reading = await openReading(pool, request, never);
    expect(reading).toMatchObject({ isSnapshot: false, rowsExpected: null, freshnessToken: null });
    expect(await drain(reading)).toHaveLength(25);
  });

  it("delivers the asked columns alone where the key is not among them", async () => {
    const table = numbered(12);
    const { pool } = await serve({
      ...table,
      read: async (asked) => {
        expect(asked.sql).toContain("r.[label], r.[id] FROM");
        const after = Number(asked.parameters.p1 ?? 0);
        const ids = [1, 2, 3, 4].map((n) => n + after).filter((n) => n <= 12);
        return rows(
          { label: "nvarchar", id: "int" },
          ids.map((n) => [`row ${n}`, n]),
        );
      },
    });
    const all = await drain(await openReading(pool, { ...request, columns: ["label"], pageSize: 4 }, never));
    expect(all).toEqual(Array.from({ length: 12 }, (_, index) => [`row ${index + 1}`]));
  });

  it("streams where no index can be paged by", async () => {
    for (const more of [{ keys: [] }, { keys: [["id", "label"]] }, { type: "V" }] satisfies Partial<ReadableTable>[]) {
      const { server, pool } = await serve(numbered(5, more));
      expect(await drain(await openReading(pool, request, never))).toHaveLength(5);
      expect(reads(server)).toHaveLength(1);
      expect(reads(server)[0]?.sql).not.toContain("TOP");
    }
  });
});

describe("reading a table that cannot be read", () => {
  it("tells what is gone from what is closed", async () => {
    const elsewhere = { ...request, table: { schema: "dbo", name: "lost" } };
    const gone = await serve(
      numbered(1, { instead: (sql) => (sql.includes("[lost]") ? refused(208, "Invalid object name.") : null) }),
    );
    await expect(openReading(gone.pool, elsewhere, never)).rejects.toMatchObject({ code: "source-object-missing" });
    const closed = await serve(
      numbered(1, {
        instead: (sql) => (sql.includes("[lost]") ? refused(229, "SELECT denied.", { class: 14 }) : null),
      }),
    );
    await expect(openReading(closed.pool, elsewhere, never)).rejects.toMatchObject({
      code: "source-permission",
      trait: "halt",
    });
  });

  it("names columns that are not there, and gives the connection back", async () => {
    const { pool } = await serve(numbered(1));
    for (let round = 0; round < 6; round++) {
      await expect(openReading(pool, { ...request, columns: ["id", "lost"] }, never)).rejects.toThrow(/lost/);
    }
  });
});

describe("memory", () => {
  it("stays flat while a million rows are streamed", async () => {
    const million = function* () {
      for (let n = 1; n <= 1_000_000; n++) yield [n, "a label of some length"];
    };
    const { pool } = await serve(
      numbered(1_000_000, { read: () => rows({ id: "int", label: "nvarchar" }, million()) }),
    );
    const reading = await openReading(pool, { ...request, keyColumns: null, pageSize: 1_000 }, never);
    let count = 0;
    let greatest = 0;
    const before = process.memoryUsage().heapUsed;
    for await (const page of reading.pages()) {
      count += page.length;
      if (count % 50_000 === 0) greatest = Math.max(greatest, process.memoryUsage().heapUsed);
    }
    await reading.close();
    expect(count).toBe(1_000_000);
    expect(greatest - before).toBeLessThan(200 * 1024 * 1024);
  });
});

describe("incremental reading", () => {
  const at = (type: string): Partial<ReadableTable> => ({
    columns: [
      ["id", false, "int", 4, 10, 0, null],
      ["at", true, type, 8, 27, 7, null],
    ],
  });
  const since = { ...request, columns: ["id"] };

  it("asks for rows at or after the position and those without a value, and goes on less ten minutes", async () => {
    const { server, pool } = await serve(
      numbered(2, {
        ...at("datetime2"),
        read: () =>
          rows({ id: "int", at: "varchar" }, [
            [1, "2026-01-02T03:00:00.0000000"],
            [2, "2099-01-01T00:00:00.0000000"],
            [3, null],
          ]),
      }),
    );
    const position = "2026-01-01T00:00:00.5";
    const reading = await openReading(pool, { ...since, since: { column: "at", position } }, never);
    expect(reading.position()).toBeNull();
    expect(await drain(reading)).toEqual([["1"], ["2"], ["3"]]);
    // The earlier of both clocks of the server, less the blind overlap.
    expect(reading.position()).toBe("2026-01-02T02:54:05.1234567");
    expect(reads(server)[0]).toMatchObject({
      sql: expect.stringContaining("WHERE (r.[at] >= CAST(@p1 AS datetime2(7)) OR r.[at] IS NULL) ORDER BY r.[id]"),
      parameters: { p1: position },
    });
  });

  it("never moves a row version past what is not committed yet", async () => {
    const versions = (last: string) => ({
      ...at("timestamp"),
      read: () =>
        rows({ id: "int", at: "varbinary" }, [
          [1, "00000000000007d0"],
          [2, last],
        ]),
    });
    const read = async (last: string, position: string | null) => {
      const { pool } = await serve(numbered(2, versions(last)));
      const reading = await openReading(pool, { ...since, since: { column: "at", position } }, never);
      await drain(reading);
      return reading.position();
    };
    expect(await read("00000000000007d1", null)).toBe("00000000000007d1");
    expect(await read("00000000000007ff", "00000000000007d0")).toBe("00000000000007d2");
  });

  it("refuses a column that cannot tell what changed", async () => {
    const { pool } = await serve(numbered(1));
    await expect(
      openReading(pool, { ...request, since: { column: "label", position: null } }, never),
    ).rejects.toMatchObject({ code: "cursor-unsupported", trait: "halt" });
  });
});

describe("freshness", () => {
  it("has no token on a database that takes no writes", async () => {
    const { pool } = await serve(numbered(1, { updateability: "READ_ONLY" }));
    const reading = await openReading(pool, request, never);
    expect(reading.freshnessToken).toBeNull();
    await reading.close();
  });

  it("orders states by row version, then by the database's clock, of one database only", async () => {
    const { pool } = await serve(numbered(1));
    const reading = await openReading(pool, request, never);
    await reading.close();
    const token = "ms:0f8fad5b-d9cb-469f-a165-70867728950e:00000000000007d1:2026-01-02T03:04:05.1234567Z";
    expect(reading.freshnessToken).toBe(token);
    expect(compareFreshness(token, token)).toBe("same");
    expect(compareFreshness(token.replace("07d1", "07d2").replace("05.1", "04.1"), token)).toBe("newer");
    expect(compareFreshness(token.replace("07d1", "07d0"), token)).toBe("older");
    expect(compareFreshness(token.replace("4567Z", "4568Z"), token)).toBe("newer");
    expect(compareFreshness(token.replace("0f8f", "1f8f"), token)).toBe("incomparable");
    expect(compareFreshness("ms:", "ms:")).toBe("incomparable");
  });
});

describe("a key that cannot be followed exactly", () => {
  it("is given up instead of read for ever", async () => {
    const { pool } = await serve(numbered(1, { read: () => rows({ id: "int", label: "nvarchar" }, [[1, "x"]]) }));
    const reading = await openReading(pool, { ...request, pageSize: 1 }, never);
    await expect(drain(reading)).rejects.toMatchObject({ code: "source-failed", trait: "permanent" });
  });

  it("is not followed where it is a float", async () => {
    const columns: ReadableTable["columns"] = [
      ["id", false, "float", 8, 53, 0, null],
      ["label", true, "nvarchar", 100, 0, 0, latin],
    ];
    const { server, pool } = await serve(numbered(3, { columns }));
    expect(await drain(await openReading(pool, { ...request, pageSize: 1 }, never))).toHaveLength(3);
    expect(reads(server).map(({ sql }) => sql)).toEqual(["SELECT r.[id], r.[label] FROM [dbo].[orders] AS r"]);
  });
});

describe("reading a view", () => {
  const acrossDatabases = (isReadable: boolean): Partial<ReadableTable> => ({
    type: "V",
    read({ sql, session }) {
      if (!isReadable) return refused(230, "The SELECT permission was denied on the column 'id'.", { class: 14 });
      const said = "Snapshot isolation transaction failed accessing database 'other'.";
      if (session.isInTransaction) return refused(3952, said);
      if (sql.includes("TOP (1)")) return rows({ id: "int" }, [[1]]);
      return rows({ id: "int", label: "nvarchar" }, [[1, "x"]]);
    },
  });

  it("goes without a snapshot where it leads to a database that allows none, and says so", async () => {
    const { pool } = await serve(numbered(1, acrossDatabases(true)));
    const reading = await openReading(pool, request, never);
    expect(reading.isSnapshot).toBe(false);
    expect(await drain(reading)).toEqual([["1", "x"]]);
  });

  it("tells with the first page what is refused either way", async () => {
    const { pool } = await serve(numbered(1, acrossDatabases(false)));
    await expect(drain(await openReading(pool, request, never))).rejects.toMatchObject({ code: "source-permission" });
  });

  it("does not wait for one that is slow to give its first row", async () => {
    const slow: Partial<ReadableTable> = {
      type: "V",
      read: ({ sql }) => (sql.includes("TOP (1)") ? hang : rows({ id: "int", label: "nvarchar" }, [[1, "x"]])),
    };
    const { pool } = await serve(numbered(1, slow));
    const reading = await openReading(pool, request, never);
    expect(reading.isSnapshot).toBe(true);
    expect(await drain(reading)).toEqual([["1", "x"]]);
  });
});

describe("looking up", () => {
  it("asks in bounded statements, each key once", async () => {
    const { server, pool } = await serve(numbered(3, { read: () => rows({ id: "int", label: "nvarchar" }, []) }));
    const keys = [...Array.from({ length: 450 }, (_, index) => [String(index)]), ["7"]];
    await lookUpRows(pool, { table: request.table, columns: ["id", "label"], keyColumns: ["id"], keys }, never);
    expect(reads(server).map(({ parameters }) => Object.keys(parameters).length)).toEqual([200, 200, 50]);
    expect(await lookUpRows(pool, { ...request, keyColumns: ["id"], keys: [] }, never)).toEqual([]);
  });

  it("does not ask for keys that no row can have, which would fail with all others", async () => {
    const { server, pool } = await serve(numbered(3, { read: () => rows({ id: "int" }, [[1]]) }));
    const keys = ["1", "many", "", "5.5", "99999999999999999999"].map((key) => [key]);
    await lookUpRows(pool, { table: request.table, columns: ["id"], keyColumns: ["id"], keys }, never);
    expect(reads(server).map(({ parameters }) => parameters)).toEqual([{ p1: "1" }]);
  });
});

describe("sampling and measuring", () => {
  it("tells all rows from the first ones, and takes large tables from all over", async () => {
    const small = await serve(numbered(5));
    const sample = { table: request.table, limit: 10, from: "spread", maxCellLength: 4 } as const;
    const all = await takeSample(small.pool, config(small.server), sample, never);
    expect(all).toMatchObject({ extent: "all", takenAt: "2026-01-02T03:04:05.1234567Z" });
    expect(all.rows[0]).toEqual(["1", "row "]);
    const large = await serve(numbered(1_000_000));
    const spread = await takeSample(large.pool, config(large.server), sample, never);
    expect([spread.extent, spread.rows.length]).toEqual(["spread", 10]);
    expect(reads(large.server)[0]?.sql).toContain("TABLESAMPLE SYSTEM (2.000000 PERCENT) ORDER BY NEWID()");
    const refusing = await serve(
      numbered(1_000_000, { instead: (sql) => (sql.includes("TABLESAMPLE") ? refused(494, "Not here.") : null) }),
    );
    const first = await takeSample(refusing.pool, config(refusing.server), sample, never);
    expect([first.extent, first.rows.length]).toEqual(["first", 10]);
  });

  it("gives the server's own estimate, or counts", async () => {
    const { pool } = await serve(
      numbered(7, {
        read: ({ sql }) => (sql.includes("COUNT_BIG") ? rows({ n: "varchar" }, [["6"]]) : rows({ id: "int" }, [[41]])),
      }),
    );
    const measure = { table: request.table, exact: false, maxOf: null };
    expect(await measureTable(pool, measure, never)).toMatchObject({ rowCount: 7, isEstimate: true, max: null });
    const exact = { ...measure, exact: true, maxOf: "id" };
    expect(await measureTable(pool, exact, never)).toMatchObject({ rowCount: 6, isEstimate: false, max: "41" });
  });
});
