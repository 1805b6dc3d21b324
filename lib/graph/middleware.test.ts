import type { Context, Middleware } from "@microsoft/microsoft-graph-client";
import { MiddlewareControl } from "@microsoft/microsoft-graph-client/lib/src/middleware/MiddlewareControl";
import { describe, expect, it, vi } from "vitest";
import type { GraphBudget } from "./budget";
import { CallState, type Repeat } from "./call";
import { failureOf, KeepFailure, PauseAndRetry, Unanswered } from "./middleware";
import { Pause, Slots, sleep } from "./wait";

type Reply = { status: number; headers?: Record<string, string>; text?: string } | Error;

/** The network: answers each try with the next reply, the last one for ever. */
class Wire implements Middleware {
  tries = 0;
  constructor(readonly replies: readonly Reply[]) {}

  execute(context: Context): Promise<void> {
    const reply = this.replies[Math.min(this.tries, this.replies.length - 1)];
    this.tries += 1;
    if (reply instanceof Error || !reply) return Promise.reject(reply ?? new Error("no reply"));
    const call: unknown = context.middlewareControl?.getMiddlewareOptions(CallState);
    if (!(call instanceof CallState)) throw new Error("no call");
    call.status = reply.status;
    call.headers = reply.headers ?? {};
    call.text = reply.text ?? "";
    return Promise.resolve();
  }
}

function start(
  replies: readonly Reply[],
  repeat: Repeat,
  options: { pause?: Pause; url?: string; signal?: AbortSignal; budget?: GraphBudget } = {},
) {
  const wire = new Wire(replies);
  const pause = options.pause ?? new Pause();
  const keep = new KeepFailure();
  const retry = new PauseAndRetry({ pause, slots: new Slots(4), patienceMs: 5_000, budget: options.budget });
  keep.setNext(retry);
  retry.setNext(wire);
  const call = new CallState({ repeat, signal: options.signal, units: 1, doing: "GET /x" });
  const done = keep.execute({
    request: options.url ?? "https://graph.example/v1.0/x",
    options: {},
    middlewareControl: new MiddlewareControl([call]),
  });
  return { wire, pause, call, done };
}

const lost = () => new Unanswered(new TypeError("fetch failed"));
const wait = { "retry-after": "0.01" };

describe("PauseAndRetry", () => {
  it("repeats a throttled read and a throttled write after the wait", async () => {
    for (const repeat of ["read", "write"] as const) {
      const { wire, call, done } = start(
        [{ status: 429, headers: wait }, { status: 503, headers: wait }, { status: 200 }],
        repeat,
      );
      await done;
      expect([wire.tries, call.status, call.attempt]).toEqual([3, 200, 3]);
    }
  });

  it("waits what was asked, and not the longer back-off of its own (F8)", async () => {
    // Its own back-off would be half a second to a second at first, and one to two seconds then.
    const asked = { status: 429, headers: { "retry-after": "0.1" } };
    vi.useFakeTimers();
    try {
      const { wire, done } = start([asked, asked, { status: 200 }], "write");
      for (const [ms, tries] of [
        [99, 1],
        [1, 2],
        [99, 2],
        [1, 3],
      ] as const) {
        await vi.advanceTimersByTimeAsync(ms);
        expect(wire.tries).toBe(tries);
      }
      await done;
    } finally {
      vi.useRealTimers();
    }
  });

  it("never repeats what the caller deals with itself", async () => {
    const { wire, call, done, pause } = start([{ status: 429, headers: { "retry-after": "60" } }], "never");
    await done;
    expect([wire.tries, call.status]).toEqual([1, 429]);
    expect(pause.remainingMs).toBeGreaterThan(30_000);
  });

  it("gives up at once when the wait is longer than its patience", async () => {
    const { wire, call, done } = start([{ status: 429, headers: { "retry-after": "60" } }], "read");
    await done;
    expect([wire.tries, call.status]).toEqual([1, 429]);
  });

  it("sends nothing while the client is paused for long, and says how long", async () => {
    const pause = new Pause();
    pause.holdFor(60_000);
    const { wire, call, done } = start([{ status: 200 }], "read", { pause });
    await expect(done).rejects.toMatchObject({ code: "graph-throttled", details: { unsent: true } });
    expect(wire.tries).toBe(0);
    expect(failureOf(call, new Error("wrapped"))).toMatchObject({ code: "graph-throttled" });
  });

  it("makes other calls wait for a short pause", async () => {
    const pause = new Pause();
    pause.holdFor(30);
    const { wire, done } = start([{ status: 200 }], "read", { pause });
    await sleep(5, undefined);
    expect(wire.tries).toBe(0);
    await done;
    expect(wire.tries).toBe(1);
    expect(pause.remainingMs).toBe(0);
  });

  it("does not pause everybody for a filtered read that is refused without a wait", async () => {
    const filtered = start([{ status: 429 }, { status: 200 }], "read", {
      url: "https://graph.example/v1.0/x?$filter=a",
    });
    await filtered.done;
    expect(filtered.pause.remainingMs).toBe(0);
    const plain = start([{ status: 429 }], "never");
    await plain.done;
    expect(plain.pause.remainingMs).toBeGreaterThan(0);
  });

  it.each([
    ["a server error", { status: 502 }],
    ["a lost connection", lost()],
    ["known noise", { status: 400, text: '{"error":{"code":"invalidRequest","message":"Invalid request"}}' }],
    ["a 404 without a body", { status: 404 }],
  ] as const)("repeats a read after %s, also where the promise of the first try is rejected (R7)", async (_, reply) => {
    const { wire, call, done } = start([reply, { status: 200 }], "read");
    await done;
    expect([wire.tries, call.status]).toEqual([2, 200]);
  });

  it.each([
    ["a server error", { status: 502 }],
    ["a bare refusal", { status: 400, text: '{"error":{"code":"invalidRequest","message":"Invalid request"}}' }],
  ] as const)("never repeats a write after %s", async (_, reply) => {
    const { wire, done } = start([reply, { status: 200 }], "write");
    await done;
    expect(wire.tries).toBe(1);
  });

  it("puts a write without an answer in doubt", async () => {
    const { wire, call, done } = start([lost()], "write");
    await expect(done).rejects.toBeInstanceOf(Unanswered);
    expect(wire.tries).toBe(1);
    expect(failureOf(call, new Error("wrapped"))).toMatchObject({ code: "graph-in-doubt", trait: "transient" });
  });

  it("does not repeat a refusal that stays one", async () => {
    const { wire, done } = start([{ status: 404, text: '{"error":{"code":"itemNotFound"}}' }], "read");
    await done;
    expect(wire.tries).toBe(1);
  });

  it("gives a filtered read that stays refused without a wait up soon", async () => {
    const { wire, call, done } = start([{ status: 429 }], "read", { url: "https://graph.example/v1.0/x?$filter=a" });
    await done;
    expect([wire.tries, call.status]).toEqual([3, 429]);
  });

  it("pays once for a call that had to wait for a pause before it was sent", async () => {
    const spent: number[] = [];
    const pause = new Pause();
    pause.holdFor(30);
    const budget = {
      spend: (units: number) => Promise.resolve(void spent.push(units)),
      pause: () => undefined,
      learn: () => undefined,
    };
    const { wire, call, done } = start([{ status: 429, headers: wait }, { status: 200 }], "read", { pause, budget });
    await done;
    expect([wire.tries, call.attempt, spent]).toEqual([2, 2, [1, 1]]);
  });

  it("stops waiting when aborted, with the reason", async () => {
    const controller = new AbortController();
    const reason = new Error("lease ends");
    const { done } = start([{ status: 429, headers: { "retry-after": "4" } }], "read", { signal: controller.signal });
    controller.abort(reason);
    await expect(done).rejects.toBe(reason);
  });
});
