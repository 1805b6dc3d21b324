import { describe, expect, it } from "vitest";
import { stalenessOf } from "./staleness";

const compare = (token: string, other: string) =>
  token.startsWith("x") || other.startsWith("x")
    ? "incomparable"
    : token === other
      ? "same"
      : token < other
        ? "older"
        : "newer";
const state = (token: string | null, instanceId: string | null = "a") => ({ token, instanceId });

describe("how a reading stands to what the list holds", () => {
  it.each([
    ["nothing is held", state("1"), state(null, null), "fresh"],
    ["it is newer", state("2"), state("1", "b"), "fresh"],
    ["it is the same", state("1"), state("1", "b"), "fresh"],
    ["it is older", state("1"), state("2"), "older"],
    ["another one lags", state("1", "b"), state("2"), "older"],
    ["histories went apart", state("x"), state("2"), "incomparable"],
    ["the same instance tells nothing", state(null), state(null), "fresh"],
    ["another instance tells nothing", state(null, "b"), state(null), "incomparable"],
    ["the instance tells nothing any more", state(null), state("2"), "fresh"],
    ["the other instance tells nothing", state(null, "b"), state("2"), "incomparable"],
    ["the instance of what is held is gone", state("1"), state("2", null), "older"],
  ])("where %s", (_, reading, held, expected) => {
    expect(stalenessOf(reading, held, compare)).toBe(expected);
  });
});
