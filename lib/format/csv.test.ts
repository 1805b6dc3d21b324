import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";

describe("a line of CSV", () => {
  it("quotes what would end a cell or a line", () => {
    expect(csvLine(["a", null, "b,c", 'say "no"', "two\nlines"])).toBe('a,,"b,c","say ""no""","two\nlines"\r\n');
  });

  it("writes numbers, claims and times so that every program reads the same", () => {
    expect(csvLine([-1.5e21, 0, true, new Date("2026-03-29T02:30:00+02:00")])).toBe(
      "-1.5e+21,0,true,2026-03-29T00:30:00.000Z\r\n",
    );
  });

  it.each([
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1+2", "'+1+2"],
    ["@cmd", "'@cmd"],
    ["-x", "'-x"],
    ["-12.5", "-12.5"],
    ["\t=1", "'\t=1"],
    ["\r=1", '"\'\r=1"'],
    ["plain", "plain"],
  ])("never lets %s be a formula", (value, shown) => expect(csvLine([value])).toBe(`${shown}\r\n`));
});
