import { describe, expect, it } from "vitest";
import type { FieldValue } from "./entities";
import { filterFields, matches, parseFilter, skip } from "./filter";

const item: Record<string, FieldValue | typeof skip> = {
  Name: "O'Brien & Søn",
  Qty: 4,
  Paid: true,
  Due: "2026-04-01T10:00:00Z",
  Tags: ["x", "y"],
  Customer: skip,
};
const passes = (text: string) => matches(parseFilter(text), (field) => item[field]);

describe("a filter", () => {
  it.each([
    ["fields/Name eq 'o''brien & søn'", true],
    ["fields/Name ne 'O''Brien & Søn'", false],
    ["startswith(fields/Name,'O''B')", true],
    ["startswith(fields/Name,'Brien')", false],
    ["fields/Qty gt 3 and fields/Qty le 4", true],
    ["fields/Qty lt 4", false],
    ["fields/Qty ge 4.0", true],
    ["fields/Paid eq 1", true],
    ["fields/Paid eq true", true],
    ["fields/Paid eq 0", false],
    ["fields/Due ge '2026-04-01T12:00:00+02:00'", true],
    ["fields/Due gt 2026-04-01T10:00:00Z", false],
    ["fields/Missing eq null", true],
    ["fields/Missing eq 'a'", false],
    ["fields/Missing ne 'a'", true],
    ["fields/Tags eq 'y'", true],
    ["fields/Qty eq 1 or fields/Qty eq 4 and fields/Paid eq true", true],
    ["(fields/Qty eq 1 or fields/Qty eq 4) and fields/Paid eq false", false],
    // A lookup's shown value silently filters nothing (Graph contract 6.4).
    ["fields/Customer eq 'nobody'", true],
  ])("%s is %s", (text, expected) => {
    expect(passes(text)).toBe(expected);
  });

  it.each([
    "Qty eq 4",
    "fields/Qty",
    "fields/Qty is 4",
    "fields/Qty eq 4 and",
    "(fields/Qty eq 4",
    "fields/Name eq 'open",
    "createdDateTime gt 2026-01-01",
    "",
  ])("%j is an invalid clause (Graph contract 1.2)", (text) => {
    expect(() => parseFilter(text)).toThrow(expect.objectContaining({ status: 400, code: "BadRequest" }));
  });

  it("names its fields once, in order", () => {
    expect(filterFields(parseFilter("fields/B eq 1 and (fields/A eq 2 or fields/B eq 3)"))).toEqual(["B", "A"]);
  });
});
