import { describe, expect, it } from "vitest";
import { compareTokens } from "./freshness";

describe("compareTokens", () => {
  it.each([
    ["pg:7:0/1", "pg:7:0/2", "older"],
    ["pg:7:0/A", "pg:7:0/9", "newer"],
    ["pg:7:1/0", "pg:7:0/FFFFFFFF", "newer"],
    ["pg:7:10/0", "pg:7:9/FFFFFFFF", "newer"],
    ["pg:7:0/a", "pg:7:0/A", "same"],
    ["pg:7:0/1", "pg:8:0/2", "incomparable"],
    ["pg:7/5:0/1", "pg:7/5:0/2", "older"],
    ["pg:7/5:0/1", "pg:7/6:0/2", "incomparable"],
    ["pg:7/5:0/2", "pg:7:0/1", "newer"],
    ["pg:7/:0/1", "pg:7:0/1", "incomparable"],
    ["pg:7:0/1", "gtid:7:0/1", "incomparable"],
    ["pg:7:0/123456789", "pg:7:0/1", "incomparable"],
    ["pg::0/1", "pg::0/1", "incomparable"],
    ["", "", "incomparable"],
  ])("%s is to %s: %s", (token, other, expected) => {
    expect(compareTokens(token, other)).toBe(expected);
  });
});
