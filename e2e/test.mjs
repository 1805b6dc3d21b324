// `npm test`: everything, from a fresh clone, without an earlier step. Plain Node without dependencies.
// Ends with `N passed, N failed` as its last line.
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { prepare, root } from "../sandbox/demo/prepare.mjs";
import { createProgress } from "../sandbox/demo/progress.mjs";
import { explain, Refusal } from "../sandbox/demo/refusal.mjs";
import { countsOf, failuresOf } from "./counts.mjs";
import { findBrowser } from "./find-browser.mjs";
import { findMariaDb } from "./find-mariadb.mjs";

const results = path.join(root, "test-results");
const bin = (name) => path.join(root, "node_modules/.bin", name);
const vitest = (project) => ({
  runner: "vitest",
  report: path.join(results, `${project}.json`),
  command: [
    bin("vitest"),
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${path.join(results, `${project}.json`)}`,
  ],
});

const rooms = ["app", "components", "lib", "worker", "sandbox", "e2e", "bench"];
const steps = [
  { group: "check", name: "format and lint", command: [bin("biome"), "check", "."] },
  { group: "check", name: "types", command: [bin("tsc"), "--noEmit"] },
  { group: "check", name: "typed rules", command: [bin("eslint"), "--max-warnings", "0", ...rooms] },
  {
    group: "check",
    name: "doors between rooms",
    command: [bin("depcruise"), "--config", ".dependency-cruiser.cjs", ...rooms],
  },
  { group: "check", name: "dead code", command: [bin("knip")] },
  { group: "check", name: "unit tests", ...vitest("unit") },
  { group: "int", name: "tests with servers", needsBuild: true, needsMariaDb: true, ...vitest("int") },
  {
    group: "e2e",
    name: "browser tests",
    needsBuild: true,
    needsBrowser: true,
    needsMariaDb: true,
    runner: "playwright",
    report: path.join(results, "e2e.json"),
    command: [bin("playwright"), "test", "-c", "e2e/playwright.config.ts", "--reporter=list,json"],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: path.join(results, "e2e.json") },
  },
];

const progress = createProgress();
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => stop.abort(new Refusal("The tests were stopped before their end.")));
}

function chosenSteps() {
  const { values } = parseArgs({ options: { only: { type: "string" } } });
  if (values.only === undefined) return steps;
  const groups = values.only.split(",");
  const unknown = groups.filter((group) => !steps.some((step) => step.group === group));
  if (unknown.length > 0) throw new Refusal(`--only knows check, int and e2e, not "${unknown.join(", ")}".`);
  return steps.filter((step) => groups.includes(step.group));
}

/** Runs a program in front of the reader; it shares the terminal and its Ctrl-C. */
function run({ command: [program, ...args], env = {} }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32",
    });
    child.once("error", () => resolve(127));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

async function runAll(chosen, total) {
  await prepare({ progress, signal: stop.signal, build: false });
  const browser = chosen.some((step) => step.needsBrowser)
    ? await findBrowser({ progress, signal: stop.signal })
    : undefined;
  if (chosen.some((step) => step.needsMariaDb)) await findMariaDb({ progress, signal: stop.signal });
  mkdirSync(results, { recursive: true });
  for (const step of chosen) {
    stop.signal.throwIfAborted();
    if (step.needsBuild) await prepare({ progress, signal: stop.signal });
    if (step.report) rmSync(step.report, { force: true });
    progress.line(`${step.name} …`);
    const exitCode = await run({ ...step, env: { ...step.env, ...(browser && { CHROMIUM_PATH: browser }) } });
    const { passed, failed, skipped } = countsOf(step, exitCode);
    total.passed += passed;
    total.failed += failed;
    if (failed > 0) total.broken.push({ step: step.name, failures: failuresOf(step) });
    const counted = step.report
      ? `: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`
      : "";
    progress.line(`${step.name} ${failed === 0 ? "are in order" : "FAILED"}${counted}`);
  }
  stop.signal.throwIfAborted();
}

const mostTold = 20;
const indented = (text) => text.replaceAll(/^/gm, "    ");

const total = { passed: 0, failed: 0, broken: [] };
try {
  await runAll(chosenSteps(), total);
} catch (error) {
  total.failed += 1;
  explain(error);
}
for (const { step, failures } of total.broken) {
  console.log(`\nFailed: ${step}.`);
  for (const { test, message } of failures.slice(0, mostTold))
    console.log(`\n  ${test.replace(root + path.sep, "")}\n${indented(message)}`);
  if (failures.length > mostTold) console.log(`\n  and ${failures.length - mostTold} more`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
