import { generate } from "selfsigned";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createPool, type SqlServerPool } from "./client";
import { type SqlServerConfig, sqlServerConfigSchema } from "./config";
import { cut, hang, refused, rolledBack, rows } from "./testing/scripted-answer";
import { type ScriptedServer, type ScriptedServerOptions, startScriptedServer } from "./testing/scripted-server";

const opened: { close(): Promise<unknown> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

async function serve(options: Partial<ScriptedServerOptions> = {}): Promise<ScriptedServer> {
  const server = await startScriptedServer({ logins: { sync: "Geheim-7" }, answer: () => null, ...options });
  opened.push({ close: () => server.stop() });
  return server;
}

async function poolTo(
  server: Pick<ScriptedServer, "host" | "port">,
  config: Partial<SqlServerConfig> = {},
): Promise<SqlServerPool> {
  const pool = await createPool(
    sqlServerConfigSchema.parse({
      host: server.host,
      port: server.port,
      database: "master",
      user: "sync",
      password: "Geheim-7",
      connectTimeoutMs: 3_000,
      tls: { mode: "off" },
      ...config,
    }),
  );
  opened.push(pool);
  return pool;
}

const numbers = function* (count: number) {
  for (let n = 1; n <= count; n++) yield [n];
};

describe("a session", () => {
  it("sets what values and locks depend on before anything else, dates after the language", async () => {
    const server = await serve();
    const session = await (await poolTo(server)).open();
    await session.end();
    const settings = server.log.flatMap((entry) => (entry.kind === "settings" ? [entry.sql] : [])).join("\n");
    expect(settings).toMatch(/set language us_english[\s\S]*SET DATEFORMAT ymd/);
    for (const setting of ["ansi_nulls on", "quoted_identifier on", "arithabort on", "textsize 2147483647"]) {
      expect(settings).toContain(setting);
    }
    expect(settings).toContain("SET LOCK_TIMEOUT 30000");
    expect(settings).not.toMatch(/nolock|read uncommitted/i);
  });

  it("sends parameters as nvarchar and gives cells as text", async () => {
    const server = await serve({
      answer: ({ parameters }) =>
        rows({ a: "nvarchar(max)", b: "bigint", c: "bit", d: "varbinary", e: "float", f: "int" }, [
          [String(parameters.p1), 9_007_199_254_740_993n, true, Buffer.from([0, 255]), 0.1, -7],
          [String(parameters.p2), null, null, null, null, null],
        ]),
    });
    const session = await (await poolTo(server)).open();
    expect(await session.query("SELECT @p1, @p2", ["Größe 🙂", null])).toEqual([
      ["Größe 🙂", "9007199254740993", "true", "00ff", "0.1", "-7"],
      ["null", null, null, null, null, null],
    ]);
    const long = "x".repeat(9_000);
    expect((await session.query("SELECT @p1", [long]))[0]?.[0]).toBe(long);
  });

  it("gives the rows of the last result set", async () => {
    const answer = () => [rows({ a: "int" }, [[1]]), rows({ b: "int" }, [[2], [3]])];
    const session = await (await poolTo(await serve({ answer }))).open();
    expect(await session.query("SELECT 1; SELECT 2")).toEqual([["2"], ["3"]]);
  });

  it("names what the server refused, and goes on", async () => {
    const answer: ScriptedServerOptions["answer"] = ({ sql }) =>
      sql === "SELECT 1" ? rows({ a: "int" }, [[1]]) : [refused(208, "Invalid object name 'lost'.")];
    const session = await (await poolTo(await serve({ answer }))).open();
    await expect(session.query("SELECT * FROM lost")).rejects.toMatchObject({
      code: "source-object-missing",
      details: { driverCode: "208" },
    });
    expect(await session.query("SELECT 1")).toEqual([["1"]]);
  });

  it("runs statements in a transaction of the wanted level, and forgets one that the server ended", async () => {
    const server = await serve({
      answer: ({ sql }) => (sql === "deadlock" ? [rolledBack, refused(1205, "You were chosen.")] : null),
    });
    const session = await (await poolTo(server)).open();
    await session.begin("snapshot");
    await session.commit();
    await session.begin("read-committed");
    await expect(session.query("deadlock")).rejects.toMatchObject({ code: "source-busy", trait: "transient" });
    await session.rollback();
    await session.end();
    const levels = server.statements().flatMap(({ isolation }) => isolation ?? []);
    expect(levels).toEqual(["SNAPSHOT", "READ COMMITTED"]);
  });

  it("takes a rollback for done where the server had ended the transaction without a word", async () => {
    const server = await serve({
      answer: ({ sql }) =>
        sql === "ROLLBACK TRANSACTION"
          ? refused(3903, "No corresponding BEGIN TRANSACTION.")
          : rows({ a: "int" }, [[1]]),
    });
    const session = await (await poolTo(server)).open();
    await session.begin("read-committed");
    await session.rollback();
    expect(await session.query("SELECT 1")).toEqual([["1"]]);
  });

  it("rolls back what is open when it ends", async () => {
    const server = await serve();
    const session = await (await poolTo(server)).open();
    await session.begin("read-committed");
    await session.end();
    expect(server.statements().map(({ sql }) => sql)).toEqual(["BEGIN TRANSACTION", "ROLLBACK TRANSACTION"]);
  });

  it("ends a statement that takes too long and goes on", async () => {
    const answer: ScriptedServerOptions["answer"] = ({ sql }) => (sql === "slow" ? hang : rows({ a: "int" }, [[1]]));
    const session = await (await poolTo(await serve({ answer }), { statementTimeoutMs: 50 })).open();
    await expect(session.query("slow")).rejects.toMatchObject({ code: "source-busy", trait: "transient" });
    expect(await session.query("SELECT 1")).toEqual([["1"]]);
  });
});

describe("a stream", () => {
  it("delivers batches no larger than asked for, and everything", async () => {
    const session = await (await poolTo(await serve({ answer: () => rows({ n: "int" }, numbers(1_050)) }))).open();
    const sizes: number[] = [];
    for await (const batch of session.stream("SELECT n", [], 100)) sizes.push(batch.length);
    expect(sizes).toEqual([...Array.from({ length: 10 }, () => 100), 50]);
  });

  it("takes rows only as fast as they are used, and frees the connection when it is left", async () => {
    let sent = 0;
    const endless = function* () {
      while (true) yield [++sent];
    };
    const server = await serve({
      answer: ({ sql }) => (sql === "endless" ? rows({ n: "int" }, endless()) : rows({ a: "int" }, [[1]])),
    });
    const session = await (await poolTo(server)).open();
    for await (const batch of session.stream("endless", [], 10)) {
      expect(batch).toHaveLength(10);
      break;
    }
    expect(sent).toBeLessThan(1_000_000);
    expect(server.log).toContainEqual(expect.objectContaining({ kind: "attention" }));
    expect(await session.query("SELECT 1")).toEqual([["1"]]);
  });

  it("tells a failure after rows, and a connection that broke", async () => {
    const answer: ScriptedServerOptions["answer"] = ({ sql }) => [
      rows({ n: "int" }, numbers(15)),
      sql === "broken" ? cut : refused(8134, "Divide by zero error encountered."),
    ];
    const pool = await poolTo(await serve({ answer }));
    const consume = async (text: string) => {
      const session = await pool.open();
      try {
        let count = 0;
        for await (const batch of session.stream(text, [], 10)) count += batch.length;
        return count;
      } finally {
        await session.end();
      }
    };
    await expect(consume("failing")).rejects.toMatchObject({ code: "source-failed", trait: "permanent" });
    await expect(consume("broken")).rejects.toMatchObject({ code: "source-interrupted", trait: "transient" });
    await expect(consume("failing")).rejects.toMatchObject({ code: "source-failed" });
  });

  it("rejects with the signal's reason at once, in the middle of a batch and between two", async () => {
    const answer: ScriptedServerOptions["answer"] = ({ sql }) => [
      rows({ n: "int" }, numbers(15)),
      ...(sql === "hanging" ? [hang] : []),
    ];
    const server = await serve({ answer });
    const pool = await poolTo(server);
    const reason = new Error("enough");
    for (const text of ["hanging", "complete"]) {
      const controller = new AbortController();
      const session = await pool.open(controller.signal);
      const consume = async () => {
        for await (const batch of session.stream(text, [], 10)) {
          expect(batch).toHaveLength(10);
          setTimeout(() => controller.abort(reason), text === "hanging" ? 50 : 0);
          if (text === "complete") await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      await expect(consume()).rejects.toBe(reason);
      await session.end();
    }
    await pool.close();
    await expect.poll(() => server.openConnections()).toBe(0);
  });
});

describe("a pool", () => {
  it("lends four connections at most; who waits can give up", async () => {
    const server = await serve();
    const pool = await poolTo(server);
    const sessions = await Promise.all([pool.open(), pool.open(), pool.open(), pool.open()]);
    expect(server.openConnections()).toBe(4);
    const reason = new Error("no patience");
    await expect(pool.open(AbortSignal.timeout(50))).rejects.toMatchObject({ name: "TimeoutError" });
    await expect(pool.open(AbortSignal.abort(reason))).rejects.toBe(reason);
    await sessions[0]?.end();
    const fifth = await pool.open();
    await fifth.end();
    expect(server.openConnections()).toBeLessThanOrEqual(4);
  });

  it("replaces connections that the server ended, without ending the process", async () => {
    const server = await serve({ answer: () => rows({ a: "int" }, [[1]]) });
    const pool = await poolTo(server);
    await (await pool.open()).end();
    server.cutAll();
    await expect.poll(() => server.openConnections()).toBe(0);
    const session = await pool.open();
    expect(await session.query("SELECT 1")).toEqual([["1"]]);
  });

  it("closes everything, sessions in the middle of a statement included", async () => {
    const server = await serve({ answer: () => hang });
    const pool = await poolTo(server);
    const session = await pool.open();
    const waiting = expect(session.query("SELECT 1")).rejects.toMatchObject({ code: "source-interrupted" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([pool.close(), pool.close()]);
    await waiting;
    await expect.poll(() => server.openConnections()).toBe(0);
    await expect(pool.open()).rejects.toMatchObject({ code: "source-interrupted" });
  });
});

describe("connecting", () => {
  const failure = (pool: SqlServerPool) =>
    pool.open().then(
      () => null,
      (error: unknown) => error,
    );

  it.each([
    ["a wrong password", { password: "wrong" }, "source-login", "halt"],
    ["a database that is not there", { database: "lost" }, "source-database-missing", "halt"],
  ])("names %s", async (_, config, code, trait) => {
    expect(await failure(await poolTo(await serve(), config))).toMatchObject({ code, trait });
  });

  it.each([
    [18488, "source-login"],
    [18470, "source-login"],
    [17809, "source-busy"],
    [18401, "source-unreachable"],
    [40613, "source-unreachable"],
    [916, "source-permission"],
  ])("classifies a login refused with %i", async (number, code) => {
    const server = await serve({ refuseLogin: () => ({ number, message: "No." }) });
    expect(await failure(await poolTo(server, { connectTimeoutMs: 6_000 }))).toMatchObject({
      code,
      details: { driverCode: String(number) },
    });
  });

  it("names a port on which nothing listens, and a host that does not exist", async () => {
    const server = await serve();
    await server.stop();
    expect(await failure(await poolTo(server))).toMatchObject({
      code: "source-unreachable",
      details: { driverCode: "ECONNREFUSED" },
    });
    expect(await failure(await poolTo({ host: "host.invalid", port: 1 }))).toMatchObject({
      code: "source-unreachable",
    });
  });

  it("rejects at once when the signal fires meanwhile", async () => {
    const server = await serve({ refuseLogin: () => ({ number: 40613, message: "Resuming." }) });
    const pool = await poolTo(server);
    await expect(pool.open(AbortSignal.timeout(20))).rejects.toMatchObject({ name: "TimeoutError" });
  });

  describe("with encryption", () => {
    let tls: { key: string; cert: string };
    beforeAll(async () => {
      const altNames = [{ type: 2 as const, value: "localhost" }];
      const made = await generate([{ name: "commonName", value: "localhost" }], {
        extensions: [{ name: "subjectAltName", altNames }],
      });
      tls = { key: made.private, cert: made.cert };
    });
    const local = (server: ScriptedServer) => ({ host: "localhost", port: server.port });
    const answer: ScriptedServerOptions["answer"] = ({ session }) => rows({ a: "bit" }, [[session.isEncrypted]]);

    it("checks the certificate and the name in mode verify, and nothing in mode require", async () => {
      const server = await serve({ tls, answer });
      const trusting = await (await poolTo(local(server), { tls: { mode: "verify", ca: tls.cert } })).open();
      expect(await trusting.query("SELECT 1")).toEqual([["true"]]);
      const careless = await (await poolTo(server, { tls: { mode: "require" } })).open();
      expect(await careless.query("SELECT 1")).toEqual([["true"]]);
      const refusal = { code: "source-tls", trait: "halt" };
      expect(await failure(await poolTo(local(server), { tls: { mode: "verify" } }))).toMatchObject(refusal);
      const otherName = { tls: { mode: "verify" as const, ca: tls.cert } };
      expect(await failure(await poolTo({ ...local(server), host: "127.0.0.1" }, otherName))).toMatchObject(refusal);
    });

    it("sends no password in the clear where encryption was asked for and the server has none", async () => {
      const server = await serve({ answer });
      for (const mode of ["verify", "require"] as const) {
        expect(await failure(await poolTo(server, { tls: { mode } }))).toMatchObject({
          code: "source-tls",
          trait: "halt",
        });
      }
      expect(server.log.filter(({ kind }) => kind === "login")).toEqual([]);
    });

    it("says so where the server demands encryption and the connection is to have none", async () => {
      const server = await serve({ tls: { ...tls, isRequired: true }, answer });
      expect(await failure(await poolTo(server))).toMatchObject({ code: "source-tls", trait: "halt" });
    });
  });
});
