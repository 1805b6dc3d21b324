import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect, test } from "vitest";
import { processMark } from "./process-mark";
import { describeExit, startNodeProcess, startProcess } from "./spawn-process";
import { lineSeen, waitUntilReady } from "./wait-until-ready";

const stay = "setInterval(() => 0, 1000); console.log('up');";

async function started(script: string) {
  const up = lineSeen("up");
  const running = startNodeProcess({ name: "child", args: ["-e", script], onLine: up.onLine });
  await waitUntilReady(running, up.seen);
  return running;
}

const isAlive = (pid: number): boolean => processMark(pid) !== undefined;

test("a process that heeds SIGTERM ends with its own code", async () => {
  const running = await started(`process.on('SIGTERM', () => process.exit(7)); ${stay}`);
  expect(await running.stop()).toEqual({ code: 7, signal: null });
});

test("a process that does not heed SIGTERM is killed when the grace is over", async () => {
  const running = await started(`process.on('SIGTERM', () => 0); ${stay}`);
  const exit = await running.stop(50);
  expect(exit).toEqual({ code: null, signal: "SIGKILL" });
  expect(describeExit(exit)).toBe("was ended by SIGKILL");
});

test("what a process started goes with it", async () => {
  const lines: string[] = [];
  const script = `
    const child = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    console.log(String(child.pid)); process.exit(0);`;
  const running = startNodeProcess({ name: "parent", args: ["-e", script], onLine: (line) => lines.push(line) });
  await running.exited;
  await expect.poll(() => lines.length).toBe(1);
  await expect.poll(() => isAlive(Number(lines[0]))).toBe(false);
});

test("a program that does not exist is an exit, not an exception", async () => {
  const running = startProcess({ name: "nothing", command: "/nonexistent/program" });
  expect(await running.exited).toEqual({ code: 127, signal: null });
  expect(running.lastLines()).toContain("ENOENT");
});

test("waiting for a process that ends says what it wrote", async () => {
  const running = startNodeProcess({ name: "short", args: ["-e", "console.log('cannot bind'); process.exit(3)"] });
  await expect(waitUntilReady(running, () => false)).rejects.toThrow(
    'The process "short" ended with code 3 before it was ready.\ncannot bind',
  );
});

test("a child ends when its supervisor is killed outright", async () => {
  const tsx = path.resolve("node_modules/tsx/dist/cli.mjs");
  const script = `
    import { startNodeProcess } from ${JSON.stringify(path.resolve("worker/processes/spawn-process.ts"))};
    const child = startNodeProcess({ name: "c", args: ["-e", ${JSON.stringify(stay)}], onLine: () => console.log(child.pid) });`;
  const supervisor = spawn(process.execPath, [tsx, "--input-type=module", "-e", script], { detached: true });
  const [line] = (await once(supervisor.stdout, "data")) as [Buffer];
  const child = Number(String(line).trim());
  expect(isAlive(child)).toBe(true);
  process.kill(-(supervisor.pid ?? 0), "SIGKILL");
  await expect.poll(() => isAlive(child)).toBe(false);
});
