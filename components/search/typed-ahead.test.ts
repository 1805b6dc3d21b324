import { expect, it } from "vitest";
import { typedAhead } from "./typed-ahead";

it("holds what is typed before there is a box for it", () => {
  const keys = ["Shift", "C", "i", "x", "Backspace", "t", " ", "ArrowDown", "Enter"];
  expect(keys.reduce(typedAhead, "")).toBe("Cit ");
  expect(typedAhead("", "Backspace")).toBe("");
});
