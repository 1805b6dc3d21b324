import { describe, expect, it } from "vitest";
import type { SourcePlace } from "../types";
import { inTurn, moved, switched } from "./order";

const place = (instanceId: string, role: SourcePlace["role"], priority: number, isEnabled = true): SourcePlace => ({
  ...{ instanceId, role, priority, isEnabled },
});
const ids = (sources: readonly SourcePlace[]) => inTurn(sources).map(({ instanceId }) => instanceId);
const sources = [
  place("off", "PRIMARY", 0, false),
  place("b", "SECONDARY", 1),
  place("c", "SECONDARY", 4),
  place("a", "PRIMARY", 7),
];

describe("instances to read from", () => {
  it("are tried the primary first, then by priority; those that are not read come last", () => {
    expect(ids(sources)).toEqual(["a", "b", "c", "off"]);
  });

  it("are moved by one turn, and the first is the primary", () => {
    const after = moved(sources, "b", -1);
    expect(ids(after)).toEqual(["b", "a", "c", "off"]);
    expect(after.filter(({ isEnabled }) => isEnabled).map(({ role }) => role)).toEqual([
      "PRIMARY",
      "SECONDARY",
      "SECONDARY",
    ]);
    expect(ids(moved(sources, "b", 1))).toEqual(["a", "c", "b", "off"]);
    expect(after.at(-1)).toEqual(place("off", "PRIMARY", 0, false));
  });

  it("become the primary in their place", () => {
    expect(moved([place("x", "SECONDARY", 3)], "x", 0)).toEqual([place("x", "PRIMARY", 0)]);
  });

  it("are read no more without another one taking their role", () => {
    const after = switched(sources, "a");
    expect(ids(after).slice(0, 2)).toEqual(["b", "c"]);
    expect(after.filter(({ isEnabled }) => isEnabled).every(({ role }) => role === "SECONDARY")).toBe(true);
  });

  it("are read anew after all others, and as the primary where there is no other", () => {
    expect(ids(switched(sources, "off"))).toEqual(["a", "b", "c", "off"]);
    expect(switched(sources, "off")).toEqual([
      place("off", "SECONDARY", 3),
      place("b", "SECONDARY", 1),
      place("c", "SECONDARY", 2),
      place("a", "PRIMARY", 0),
    ]);
    const full = [place("x", "PRIMARY", 1_000), place("y", "SECONDARY", 0, false)];
    expect(switched(full, "y")).toEqual([place("x", "PRIMARY", 0), place("y", "SECONDARY", 1)]);
    expect(switched([place("x", "SECONDARY", 3, false)], "x")).toEqual([place("x", "PRIMARY", 0)]);
  });
});
