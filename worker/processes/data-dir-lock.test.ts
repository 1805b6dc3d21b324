import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockDataDir } from "./data-dir-lock";
import { processMark } from "./process-mark";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function leaveLockOf(pid: number, mark = processMark(pid) ?? "gone"): void {
  const holder = { pid, mark, startedAt: "2026-01-01T00:00:00.000Z", what: "npm start" };
  writeFileSync(path.join(dataDir, "running.json"), JSON.stringify(holder));
}

test("the lock of a living process is respected and named", () => {
  const other = spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]);
  try {
    leaveLockOf(other.pid ?? 0);
    expect(() => lockDataDir(dataDir, "npm run demo")).toThrow(
      `"npm start" is already running with the data directory ${dataDir} (process ${other.pid}, since 2026-01-01T00:00:00.000Z).`,
    );
  } finally {
    other.kill("SIGKILL");
  }
});

test("the lock of a process that is gone is taken over, and released without a trace", () => {
  leaveLockOf(spawnSync(process.execPath, ["-e", ""]).pid);
  lockDataDir(dataDir, "npm start").release();
  expect(readdirSync(dataDir)).toEqual([]);
});

test.runIf(process.platform === "linux")("a pid that was given to another process since does not keep the lock", () => {
  leaveLockOf(1, "an earlier start");
  lockDataDir(dataDir, "npm start").release();
  expect(readdirSync(dataDir)).toEqual([]);
});

test("a lock file cut off by a crash counts as stale", () => {
  writeFileSync(path.join(dataDir, "running.json"), '{"pid":');
  lockDataDir(dataDir, "npm start").release();
  expect(readdirSync(dataDir)).toEqual([]);
});

test("releasing leaves the lock of a successor alone", () => {
  const lock = lockDataDir(dataDir, "npm start");
  leaveLockOf(1);
  lock.release();
  expect(readdirSync(dataDir)).toEqual(["running.json"]);
});
