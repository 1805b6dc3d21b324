import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limits } from "./limits";
import { accepted, type Cells, columns, compile, fault, refused, rowOf, value } from "./testing/compiled";

describe("a hostile expression", () => {
  const nested = (levels: number) => {
    const open = Array.from({ length: levels }, (_, level) => `tags.all(x${level}, `).join("");
    return `${open}true${")".repeat(levels)}`;
  };
  const ten: Cells = { tags: JSON.stringify(Array.from({ length: 10 }, String)) };

  it("with macros in macros ends at the bound of steps", () => {
    const compiled = accepted(compile(nested(12)));
    expect(compiled.evaluate(rowOf(ten))).toMatchObject({
      ok: false,
      message: `It took more than ${limits.steps} steps for one row.`,
    });
    expect(compiled.lastSteps()).toBeLessThan(limits.steps + 2_000);
  });

  it("that fails for each element of a long list ends at the bound of steps, not at the end of the list", () => {
    const tags = JSON.stringify(Array.from({ length: 9_000 }, () => "x"));
    const compiled = accepted(compile("tags.exists(t, number(t) == 1) || active"));
    expect(compiled.evaluate(rowOf({ tags }))).toMatchObject({
      ok: false,
      message: expect.stringContaining("steps") as string,
    });
    expect(compiled.lastSteps()).toBeLessThan(limits.steps + 100);
  });

  it("that makes texts grow is refused before they are made", () => {
    const grow = `${"replace(".repeat(9)}name${', "a", "aaaaaaaaaa")'.repeat(9)}`;
    expect(fault(grow, { name: "aaaaaaaaaa" }).message).toMatch(/would have more than|took more than/);
    expect(fault('name.padStart(900000000, "x")', { name: "a" }).message).toBe(
      "The text would have more than 1000000 characters.",
    );
    expect(fault('tags.map(a, name.padEnd(900000)).join("")', { ...ten, name: "a" }).message).toMatch(
      /would have more|took more/,
    );
    expect(fault('name.split("")', { name: "x".repeat(20_000) }).message).toBe(
      "The list would have more than 10000 elements.",
    );
  });

  it("that makes numbers grow is refused", () => {
    const square = `${"(".repeat(60)}qty${" * 99999999999999999999)".repeat(60)}`;
    expect(fault(square, { qty: "9".repeat(199) }).message).toBe("The number would have more than 200 digits.");
  });

  it("with a pattern that makes others backtrack for ever takes few steps", () => {
    const compiled = accepted(compile('name.matches("^(a+)+$")'));
    expect(compiled.evaluate(rowOf({ name: `${"a".repeat(5_000)}!` }))).toEqual({ ok: true, value: "false" });
    expect(compiled.lastSteps()).toBeLessThan(200);
    expect(refused(compile('name.matches("((a{1000}){1000}){1000}")')).message).toBe("The pattern is too large.");
    expect(refused(compile('name.matches("((a{100}){100}){100}")')).message).toContain("This is no pattern");
    expect(refused(compile('name.matches("(a|b){100}(x|y){100}(z|w){100}(u|v){100}")')).message).toBe(
      "The pattern is too large.",
    );
    expect(refused(compile("name.matches(name)")).message).toBe("A pattern is written out as text.");
    expect(refused(compile('name.matches("(?=a)")')).message).toContain("This is no pattern");
  });

  it.each([
    "__proto__",
    "constructor",
    "toString",
    "name.constructor",
    "name.__proto__.x",
    'row["__proto__"]',
    'row["constructor"]',
    "row.hasOwnProperty",
    'name["length"]',
    "run.constructor",
    "definition.__proto__",
    "constructor()",
    "name.toString()",
    "name.valueOf()",
    "globalThis",
    "process",
    "require",
    "cel.bind(x, name, x)",
    "type(name)",
    "dyn(name)",
  ])("%s reaches nothing", (text) => {
    expect(compile(text).ok).toBe(false);
  });

  it("does not reach what objects inherit by a table's key", () => {
    expect(value('lookup("constructor", {"a": "b"}, "none")')).toBe("none");
    expect(value('lookup("__proto__", {"__proto__": "own"}, "none")')).toBe("own");
    expect(value('"toString" in {"a": "b"}')).toBe("false");
  });

  it.each([
    ["deep brackets", `${"(".repeat(2_000)}1${")".repeat(2_000)}`],
    ["many operators", `1${" + 1".repeat(1_200)}`],
    ["many signs", `${"!".repeat(4_990)}true`],
    ["many minus signs", `${"-".repeat(4_990)}1`],
    ["deep lists", `${"[".repeat(1_000)}${"]".repeat(1_000)}`],
    ["a long text", "a".repeat(limits.textLength + 1)],
    ["deep choices", `${"true ? ".repeat(400)}1${" : 1".repeat(400)}`],
  ])("with %s is refused when it is saved", (_, text) => {
    expect(refused(compile(text)).message).toMatch(/too large|deep|more than|too early|no column/);
  });
});

describe("any text", () => {
  const words = [
    ...columns.map(({ name }) => name),
    ...[
      "value",
      "row",
      "run",
      "[",
      "]",
      "(",
      ")",
      "{",
      "}",
      ".",
      ",",
      ":",
      "?",
      "+",
      "-",
      "*",
      "/",
      "%",
      "==",
      "!=",
      "<",
      "&&",
      "||",
      "!",
      " in ",
    ],
    ...[
      '"a"',
      "'b'",
      "1",
      "2.5",
      "1e9",
      "null",
      "true",
      "tags",
      ".map(x, x)",
      ".filter(x, x == x)",
      ".all(x, ",
      ".trim()",
      '.split("")',
    ],
    ...[
      "coalesce(",
      "lookup(",
      "replace(",
      "padStart(",
      "addMonths(",
      "round(",
      "formatDate(",
      "matches(",
      'row["',
      '"]',
      "\\",
      "\n",
      "😀",
      "`",
    ],
  ];
  const rows: readonly Cells[] = [
    {},
    {
      ...{
        name: "a\u0000😀",
        qty: "-9223372036854775808",
        price: "99999999999999999999.999",
        weight: "NaN",
        active: "true",
      },
      ...{
        placed_at: "infinity",
        due: "2026-01-31",
        local: "2026-01-31T00:00:00",
        opens: "24:00:00",
        tags: '["1",null]',
      },
    },
  ];

  it.each([
    ["of words", fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((parts) => parts.join(""))],
    ["of any characters", fc.string({ unit: "binary", maxLength: 40 })],
  ])("%s never throws, and never exceeds the bound of steps", (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const compiled = compile(text);
        if (!compiled.ok) {
          const { start, end, message, remedy } = compiled.problems[0];
          expect(start <= end && end <= text.length && message !== "" && remedy !== "").toBe(true);
          return;
        }
        for (const cells of rows) {
          compiled.evaluate(rowOf(cells));
          expect(compiled.lastSteps()).toBeLessThanOrEqual(limits.steps + limits.listLength + 1);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
