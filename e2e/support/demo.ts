import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Addresses, readAddresses } from "./addresses";

const root = path.resolve(import.meta.dirname, "../..");
/** A build from nothing on a busy machine takes minutes, and says every ten seconds that it goes on. */
const startTimeoutMs = 900_000;
/** A start that says nothing for so long hangs. */
const silenceMs = 300_000;

interface DemoWish {
  /** Names its folder under `.data` and its log under `test-results`. */
  readonly name: string;
  /** Port of the application; the next free one is taken when it is not free. */
  readonly port: number;
  /** Nothing is set up in it. */
  readonly isEmpty?: boolean;
}

export interface RunningDemo {
  readonly addresses: Addresses;
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** Starts the real demo, from nothing, beside whatever else runs here. Throws with the end of its log. */
export async function startDemo({ name, port, isEmpty = false }: DemoWish): Promise<RunningDemo> {
  const dataDir = path.join(root, ".data", name);
  const logFile = path.join(root, "test-results", `${name}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const child = spawn(
    process.execPath,
    [
      path.join(root, "sandbox/demo.mjs"),
      "--reset",
      ...(isEmpty ? ["--empty"] : []),
      ...["--data-dir", dataDir, "--port", String(port)],
    ],
    // No story waits half a minute for what is due.
    { cwd: root, env: { ...process.env, SYNCBRIDGE_SWEEP_MS: "2000" }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const logStream = createWriteStream(logFile);
  let heardAt = performance.now();
  for (const output of [child.stdout, child.stderr]) {
    output.pipe(logStream, { end: false });
    output.on("data", () => {
      heardAt = performance.now();
    });
  }
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill("SIGTERM");
    await exited;
    logStream.end();
  };
  const tailOfLog = () => readFileSync(logFile, "utf8").split("\n").slice(-40).join("\n");
  const begin = performance.now();
  for (;;) {
    await sleep(200);
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The demo ended before it was ready.\n${tailOfLog()}`);
    const addresses = readAddresses(dataDir);
    if (addresses && addresses.pid === child.pid) return { addresses, dataDir, stop };
    const isSilent = performance.now() - heardAt > silenceMs;
    if (isSilent || performance.now() - begin > startTimeoutMs) {
      await stop();
      const why = isSilent
        ? `said nothing for ${silenceMs / 1000} s`
        : `was not ready within ${startTimeoutMs / 1000} s`;
      throw new Error(`The demo ${why}.\n${tailOfLog()}`);
    }
  }
}
