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

interface Failure {
  /** Where it stands and what it is called. */
  readonly test: string;
  /** The beginning of its error; empty where the runner told none. */
  readonly message: string;
}

export function failuresOf(step: Step): readonly Failure[];
