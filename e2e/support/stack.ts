import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readAddresses } from "./addresses";

const root = path.resolve(import.meta.dirname, "../..");
const dataDir = path.join(root, ".data/e2e");
const logFile = path.join(root, "test-results/stack.log");
const startTimeoutMs = 300_000;

/** Starts the real demo, from nothing, beside whatever else runs here; answers what ends it. */
export default async function startStack(): Promise<() => Promise<void>> {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const child = spawn(
    process.execPath,
    [path.join(root, "sandbox/demo.mjs"), "--reset", "--data-dir", dataDir, "--port", "3700"],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  const logStream = createWriteStream(logFile);
  child.stdout.pipe(logStream, { end: false });
  child.stderr.pipe(logStream, { end: false });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
    logStream.end();
  };
  const begin = performance.now();
  for (;;) {
    await sleep(200);
    if (child.exitCode !== null) throw new Error(`The demo ended before it was ready.\n${tailOfLog()}`);
    const addresses = readAddresses(dataDir);
    if (addresses && addresses.pid === child.pid) {
      process.env.E2E_BASE_URL = addresses.app;
      process.env.E2E_SANDBOX_PAGES = addresses.sandboxPages;
      process.env.E2E_SANDBOX_LEVERS = addresses.sandboxLevers;
      return stop;
    }
    if (performance.now() - begin > startTimeoutMs) {
      await stop();
      throw new Error(`The demo was not ready within ${startTimeoutMs / 1000} s.\n${tailOfLog()}`);
    }
  }
}

function tailOfLog(): string {
  return readFileSync(logFile, "utf8").split("\n").slice(-40).join("\n");
}
