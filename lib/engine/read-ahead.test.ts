import { describe, expect, it } from "vitest";
import { readAhead } from "./read-ahead";

/** Pages 1 to `count`; notes what was asked for and whether the reading was ended. */
function pagesOf(count: number, failAt = Number.POSITIVE_INFINITY) {
  const asked: number[] = [];
  const state = { ended: false };
  async function* pages() {
    try {
      for (let page = 1; page <= count; page++) {
        asked.push(page);
        if (page === failAt) throw new Error(`page ${page} cannot be read`);
        yield page;
      }
    } finally {
      state.ended = true;
    }
  }
  return { pages: pages(), asked, state };
}

describe("reading ahead", () => {
  it("gives every page once, in order, and asks for the next before the present one is worked on", async () => {
    const { pages, asked, state } = pagesOf(3);
    const met: [number, number][] = [];
    for await (const page of readAhead(pages)) met.push([page, asked.at(-1) ?? 0]);
    expect(met).toEqual([
      [1, 2],
      [2, 3],
      [3, 3],
    ]);
    expect(state.ended).toBe(true);
  });

  it("tells of a failure after the pages before it", async () => {
    const { pages } = pagesOf(3, 2);
    const met: number[] = [];
    const read = async () => {
      for await (const page of readAhead(pages)) met.push(page);
    };
    await expect(read()).rejects.toThrow("page 2 cannot be read");
    expect(met).toEqual([1]);
  });

  it("ends the reading when its reader leaves, also where the page ahead failed", async () => {
    for (const failAt of [2, 99]) {
      const { pages, state } = pagesOf(5, failAt);
      for await (const page of readAhead(pages)) if (page === 1) break;
      expect(state.ended).toBe(true);
    }
  });

  it("gives nothing of nothing", async () => {
    const { pages } = pagesOf(0);
    const met: number[] = [];
    for await (const page of readAhead(pages)) met.push(page);
    expect(met).toEqual([]);
  });
});
