import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";

let home: string;
let servers: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "embedded-"));
  // As root the server runs as another account, which must be able to enter.
  chmodSync(home, 0o755);
  servers = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(home, { recursive: true, force: true });
});

async function start(options: { port?: number; dataDir?: string; log?: (line: string) => void } = {}) {
  const server = await startEmbeddedPostgres({ dataDir: home, settings: { fsync: "off" }, ...options });
  servers.push(server);
  return server;
}

const started = z.object({ port: z.number(), pid: z.number(), joined: z.boolean() });

/** Starts the server from a process of its own, which answers with what it got and lives on. */
function startInChild(): { child: ChildProcess; answer: Promise<z.infer<typeof started>> } {
  const program = `
    import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
    startEmbeddedPostgres({ dataDir: ${JSON.stringify(home)}, settings: { fsync: "off" } })
      .then(({ port, pid, joined }) => console.log(JSON.stringify({ port, pid, joined })));
    setInterval(() => undefined, 1_000);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], {
    cwd: path.resolve(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    answer: new Promise((resolve) => lines.once("line", (line) => resolve(started.parse(JSON.parse(line))))),
  };
}

async function ask(server: EmbeddedPostgres, sql: string, database = "postgres"): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: server.url(database) });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: "array" })).rows;
  } finally {
    await client.end();
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

const entries = () => readdirSync(home);

test("data, password and port outlive a stop", async () => {
  const first = await start();
  await first.createDatabase("kept");
  await ask(first, "CREATE TABLE t AS SELECT 42 AS answer", "kept");
  expect(
    await ask(first, "SELECT current_setting('wal_level'), current_setting('server_version_num')::int / 10000"),
  ).toEqual([["logical", 18]]);
  await first.stop();
  await expect(ask(first, "SELECT 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  const second = await start();
  expect(second).toMatchObject({ joined: false, port: first.port });
  expect(second.url("kept")).toBe(first.url("kept"));
  expect(await ask(second, "SELECT answer FROM t", "kept")).toEqual([[42]]);
});

test("one that runs is joined, and the last to leave stops it", async () => {
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ joined: true, port: first.port, pid: first.pid });
  await first.stop();
  await first.stop();
  expect(await ask(second, "SELECT 1")).toEqual([[1]]);
  await second.stop();
  await expect(ask(second, "SELECT 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("of several processes at one moment one starts and the others join", async () => {
  const answers = await Promise.all([startInChild(), startInChild(), startInChild()].map(({ answer }) => answer));
  expect(answers.map((answer) => answer.joined).sort()).toEqual([false, true, true]);
  expect(new Set(answers.map((answer) => answer.pid)).size).toBe(1);
  await Promise.all(children.map(kill));
  // The server outlived those who used it: the next one takes it over and stops it.
  const last = await start();
  expect(last).toMatchObject({ joined: true, pid: answers[0]?.pid });
  await last.stop();
  await expect(ask(last, "SELECT 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("what a killed first start left half made is removed and made anew", async () => {
  const { child } = startInChild();
  while (!entries().some((name) => name.startsWith("cluster.half-"))) await sleep(1);
  await kill(child);
  expect(entries()).not.toContain("cluster");
  const server = await start();
  expect(await ask(server, "SELECT 1")).toEqual([[1]]);
  expect(entries().filter((name) => name.startsWith("cluster"))).toEqual(["cluster"]);
});

test("a data folder that is not whole is moved aside, never used and never deleted", async () => {
  mkdirSync(path.join(home, "cluster/base"), { recursive: true });
  writeFileSync(path.join(home, "cluster/PG_VERSION"), "18\n");
  const lines: string[] = [];
  await start({ log: (line) => lines.push(line) });
  const aside = entries().find((name) => name.startsWith("cluster.broken-")) ?? "none";
  expect(lines.join("\n")).toContain(aside);
  expect(readdirSync(path.join(home, aside)).sort()).toEqual(["PG_VERSION", "base"]);
});

test("data of another major version is refused and left alone", async () => {
  const server = await start();
  await server.stop();
  const version = path.join(server.clusterDir, "PG_VERSION");
  writeFileSync(version, "17\n");
  await expect(start()).rejects.toMatchObject({
    code: "embedded-unavailable",
    message: expect.stringContaining("PostgreSQL 17") as string,
  });
  writeFileSync(version, "18\n");
  expect((await start()).joined).toBe(false);
});

test("the pid file of a server that died or whose pid another program has by now keeps nobody out", async () => {
  const first = await start();
  await first.createDatabase("kept");
  const pidFile = path.join(first.clusterDir, "postmaster.pid");
  const lines = readFileSync(pidFile, "utf8").split("\n");
  process.kill(first.pid, "SIGKILL");
  await first.stop();
  const second = await start();
  expect(second.joined).toBe(false);
  expect(await ask(second, "SELECT 1", "kept")).toEqual([[1]]);
  await second.stop();
  lines[0] = String(process.pid);
  writeFileSync(pidFile, lines.join("\n"));
  const third = await start();
  expect(third.joined).toBe(false);
  expect(await ask(third, "SELECT 1", "kept")).toEqual([[1]]);
});

test("a taken port is told when it was asked for and avoided when it was not", async () => {
  const first = await start();
  await first.stop();
  const occupant = createServer();
  await new Promise<void>((resolve) => occupant.listen(first.port, "127.0.0.1", resolve));
  await expect(start({ port: first.port })).rejects.toMatchObject({
    code: "port-taken",
    details: { port: first.port },
  });
  const second = await start();
  expect(second.port).not.toBe(first.port);
  await new Promise((resolve) => occupant.close(resolve));
  // A server that runs is joined where it is, whichever port is asked for.
  expect(await start({ port: first.port })).toMatchObject({ joined: true, port: second.port });
});

test("databases are made once, also as copies", async () => {
  const server = await start();
  await Promise.all([server.createDatabase("one"), server.createDatabase("one")]);
  await ask(server, "CREATE TABLE t AS SELECT 7 AS n", "one");
  await server.createDatabase("one");
  await server.createDatabase("two", { template: "one" });
  expect(await ask(server, "SELECT n FROM t", "two")).toEqual([[7]]);
  await server.dropDatabase("two");
  await server.dropDatabase("two");
  await expect(ask(server, "SELECT 1", "two")).rejects.toMatchObject({ code: "3D000" });
});

test("a start that is given up leaves no server and no lock", async () => {
  const giveUp = new AbortController();
  const starting = startEmbeddedPostgres({ dataDir: home, signal: giveUp.signal, settings: { fsync: "off" } });
  const outcome = expect(starting).rejects.toMatchObject({ name: "AbortError" });
  while (!entries().some((name) => name.startsWith("cluster.half-"))) await sleep(1);
  giveUp.abort();
  await outcome;
  expect(entries().filter((name) => /cluster|lock/.test(name))).toEqual([]);
});

test("a folder closed to the server's account makes no difference to the data", async () => {
  chmodSync(home, 0o700);
  const first = await start();
  await first.createDatabase("kept");
  await first.stop();
  const isRoot = process.getuid?.() === 0;
  expect(path.dirname(first.clusterDir) === home).toBe(!isRoot);
  const second = await start();
  expect(await ask(second, "SELECT 1", "kept")).toEqual([[1]]);
  await second.stop();
  // Whoever removes the folder begins anew.
  const moved = `${home}-moved`;
  renameSync(home, moved);
  mkdirSync(home, { mode: 0o700 });
  const third = await start();
  await expect(ask(third, "SELECT 1", "kept")).rejects.toMatchObject({ code: "3D000" });
  await third.stop();
  rmSync(moved, { recursive: true });
  if (isRoot) rmSync(path.dirname(third.clusterDir), { recursive: true });
});
