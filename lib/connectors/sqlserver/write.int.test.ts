import { afterEach, describe, expect, it } from "vitest";
import type { RowChange, WriteOutcome, WriteRequest } from "@/lib/connectors/connector";
import { createPool } from "./client";
import { sqlServerConfigSchema } from "./config";
import { answerAsTable } from "./testing/item-table";
import { type Answer, affected, cut, hang, refused, rolledBack, rows } from "./testing/scripted-answer";
import { type ScriptedRequest, type ScriptedServer, startScriptedServer } from "./testing/scripted-server";
import { writeChanges } from "./write";

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

const never = new AbortController().signal;
const always = (): boolean => true;

/** A server with the table shop.Item: id int identity, code varchar(10), price money, version rowversion, shape geometry. */
async function serve(answer: (request: ScriptedRequest) => Answer): Promise<ScriptedServer> {
  const server = await startScriptedServer({
    logins: { writer: "Schreiben-1" },
    databases: ["shop"],
    answer: (request) => answerAsTable(request) ?? answer(request),
  });
  opened.push({ close: () => server.stop() });
  return server;
}

async function poolOf(server: ScriptedServer) {
  const pool = await createPool(
    sqlServerConfigSchema.parse({
      host: server.host,
      port: server.port,
      database: "shop",
      user: "writer",
      password: "Schreiben-1",
      tls: { mode: "off" },
      statementTimeoutMs: 1_000,
    }),
  );
  opened.push(pool);
  return pool;
}

async function write(server: ScriptedServer, changes: readonly RowChange[], more: Partial<WriteRequest> = {}) {
  const request = {
    table: { schema: "shop", name: "Item" },
    keyColumns: ["id"],
    columns: ["code", "price"],
    changes,
    ...more,
  };
  const outcomes: WriteOutcome[] = [];
  for await (const outcome of writeChanges(await poolOf(server), request, never)) outcomes.push(outcome);
  return outcomes;
}

/** What was asked about the row itself, transactions included, each on one line. */
function asked(server: ScriptedServer): readonly (readonly [sql: string, ...values: unknown[]])[] {
  return server
    .statements()
    .filter(({ sql }) => !sql.includes("sys."))
    .map(({ sql, parameters }) => [sql.replaceAll("\n", " "), ...Object.values(parameters)] as const);
}

const isLock = ({ sql }: ScriptedRequest) => sql.includes("UPDLOCK");
const locked = (...cells: (string | null)[]) => rows({ code: "nvarchar", price: "varchar", id: "nvarchar" }, [cells]);
const returned = (...cells: (string | number | null)[]) =>
  rows({ there: "int", code: "nvarchar", price: "varchar", id: "nvarchar" }, [cells]);

const lockText =
  "SELECT TOP (2) CONVERT(nvarchar(4000), r.[code]), CONVERT(varchar(50), r.[price], 2), r.[id] FROM [shop].[Item] AS r WITH (UPDLOCK, HOLDLOCK, ROWLOCK) WHERE [id] = CAST(@p1 AS int);";
const settings = "SET NOCOUNT ON; SET XACT_ABORT ON; DECLARE @written TABLE (k0 int NULL);";
const readBack =
  "SELECT CASE WHEN r.[id] IS NULL THEN 0 ELSE 1 END, CONVERT(nvarchar(4000), r.[code]), CONVERT(varchar(50), r.[price], 2), w.k0 FROM @written AS w LEFT JOIN [shop].[Item] AS r ON r.[id] = w.k0;";

describe("an insert", () => {
  it("returns the key that the server made and the row after its triggers, in one transaction", async () => {
    const server = await serve(({ sql }) =>
      sql.includes("INSERT")
        ? [rows({ noise: "nvarchar" }, [["from a trigger"]]), affected(7), returned(1, "A-1", "2.5000", "42")]
        : null,
    );
    expect(await write(server, [{ kind: "insert", values: { code: "a-1", price: "2.5" } }])).toEqual([
      { result: "written", key: ["42"], row: ["A-1", "2.5000"] },
    ]);
    expect(asked(server)).toEqual([
      ["BEGIN TRANSACTION"],
      [
        `${settings} INSERT INTO [shop].[Item] ([code], [price]) OUTPUT inserted.[id] INTO @written VALUES (CAST(@p1 COLLATE Latin1_General_CI_AS AS varchar(max)), CAST(@p2 AS money)); ${readBack}`,
        "a-1",
        "2.5",
      ],
      ["COMMIT TRANSACTION"],
    ]);
    expect(server.statements().find(({ via }) => via === "transaction")).toMatchObject({ isolation: "READ COMMITTED" });
    expect(server.openConnections()).toBe(1);
  });

  it("P19, P20: carries money and long numbers as text, every digit kept", async () => {
    const server = await serve(({ sql }) =>
      sql.includes("INSERT") ? returned(1, "9223372036854775807", "922337203685477.5807", "1") : null,
    );
    const values = { code: "9223372036854775807", price: "922337203685477.5807" };
    expect(await write(server, [{ kind: "insert", values }])).toMatchObject([{ row: [values.code, values.price] }]);
    const insert = server.statements().find(({ sql }) => sql.includes("INSERT"));
    expect(insert?.parameters).toEqual({ p1: values.code, p2: values.price });
  });

  it("of nothing but defaults keeps its settings to itself", async () => {
    const server = await serve(({ sql }) => (sql.includes("INSERT") ? returned(1, null, null, "1") : null));
    expect(await write(server, [{ kind: "insert", values: {} }])).toMatchObject([{ result: "written", key: ["1"] }]);
    const insert = server.statements().find(({ sql }) => sql.includes("INSERT"));
    expect(insert).toMatchObject({ via: "rpc", sql: expect.stringContaining("INTO @written DEFAULT VALUES;") });
  });

  it("is written also where the row has left our sight", async () => {
    const server = await serve(({ sql }) => (sql.includes("INSERT") ? returned(0, null, null, "42") : null));
    expect(await write(server, [{ kind: "insert", values: { id: "42" } }])).toEqual([
      { result: "written", key: ["42"], row: null },
    ]);
  });
});

describe("a text for a column with a code page", () => {
  it.each([
    ["0", { result: "refused", code: "row-value-invalid", column: "code" }],
    ["1", { result: "written", row: ["Größe", null] }],
  ] as const)("is asked back before it is written: %s", async (isKept, outcome) => {
    const server = await serve(({ sql }) => {
      if (sql.includes("varbinary(max)")) return rows({ kept: "int" }, [[Number(isKept)]]);
      return sql.includes("INSERT") ? returned(1, "Größe", null, "42") : null;
    });
    expect(await write(server, [{ kind: "insert", values: { code: "Größe", price: "2" } }])).toMatchObject([outcome]);
    expect(asked(server)[1]).toEqual([
      "SELECT CASE WHEN CAST(CAST(CAST(@p1 COLLATE Latin1_General_CI_AS AS varchar(max)) AS nvarchar(max)) AS varbinary(max)) = CAST(@p1 AS varbinary(max)) THEN 1 ELSE 0 END",
      "Größe",
    ]);
  });
});

describe("a row that cannot be read back", () => {
  it.each([
    ["1", { result: "refused", code: "row-refused" }],
    ["0", { result: "written", key: ["0"], row: null }],
  ] as const)("has no known key where %s triggers insert in its place", async (triggers, outcome) => {
    const server = await serve(({ sql }) => {
      if (sql.includes("sys.triggers")) return rows({ n: "int" }, [[Number(triggers)]]);
      return sql.includes("INSERT INTO") ? returned(0, null, null, "0") : null;
    });
    expect(await write(server, [{ kind: "insert", values: { code: "x" } }])).toMatchObject([outcome]);
  });
});

describe("an update", () => {
  it("locks, shows the row, writes and reads it back", async () => {
    const seen: unknown[] = [];
    const server = await serve((request) =>
      isLock(request)
        ? locked("old", "1.0000", "7")
        : request.sql.includes("UPDATE [shop]")
          ? returned(1, "new", "1.0000", "7")
          : null,
    );
    const accepts = (row: unknown) => seen.push(row) > 0;
    expect(await write(server, [{ kind: "update", key: ["7"], values: { code: null }, accepts }])).toEqual([
      { result: "written", key: ["7"], row: ["new", "1.0000"] },
    ]);
    expect(seen).toEqual([["old", "1.0000"]]);
    expect(asked(server)).toEqual([
      ["BEGIN TRANSACTION"],
      [lockText, "7"],
      [
        `${settings} UPDATE [shop].[Item] SET [code] = CAST(@p1 COLLATE Latin1_General_CI_AS AS varchar(max)) OUTPUT inserted.[id] INTO @written WHERE [id] = CAST(@p2 AS int); ${readBack}`,
        null,
        "7",
      ],
      ["COMMIT TRANSACTION"],
    ]);
  });

  it.each([
    ["missing", [], always, { result: "missing" }],
    ["changed", [["theirs", "1.0000", "7"]], (): boolean => false, { result: "changed", row: ["theirs", "1.0000"] }],
    [
      "not one",
      [
        ["a", null, "7"],
        ["b", null, "7"],
      ],
      always,
      { result: "refused", code: "row-not-unique" },
    ],
  ] as const)("of a row that is %s is rolled back", async (_, found, accepts, outcome) => {
    const server = await serve((request) =>
      isLock(request) ? rows({ code: "nvarchar", price: "varchar", id: "nvarchar" }, found) : null,
    );
    expect(await write(server, [{ kind: "update", key: ["7"], values: { code: "x" }, accepts }])).toMatchObject([
      outcome,
    ]);
    expect(asked(server).map(([sql]) => sql)).toEqual(["BEGIN TRANSACTION", lockText, "ROLLBACK TRANSACTION"]);
  });

  it("finds a row by a composite key and by text in its own collation, and types the variable so", async () => {
    const server = await serve((request) =>
      isLock(request)
        ? rows({ price: "varchar", code: "nvarchar", version: "varbinary" }, [["1.0000", "x", Buffer.alloc(8, 1)]])
        : affected(0),
    );
    const change = { kind: "update", key: ["x", "0101010101010101"], values: { price: "2" }, accepts: always } as const;
    const more = { keyColumns: ["code", "version"], columns: ["price"] };
    expect(await write(server, [change], more)).toMatchObject([{ result: "refused", code: "row-refused" }]);
    const [, lock, update] = asked(server);
    expect(lock).toEqual([
      expect.stringContaining(
        "WHERE [code] = CAST(@p1 COLLATE Latin1_General_CI_AS AS varchar(8000)) AND [version] = CONVERT(binary(8), @p2, 2);",
      ),
      "x",
      "0101010101010101",
    ]);
    expect(update?.[0]).toContain("(k0 varchar(10) COLLATE Latin1_General_CI_AS NULL, k1 binary(8) NULL)");
  });
});

describe("a delete", () => {
  it("locks, shows the row and deletes it; a trigger that keeps it is a refusal", async () => {
    let isKept = false;
    const server = await serve((request) =>
      isLock(request)
        ? locked("old", null, "7")
        : request.sql.includes("DELETE")
          ? rows({ n: "int" }, isKept ? [[1]] : [])
          : null,
    );
    const change: RowChange = { kind: "delete", key: ["7"], accepts: ([code]) => code === "old" };
    expect(await write(server, [change])).toEqual([{ result: "written", key: ["7"], row: null }]);
    expect(asked(server)[2]).toEqual([
      "SET NOCOUNT ON; SET XACT_ABORT ON; DELETE FROM [shop].[Item] WHERE [id] = CAST(@p1 AS int); SELECT TOP (1) 1 AS n FROM [shop].[Item] WHERE [id] = CAST(@p1 AS int);",
      "7",
    ]);
    isKept = true;
    expect(await write(server, [change])).toMatchObject([{ result: "refused", code: "row-refused" }]);
    expect(asked(server).at(-1)).toEqual(["ROLLBACK TRANSACTION"]);
  });
});

describe("a refusal", () => {
  it.each([
    [2627, "Violation of UNIQUE KEY constraint 'UQ_Item'.", { code: "row-not-unique", constraint: "UQ_Item" }],
    [
      547,
      'The INSERT statement conflicted with the CHECK constraint "CK_Item".',
      { code: "row-check", constraint: "CK_Item" },
    ],
    [
      547,
      'The INSERT statement conflicted with the FOREIGN KEY constraint "FK_Item".',
      { code: "row-foreign-key", constraint: "FK_Item" },
    ],
    [515, "Cannot insert the value NULL into column 'code'.", { code: "row-null", column: "code" }],
    [2628, "String or binary data would be truncated in column 'code'.", { code: "row-too-long", column: "code" }],
    [8115, "Arithmetic overflow error converting numeric.", { code: "row-out-of-range" }],
    [245, "Conversion failed when converting.", { code: "row-value-invalid" }],
    [544, "Cannot insert explicit value for identity column.", { code: "row-column-readonly" }],
    [271, 'The column "price" cannot be modified.', { code: "row-column-readonly", column: "price" }],
    [50_000, "Not on Sundays.", { code: "row-refused", message: "Not on Sundays." }],
  ])("%i is an outcome, and the neighbours are written", async (number, message, outcome) => {
    let inserts = 0;
    const server = await serve(({ sql }) => {
      if (!sql.includes("INSERT")) return null;
      inserts += 1;
      return inserts === 2
        ? [refused(number, message, { class: 14 }), rolledBack]
        : returned(1, "x", null, String(inserts));
    });
    const insert: RowChange = { kind: "insert", values: { code: "x" } };
    expect(await write(server, [insert, insert, insert])).toMatchObject([
      { result: "written", key: ["1"] },
      { result: "refused", ...outcome },
      { result: "written", key: ["3"] },
    ]);
    // The server rolled back by itself: it is not asked to once more.
    expect(asked(server).filter(([sql]) => sql === "ROLLBACK TRANSACTION")).toEqual([]);
    expect(asked(server).filter(([sql]) => sql === "COMMIT TRANSACTION")).toHaveLength(2);
  });

  it("by a trigger that only raises is rolled back by us", async () => {
    const server = await serve(({ sql }) =>
      sql.includes("INSERT") ? [refused(50_000, "Not today."), returned(1, "x", null, "1")] : null,
    );
    expect(await write(server, [{ kind: "insert", values: { code: "x" } }])).toMatchObject([{ code: "row-refused" }]);
    expect(asked(server).at(-1)).toEqual(["ROLLBACK TRANSACTION"]);
  });

  it("needs no server where no text can be made the column's value", async () => {
    const server = await serve(() => null);
    for (const column of ["version", "shape"]) {
      expect(await write(server, [{ kind: "insert", values: { [column]: "00" } }])).toMatchObject([
        { result: "refused", code: "row-column-readonly", column },
      ]);
    }
    expect(asked(server)).toEqual([]);
  });
});

describe("trouble", () => {
  const insert: RowChange = { kind: "insert", values: { code: "x" } };

  it.each([
    ["deadlock", [refused(1205, "Deadlock victim.", { class: 13 }), rolledBack], "source-busy", "the server"],
    ["lock that is not given", refused(1222, "Lock request time out period exceeded."), "source-busy", "us"],
    ["statement that takes too long", hang, "source-busy", "us"],
    ["missing right", refused(229, "INSERT permission denied.", { class: 14 }), "source-permission", "us"],
    ["broken connection", cut, "source-interrupted", "the server"],
  ] as const)("of a %s is thrown, and the transaction ended", async (_, answer, code, endedBy) => {
    const server = await serve(({ sql }) => (sql.includes("INSERT") ? answer : null));
    await expect(write(server, [insert])).rejects.toMatchObject({ code });
    const rolledBackByUs = asked(server).at(-1)?.[0] === "ROLLBACK TRANSACTION";
    expect(rolledBackByUs ? "us" : "the server").toBe(endedBy);
  });

  it("at the commit is thrown: nobody knows whether it was done", async () => {
    const server = await serve(({ sql }) =>
      sql.includes("INSERT") ? returned(1, "x", null, "1") : sql === "COMMIT TRANSACTION" ? cut : null,
    );
    await expect(write(server, [insert])).rejects.toMatchObject({ code: "source-interrupted", trait: "transient" });
  });

  it("stops between two changes when the signal fires", async () => {
    const server = await serve(({ sql }) => (sql.includes("INSERT") ? returned(1, "x", null, "1") : null));
    const controller = new AbortController();
    const reason = new Error("enough");
    const request = {
      table: { schema: "shop", name: "Item" },
      keyColumns: ["id"],
      columns: ["code", "price"],
      changes: [insert, insert],
    };
    const outcomes = writeChanges(await poolOf(server), request, controller.signal);
    expect((await outcomes.next()).value).toMatchObject({ result: "written" });
    controller.abort(reason);
    await expect(outcomes.next()).rejects.toBe(reason);
    expect(asked(server).filter(([sql]) => sql === "COMMIT TRANSACTION")).toHaveLength(1);
  });
});
