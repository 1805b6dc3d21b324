interface Step {
  readonly runner?: "vitest" | "playwright";
  readonly report?: string;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function countsOf(step: Step, exitCode: number): Counts;
