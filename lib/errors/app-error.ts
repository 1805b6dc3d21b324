import { type ErrorCode, errorCodes } from "./codes";

interface AppErrorOptions {
  /** What happened, with names and numbers; never holds a secret. Defaults to the code's title. */
  readonly message?: string;
  /** Overrides the code's remedy where a more exact one is known. */
  readonly remedy?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** A request that cannot be served. Expected answers are returned instead (`{ ok: false, reason }`). */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? errorCodes[code].title, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.remedy = options.remedy ?? errorCodes[code].remedy;
    this.details = options.details ?? {};
  }
}

/**
 * What a refusal means for the work:
 * `transient` — the same request may succeed later; `permanent` — it never will; `halt` — nothing of this kind will, stop the run.
 */
export type SyncErrorTrait = "transient" | "permanent" | "halt";

interface SyncErrorOptions extends AppErrorOptions {
  readonly trait: SyncErrorTrait;
  /** How long the refusing side asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** A store or Graph refused. Classified by driver code or HTTP status, never by message text. */
export class SyncError extends AppError {
  readonly trait: SyncErrorTrait;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, options: SyncErrorOptions) {
    super(code, options);
    this.name = "SyncError";
    this.trait = options.trait;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The message of anything thrown, for logs and events. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
