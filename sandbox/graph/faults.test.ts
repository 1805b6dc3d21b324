import { describe, expect, it } from "vitest";
import type { Call } from "./call";
import { Faults, faultAnswer, faultSchema } from "./faults";

const call = (more: Partial<Call> = {}): Call => ({
  method: "POST",
  path: "/sites/s/lists/l/items",
  search: "",
  headers: {},
  body: { fields: { Title: "poison" } },
  bodyBytes: 0,
  requestId: "r",
  caller: undefined as never,
  origin: "",
  inBatch: false,
  ...more,
});

function faults(...rules: object[]): Faults {
  const made = new Faults();
  for (const rule of rules) made.add(faultSchema.parse(rule));
  return made;
}

describe("fault rules", () => {
  it("hit what they name: method, path, body, place", () => {
    const drop = { action: { kind: "drop" } };
    const hits = (rule: object, more: Partial<Call> = {}) =>
      faults({ ...drop, ...rule }).judge(call(more)).interference !== undefined;
    expect(hits({})).toBe(true);
    expect(hits({ method: "patch|post", path: "/items$" })).toBe(true);
    expect(hits({ method: "GET" })).toBe(false);
    expect(hits({ method: "POS" })).toBe(false);
    expect(hits({ path: "\\$batch" })).toBe(false);
    expect(hits({ body: "poison" })).toBe(true);
    expect(hits({ body: "cure" })).toBe(false);
    expect(hits({ where: "entry" })).toBe(false);
    expect(hits({ where: "entry" }, { inBatch: true })).toBe(true);
    expect(hits({ where: "call" }, { inBatch: true })).toBe(false);
    const notified = (rule: object) =>
      faults({ ...drop, ...rule }).judge({ ...call(), isNotification: true }).interference;
    expect(notified({})).toBeUndefined();
    expect(notified({ where: "notification" })).toBeDefined();
    expect(hits({ where: "notification" })).toBe(false);
  });

  it("are refused when they cannot be read", () => {
    expect(() => faults({ path: "(", action: { kind: "drop" } })).toThrow("regular expression");
    expect(() => faults({ action: { kind: "explode" } })).toThrow();
    expect(() => faults({ action: { kind: "repeat" } })).toThrow("where the rule applies");
    expect(() => faults({ where: "notification", action: { kind: "answer", status: 500 } })).toThrow();
  });

  it("let the first pass, end after their times, and tell how often they hit", () => {
    const made = faults({ id: "x", action: { kind: "drop" }, after: 2, times: 3 });
    const hits = Array.from({ length: 8 }, () => made.judge(call()).interference !== undefined);
    expect(hits).toEqual([false, false, true, true, true, false, false, false]);
    expect(made.list()).toMatchObject([{ id: "x", hits: 3 }]);
    expect(made.remove("x")).toBe(true);
    expect(made.remove("x")).toBe(false);
  });

  it("add delays and take the first other action", () => {
    const made = faults(
      { action: { kind: "delay", ms: 10 } },
      { id: "first", action: { kind: "answer", status: 429 } },
      { action: { kind: "drop" } },
      { action: { kind: "delay", ms: 5 } },
    );
    expect(made.judge(call())).toMatchObject({ delayMs: 15, rule: "first", interference: { kind: "answer" } });
  });

  it("repeat themselves by their seed", () => {
    const draw = (seed: number) => {
      const made = faults({ action: { kind: "drop" }, probability: 0.5, seed });
      return Array.from({ length: 40 }, () => (made.judge(call()).interference ? 1 : 0)).join("");
    };
    expect(draw(7)).toBe(draw(7));
    expect(draw(7)).not.toBe(draw(8));
    expect(draw(7)).toMatch(/0.*1|1.*0/);
  });

  it("answer as the service words each status", () => {
    expect(faultAnswer({ kind: "answer", status: 429, headers: { "Retry-After": "7" } })).toMatchObject({
      status: 429,
      code: "TooManyRequests",
      more: { headers: { "Retry-After": "7" } },
    });
    expect(faultAnswer({ kind: "answer", status: 429, headers: { "Retry-After": "" } })).toMatchObject({
      status: 429,
      more: { headers: {} },
    });
    expect(faultAnswer({ kind: "answer", status: 503 })).toEqual({ status: 503, headers: {} });
    // Noise seen in production: a 400 and an empty 404 that go away by themselves (Graph contract 1.2).
    expect(faultAnswer({ kind: "answer", status: 400 })).toMatchObject({
      code: "invalidRequest",
      message: "Invalid request",
    });
    expect(faultAnswer({ kind: "answer", status: 404, empty: true })).toEqual({ status: 404, headers: {} });
    expect(faultAnswer({ kind: "answer", status: 423 })).toMatchObject({ more: { inner: { code: "resourceLocked" } } });
    expect(faultAnswer({ kind: "answer", status: 507 })).toMatchObject({ code: "quotaLimitReached" });
    expect(faultAnswer({ kind: "answer", status: 409 })).toMatchObject({ code: "resourceModified" });
    expect(faultAnswer({ kind: "answer", status: 418, body: { a: 1 } })).toMatchObject({ status: 418, body: { a: 1 } });
  });
});
