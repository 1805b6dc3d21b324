import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";

describe("a line of CSV", () => {
  it("quotes what would end a cell or a line", () => {
    expect(csvLine(["a", null, "b,c", 'say "no"', "two\nlines"])).toBe('a,,"b,c","say ""no""","two\nlines"\r\n');
  });

  it.each([
    ["=HYPERLINK(1)", "'=HYPERLINK(1)"],
    ["+1+2", "'+1+2"],
    ["@cmd", "'@cmd"],
    ["-x", "'-x"],
    ["-12.5", "-12.5"],
    ["plain", "plain"],
  ])("never lets %s be a formula", (value, shown) => expect(csvLine([value])).toBe(`${shown}\r\n`));
});
