import type { ErrorCode } from "@/lib/errors/codes";
import type { CanonicalValue, SourceValue, TargetColumn, TargetType, ValueKind } from "../types";
import { targetColumn } from "./definitions";

/** What a value becomes in a column: its canonical form, or the code of its refusal. */
export type Expected = { readonly value: CanonicalValue } | { readonly refused: ErrorCode };

/** Types whose values are converted by themselves; lookups and people are resolved (`references.test.ts`). */
export const convertedTypes = [
  "text",
  "note",
  "number",
  "boolean",
  "date",
  "date-time",
  "choice",
  "multi-choice",
] as const satisfies readonly TargetType[];
type ConvertedType = (typeof convertedTypes)[number];

/** The zone that zone-less times of the table are read in: 5 hours and 45 minutes ahead of UTC. */
export const pairZone = "Asia/Kathmandu";

const guid = "9d3f2a10-7c4e-4b6f-8a1d-0123456789ab";
export const pairChoices = ["Open", "Closed", "true", "7", "Ä & <b>", guid];

/** A column of each type, as a list made for the table has it. */
export const pairColumns: Readonly<Record<ConvertedType, TargetColumn>> = {
  text: targetColumn("PText", "text", { maxLength: 255 }),
  note: targetColumn("PNote", "note"),
  number: targetColumn("PNumber", "number"),
  boolean: targetColumn("PYesNo", "boolean"),
  date: targetColumn("PDay", "date"),
  "date-time": targetColumn("PTime", "date-time"),
  choice: targetColumn("PChoice", "choice", { choices: pairChoices }),
  "multi-choice": targetColumn("PChoices", "multi-choice", { choices: pairChoices }),
};

const refusals = {
  "!number": "number-invalid",
  "!exact": "number-not-exact",
  "!yesno": "boolean-invalid",
  "!date": "date-invalid",
  "!range": "date-out-of-range",
  "!choice": "choice-unknown",
  "!illegal": "text-illegal-character",
  "!long": "text-too-long",
  "!type": "type-unmappable",
} as const satisfies Record<string, ErrorCode>;
type Refusal = keyof typeof refusals;
/** `=` stands for the value as it is. */
type Cell = CanonicalValue | Refusal | "=";
type Line = readonly [SourceValue, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell];

const unmappable: readonly Line[] = [["00ff", "!type", "!type", "!type", "!type", "!type", "!type", "!type", "!type"]];

/** Values by kind; then what they become as text, note, number, yes/no, day, time, choice, several choices. */
const lines: Readonly<Record<ValueKind, readonly Line[]>> = {
  text: [
    ["Open", "=", "=", "!number", "!yesno", "!date", "!date", "=", ["Open"]],
    ["open", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
    ["Open;Closed", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
    ["Ä & <b>", "=", "=", "!number", "!yesno", "!date", "!date", "=", ["Ä & <b>"]],
    ["7", "=", "=", 7, "!yesno", "!date", "!date", "=", ["7"]],
    ["2026-03-08", "=", "=", "!number", "!yesno", "=", "2026-03-07T18:15:00Z", "!choice", "!choice"],
    ["2026-02-30", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
    ["a\r\nb\rc", "a\nb\nc", "a\nb\nc", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
    [" edge 漢🎈\t", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
    ["", null, null, null, null, null, null, null, null],
    ["a\u000bb", "!illegal", "!illegal", "!number", "!yesno", "!date", "!date", "!illegal", "!illegal"],
    ["x".repeat(255), "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
    [`${"x".repeat(254)}😀`, "!long", "=", "!number", "!yesno", "!date", "!date", "!long", "!long"],
    ["y".repeat(63_999), "!long", "=", "!number", "!yesno", "!date", "!date", "!long", "!long"],
    ["y".repeat(64_000), "!long", "!long", "!number", "!yesno", "!date", "!date", "!long", "!long"],
  ],
  integer: [
    ["7", "=", "=", 7, "!yesno", "!date", "!date", "=", ["7"]],
    ["0", "=", "=", 0, false, "!date", "!date", "!choice", "!choice"],
    ["1", "=", "=", 1, true, "!date", "!date", "!choice", "!choice"],
    ["-999999999999999", "=", "=", -999999999999999, "!yesno", "!date", "!date", "!choice", "!choice"],
    ["9007199254740993", "=", "=", "!exact", "!yesno", "!date", "!date", "!choice", "!choice"],
    ["-9223372036854775808", "=", "=", "!exact", "!yesno", "!date", "!date", "!choice", "!choice"],
  ],
  decimal: [
    ["12.30", "=", "=", 12.3, "!yesno", "!date", "!date", "!choice", "!choice"],
    ["-0.00", "=", "=", 0, "!yesno", "!date", "!date", "!choice", "!choice"],
    ["1234567890123.45", "=", "=", 1234567890123.45, "!yesno", "!date", "!date", "!choice", "!choice"],
    ["12345678901234.56", "=", "=", "!exact", "!yesno", "!date", "!date", "!choice", "!choice"],
    ["1000000000000000000000", "=", "=", 1e21, "!yesno", "!date", "!date", "!choice", "!choice"],
  ],
  float: [
    ["1.5e-7", "=", "=", 1.5e-7, "!yesno", "!date", "!date", "!choice", "!choice"],
    ["-0", "0", "0", 0, "!yesno", "!date", "!date", "!choice", "!choice"],
    ["NaN", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
    ["Infinity", "=", "=", "!number", "!yesno", "!range", "!range", "!choice", "!choice"],
  ],
  boolean: [
    ["true", "=", "=", "!number", true, "!date", "!date", "=", ["true"]],
    ["false", "=", "=", "!number", false, "!date", "!date", "!choice", "!choice"],
  ],
  instant: [
    [
      "2026-03-07T18:14:59.999999Z",
      ...(["=", "=", "!number", "!yesno", "2026-03-07", "2026-03-07T18:14:59Z", "!choice", "!choice"] as const),
    ],
    [
      "2026-03-07T18:15:00Z",
      ...(["=", "=", "!number", "!yesno", "2026-03-08", "2026-03-07T18:15:00Z", "!choice", "!choice"] as const),
    ],
    ["infinity", "=", "=", "!number", "!yesno", "!range", "!range", "!choice", "!choice"],
    ["1899-12-31T00:00:00Z", "=", "=", "!number", "!yesno", "!range", "!range", "!choice", "!choice"],
  ],
  "local-datetime": [
    [
      "2026-11-01T01:30:00.25",
      ...(["=", "=", "!number", "!yesno", "2026-11-01", "2026-10-31T19:45:00Z", "!choice", "!choice"] as const),
    ],
    ["0000-00-00T00:00:00", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
  ],
  date: [
    ["2026-03-08", "=", "=", "!number", "!yesno", "=", "2026-03-07T18:15:00Z", "!choice", "!choice"],
    ["1900-01-02", "=", "=", "!number", "!yesno", "=", "1900-01-01T18:18:44Z", "!choice", "!choice"],
    ["8900-12-31", "=", "=", "!number", "!yesno", "=", "8900-12-30T18:15:00Z", "!choice", "!choice"],
    ["0044-03-15 BC", "=", "=", "!number", "!yesno", "!range", "!range", "!choice", "!choice"],
  ],
  time: [["23:59:59.123456", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"]],
  interval: [["P1Y2M3DT4H", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"]],
  uuid: [[guid.toUpperCase(), guid, guid, "!number", "!yesno", "!date", "!date", guid, [guid]]],
  json: [
    ['{"a": [1, "ü"]}', "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
    ['["Closed", "Open", "Open"]', "=", "=", "!number", "!yesno", "!date", "!date", "!choice", ["Closed", "Open"]],
  ],
  xml: [["<a b='1'>ü</a>", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"]],
  array: [
    ['["Open",null,"Closed","Open"]', "=", "=", "!number", "!yesno", "!date", "!date", "!choice", ["Closed", "Open"]],
    ["[]", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", null],
    ['["Open","Shut"]', "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
  ],
  enum: [
    ["Closed", "=", "=", "!number", "!yesno", "!date", "!date", "=", ["Closed"]],
    ["closed", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"],
  ],
  bytes: [["00ff10", "=", "=", "!type", "!type", "!type", "!type", "!type", "!type"]],
  binary: unmappable,
  geometry: [["POINT (1 2)", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"]],
  unknown: [["(1,2)", "=", "=", "!number", "!yesno", "!date", "!date", "!choice", "!choice"]],
};

function expectedOf(cell: Cell, value: SourceValue): Expected {
  if (cell === "=") return { value };
  const isRefusal = (text: Cell): text is Refusal => typeof text === "string" && Object.hasOwn(refusals, text);
  return isRefusal(cell) ? { refused: refusals[cell] } : { value: cell };
}

export interface Pair {
  readonly kind: ValueKind;
  readonly target: TargetColumn;
  readonly value: SourceValue;
  readonly expected: Expected;
}

/** Every kind of value with every type of column, by at least one value; NULL among them. */
export const everyPair: readonly Pair[] = (Object.keys(lines) as ValueKind[]).flatMap((kind) => {
  const empty: Line = [null, null, null, null, null, null, null, null, null];
  return [empty, ...lines[kind]].flatMap(([value, ...cells]) =>
    convertedTypes.map((type, index) => ({
      kind,
      target: pairColumns[type],
      value,
      expected: expectedOf(cells[index] ?? null, value),
    })),
  );
});
