import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { firstFreePort } from "./processes/free-port";
import { processMark } from "./processes/process-mark";
import { type RunningProcess, startNodeProcess } from "./processes/spawn-process";
import { lineSeen, waitUntilReady } from "./processes/wait-until-ready";
import { type StandInProject, standInProject } from "./testing/stand-in-project";

let project: StandInProject;
let dataDir: string;
const started: RunningProcess[] = [];

beforeAll(() => {
  project = standInProject("start", "worker");
  // Where the account that PostgreSQL runs as can reach it, so that nothing is kept elsewhere.
  const reachable = mkdtempSync(path.join(tmpdir(), "start-"));
  chmodSync(reachable, 0o755);
  dataDir = path.join(reachable, "data");
});

afterAll(async () => {
  await Promise.all(started.map((running) => running.stop(15_000)));
  project.remove();
  rmSync(path.dirname(dataDir), { recursive: true, force: true });
});

function start(env: Record<string, string>, onLine?: (line: string) => void): RunningProcess {
  const running = startNodeProcess({
    name: "start",
    args: [project.program("start")],
    env: { SYNCBRIDGE_DATA_DIR: dataDir, DATABASE_URL: "", SYNCBRIDGE_URL: "", LOG_LEVEL: "info", ...env },
    onLine,
  });
  started.push(running);
  return running;
}

async function ready(env: Record<string, string>): Promise<{ running: RunningProcess; lines: string[] }> {
  const lines: string[] = [];
  const announced = lineSeen("SyncBridge is ready", (line) => lines.push(line));
  const running = start(env, announced.onLine);
  await waitUntilReady(running, announced.seen);
  return { running, lines };
}

/** The pids that the workers named in their log lines, in order of appearance. */
function workerPids(lines: readonly string[]): number[] {
  const pids = lines.filter((line) => line.includes("worker ready")).map((line) => /"pid":(\d+)/.exec(line)?.[1]);
  return [...new Set(pids.map(Number))];
}

function databasePid(): number {
  const folder = path.join(dataDir, "postgres");
  const [file] = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith("postmaster.pid"));
  return Number(readFileSync(path.join(folder, file ?? ""), "utf8").split("\n")[0]);
}

test("one command runs it all, mends what dies and stops in order", async () => {
  const wanted = await firstFreePort(55_484);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(wanted, resolve));
  const { running, lines } = await ready({ PORT: String(wanted) });
  other.close();
  const port = Number(/using (\d+)/.exec(lines.join("\n"))?.[1]);
  expect(port).toBeGreaterThan(wanted);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe(`http://localhost:${port}`);
  expect(statSync(path.join(dataDir, "keys.json")).mode & 0o777).toBe(0o600);

  const second = start({ PORT: String(port) });
  expect(await second.exited).toEqual({ code: 1, signal: null });
  await expect.poll(() => second.lastLines()).toContain('"npm start" is already running with the data directory');

  const [worker] = workerPids(lines);
  process.kill(worker ?? 0, "SIGKILL");
  await expect.poll(() => workerPids(lines).length).toBe(2);
  expect(lines.join("\n")).toContain("worker was ended by SIGKILL; it is started again in 1 s.");

  const postgres = databasePid();
  process.kill(postgres, "SIGQUIT");
  await expect.poll(() => lines.join("\n")).toContain("PostgreSQL had ended and was started again.");
  const revived = databasePid();
  expect(revived).not.toBe(postgres);

  expect(await running.stop(30_000)).toEqual({ code: 0, signal: null });
  const ends = lines.filter((line) => /worker stopped\.|web stopped\./.test(line)).map((line) => line.slice(10));
  expect(ends).toEqual(["worker stopped.", "web stopped."]);
  expect(processMark(revived)).toBeUndefined();
  expect(existsSync(path.join(dataDir, "running.json"))).toBe(false);
});

test("the second start keeps data and keys, and needs no free port but its own", async () => {
  const keysBefore = statSync(path.join(dataDir, "keys.json")).mtimeMs;
  const { running } = await ready({ PORT: String(await firstFreePort(55_484)) });
  expect(statSync(path.join(dataDir, "keys.json")).mtimeMs).toBe(keysBefore);
  expect(await running.stop(30_000)).toEqual({ code: 0, signal: null });
});

test.each([
  [{ PORT: "0" }, "Setting PORT must be a whole number from 1 to 65535."],
  [{ SYNCBRIDGE_LEASE_MS: "soon" }, "Setting SYNCBRIDGE_LEASE_MS"],
  [{ DATABASE_URL: "postgresql://app:app@127.0.0.1:1/app" }, "Setting SYNCBRIDGE_SECRET_KEY is missing."],
])("with %j it says what is wrong and leaves nothing behind", async (env, sentence) => {
  const running = start({ SYNCBRIDGE_SECRET_KEY: "", ...env });
  expect(await running.exited).toEqual({ code: 1, signal: null });
  await expect.poll(() => running.lastLines()).toContain(sentence);
  expect(existsSync(path.join(dataDir, "running.json"))).toBe(false);
});
