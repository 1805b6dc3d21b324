import { describe, expect, it } from "vitest";
import { later } from "./later";

describe("code that comes later", () => {
  it("is fetched once, by whoever wants it first", async () => {
    let loads = 0;
    const part = later(async () => {
      loads += 1;
      return { name: "dialog" };
    });
    expect(part.here()).toBeNull();
    const [first, second] = await Promise.all([part.fetch(), part.fetch()]);
    expect(second).toBe(first);
    expect(part.here()).toBe(first);
    expect(loads).toBe(1);
  });

  it("is asked for again where it did not come", async () => {
    let isReached = false;
    const part = later(async () => {
      if (!isReached) throw new Error("The server is away.");
      return "dialog";
    });
    await expect(part.fetch()).rejects.toThrow("The server is away.");
    expect(part.here()).toBeNull();
    isReached = true;
    expect(await part.fetch()).toBe("dialog");
  });
});
