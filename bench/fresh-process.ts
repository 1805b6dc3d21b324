import { execFile, spawn } from "node:child_process";
import path from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type { z } from "zod";
import { workerArguments } from "@/worker/processes/worker-arguments";

/**
 * Runs a bundled program of the bench in a Node process of its own, with the worker's own memory settings, and gives what it answers.
 * The program finds its input in BENCH_INPUT and prints its answer as JSON.
 */
export async function inFreshProcess<Answer>(
  program: string,
  input: unknown,
  answer: z.ZodType<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const child = spawn(process.execPath, [...memorySettings(), path.resolve(`dist/${program}.mjs`)], {
    env: { ...process.env, BENCH_INPUT: JSON.stringify(input), LOG_LEVEL: "silent" },
    stdio: ["ignore", "pipe", "inherit"],
    signal,
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [printed, code] = await Promise.all([text(child.stdout), ended]);
  if (code !== 0) throw new Error(`${program} ended with ${code}.`);
  return answer.parse(JSON.parse(printed));
}

const memorySettings = () => workerArguments().filter((argument) => argument.startsWith("--"));

/** What Node itself is resident with, by the same settings, before it has loaded anything. */
export async function restingMiB(signal: AbortSignal): Promise<number> {
  const program =
    'console.log(/^VmRSS:\\s+(\\d+)/m.exec(require("node:fs").readFileSync("/proc/self/status", "utf8"))[1])';
  const { stdout } = await promisify(execFile)(process.execPath, [...memorySettings(), "-e", program], { signal });
  return Number(stdout) / 1_024;
}
