import { describe, expect, it } from "vitest";
import { type FitLevel, type FitSource, type FitTarget, fitOf } from "./fit";
import { targetColumn } from "./testing/definitions";
import { everyPair } from "./testing/every-pair";
import type { TargetType, ValueKind } from "./types";
import { converterFor } from "./value";

const source = (kind: ValueKind, part: Partial<FitSource> = {}): FitSource => ({
  kind,
  nativeType: kind,
  maxLength: null,
  precision: null,
  scale: null,
  isNullable: true,
  isUnique: false,
  enumValues: null,
  ...part,
});
const target = (type: TargetType, part: Partial<FitTarget> = {}): FitTarget => ({
  ...targetColumn("Col", type, { choices: ["Open", "Closed"] }),
  isRequired: false,
  isUnique: false,
  readOnlyReason: null,
  lookupRefusal: null,
  ...part,
});

const types = [
  ...(["text", "note", "number", "boolean", "date", "date-time", "choice", "multi-choice"] as const),
  ...(["lookup", "multi-lookup", "person", "multi-person", "read-only"] as const),
];
const levels: Readonly<Record<string, FitLevel>> = {
  "=": "exact",
  s: "safe",
  l: "lossy",
  t: "needs-transform",
  x: "impossible",
};

/** One letter a type, in the order above, for columns without known bounds. */
const table: Readonly<Record<ValueKind, string>> = {
  //        text  number  date  choice  lookup   person
  text: "    l l   l t   l l   l l    s s     l l   x",
  integer: " s s   = l   t t   l l    s s     t t   x",
  decimal: " l l   l t   t t   l l    s s     t t   x",
  float: "   s s   s t   t t   t t    t t     t t   x",
  boolean: " s s   t l   t t   t t    t t     t t   x",
  instant: " s s   t t   l s   t t    s s     t t   x",
  "local-datetime": "s s t t l s t t s s t t x",
  date: "    s s   t t   = s   l l    s s     t t   x",
  time: "    s s   t t   t t   l l    s s     t t   x",
  interval: "s s   t t   t t   t t    t t     t t   x",
  uuid: "    = =   t t   t t   l l    s s     t t   x",
  json: "    l l   t t   t t   t l    t t     t t   x",
  xml: "     l l   x x   x x   x x    x x     x x   x",
  array: "   l l   t t   t t   t l    l s     l l   x",
  enum: "    l l   t t   t t   l l    s s     t t   x",
  bytes: "   l l   x x   x x   x x    s s     x x   x",
  binary: "  x x   x x   x x   x x    x x     x x   x",
  geometry: "l l   x x   x x   x x    x x     x x   x",
  unknown: " l l   x x   x x   x x    x x     x x   x",
};

describe("every kind of value and every type of column, by their types alone", () => {
  const pairs = (Object.keys(table) as ValueKind[]).flatMap((kind) =>
    table[kind]
      .trim()
      .split(/\s+/)
      .map((letter, index) => [kind, types[index] ?? "read-only", levels[letter] ?? "impossible"] as const),
  );
  it("are all in the table", () => {
    expect(pairs.length).toBe(19 * types.length);
  });

  it.each(pairs)("%s into %s: %s", (kind, type, level) => {
    const found = fitOf(source(kind), target(type));
    expect(found).toMatchObject({ level });
    if (level !== "exact") expect(found.reasons).not.toEqual([]);
    for (const reason of found.reasons) expect(reason).toMatch(/^[A-Z].*\.$/);
  });

  it("agree with what the values become", () => {
    for (const kind of Object.keys(table) as ValueKind[]) {
      const values = everyPair.filter((pair) => pair.kind === kind && pair.value !== null && pair.value !== "");
      for (const type of new Set(values.map((pair) => pair.target.type))) {
        const tried = values.filter((pair) => pair.target.type === type);
        const column = tried[0]?.target ?? target(type);
        const { level } = fitOf(source(kind), target(type, column));
        const kept = tried.filter((pair) => converterFor(kind, column, "UTC")(pair.value).ok).length;
        if (level === "needs-transform" || level === "impossible") expect(kept, `${kind} into ${type}`).toBe(0);
        // Which values are among a column's choices is no matter of types.
        else if (!type.endsWith("choice")) expect(kept, `${kind} into ${type}`).toBeGreaterThan(0);
      }
    }
  });
});

describe("what is known of a column", () => {
  const cases: readonly [string, FitSource, FitTarget, FitLevel, RegExp?][] = [
    ["a text within the limit", source("text", { maxLength: 100 }), target("text", { maxLength: 255 }), "exact"],
    ["a text whose emoji may not fit", source("text", { maxLength: 255 }), target("text"), "safe", /emoji/],
    [
      "a longer text",
      source("text", { maxLength: 400, nativeType: "varchar(400)" }),
      target("text"),
      "lossy",
      /255 .*varchar\(400\) has up to 400/,
    ],
    ["a text in a note", source("text", { maxLength: 4000 }), target("note"), "exact"],
    [
      "a number as text that is too short for it",
      source("integer"),
      target("text", { maxLength: 5 }),
      "lossy",
      /up to 20/,
    ],
    [
      "a bigint as number",
      source("integer", { nativeType: "bigint" }),
      target("number"),
      "lossy",
      /9,007,199,254,740,991/,
    ],
    ["money", source("decimal", { precision: 12, scale: 2 }), target("number"), "exact"],
    ["a long decimal", source("decimal", { precision: 38, scale: 9 }), target("number"), "lossy", /up to 38/],
    ["a long decimal as text", source("decimal", { precision: 38, scale: 9 }), target("text"), "safe"],
    ["yes or no without NULL", source("boolean", { isNullable: false }), target("boolean"), "exact"],
    ["yes or no with NULL", source("boolean"), target("boolean"), "lossy", /NULL may come back as No/],
    ["an instant of whole seconds", source("instant", { scale: 0 }), target("date-time"), "exact"],
    [
      "an enum whose values are all choices",
      source("enum", { enumValues: ["Open", "Closed"] }),
      target("choice"),
      "exact",
    ],
    [
      "an enum with a value too many",
      source("enum", { enumValues: ["Open", "Shut"] }),
      target("choice"),
      "lossy",
      /“Shut”/,
    ],
    [
      "an enum of other words",
      source("enum", { enumValues: ["o", "c"] }),
      target("choice"),
      "needs-transform",
      /“o”, “c”/,
    ],
    [
      "an enum with fill-in",
      source("enum", { enumValues: ["o"] }),
      target("choice", { allowsOtherChoices: true }),
      "exact",
    ],
    ["yes or no as a choice", source("boolean"), target("choice", { choices: ["true", "false"] }), "exact"],
    ["an array of known values", source("array", { enumValues: ["Open"] }), target("multi-choice"), "exact"],
    ["one choice of several", source("enum", { enumValues: ["Open"] }), target("multi-choice"), "safe", /delimiters/],
    [
      "a lookup that nobody fills",
      source("integer"),
      target("lookup", { lookupRefusal: "No sync fills it." }),
      "impossible",
      /No sync/,
    ],
    [
      "a unique column for values that repeat",
      source("text", { maxLength: 9 }),
      target("text", { isUnique: true }),
      "lossy",
      /share a value/,
    ],
    [
      "a unique column that ignores case",
      source("text", { maxLength: 9, isUnique: true }),
      target("text", { isUnique: true }),
      "exact",
      /ignores case/,
    ],
    [
      "a required column",
      source("text", { maxLength: 9 }),
      target("text", { isRequired: true }),
      "exact",
      /written all the same/,
    ],
    [
      "a number column with a range",
      source("decimal", { precision: 5 }),
      target("number", { range: { least: 1, greatest: 10 } }),
      "exact",
      /numbers from 1 up to 10 here; others are sent all the same/,
    ],
    [
      "a hyperlink",
      source("text"),
      target("read-only", { readOnlyReason: "Graph does not write it." }),
      "impossible",
      /Graph/,
    ],
  ];
  it.each(cases)("%s", (_, from, into, level, reason) => {
    const found = fitOf(from, into);
    expect(found).toMatchObject({ level });
    if (reason) expect(found.reasons.join(" ")).toMatch(reason);
  });
});
