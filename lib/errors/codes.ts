import type { ErrorEntry } from "./entry";
import { graphCodes } from "./graph-codes";
import { installationCodes } from "./installation-codes";
import { rejectionCodes } from "./rejection-codes";
import { requestCodes } from "./request-codes";
import { runCodes } from "./run-codes";
import { sourceCodes } from "./source-codes";

/**
 * Every error a person can meet: what it is called, why it happens, what to do.
 * The interface shows these texts and `docs/errors.md` is generated from them.
 * Codes are stable: they are stored in runs, rejections and findings.
 */
export const errorCodes = {
  ...installationCodes,
  ...requestCodes,
  ...sourceCodes,
  ...graphCodes,
  ...runCodes,
  ...rejectionCodes,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;

/** The entry of a stored code; codes of older versions fall back to the unexpected error. */
export function describeError(code: string): ErrorEntry {
  return code in errorCodes ? errorCodes[code as ErrorCode] : errorCodes.unexpected;
}
