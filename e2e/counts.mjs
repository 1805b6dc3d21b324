// Reads what passed and failed from what the runners report.
import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const crashed = { passed: 0, failed: 1, skipped: 0 };

/** A step counts at least one failure when its program failed, whatever it reported. */
export function countsOf(step, exitCode) {
  const reported = step.report ? read(step) : { passed: 0, failed: 0, skipped: 0 };
  if (!reported) return crashed;
  return exitCode !== 0 && reported.failed === 0 ? { ...reported, failed: 1 } : reported;
}

function read({ report, runner }) {
  const json = readJson(report);
  return json && (runner === "playwright" ? ofPlaywright(json) : ofVitest(json));
}

function readJson(report) {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return undefined; // No report, or half a one: the runner crashed.
  }
}

function ofVitest(json) {
  // A file that cannot be loaded fails without holding a test.
  const broken = json.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  ).length;
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + broken,
    skipped: json.numPendingTests + json.numTodoTests,
  };
}

function ofPlaywright({ stats, errors }) {
  const failed = stats.unexpected + stats.flaky;
  return { passed: stats.expected, failed: failed === 0 ? errors.length : failed, skipped: stats.skipped };
}

/**
 * The tests that failed, each as a line to find it by and the beginning of its error. Told at the very end, since
 * of a long run often only the end is kept.
 */
export function failuresOf(step) {
  const found = step.report && readJson(step.report);
  if (!found) return [];
  return step.runner === "playwright" ? ofSuites(found.suites ?? []) : found.testResults.flatMap(ofFile);
}

function ofFile({ name, message, status, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === "failed");
  if (status === "failed" && failed.length === 0) return [failure(name, "", message)];
  return failed.map((test) => failure(name, test.fullName, test.failureMessages[0]));
}

function ofSuites(suites) {
  return suites.flatMap(({ specs = [], suites: inner = [] }) => [
    ...specs.filter(({ ok }) => !ok).map(ofSpec),
    ...ofSuites(inner),
  ]);
}

function ofSpec({ file, line, title, tests }) {
  const errors = tests.flatMap(({ results }) => results.flatMap((result) => result.error ?? []));
  return failure(`${file}:${line}`, title, errors[0]?.message);
}

const messageLines = 12;

function failure(place, test, message = "") {
  const lines = stripVTControlCharacters(message).split("\n").slice(0, messageLines);
  return { test: [place, test].filter(Boolean).join(" › "), message: lines.join("\n").trim() };
}
