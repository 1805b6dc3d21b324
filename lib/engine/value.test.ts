import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { targetColumn } from "./testing/definitions";
import type { CanonicalValue, SourceValue, TargetColumn, ValueKind } from "./types";
import { converterFor, sameValue } from "./value";

const convert = (value: SourceValue, kind: ValueKind, target: TargetColumn, zone = "UTC") =>
  converterFor(kind, target, zone)(value);

const text = targetColumn("Name", "text");
const note = targetColumn("Notes", "note");
const number = targetColumn("Amount", "number");
const instant = targetColumn("At", "date-time");
const day = targetColumn("On", "date");
const yesNo = targetColumn("Active", "boolean");
const choice = targetColumn("State", "choice", { choices: ["Open", "Closed"] });
const choices = targetColumn("Tags", "multi-choice", { choices: ["a", "b", "c"] });

it("a refusal that quotes a value never cuts a four-byte letter in half, which no JSON column could hold", () => {
  const refused = convert(`${"x".repeat(39)}😀 and more`, "text", choice);
  expect(refused).toMatchObject({ ok: false, code: "choice-unknown" });
  expect(JSON.stringify(refused)).not.toContain("\\ud83d");
});

describe("canonical values", () => {
  const accepted: [string, SourceValue, ValueKind, TargetColumn, CanonicalValue][] = [
    ["text as it is", "Zoë 😀", "text", text, "Zoë 😀"],
    ["empty text is null", "", "text", text, null],
    ["line ends are one", "a\r\nb\rc\nd", "text", note, "a\nb\nc\nd"],
    ["tabs stay", "a\tb", "text", text, "a\tb"],
    ["255 characters fit", "x".repeat(255), "text", text, "x".repeat(255)],
    ["a bigint as text keeps its digits (P20)", "9223372036854775807", "integer", text, "9223372036854775807"],
    ["integer", "42", "integer", number, 42],
    ["the largest safe integer", "9007199254740991", "integer", number, 9007199254740991],
    ["money keeps its cents (P19)", "1234567890.12", "decimal", number, 1234567890.12],
    ["trailing zeros are no digits", "12.3400000000000000000", "decimal", number, 12.34],
    ["minus zero is zero", "-0.00", "decimal", number, 0],
    ["float", "1.5e-7", "float", number, 1.5e-7],
    ["instant cut to whole seconds", "2026-03-04T05:06:07.999999Z", "instant", instant, "2026-03-04T05:06:07Z"],
    [
      "zone-less time in the definition's zone",
      "2026-07-01T12:00:00",
      "local-datetime",
      instant,
      "2026-07-01T12:00:00Z",
    ],
    ["a day stays that day (P21)", "2026-03-04", "date", day, "2026-03-04"],
    ["true", "true", "boolean", yesNo, true],
    ["0 of a tinyint", "0", "integer", yesNo, false],
    ["choice", "Open", "text", choice, "Open"],
    ["choices are a sorted set", '["b","a","b",null]', "array", choices, ["a", "b"]],
    ["no choices are null", "[]", "array", choices, null],
    ["NULL of an unmappable type", null, "binary", text, null],
  ];
  it.each(accepted)("%s", (_, value, kind, target, expected) => {
    expect(convert(value, kind, target)).toEqual({ ok: true, value: expected });
  });

  const refused: [string, SourceValue, ValueKind, TargetColumn, string][] = [
    ["256 characters", "x".repeat(256), "text", text, "text-too-long"],
    ["a four-byte letter counts as two", `${"x".repeat(254)}😀`, "text", text, "text-too-long"],
    ["the column's own limit", "abcd", "text", targetColumn("Code", "text", { maxLength: 3 }), "text-too-long"],
    ["a control character", "a\u0001b", "text", text, "text-illegal-character"],
    ["a lone surrogate", "a\ud800b", "text", note, "text-illegal-character"],
    ["2^53 + 1", "9007199254740993", "integer", number, "number-not-exact"],
    ["16 digits of a decimal", "1234567890.123456", "decimal", number, "number-not-exact"],
    ["NaN", "NaN", "float", number, "number-invalid"],
    ["infinity", "-Infinity", "float", number, "number-invalid"],
    ["text as a number", "12 apples", "text", number, "number-invalid"],
    ["0001-01-01", "0001-01-01", "date", day, "date-out-of-range"],
    ["an infinite date", "infinity", "instant", instant, "date-out-of-range"],
    ["a year of five digits", "10000-01-01", "date", day, "date-out-of-range"],
    ["before Christ", "0044-03-15 BC", "date", day, "date-out-of-range"],
    ["no date at all", "soon", "text", instant, "date-invalid"],
    ["a day of no month", "2026-00-15", "date", day, "date-invalid"],
    ["a day that February never has", "2026-02-31", "date", day, "date-invalid"],
    [
      "a moment on the 29th of February in another year",
      "2026-02-29T12:00:00",
      "local-datetime",
      instant,
      "date-invalid",
    ],
    ["the zero date", "0000-00-00T00:00:00", "local-datetime", instant, "date-invalid"],
    ["text as yes or no", "yes", "text", yesNo, "boolean-invalid"],
    ["a choice in another case", "open", "text", choice, "choice-unknown"],
    ["one unknown of several", '["a","z"]', "array", choices, "choice-unknown"],
    ["binary", "\\x00", "binary", text, "type-unmappable"],
    ["a calculated column", "1", "integer", targetColumn("Sum", "read-only"), "type-unmappable"],
  ];
  it.each(refused)("refuses %s", (_, value, kind, target, code) => {
    expect(convert(value, kind, target)).toMatchObject({ ok: false, code });
  });

  it("reads zone-less times in the mapping's zone and days of instants too", () => {
    expect(convert("2026-07-01T12:00:00.5", "local-datetime", instant, "Europe/Berlin")).toEqual({
      ok: true,
      value: "2026-07-01T10:00:00Z",
    });
    expect(convert("2026-01-01", "date", instant, "Asia/Kathmandu")).toEqual({
      ok: true,
      value: "2025-12-31T18:15:00Z",
    });
    expect(convert("2026-01-01T00:30:00Z", "instant", day, "America/New_York")).toEqual({
      ok: true,
      value: "2025-12-31",
    });
  });

  it("says by what zone a time of 1900 is too early for a list", () => {
    expect(convert("1900-01-01T00:00:00", "local-datetime", instant, "Europe/Berlin")).toMatchObject({
      ok: false,
      code: "date-out-of-range",
      message: '"1900-01-01T00:00:00", which is 1899-12-31T23:00:00Z for a list, is outside the years 1900 to 8900.',
    });
    expect(convert("1850-01-01", "date", instant, "Europe/Berlin")).toMatchObject({
      message: expect.stringContaining("is outside the years"),
    });
  });

  it("a canonical text converts to itself (the second run plans nothing)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (value) => {
        const once = convert(value, "text", note);
        if (!once.ok) return;
        expect(convert(once.value as SourceValue, "text", note)).toEqual(once);
      }),
    );
  });

  it("every accepted number reads back as itself", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.maxSafeInteger().map(String), fc.double({ noNaN: true, noDefaultInfinity: true }).map(String)),
        (value) => {
          const once = convert(value, "float", number);
          if (!once.ok || once.value === null) return;
          expect(convert(String(once.value), "float", number)).toEqual(once);
        },
      ),
    );
  });

  it("compares sets by their members and knows nothing of unknown values", () => {
    expect(sameValue(["a", "b"], ["a", "b"])).toBe(true);
    expect(sameValue(["a"], ["a", "b"])).toBe(false);
    expect(sameValue(null, undefined)).toBe(false);
    expect(sameValue(1, "1")).toBe(false);
  });
});
