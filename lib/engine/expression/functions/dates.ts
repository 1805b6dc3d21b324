import { instantOfLocal, isTimeZone, localOf } from "../../zone";
import { ExpressionFault, ExpressionRefusal } from "../fault";
import { isMoment, type Kind, sayKind, scalar } from "../kind";
import {
  addMonths,
  calendarDay,
  dayNumber,
  Moment,
  type MomentName,
  mod,
  movedTo,
  parseMoment,
  secondsPerDay,
} from "../moment";
import { type Node, node } from "../node";
import { excerpt, type Value } from "../value";
import { datePattern, formatMoment, parseByPattern } from "./date-pattern";
import { type Call, type FunctionEntry, int, type Overload, text } from "./entry";

const mom = (value: Value | undefined) => value as Moment;
const str = (value: Value | undefined) => value as string;

/** A count that dates are moved by; beyond it no year of four digits is left. */
function count(value: Value | undefined): number {
  const number = value as bigint;
  if (number < -400_000_000_000n || number > 400_000_000_000n)
    throw new ExpressionFault(`${number} is too many to move a date by.`);
  return Number(number);
}

const date = scalar("date");
const datetime = scalar("datetime");
const timestamp = scalar("timestamp");
const withDay: readonly MomentName[] = ["date", "datetime", "timestamp"];
const withClock: readonly MomentName[] = ["datetime", "timestamp", "time"];

const moves = (names: readonly MomentName[], move: (moment: Moment, by: number) => Moment): readonly Overload[] =>
  names.map((name) => ({
    takes: [name, "int"],
    gives: scalar(name),
    run: ([value, by]) => move(mom(value), count(by)),
  }));

const bySeconds = (seconds: number) => (moment: Moment, by: number) => movedTo(moment, moment.seconds + by * seconds);

const reads = (names: readonly MomentName[], read: (moment: Moment) => number): readonly Overload[] =>
  names.map((name) => ({ takes: [name], gives: int, run: ([value]) => BigInt(read(mom(value))) }));

function read(name: MomentName, written: string, form: string): Moment | null {
  const value = written.trim();
  if (value === "") return null;
  const found = parseMoment(name, value);
  if (!found) throw new ExpressionFault(`${excerpt(value)} is not written as ${form}.`);
  return found;
}

/** The zone that a call names as literal text, checked when the expression is saved. */
function zoneOf({ name, ast, args }: Call, index: number): string {
  const written = args[index];
  const zone = written?.literal;
  if (!written || args.length !== index + 1) {
    throw new ExpressionRefusal(
      `${name}(…) takes a value and a zone.`,
      ast.range,
      `For example: ${name}(created, "Europe/Berlin").`,
    );
  }
  if (typeof zone !== "string" || !isTimeZone(zone)) {
    throw new ExpressionRefusal(
      "This is no time zone.",
      written.span,
      'Write its IANA name in quotes, for example "Europe/Berlin".',
    );
  }
  return zone;
}

/** The calendar of a zone is asked anew for each quarter of an hour. */
const stepsPerZone = 32;

function inZone(moment: Moment, zone: string): Moment {
  const local = localOf(new Moment("timestamp", moment.seconds).toString(), zone);
  const read = parseMoment("datetime", local);
  if (!read) throw new ExpressionFault(`${excerpt(moment.toString())} has no local time.`);
  return new Moment("datetime", read.seconds, moment.nanos);
}

function fromZone(moment: Moment, zone: string): Moment {
  const read = parseMoment("timestamp", instantOfLocal(new Moment("datetime", moment.seconds).toString(), zone));
  if (!read) throw new ExpressionFault(`${excerpt(moment.toString())} has no instant.`);
  return new Moment("timestamp", read.seconds, moment.nanos);
}

function compileZoned(call: Call, from: MomentName, to: Kind, change: (moment: Moment, zone: string) => Moment): Node {
  const zone = zoneOf(call, 1);
  const subject = call.args[0] as Node;
  if (subject.kind.name !== from && subject.kind.name !== "null") {
    throw new ExpressionRefusal(
      `${call.name}(…) needs ${sayKind(scalar(from))}, not ${sayKind(subject.kind)}.`,
      subject.span,
      from === "timestamp" ? "Only an instant can be shown in a zone." : "An instant has its zone already.",
    );
  }
  return node({ kind: to, nullable: subject.nullable, span: call.ast.range }, (evaluation) => {
    const value = subject.run(evaluation);
    evaluation.meter.pay(stepsPerZone);
    return value === null ? null : change(mom(value), zone);
  });
}

function patternOf({ name, ast, args }: Call): { readonly subject: Node; readonly pattern: readonly string[] } {
  const [subject, written] = args;
  if (!subject || !written || args.length !== 2) {
    throw new ExpressionRefusal(
      `${name}(…) takes a value and a pattern.`,
      ast.range,
      `For example: ${name}(…, "dd.MM.yyyy").`,
    );
  }
  const { literal } = written;
  const pattern = typeof literal === "string" ? datePattern(literal) : { unknown: "…" };
  if ("unknown" in pattern) {
    throw new ExpressionRefusal(
      typeof literal === "string"
        ? `The pattern has an unknown part: ${pattern.unknown}`
        : "A pattern is written out as text.",
      written.span,
      "Parts are yyyy, MM, dd, HH, mm, ss, and M, d, H without leading zero; other words stand in '…'.",
    );
  }
  return { subject, pattern };
}

function compileFormat(call: Call): Node {
  const { subject, pattern } = patternOf(call);
  if (!isMoment(subject.kind) && subject.kind.name !== "null") {
    throw new ExpressionRefusal(
      `${call.name}(…) needs a date, not ${sayKind(subject.kind)}.`,
      subject.span,
      "Read a text first, with date(…) or parseDate(…).",
    );
  }
  return node({ kind: text, nullable: subject.nullable, span: call.ast.range }, (evaluation) => {
    const value = subject.run(evaluation);
    evaluation.meter.pay(pattern.length);
    return value === null ? null : formatMoment(mom(value), pattern);
  });
}

const compileParse =
  (name: "date" | "datetime") =>
  (call: Call): Node => {
    const { subject, pattern } = patternOf(call);
    if (subject.kind.name !== "text" && subject.kind.name !== "null") {
      throw new ExpressionRefusal(
        `${call.name}(…) needs text, not ${sayKind(subject.kind)}.`,
        subject.span,
        "A date needs no reading; write it with formatDate(…).",
      );
    }
    return node({ kind: scalar(name), nullable: true, span: call.ast.range }, (evaluation) => {
      const value = subject.run(evaluation);
      evaluation.meter.pay(pattern.length);
      return value === null || str(value).trim() === "" ? null : parseByPattern(name, str(value).trim(), pattern);
    });
  };

const dayOf = (moment: Moment) => Math.floor(moment.seconds / secondsPerDay);
const clockOf = (moment: Moment) => mod(moment.seconds, secondsPerDay);

/** Functions of dates and times. Only inZone and fromZone know of zones. */
export const dateFunctions: readonly FunctionEntry[] = [
  {
    name: "date",
    group: "Dates and times",
    form: "date(value)",
    says: "The day of a text (2026-01-31), of a date and time, or of an instant in UTC; use inZone first for another zone's day.",
    examples: [
      { expression: 'date("2026-01-31")', result: "2026-01-31" },
      { expression: 'date(datetime("2026-01-31T23:30:00"))', result: "2026-01-31" },
    ],
    overloads: [
      { takes: ["text"], gives: date, mayBeNull: true, run: ([value]) => read("date", str(value), "2026-01-31") },
      ...withDay.map(
        (name): Overload => ({
          takes: [name],
          gives: date,
          run: ([value]) => (name === "date" ? mom(value) : new Moment("date", dayOf(mom(value)) * secondsPerDay)),
        }),
      ),
    ],
  },
  {
    name: "datetime",
    group: "Dates and times",
    form: "datetime(value)",
    says: "The date and time without a zone of a text (2026-01-31T08:15:00), or midnight of a date.",
    examples: [{ expression: 'datetime("2026-01-31T08:15:00")', result: "2026-01-31T08:15:00" }],
    overloads: [
      {
        takes: ["text"],
        gives: datetime,
        mayBeNull: true,
        run: ([value]) => read("datetime", str(value), "2026-01-31T08:15:00"),
      },
      { takes: ["date"], gives: datetime, run: ([value]) => new Moment("datetime", mom(value).seconds) },
    ],
  },
  {
    name: "timestamp",
    group: "Dates and times",
    form: "timestamp(text)",
    says: "The instant that a text names with its zone (2026-01-31T08:15:00Z or …+01:00).",
    examples: [{ expression: 'timestamp("2026-01-31T08:15:00+01:00")', result: "2026-01-31T07:15:00Z" }],
    overloads: [
      {
        takes: ["text"],
        gives: timestamp,
        mayBeNull: true,
        run: ([value]) => read("timestamp", str(value), "2026-01-31T08:15:00Z"),
      },
    ],
  },
  {
    name: "inZone",
    group: "Dates and times",
    form: 'inZone(instant, "zone")',
    says: "Date and time that clocks of a zone (its IANA name, written out) show at an instant.",
    examples: [
      { expression: 'inZone(timestamp("2026-07-01T22:30:00Z"), "Europe/Berlin")', result: "2026-07-02T00:30:00" },
    ],
    compile: (call) => compileZoned(call, "timestamp", datetime, inZone),
  },
  {
    name: "fromZone",
    group: "Dates and times",
    form: 'fromZone(datetime, "zone")',
    says: "The instant at which clocks of a zone show this date and time.",
    examples: [
      { expression: 'datetime("2026-07-02T00:30:00").fromZone("Europe/Berlin")', result: "2026-07-01T22:30:00Z" },
    ],
    compile: (call) => compileZoned(call, "datetime", timestamp, fromZone),
  },
  {
    name: "parseDate",
    group: "Dates and times",
    form: 'parseDate(text, "pattern")',
    says: "The day of a text written after a pattern of yyyy, MM, dd (or M, d without leading zero); nothing for an empty text.",
    examples: [{ expression: 'parseDate("31.1.2026", "d.M.yyyy")', result: "2026-01-31" }],
    compile: compileParse("date"),
  },
  {
    name: "parseDateTime",
    group: "Dates and times",
    form: 'parseDateTime(text, "pattern")',
    says: "Date and time of a text written after a pattern of yyyy, MM, dd, HH, mm, ss; nothing for an empty text.",
    examples: [{ expression: 'parseDateTime("31.01.2026 08:15", "dd.MM.yyyy HH:mm")', result: "2026-01-31T08:15:00" }],
    compile: compileParse("datetime"),
  },
  {
    name: "formatDate",
    group: "Dates and times",
    form: 'formatDate(date, "pattern")',
    says: "As text after a pattern of yyyy, MM, dd, HH, mm, ss, and M, d, H without leading zero; other words stand in '…'.",
    examples: [{ expression: 'formatDate(date("2026-01-31"), "dd.MM.yyyy")', result: "31.01.2026" }],
    compile: compileFormat,
  },
  ...(
    [
      ["addDays", "days", bySeconds(secondsPerDay), 'date("2026-02-27").addDays(2)', "2026-03-01"],
      [
        "addMonths",
        "months; a day that the month does not have becomes its last one",
        addMonths,
        'date("2026-01-31").addMonths(1)',
        "2026-02-28",
      ],
      [
        "addYears",
        "years",
        (moment: Moment, by: number) => addMonths(moment, by * 12),
        'date("2024-02-29").addYears(1)',
        "2025-02-28",
      ],
    ] as const
  ).map(
    ([name, what, move, expression, result]): FunctionEntry => ({
      name,
      group: "Dates and times",
      form: `${name}(date, count)`,
      says: `Moved on by a number of ${what}; back by a negative number.`,
      examples: [{ expression, result }],
      overloads: moves(withDay, move),
    }),
  ),
  ...(
    [
      ["addHours", "hours", 3600, 'datetime("2026-01-31T23:30:00").addHours(1)', "2026-02-01T00:30:00"],
      ["addMinutes", "minutes", 60, 'timestamp("2026-01-31T08:15:00Z").addMinutes(-30)', "2026-01-31T07:45:00Z"],
    ] as const
  ).map(
    ([name, what, seconds, expression, result]): FunctionEntry => ({
      name,
      group: "Dates and times",
      form: `${name}(moment, count)`,
      says: `Moved on by a number of ${what}; back by a negative number.`,
      examples: [{ expression, result }],
      overloads: moves(["datetime", "timestamp"], bySeconds(seconds)),
    }),
  ),
  ...(
    [
      ["year", "The year.", "2026", (moment: Moment) => calendarDay(moment).year],
      ["month", "The month, 1 to 12.", "1", (moment: Moment) => calendarDay(moment).month],
      ["day", "The day of the month, 1 to 31.", "31", (moment: Moment) => calendarDay(moment).day],
      [
        "weekday",
        "The day of the week, from 1 for Monday to 7 for Sunday.",
        "6",
        (moment: Moment) => mod(dayOf(moment) + 3, 7) + 1,
      ],
      [
        "dayOfYear",
        "The day of the year, 1 to 366.",
        "31",
        (moment: Moment) => dayOf(moment) - (dayNumber(calendarDay(moment).year, 1, 1) ?? 0) + 1,
      ],
    ] as const
  ).map(
    ([name, says, result, readPart]): FunctionEntry => ({
      name,
      group: "Dates and times",
      form: `${name}(date)`,
      says: `${says} Of an instant: in UTC.`,
      examples: [{ expression: `${name}(date("2026-01-31"))`, result }],
      overloads: reads(withDay, readPart),
    }),
  ),
  ...(
    [
      ["hour", "The hour, 0 to 23.", "8", (moment: Moment) => Math.floor(clockOf(moment) / 3600)],
      ["minute", "The minute, 0 to 59.", "15", (moment: Moment) => Math.floor(clockOf(moment) / 60) % 60],
      ["second", "The second, 0 to 59.", "30", (moment: Moment) => clockOf(moment) % 60],
    ] as const
  ).map(
    ([name, says, result, readPart]): FunctionEntry => ({
      name,
      group: "Dates and times",
      form: `${name}(moment)`,
      says: `${says} Of an instant: in UTC.`,
      examples: [{ expression: `${name}(datetime("2026-01-31T08:15:30"))`, result }],
      overloads: reads(withClock, readPart),
    }),
  ),
  {
    name: "daysBetween",
    group: "Dates and times",
    form: "daysBetween(date, date)",
    says: "How many midnights lie between two dates of one kind; negative when the second one is earlier.",
    examples: [{ expression: 'daysBetween(date("2026-01-31"), date("2026-03-01"))', result: "29" }],
    overloads: withDay.map((name) => ({
      takes: [name, name],
      gives: int,
      run: ([from, to]) => BigInt(dayOf(mom(to)) - dayOf(mom(from))),
    })),
  },
];
