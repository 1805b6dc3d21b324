import { Client, ResponseType } from "@microsoft/microsoft-graph-client";
import { AppError, SyncError } from "@/lib/errors/app-error";
import { type GraphBudget, readRateWindow } from "./budget";
import { CallState, type Repeat } from "./call";
import { type CredentialOptions, httpsAddress, TokenSource } from "./credential";
import { type GraphHeaders, readRefusal, toSyncError } from "./errors";
import type { GraphLog } from "./log";
import { Authorize, failureOf, KeepFailure, PauseAndRetry, Transport } from "./middleware";
import { routeOf } from "./path";
import { unitsOf } from "./units";
import { isThresholdSuspect, thresholdOr } from "./view-threshold";
import { Pause, Slots } from "./wait";

export interface GraphClientOptions extends CredentialOptions {
  /** Decorated as Graph asks: `NONISV|<company>|<app>/<version>` (Graph contract 1.1). */
  readonly userAgent?: string;
  /** Longest time for one try, from sending to the last byte. Default 60 s. */
  readonly requestTimeoutMs?: number;
  /** Longest wait inside a call when told to wait; longer ones throw `graph-throttled` with `retryAfterMs`. Default 30 s. */
  readonly patienceMs?: number;
  readonly log?: GraphLog;
  /** Called for each request sent with the resource units it costs, refused ones included (Graph contract 14, table a). */
  readonly onUnits?: (units: number) => void;
  /** What the application may spend in its tenant, shared with whoever else spends it; without one only Graph's refusals slow it down. */
  readonly budget?: GraphBudget;
  /** Requests in flight at once; a batch is one. Default 4 (Graph contract 11). */
  readonly maxConcurrency?: number;
}

export interface GraphRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/v1.0`, encoded, with its query; or an absolute next link, which is followed verbatim. */
  readonly path: string;
  /** A value to serialise, or JSON text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** How to repeat; by default GET is a read and everything else a write. */
  readonly repeat?: Repeat;
  /** Resource units where the path does not tell (`$batch`). */
  readonly units?: number;
  /** How many entries a `$batch` holds. */
  readonly batchSize?: number;
}

/** An answer of 2xx. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: GraphHeaders;
  /** Parsed JSON; null where there is no body. */
  readonly body: unknown;
}

/** One application in one tenant: its token, its pause, its few requests in flight. */
export interface GraphClient {
  readonly tenantId: string;
  readonly clientId: string;
  /** Origin and version, e.g. `https://graph.microsoft.com/v1.0`. */
  readonly baseUrl: string;
  /**
   * Sends a request. Throws SyncError for every answer outside 2xx and for none at all (see `errors.ts`), and the signal's reason when aborted.
   */
  send(request: GraphRequest, signal?: AbortSignal): Promise<GraphAnswer>;
  /** The access token, for reading its claims. Throws SyncError `graph-login`. */
  accessToken(): Promise<string>;
  /**
   * Replaces a token that an entry of a batch was refused for. Answers whether there is a newer one than a batch had that was sent at `usedAtMs`
   * (by `performance.now()`).
   */
  renewToken(usedAtMs: number): boolean;
  /** Makes all calls of this client wait, e.g. because an entry of a batch was throttled. */
  holdFor(ms: number): void;
  /** Takes in what the headers of a batch's entry tell of the minute's window. */
  learn(headers: GraphHeaders): void;
}

const version = "v1.0";

function bodyOf(call: CallState): unknown {
  if (call.text === "") return null;
  try {
    return JSON.parse(call.text);
  } catch (cause) {
    const code = call.isRead ? "graph-answer-invalid" : "graph-in-doubt";
    throw new SyncError(code, { trait: "transient", message: `The answer to ${call.doing} is not whole JSON.`, cause });
  }
}

function refusalOf(call: CallState): SyncError {
  let body: unknown = null;
  try {
    body = JSON.parse(call.text);
  } catch {
    body = null;
  }
  return toSyncError(readRefusal(call.status, call.headers, body), call.doing);
}

/** Server errors that may stand behind a write that was carried out; 501, 503 and 507 say that nothing was done (Graph contract 1.2). */
const leavesDoubt = (status: number) => status >= 500 && ![501, 503, 507].includes(status);

function inDoubt(error: SyncError): SyncError {
  const { message, details } = error;
  return new SyncError("graph-in-doubt", { trait: "transient", message, details, cause: error });
}

/**
 * A client for one connection. The Graph address is the origin of the first scope, so that national clouds and stand-ins are chosen by data.
 * Trust comes from Node (NODE_EXTRA_CA_CERTS). Throws AppError `input-invalid` for addresses that are not https.
 */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const [firstScope] = options.scopes;
  if (firstScope === undefined)
    throw new AppError("input-invalid", { message: "A connection needs at least one scope." });
  const { origin, hostname } = httpsAddress(firstScope, "The first scope");
  const tokens = new TokenSource(options);
  const pause = new Pause();
  const slots = new Slots(options.maxConcurrency ?? 4);
  const sdk = Client.initWithMiddleware({
    baseUrl: origin,
    defaultVersion: version,
    customHosts: new Set([hostname]),
    middleware: [
      new KeepFailure(),
      new PauseAndRetry({
        pause,
        slots,
        patienceMs: options.patienceMs ?? 30_000,
        budget: options.budget,
      }),
      new Authorize(tokens, origin),
      new Transport({
        userAgent: options.userAgent ?? "NONISV|Arcore|SyncBridge/0.1.0",
        requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
        log: options.log,
        onUnits: options.onUnits,
      }),
    ],
  });

  async function send(request: GraphRequest, signal?: AbortSignal): Promise<GraphAnswer> {
    signal?.throwIfAborted();
    const call = new CallState({
      repeat: request.repeat ?? (request.method === "GET" ? "read" : "write"),
      signal,
      units: request.units ?? unitsOf(request.method, request.path),
      doing: `${request.method} ${routeOf(request.path)}`,
      batchSize: request.batchSize,
    });
    const prepared = sdk
      .api(request.path)
      .headers({ ...request.headers })
      .responseType(ResponseType.RAW)
      .middlewareOptions([call]);
    try {
      if (request.method === "GET") await prepared.get();
      else if (request.method === "POST") await prepared.post(request.body ?? {});
      else if (request.method === "PATCH") await prepared.patch(request.body ?? {});
      else await prepared.delete();
    } catch (error) {
      throw failureOf(call, error);
    }
    if (call.status < 200 || call.status >= 300) throw await errorOf(call, request, signal);
    return { status: call.status, headers: call.headers, body: bodyOf(call) };
  }

  /** A refused filter may be the view threshold, which only a look at the list can tell from throttling. */
  async function errorOf(call: CallState, request: GraphRequest, signal: AbortSignal | undefined): Promise<SyncError> {
    const error = refusalOf(call);
    if (request.method !== "GET" && leavesDoubt(call.status)) return inDoubt(error);
    const refusal = readRefusal(call.status, call.headers, null);
    const isLookedInto = call.repeat !== "never" && isThresholdSuspect(request.path, refusal);
    return isLookedInto ? thresholdOr(error, { send }, request.path, signal) : error;
  }

  return {
    tenantId: options.tenantId,
    clientId: options.clientId,
    baseUrl: `${origin}/${version}`,
    send,
    accessToken: () => tokens.get(),
    renewToken: (usedAtMs) => tokens.forget(usedAtMs),
    holdFor: (ms) => {
      pause.holdFor(ms);
      options.budget?.pause(ms);
    },
    learn: (headers) => {
      const window = readRateWindow(headers);
      if (window) options.budget?.learn(window);
    },
  };
}
