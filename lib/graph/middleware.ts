import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import { SyncError } from "@/lib/errors/app-error";
import { type GraphBudget, readRateWindow } from "./budget";
import { CallState } from "./call";
import type { TokenSource } from "./credential";
import { isNoise, type Refusal, readRefusal } from "./errors";
import type { GraphLog } from "./log";
import { AnswerTimeout, networkCodeOf, toNetworkError } from "./network-errors";
import { sendOnNewConnection } from "./new-connection";
import { bodyText, isRefused, requestNotes } from "./request-notes";
import { isThresholdSuspect, triesOfSuspects } from "./view-threshold";
import { backoffMs, type Pause, type Slots, sleep, sleepTold, unlessAborted } from "./wait";

/** The state of the call that this context belongs to. */
function callOf(context: Context): CallState {
  const call: unknown = context.middlewareControl?.getMiddlewareOptions(CallState);
  if (!(call instanceof CallState)) throw new Error("A Graph request was made without its call state.");
  return call;
}

abstract class Step implements Middleware {
  #next: Middleware | undefined;

  setNext(next: Middleware): void {
    this.#next = next;
  }

  protected async next(context: Context): Promise<void> {
    if (!this.#next) throw new Error("The middleware chain ends without a transport.");
    await this.#next.execute(context);
  }

  abstract execute(context: Context): Promise<void>;
}

/** Keeps what was thrown: the SDK wraps errors and thereby loses their type. */
export class KeepFailure extends Step {
  async execute(context: Context): Promise<void> {
    try {
      await this.next(context);
    } catch (error) {
      callOf(context).failure = error;
      throw error;
    }
  }
}

interface RetryOptions {
  readonly pause: Pause;
  readonly slots: Slots;
  /** Longest wait inside a call; a longer one is handed to the caller as `graph-throttled` with `retryAfterMs`. */
  readonly patienceMs: number;
  readonly budget?: GraphBudget | undefined;
}

const triesWhenThrottled = 6;
const triesWhenBroken = 4;

/** What follows a turn: the wait before the next, which is paid for already when nothing was sent. */
type Turn = "over" | { readonly waitMs: number; readonly isUnsent: boolean; readonly isTold: boolean };

/**
 * Waits while the client is paused, lets a bounded number of calls through, and repeats what may be repeated: 429 and 503 for all but batches,
 * other server errors, lost connections and known noise for reads only (Graph contract 1.2, 11; trap 14).
 */
export class PauseAndRetry extends Step {
  readonly #options: RetryOptions;

  constructor(options: RetryOptions) {
    super();
    this.#options = options;
  }

  async execute(context: Context): Promise<void> {
    const call = callOf(context);
    for (let isPaid = false; ; ) {
      // Before a place among the few requests in flight is taken: who waits for the budget keeps nobody else waiting.
      if (!isPaid) await this.#options.budget?.spend(call.units, call.signal);
      const turn = await this.#options.slots.use(() => this.#turn(context, call));
      if (turn === "over") return;
      isPaid = turn.isUnsent;
      if (turn.waitMs > 0) await (turn.isTold ? sleepTold : sleep)(turn.waitMs, call.signal);
    }
  }

  /** One turn: tells that the call is over, or how long to wait before the next. */
  async #turn(context: Context, call: CallState): Promise<Turn> {
    const pausedMs = this.#options.pause.remainingMs;
    if (pausedMs > this.#options.patienceMs) {
      throw new SyncError("graph-throttled", { trait: "transient", retryAfterMs: pausedMs, details: { unsent: true } });
    }
    if (pausedMs > 0) return { waitMs: pausedMs, isUnsent: true, isTold: true };
    call.attempt += 1;
    const waitMs = await this.#tryOnce(context, call);
    if (waitMs === null) return "over";
    return { waitMs, isUnsent: false, isTold: call.status === 429 || call.status === 503 };
  }

  /** One try. Answers null when the call is over, otherwise how long to wait before the next. */
  async #tryOnce(context: Context, call: CallState): Promise<number | null> {
    try {
      await this.next(context);
    } catch (error) {
      call.signal?.throwIfAborted();
      if (!call.isRead || call.attempt >= triesWhenBroken || error instanceof SyncError) throw error;
      return backoffMs(call.attempt);
    }
    return this.#judge(context, call);
  }

  #judge(context: Context, call: CallState): number | null {
    const window = readRateWindow(call.headers);
    if (window) this.#options.budget?.learn(window);
    if (call.status < 400) return null;
    const refusal = readRefusal(call.status, call.headers, parseOrNull(call.text));
    if (call.status === 429 || call.status === 503) return this.#waitWhenThrottled(context, call, refusal);
    const mayPass = call.status >= 500 ? call.status !== 501 && call.status !== 507 : isNoise(refusal);
    return call.isRead && mayPass && call.attempt < triesWhenBroken ? backoffMs(call.attempt) : null;
  }

  #waitWhenThrottled(context: Context, call: CallState, refusal: Refusal): number | null {
    const waitMs = refusal.retryAfterMs ?? backoffMs(call.attempt);
    const mayBeThreshold = isThresholdSuspect(String(context.request), refusal);
    if (!mayBeThreshold) {
      this.#options.pause.holdFor(waitMs);
      this.#options.budget?.pause(waitMs);
    }
    const mostTries = mayBeThreshold ? triesOfSuspects : triesWhenThrottled;
    const goesOn = call.repeat !== "never" && call.attempt < mostTries && waitMs <= this.#options.patienceMs;
    return goesOn ? waitMs : null;
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Adds the token, to our own Graph host only: a next link must not carry it elsewhere. A rejected token is replaced once, for example when
 * the authority changed its keys.
 */
export class Authorize extends Step {
  readonly #tokens: TokenSource;
  readonly #origin: string;

  constructor(tokens: TokenSource, origin: string) {
    super();
    this.#tokens = tokens;
    this.#origin = origin;
  }

  async execute(context: Context): Promise<void> {
    const call = callOf(context);
    if (new URL(String(context.request)).origin !== this.#origin) {
      throw new SyncError("graph-answer-invalid", {
        trait: "transient",
        message: "A link of Graph's answer leads to another host.",
      });
    }
    const usedAtMs = performance.now();
    await this.#sendWithToken(context);
    if (call.status === 401 && this.#tokens.forget(usedAtMs)) await this.#sendWithToken(context);
  }

  async #sendWithToken(context: Context): Promise<void> {
    const token = await unlessAborted(this.#tokens.get(), callOf(context).signal);
    const headers = new Headers(context.options?.headers);
    headers.set("Authorization", `Bearer ${token}`);
    context.options = { ...context.options, headers };
    await this.next(context);
  }
}

interface TransportOptions {
  readonly userAgent: string;
  readonly requestTimeoutMs: number;
  readonly log: GraphLog | undefined;
  readonly onUnits: ((units: number) => void) | undefined;
}

/**
 * Sends one request and reads its whole body within the time limit. Counts its units, also when it is refused: Graph counts those too
 * (Graph contract 11). Logs ids and times, never headers with secrets, bodies or queries.
 */
export class Transport implements Middleware {
  readonly #options: TransportOptions;
  /** After a 503 the next requests go on connections of their own, until one is served (Graph contract 1.2). */
  #isShunned = false;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  async execute(context: Context): Promise<void> {
    const call = callOf(context);
    call.signal?.throwIfAborted();
    const { userAgent, requestTimeoutMs, onUnits } = this.#options;
    const headers = new Headers(context.options?.headers);
    headers.set("User-Agent", userAgent);
    headers.set("client-request-id", crypto.randomUUID());
    const startedMs = performance.now();
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(new AnswerTimeout(requestTimeoutMs)), requestTimeoutMs);
    const onAbort = () => timer.abort(call.signal?.reason);
    call.signal?.addEventListener("abort", onAbort, { once: true });
    onUnits?.(call.units);
    try {
      const send = this.#isShunned ? sendOnNewConnection : fetch;
      const options = { ...context.options, headers, redirect: "manual" as const, signal: timer.signal };
      const response = await send(String(context.request), options);
      call.text = await response.text();
      call.status = response.status;
      call.headers = Object.fromEntries(response.headers);
      context.response = response;
      this.#isShunned = response.status === 503;
      this.#logAnswer(call, headers, startedMs);
      this.#note(context, call, { headers, startedMs, reason: null });
    } catch (error) {
      this.#logFailure(call, headers, startedMs, error);
      this.#note(context, call, { headers, startedMs, reason: networkCodeOf(error) });
      call.signal?.throwIfAborted();
      throw error instanceof SyncError ? error : new Unanswered(error);
    } finally {
      clearTimeout(timeout);
      call.signal?.removeEventListener("abort", onAbort);
    }
  }

  #note(
    context: Context,
    call: CallState,
    told: { readonly headers: Headers; readonly startedMs: number; readonly reason: string | null },
  ): void {
    const note = requestNotes.getStore();
    if (!note) return;
    const { headers, startedMs, reason } = told;
    const status = reason === null ? call.status : null;
    const [method = "", path = ""] = call.doing.split(" ", 2);
    const refusal = reason === null && isRefused(status) ? readRefusal(call.status, call.headers, null) : null;
    const holdsRows = isRefused(status) && call.batchSize === null;
    note({
      method,
      path,
      status,
      durationMs: Math.round(performance.now() - startedMs),
      units: call.units,
      attempt: call.attempt,
      retryAfterMs: refusal?.retryAfterMs ?? null,
      requestId: reason === null ? (call.headers["request-id"] ?? null) : null,
      clientRequestId: headers.get("client-request-id"),
      batchSize: call.batchSize,
      isEntry: false,
      reason,
      sent: holdsRows ? bodyText(context.options?.body) : null,
      answered: holdsRows && reason === null ? bodyText(call.text) : null,
    });
  }

  #logAnswer(call: CallState, headers: Headers, startedMs: number): void {
    const fields = {
      call: call.doing,
      status: call.status,
      attempt: call.attempt,
      units: call.units,
      durationMs: Math.round(performance.now() - startedMs),
      requestId: call.headers["request-id"],
      clientRequestId: headers.get("client-request-id"),
      diagnostic: call.status >= 500 ? call.headers["x-ms-ags-diagnostic"] : undefined,
    };
    if (call.status === 429 || call.status >= 500) this.#options.log?.warn(fields, "Graph refused a call");
    else this.#options.log?.debug(fields, "Graph answered");
  }

  #logFailure(call: CallState, headers: Headers, startedMs: number, error: unknown): void {
    const fields = {
      call: call.doing,
      attempt: call.attempt,
      durationMs: Math.round(performance.now() - startedMs),
      clientRequestId: headers.get("client-request-id"),
      reason: networkCodeOf(error),
    };
    this.#options.log?.warn(fields, "Graph gave no answer");
  }
}

/** Marks a failure of the network until the call's kind decides what it means. */
export class Unanswered extends Error {
  constructor(cause: unknown) {
    super("Graph gave no answer.", { cause });
    this.name = "Unanswered";
  }
}

/** What a failed call throws: our typed errors and the caller's own abort as they are, lost answers by the kind of the call. */
export function failureOf(call: CallState, thrown: unknown): unknown {
  const failure = call.failure ?? thrown;
  return failure instanceof Unanswered ? toNetworkError(failure.cause, call.isRead, call.doing) : failure;
}
