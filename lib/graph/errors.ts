import { SyncError, type SyncErrorTrait } from "@/lib/errors/app-error";
import type { ErrorCode } from "@/lib/errors/codes";

/** Header names in lower case. */
export type GraphHeaders = Readonly<Record<string, string>>;

/** An answer outside 2xx, read once and classified by status and codes. */
export interface Refusal {
  readonly status: number;
  /** `error.code`, then each `innerError.code` below it, in lower case (Graph contract 1.2: tolerate case). */
  readonly codes: readonly string[];
  /** Graph's own text; for people only. */
  readonly message: string;
  readonly requestId: string | null;
  /** The longer of Retry-After and RateLimit-Reset, in milliseconds; null where neither was sent. */
  readonly retryAfterMs: number | null;
  /** The Date header, by which clocks can be compared. */
  readonly date: string | null;
  /** Where a refused delta may start anew (Graph contract 7.3). */
  readonly location: string | null;
}

/**
 * The only places where Graph marks a case by its sentence alone (Graph contract 1.2, 6.1). Everything else goes by status and code.
 */
const sentences = {
  /** 400 `invalidRequest`: a unique column has the value already; the column is not named. */
  notUnique: "One or more fields with unique constraints already has the provided value.",
  /** 400 `invalidRequest`: the whole text of the transient noise that a repeated GET cures. */
  noise: "Invalid request",
  /** 400 `invalidRequest`: the delta link is not one that Graph gave. */
  malformedToken: "Provided sync token is malformed",
} as const;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Milliseconds of a Retry-After header: seconds or a date. */
function retryAfterOf(value: string | undefined): number | null {
  if (value === undefined) return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, Math.ceil(seconds * 1000));
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function waitOf(status: number, headers: GraphHeaders): number | null {
  if (status !== 429 && status !== 503) return null;
  const waits = [retryAfterOf(headers["retry-after"]), retryAfterOf(headers["ratelimit-reset"])];
  const known = waits.filter((wait) => wait !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** Reads the error body of an answer, walking `innerError` (sometimes `innererror`), and the headers that belong to it. */
export function readRefusal(status: number, headers: GraphHeaders, body: unknown): Refusal {
  const codes: string[] = [];
  const outer: unknown = isRecord(body) ? body.error : undefined;
  let requestId = headers["request-id"] ?? null;
  let inner = outer;
  for (let depth = 0; isRecord(inner) && depth < 10; depth++) {
    const code = textOf(inner.code);
    if (code !== null) codes.push(code.toLowerCase());
    requestId ??= textOf(inner["request-id"]);
    inner = inner.innerError ?? inner.innererror;
  }
  const message = (isRecord(outer) ? textOf(outer.message) : null) ?? `Graph answered ${status} without a message.`;
  const { date = null, location = null } = headers;
  return { status, codes, message, requestId, retryAfterMs: waitOf(status, headers), date, location };
}

/** Whether a unique column refused the value. */
export function isUniquenessRefusal(refusal: Refusal): boolean {
  return refusal.status === 400 && refusal.message.includes(sentences.notUnique);
}

/** Whether a delta link was refused as one that Graph never gave: damage of ours, not age (Graph contract 7.3). */
export function isMalformedToken(error: SyncError): boolean {
  return statusOf(error) === 400 && error.message.includes(sentences.malformedToken);
}

/** Whether a read may pass when it is repeated (Graph contract 1.2: noise seen in production, and 404 with an empty body). */
export function isNoise(refusal: Refusal): boolean {
  if (refusal.status === 404) return refusal.codes.length === 0;
  return refusal.status === 400 && refusal.codes[0] === "invalidrequest" && refusal.message === sentences.noise;
}

type Verdict = readonly [code: ErrorCode, trait: SyncErrorTrait];

function badRequest(): Verdict {
  return ["graph-refused", "permanent"];
}

function verdictOf({ status, codes, retryAfterMs }: Refusal): Verdict {
  switch (status) {
    case 401:
      return codes[0] === "invalidauthenticationtoken" ? ["graph-login", "halt"] : ["graph-permission", "halt"];
    case 403:
      return ["graph-permission", "halt"];
    case 404:
      return ["graph-not-found", "permanent"];
    case 409:
      return codes.includes("namealreadyexists") ? ["graph-name-taken", "permanent"] : ["graph-conflict", "transient"];
    case 412:
      return ["graph-conflict", "transient"];
    case 422:
      return codes.includes("toomanyresources") ? ["graph-list-threshold", "permanent"] : badRequest();
    case 429:
      return ["graph-throttled", "transient"];
    case 503:
      return retryAfterMs === null ? ["graph-unavailable", "transient"] : ["graph-throttled", "transient"];
    case 507:
      return ["graph-refused", "halt"];
    case 501:
      return badRequest();
    default:
      if (status >= 500 || status === 408) return ["graph-unavailable", "transient"];
      return status >= 400 ? badRequest() : ["graph-answer-invalid", "transient"];
  }
}

/**
 * The typed error of a refusal (Graph contract 1.2). `doing` names what was asked, e.g. `POST /sites/…/lists`.
 * `details` carries status, codes and Graph's request id.
 */
export function toSyncError(refusal: Refusal, doing: string): SyncError {
  const [code, trait] = verdictOf(refusal);
  return new SyncError(code, {
    trait,
    message: `${refusal.message} (${doing}: ${[refusal.status, ...refusal.codes].join(" ")})`,
    details: {
      status: refusal.status,
      codes: refusal.codes,
      requestId: refusal.requestId,
      date: refusal.date,
      ...(refusal.location === null ? {} : { location: refusal.location }),
    },
    ...(refusal.retryAfterMs === null ? {} : { retryAfterMs: refusal.retryAfterMs }),
  });
}

/** The HTTP status that a SyncError of this room carries, null for failures without an answer. */
export function statusOf(error: unknown): number | null {
  if (!(error instanceof SyncError)) return null;
  return typeof error.details.status === "number" ? error.details.status : null;
}
