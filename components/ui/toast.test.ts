import { afterEach, describe, expect, it } from "vitest";
import { dismissToast, shownToasts, subscribeToToasts, toast } from "./toast";

const titles = () => shownToasts().map(({ title }) => title);

describe("passing notices", () => {
  afterEach(() => {
    for (const { id } of shownToasts()) dismissToast(id);
  });

  it("stand in the order they came, each with its tone, until they are dismissed", () => {
    toast.success("Stored");
    toast.error("Refused", { description: "Why" });
    expect(shownToasts()).toMatchObject([
      { tone: "success", title: "Stored" },
      { tone: "error", title: "Refused", description: "Why" },
    ]);
    dismissToast(shownToasts()[0]?.id ?? 0);
    expect(titles()).toEqual(["Refused"]);
  });

  it("are four at most: the oldest goes first", () => {
    for (const title of ["one", "two", "three", "four", "five"]) toast.info(title);
    expect(titles()).toEqual(["two", "three", "four", "five"]);
  });

  it("tell whoever listens, until they no longer do", () => {
    let told = 0;
    const leave = subscribeToToasts(() => {
      told += 1;
    });
    toast.warning("once");
    leave();
    toast.warning("twice");
    expect(told).toBe(1);
  });
});
