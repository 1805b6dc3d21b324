import { afterEach, describe, expect, it } from "vitest";
import type { Finding } from "@/lib/connectors/connector";
import { checkDatabase } from "./check";
import { type SqlServerConfig, sqlServerConfigSchema } from "./config";
import { answerAsReadable, type ReadableTable } from "./testing/readable-table";
import { type Answer, hang, refused, rows } from "./testing/scripted-answer";
import { type ScriptedServer, startScriptedServer } from "./testing/scripted-server";

const opened: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.stop();
});

const table: ReadableTable = { schema: "dbo", name: "orders", columns: [], read: () => null };

async function check(more: Partial<ReadableTable> = {}, config: Partial<SqlServerConfig> = {}) {
  const server = await startScriptedServer({
    logins: { sync: "Geheim-7" },
    answer: answerAsReadable({ ...table, ...more }),
  });
  opened.push(server);
  return checkDatabase(
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
}

const levels = (findings: readonly Finding[]) => Object.fromEntries(findings.map(({ id, level }) => [id, level]));
const found = (findings: readonly Finding[], id: string) => findings.find((finding) => finding.id === id);
const text = (cell: string | null): Answer => rows({ fact: "nvarchar" }, [[cell]]);

describe("check", () => {
  it("finds nothing wrong with a database that has everything", async () => {
    expect(levels(await check())).toEqual({
      network: "ok",
      tls: "info",
      login: "ok",
      database: "ok",
      version: "ok",
      "read-permission": "ok",
      snapshot: "ok",
      freshness: "ok",
      transactions: "info",
      "change-tracking": "info",
      clock: "warning",
      replica: "ok",
      collation: "ok",
    });
  });

  it("says how to allow snapshots", async () => {
    const findings = await check({ isSnapshotAllowed: false });
    expect(found(findings, "snapshot")).toMatchObject({
      level: "warning",
      remedy: "ALTER DATABASE [master] SET ALLOW_SNAPSHOT_ISOLATION ON",
    });
    const versioned = await check({ isSnapshotAllowed: false, isReadCommittedVersioned: true });
    expect(found(versioned, "snapshot")).toMatchObject({ level: "info" });
    expect(found(await check({ isSnapshotAllowed: null }), "snapshot")).toMatchObject({ level: "warning" });
  });

  it.each([
    ["12.0.6024.0", "12", "3", "error", /SQL Server 2014/],
    ["13.0.1601.5", "13", "2", "ok", /SQL Server 2016 \(13\.0\.1601\.5/],
    ["12.0.2000.8", "12", "5", "ok", /SQL Server \(12/],
    ["12.0.2000.8", "12", "8", "ok", /SQL Server \(12/],
    [null, null, null, "info", /does not tell its version/],
  ])("judges version %s of engine edition %s, %s", async (version, major, engine, level, title) => {
    const answers: Readonly<Record<string, string | null>> = {
      "'ProductVersion'": version,
      "'ProductMajorVersion'": major,
      "'EngineEdition'": engine,
    };
    const findings = await check({
      instead: (sql) => {
        const property = Object.keys(answers).find((name) => sql.includes(name));
        return property ? text(answers[property] ?? null) : null;
      },
    });
    expect(found(findings, "version")).toMatchObject({ level, title: expect.stringMatching(title) });
  });

  it("tells a secondary, and that its readings compare with nothing", async () => {
    const findings = await check({ updateability: "READ_ONLY" }, { readOnlyIntent: true });
    expect(found(findings, "replica")?.title).toMatch(/read-only/);
    expect(found(findings, "freshness")).toMatchObject({ level: "info" });
    expect(found(await check({}, { readOnlyIntent: true }), "replica")?.title).toMatch(/primary answers/);
  });

  it.each([
    ["2", "0", "warning"],
    ["2", null, "warning"],
    ["2", "1", undefined],
    ["0", "0", undefined],
  ])("warns of %s masked columns where the right to see them is %s: %s", async (count, mayUnmask, level) => {
    const findings = await check({
      instead: (sql) => (sql.includes("is_masked") ? rows({ n: "varchar", u: "varchar" }, [[count, mayUnmask]]) : null),
    });
    expect(found(findings, "masking")?.level).toBe(level);
  });

  it.each([
    ["2", "warning"],
    ["0", undefined],
  ])("warns of %s tables whose rows are filtered: %s", async (count, level) => {
    const findings = await check({
      instead: (sql) => (sql.includes("security_predicates") ? rows({ n: "varchar" }, [[count]]) : null),
    });
    expect(found(findings, "row-filters")?.level).toBe(level);
  });

  it("tells whether open transactions are seen, and which right shows them", async () => {
    expect(found(await check(), "transactions")).toMatchObject({
      level: "info",
      remedy: expect.stringContaining("GRANT VIEW SERVER STATE TO [sync]"),
    });
    const seen = await check({
      instead: (sql) => (sql.includes("VIEW SERVER STATE") ? rows({ n: "int" }, [[1]]) : null),
    });
    expect(found(seen, "transactions")).toMatchObject({ level: "ok" });
  });

  it("says what the user has to be granted", async () => {
    const findings = await check({
      instead: (sql) => (sql.includes("QUOTENAME") ? rows({ t: "varchar", s: "varchar" }, [["0", "0"]]) : null),
    });
    expect(found(findings, "read-permission")).toMatchObject({
      level: "error",
      remedy: expect.stringContaining("GRANT SELECT ON SCHEMA::[schema] TO [sync]"),
    });
  });

  it("goes on where facts are refused, one by one", async () => {
    const optional = /sys\.databases|PROPERTY|recovery_status|DBTS|change_tracking|HAS_PERMS|USER_NAME|ROWVERSION/;
    const findings = await check({
      instead: (sql) => {
        if (optional.test(sql)) return refused(300, "Permission denied.", { class: 14 });
        return sql.includes("COUNT(DISTINCT") ? rows({ t: "varchar", s: "varchar" }, [["3", "1"]]) : null;
      },
    });
    expect(findings.filter(({ level }) => level === "error")).toEqual([]);
    expect(findings.map(({ id }) => id)).toContain("collation");
    expect(found(findings, "read-permission")?.title).toMatch(/^3 tables/);
  });

  it("reports what failed with a remedy, and what had passed before", async () => {
    const login = await check({}, { password: "wrong" });
    expect(levels(login)).toEqual({ network: "ok", tls: "info", login: "error" });
    expect(JSON.stringify(login)).not.toContain("wrong");
    expect(levels(await check({}, { database: "lost" }))).toMatchObject({ login: "ok", database: "error" });
    expect(levels(await check({}, { tls: { mode: "verify" } }))).toEqual({ network: "ok", tls: "error" });
    const closed = await startScriptedServer({ logins: {}, answer: () => null });
    await closed.stop();
    const network = await check({}, { port: closed.port });
    expect(network).toEqual([
      expect.objectContaining({ id: "network", level: "error", remedy: expect.stringContaining("TCP/IP is enabled") }),
    ]);
  });

  it("rejects with the signal's reason", async () => {
    const server = await startScriptedServer({ logins: { sync: "Geheim-7" }, answer: () => hang });
    opened.push(server);
    const config = sqlServerConfigSchema.parse({
      host: server.host,
      port: server.port,
      database: "master",
      user: "sync",
      password: "Geheim-7",
      tls: { mode: "off" },
    });
    await expect(checkDatabase(config, AbortSignal.timeout(100))).rejects.toMatchObject({ name: "TimeoutError" });
  });
});
