import sql from "mssql";
import { generate } from "selfsigned";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { affected, cut, hang, refused, rolledBack, rows } from "./scripted-answer";
import { type ScriptedServer, type ScriptedServerOptions, startScriptedServer } from "./scripted-server";

/** The real driver is the judge of what the scripted server says. */

const logins = { sync: "Geheim-7" };
const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function serve(options: Partial<ScriptedServerOptions>): Promise<ScriptedServer> {
  const server = await startScriptedServer({ logins, answer: () => null, ...options });
  opened.push({ close: () => server.stop() });
  return server;
}

async function connect(server: ScriptedServer, config: Partial<sql.config> = {}): Promise<sql.ConnectionPool> {
  const pool = new sql.ConnectionPool({
    server: server.host,
    port: server.port,
    user: "sync",
    password: logins.sync,
    database: "master",
    connectionTimeout: 5_000,
    requestTimeout: 5_000,
    validateConnection: "socket",
    ...config,
    options: { encrypt: false, ...config.options },
  });
  // A connection that breaks is seen by the request on it; without a listener Node would end the process.
  pool.on("error", () => undefined);
  opened.push({ close: () => pool.close() });
  return pool.connect();
}

describe("a login", () => {
  it("is accepted with its password and told to the script", async () => {
    const server = await serve({ answer: ({ session }) => rows({ user: "nvarchar" }, [[session.login.user]]) });
    const pool = await connect(server, { options: { appName: "SyncBridge", readOnlyIntent: true } });
    expect((await pool.query("SELECT SYSTEM_USER")).recordset).toEqual([{ user: "sync" }]);
    expect(server.log).toContainEqual(expect.objectContaining({ kind: "login", isAccepted: true, isEncrypted: false }));
  });

  it("is refused with a wrong password", async () => {
    const server = await serve({});
    await expect(connect(server, { password: "wrong" })).rejects.toMatchObject({ code: "ELOGIN" });
  });

  it("is refused for a database that does not exist", async () => {
    const server = await serve({ databases: ["erp"] });
    await expect(connect(server, { database: "lost" })).rejects.toMatchObject({ code: "ELOGIN" });
    const pool = await connect(server, { database: "erp" });
    expect(pool.connected).toBe(true);
  });

  it("is refused with what the script says", async () => {
    const number = 17809;
    const server = await serve({ refuseLogin: () => ({ number, message: "Too many connections.", class: 16 }) });
    await expect(connect(server)).rejects.toThrow("Too many connections.");
  });
});

describe("encryption", () => {
  let tls: { key: string; cert: string };
  beforeAll(async () => {
    const altNames = [{ type: 2 as const, value: "localhost" }];
    const made = await generate([{ name: "commonName", value: "localhost" }], {
      extensions: [{ name: "subjectAltName", altNames }],
    });
    tls = { key: made.private, cert: made.cert };
  });

  const answer: ScriptedServerOptions["answer"] = ({ session }) =>
    rows({ encrypted: "bit", text: "nvarchar(max)" }, [[session.isEncrypted, "ä".repeat(50_000)]]);
  const encrypted = (more: object) => ({ options: { encrypt: true, serverName: "localhost", ...more } });

  it("is made without asking who answers", async () => {
    const pool = await connect(await serve({ tls, answer }), encrypted({ trustServerCertificate: true }));
    expect((await pool.query("SELECT 1")).recordset).toEqual([{ encrypted: true, text: "ä".repeat(50_000) }]);
  });

  it("is made with the certificate's own authority and refused with another", async () => {
    const server = await serve({ tls, answer });
    const trusting = { trustServerCertificate: false, cryptoCredentialsDetails: { ca: tls.cert } };
    const pool = await connect(server, encrypted(trusting));
    expect((await pool.query("SELECT 1")).recordset).toHaveLength(1);
    await expect(connect(server, encrypted({ trustServerCertificate: false }))).rejects.toThrow(/self-signed/);
  });

  it("is not there when the server has no certificate, and demanded when the server says so", async () => {
    const plain = await serve({ answer });
    const offered = await connect(plain, encrypted({ trustServerCertificate: true }));
    expect((await offered.query("SELECT 1")).recordset).toMatchObject([{ encrypted: false }]);
    await expect(connect(await serve({ tls: { ...tls, isRequired: true } }))).rejects.toThrow(/requires encryption/);
  });
});

describe("an answer", () => {
  it("has columns of all types, NULLs, several result sets and row counts", async () => {
    const columns = {
      a: "int",
      b: "bigint",
      c: "bit",
      d: "float",
      e: "nvarchar",
      f: "varchar",
      g: "varbinary",
    } as const;
    const server = await serve({
      answer: () => [
        rows(columns, [
          [-7, 9_007_199_254_740_993n, true, 1.5, "Größe 🙂", "ÄÖ", Buffer.from([1, 255])],
          [null, null, null, null, null, null, null],
        ]),
        affected(3),
        rows({ long: "nvarchar(max)", tiny: "tinyint", small: "smallint" }, [["", 255, -32_768]]),
      ],
    });
    const result = await (await connect(server)).query("SELECT all_types");
    expect(result.recordsets).toEqual([
      [
        { a: -7, b: "9007199254740993", c: true, d: 1.5, e: "Größe 🙂", f: "ÄÖ", g: Buffer.from([1, 255]) },
        { a: null, b: null, c: null, d: null, e: null, f: null, g: null },
      ],
      [{ long: "", tiny: 255, small: -32_768 }],
    ]);
    expect(result.rowsAffected).toEqual([2, 3, 1]);
  });

  it("follows typed parameters, which are in the log", async () => {
    const server = await serve({ answer: ({ parameters }) => rows({ a: "nvarchar(max)" }, [[String(parameters.a)]]) });
    const long = "x".repeat(30_000);
    const request = (await connect(server))
      .request()
      .input("a", sql.NVarChar(sql.MAX), long)
      .input("b", sql.NVarChar(sql.MAX), null)
      .input("c", sql.BigInt, 5n)
      .input("d", sql.Int, 6)
      .input("e", sql.Bit, true)
      .input("f", sql.VarBinary(16), Buffer.from([9]));
    expect((await request.query("SELECT @a, @b, @c, @d, @e, @f")).recordset).toEqual([{ a: long }]);
    expect(server.statements()).toMatchObject([
      {
        via: "rpc",
        sql: "SELECT @a, @b, @c, @d, @e, @f",
        parameters: { a: long, b: null, c: 5n, d: 6, e: true, f: Buffer.from([9]) },
      },
    ]);
  });

  it("is an error with number, state, class and line, and the connection goes on", async () => {
    const server = await serve({
      answer: ({ sql: text }) =>
        text === "bad" ? refused(2627, "Duplicate.", { state: 3, class: 14, line: 9 }) : rows({ a: "int" }, [[1]]),
    });
    const pool = await connect(server, { pool: { max: 1 } });
    for (const run of [() => pool.request().batch("bad"), () => pool.request().query("bad")]) {
      await expect(run()).rejects.toMatchObject({ number: 2627, state: 3, class: 14, lineNumber: 9 });
    }
    expect((await pool.query("good")).recordset).toEqual([{ a: 1 }]);
    expect(server.openConnections()).toBe(1);
  });

  it("is an error of its own where the script has none", async () => {
    const server = await serve({});
    const pool = await connect(server);
    await expect(pool.query("SELECT forgotten")).rejects.toThrow("no answer to: SELECT forgotten");
    expect(server.unanswered).toEqual(["SELECT forgotten"]);
  });

  it("that cannot be written breaks the connection, and tells why", async () => {
    const server = await serve({ answer: () => rows({ a: "int", b: "int" }, [[1]]) });
    const pool = await connect(server);
    await expect(pool.query("SELECT")).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(server.unanswered).toEqual(["Error: A row of 1 cells for 2 columns."]);
  });
});

describe("a transaction", () => {
  it("begins with its isolation, commits and rolls back", async () => {
    const server = await serve({ answer: ({ sql: text }) => (text === "work" ? affected(1) : null) });
    const pool = await connect(server);
    const kept = pool.transaction();
    await kept.begin(sql.ISOLATION_LEVEL.SNAPSHOT);
    await kept.request().query("work");
    await kept.commit();
    const dropped = pool.transaction();
    await dropped.begin();
    await dropped.rollback();
    await pool.request().batch("work");
    expect(server.statements().map(({ sql: text, wasInTransaction }) => [text, wasInTransaction])).toEqual([
      ["BEGIN TRANSACTION", false],
      ["work", true],
      ["COMMIT TRANSACTION", true],
      ["BEGIN TRANSACTION", false],
      ["ROLLBACK TRANSACTION", true],
      ["work", false],
    ]);
    expect(server.statements()[0]).toMatchObject({ via: "transaction", isolation: "SNAPSHOT" });
  });

  it("is begun and ended by batches too, and by the server itself", async () => {
    const server = await serve({
      answer: ({ sql: text }) => (text === "doomed" ? [refused(1205, "Deadlock.", { class: 13 }), rolledBack] : null),
    });
    const pool = await connect(server, { pool: { max: 1 } });
    await pool.request().batch("SET XACT_ABORT ON; BEGIN TRANSACTION");
    await expect(pool.request().batch("doomed")).rejects.toMatchObject({ number: 1205 });
    await pool.request().batch("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION");
    expect(server.statements().map(({ wasInTransaction }) => wasInTransaction)).toEqual([false, true, false]);
  });
});

describe("trouble", () => {
  it("comes as a request that hangs, before and in the middle of its rows, and can be cancelled", async () => {
    const server = await serve({
      answer: ({ sql: text }) =>
        text === "again" ? affected(1) : text === "silent" ? hang : [rows({ a: "int" }, [[1]]), hang],
    });
    const pool = await connect(server, { pool: { max: 1 } });
    for (const text of ["silent", "rows first"]) {
      const request = pool.request();
      const answered = expect(request.query(text)).rejects.toMatchObject({ code: "ECANCEL" });
      await expect.poll(() => server.statements().at(-1)?.sql).toBe(text);
      request.cancel();
      await answered;
      expect((await pool.query("again")).rowsAffected).toEqual([1]);
    }
    expect(server.log.filter(({ kind }) => kind === "attention")).toHaveLength(2);
  });

  it("comes as a connection that breaks in the middle of its rows", async () => {
    const server = await serve({ answer: () => [rows({ a: "int" }, [[1], [2]]), cut] });
    const request = (await connect(server)).request();
    request.stream = true;
    const seen: unknown[] = [];
    const failed = new Promise((resolve) => request.once("error", resolve));
    request.on("row", (row) => seen.push(row));
    void request.query("SELECT");
    expect(await failed).toMatchObject({ code: "ECONNRESET" });
    expect(seen).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it("comes as an error so severe that the server hangs up", async () => {
    const server = await serve({ answer: () => refused(596, "The session is killed.", { class: 21 }) });
    const pool = await connect(server);
    await expect(pool.query("SELECT")).rejects.toMatchObject({ number: 596 });
    await expect.poll(() => server.openConnections()).toBe(0);
  });

  it("comes as a server that dies and as one that is slow to be read", async () => {
    let produced = 0;
    function* many() {
      for (; produced < 200_000; produced += 1) yield [produced, "some text to fill the packets"];
    }
    const server = await serve({ answer: () => rows({ n: "int", text: "nvarchar" }, many()) });
    const request = (await connect(server)).request();
    request.stream = true;
    const failed = new Promise((resolve) => request.once("error", resolve));
    const paused = new Promise<void>((resolve) =>
      request.once("row", () => {
        request.pause();
        resolve();
      }),
    );
    void request.query("SELECT");
    await paused;
    await expect.poll(() => produced).toBeGreaterThan(100);
    // What is on the way is bounded by the sockets' buffers, not by the table.
    let before = -1;
    const stands = () => {
      const isSame = produced === before;
      before = produced;
      return isSame;
    };
    try {
      await expect.poll(stands, { interval: 200 }).toBe(true);
      expect(produced).toBeLessThan(150_000);
    } finally {
      server.cutAll();
      request.resume();
    }
    expect(await failed).toBeInstanceOf(Error);
  });
});
