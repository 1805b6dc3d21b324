import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countsOf, failuresOf } from "./counts.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "counts-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function reported(runner: "vitest" | "playwright", json: unknown) {
  const report = path.join(folder, "report.json");
  writeFileSync(report, typeof json === "string" ? json : JSON.stringify(json));
  return { runner, report };
}

const vitestReport = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [] };
const playwrightStats = { expected: 3, unexpected: 0, flaky: 0, skipped: 0 };

test("the counts of a runner are taken as they are", () => {
  expect(countsOf(reported("vitest", vitestReport), 0)).toEqual({ passed: 7, failed: 0, skipped: 1 });
  const playwright = reported("playwright", { stats: playwrightStats, errors: [] });
  expect(countsOf(playwright, 0)).toEqual({ passed: 3, failed: 0, skipped: 0 });
});

test("a runner that failed although every test passed counts as one failure", () => {
  expect(countsOf(reported("vitest", vitestReport), 1)).toEqual({ passed: 7, failed: 1, skipped: 1 });
});

test("a test file that cannot be loaded counts as one failure", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "passed", assertionResults: [{}] },
  ];
  expect(countsOf(reported("vitest", { ...vitestReport, testResults }), 1).failed).toBe(1);
});

test("a browser test that passed only when repeated is a failure", () => {
  const flaky = reported("playwright", { stats: { ...playwrightStats, flaky: 1 }, errors: [] });
  expect(countsOf(flaky, 0).failed).toBe(1);
});

test("a set-up that failed before any browser test is a failure", () => {
  const none = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  expect(countsOf(reported("playwright", { stats: none, errors: [{ message: "no stack" }] }), 1).failed).toBe(1);
});

test.each(["", '{"numPassedTests":'])("a runner that left no whole report has crashed: %j", (text) => {
  expect(countsOf(reported("vitest", text), 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a report that is missing is a failure although the runner says that all is well", () => {
  expect(countsOf({ runner: "vitest", report: path.join(folder, "none.json") }, 0).failed).toBe(1);
});

test("a check without tests counts only when it fails", () => {
  expect(countsOf({}, 0)).toEqual({ passed: 0, failed: 0, skipped: 0 });
  expect(countsOf({}, 2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("what failed is told by file, name and the beginning of its error", () => {
  const long = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");
  const testResults = [
    { name: "a.test.ts", status: "failed", message: "Cannot find module", assertionResults: [] },
    {
      name: "b.test.ts",
      status: "failed",
      message: "",
      assertionResults: [
        { status: "passed", fullName: "is well", failureMessages: [] },
        { status: "failed", fullName: "is not well", failureMessages: [`\u001b[31mError\u001b[39m\n${long}`] },
      ],
    },
    { name: "c.test.ts", status: "passed", message: "", assertionResults: [] },
  ];
  const [broken, failed, ...others] = failuresOf(reported("vitest", { ...vitestReport, testResults }));
  expect(broken).toEqual({ test: "a.test.ts", message: "Cannot find module" });
  expect(failed?.test).toBe("b.test.ts › is not well");
  expect(failed?.message.split("\n").slice(0, 2)).toEqual(["Error", "line 0"]);
  expect(failed?.message).not.toContain("line 30");
  expect(others).toEqual([]);
});

test("a browser test that failed is found however deep it stands", () => {
  const results = [{ error: { message: "Timed out" } }];
  const spec = { ok: false, file: "x.spec.ts", line: 7, title: "is shown", tests: [{ results }] };
  const suites = [{ specs: [{ ...spec, ok: true }], suites: [{ specs: [spec] }] }];
  const report = reported("playwright", { stats: playwrightStats, errors: [], suites });
  expect(failuresOf(report)).toEqual([{ test: "x.spec.ts:7 › is shown", message: "Timed out" }]);
  expect(failuresOf(reported("vitest", "{"))).toEqual([]);
  expect(failuresOf({})).toEqual([]);
});
