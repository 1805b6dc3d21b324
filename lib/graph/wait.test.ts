import { describe, expect, it } from "vitest";
import { backoffMs, Pause, Slots, sleep, unlessAborted } from "./wait";

describe("sleep", () => {
  it("rejects with the reason when aborted before or during the wait", async () => {
    const reason = new Error("lease ends");
    const controller = new AbortController();
    const sleeping = sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(sleep(1, controller.signal)).rejects.toBe(reason);
  });
});

describe("unlessAborted", () => {
  it("gives the work's result, or the reason of the abort while the work hangs", async () => {
    const controller = new AbortController();
    await expect(unlessAborted(Promise.resolve(1), controller.signal)).resolves.toBe(1);
    const hanging = unlessAborted(new Promise<never>(() => undefined), controller.signal);
    controller.abort(new Error("over"));
    await expect(hanging).rejects.toThrow("over");
  });
});

describe("backoffMs", () => {
  it("grows with the attempt and stays within half to all of its step", () => {
    for (const [attempt, most] of [
      [0, 500],
      [1, 1_000],
      [3, 4_000],
      [20, 16_000],
    ] as const) {
      for (let round = 0; round < 50; round++) {
        const ms = backoffMs(attempt);
        expect(ms).toBeGreaterThanOrEqual(most / 2);
        expect(ms).toBeLessThan(most);
      }
    }
  });
});

describe("Pause", () => {
  it("keeps the longer of two pauses", () => {
    const pause = new Pause();
    expect(pause.remainingMs).toBe(0);
    pause.holdFor(60_000);
    pause.holdFor(10);
    expect(pause.remainingMs).toBeGreaterThan(30_000);
  });
});

describe("Slots", () => {
  it("lets no more than its count work at once and passes in order", async () => {
    const slots = new Slots(2);
    let working = 0;
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map((id) =>
        slots.use(async () => {
          order.push(id);
          working += 1;
          most = Math.max(most, working);
          await sleep(2, undefined);
          working -= 1;
        }),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual([1, 2, 3, 4, 5]);
  });

  it("gives the slot back when the work fails", async () => {
    const slots = new Slots(1);
    await expect(slots.use(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(slots.use(() => Promise.resolve("yes"))).resolves.toBe("yes");
  });
});
