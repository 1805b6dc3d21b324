// Reads how many tests passed and failed from what the runners report.
import { readFileSync } from "node:fs";

const crashed = { passed: 0, failed: 1, skipped: 0 };

/** A step counts at least one failure when its program failed, whatever it reported. */
export function countsOf(step, exitCode) {
  const reported = step.report ? read(step) : { passed: 0, failed: 0, skipped: 0 };
  if (!reported) return crashed;
  return exitCode !== 0 && reported.failed === 0 ? { ...reported, failed: 1 } : reported;
}

function read({ report, runner }) {
  try {
    const json = JSON.parse(readFileSync(report, "utf8"));
    return runner === "playwright" ? ofPlaywright(json) : ofVitest(json);
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
