import { AppError, SyncError } from "@/lib/errors/app-error";
import type { ErrorCode } from "@/lib/errors/codes";

/** How a command ends, for scripts to tell apart. */
export const exitCodes = {
  /** Done, or nothing to do. */
  done: 0,
  /** Something failed: a store refused, a run ended badly, a check found something wrong. */
  failed: 1,
  /** Called wrongly, or with a file that cannot be applied as it is. */
  usage: 2,
  /** There is something to do: differences, planned operations, a row that is not in the list, a run that goes on. */
  pending: 3,
  /** A definition is halted, or its plan waits for somebody's approval. */
  halted: 4,
  /** Refused by a rule or a right: a name that is not there, a pair that is taken, a definition that lacks something. */
  refused: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const refusals: ReadonlySet<ErrorCode> = new Set([
  "not-allowed",
  "not-found",
  "already-exists",
  "in-use",
  "secret-required",
  "definition-incomplete",
  "mapping-broken",
  "key-not-unique",
  "parent-paused",
  "no-instance",
  "graph-name-taken",
  "plan-dead",
  "match-needed",
  "consent-needed",
]);

const usages: ReadonlySet<ErrorCode> = new Set(["input-invalid", "bundle-invalid", "env-invalid"]);

/** The exit code for something thrown. */
export function codeOf(error: unknown): ExitCode {
  if (!(error instanceof AppError)) return exitCodes.failed;
  // A file's part that a mutation refused is no fault of the file's form.
  if (error.code === "bundle-invalid" && error.cause instanceof AppError) return codeOf(error.cause);
  if (usages.has(error.code)) return exitCodes.usage;
  // What a store refused for a moment is a failure; what no run can get past is a rule's refusal.
  const isPassing = error instanceof SyncError && error.trait !== "halt";
  return refusals.has(error.code) && !isPassing ? exitCodes.refused : exitCodes.failed;
}
