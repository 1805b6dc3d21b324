import { describe, expect, it } from "vitest";
import { formatBytes } from "./bytes";
import { formatDuration } from "./duration";
import { formatCompact, formatNumber, formatPercent } from "./number";
import { plural } from "./plural";
import { formatRate } from "./rate";

describe("numbers", () => {
  it.each([
    [1234567, "en", "1,234,567"],
    [1234567, "de", "1.234.567"],
    [9007199254740993n, "en", "9,007,199,254,740,993"],
    [0, "en", "0"],
    [null, "en", "–"],
    [undefined, "en", "–"],
  ] as const)("%s in %s reads %s", (value, locale, text) => expect(formatNumber(value, locale)).toBe(text));

  it("keeps the digits that were asked for", () => expect(formatNumber(1.256, "en", 2)).toBe("1.26"));
  it("has a short form", () => expect(formatCompact(138_298, "en")).toBe("138.3K"));

  it.each([
    [0, "0 %"],
    [0.0001, "< 0.1 %"],
    [0.012, "1.2 %"],
    [0.99996, "> 99.9 %"],
    [1, "100 %"],
    [null, "–"],
    [Number.NaN, "–"],
  ] as const)("a share of %s reads %s, so that nearly all is not all", (share, text) =>
    expect(formatPercent(share, "en")).toBe(text),
  );
});

describe("counts with their word", () => {
  it.each([
    [0, "0 rows"],
    [1, "1 row"],
    [1n, "1 row"],
    [1204, "1,204 rows"],
  ] as const)("%s", (count, text) => expect(plural(count, "row")).toBe(text));
  it("takes an irregular plural", () => expect(plural(2, "entry", "entries")).toBe("2 entries"));
});

describe("sizes", () => {
  it.each([
    [0, "0 B"],
    [1023, "1,023 B"],
    [1023.9 * 1024, "1 MiB"],
    [1536, "1.5 KiB"],
    [10 * 1024, "10 KiB"],
    [268_435_456n, "256 MiB"],
    [null, "–"],
  ] as const)("%s bytes read %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe("durations", () => {
  it.each([
    [0, "0 ms"],
    [340, "340 ms"],
    [999.6, "1.0 s"],
    [4_200, "4.2 s"],
    [59_400, "59 s"],
    [59_700, "1 min"],
    [80_000, "1 min 20 s"],
    [3_599_700, "1 h"],
    [7_500_000, "2 h 5 min"],
    [86_399_999, "1 d"],
    [273_600_000, "3 d 4 h"],
    [-5, "0 ms"],
    [null, "–"],
  ] as const)("%s ms read %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe("rates", () => {
  it("counts a second", () => expect(formatRate(6_200, 50_000)).toBe("124 rows/s"));
  it("keeps a digit of slow ones", () => expect(formatRate(4, 5_000, "items")).toBe("0.8 items/s"));
  it("says nothing before any time has passed", () => expect(formatRate(10, 0)).toBe("–"));
});
