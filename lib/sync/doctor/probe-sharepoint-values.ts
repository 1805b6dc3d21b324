import type { SwitchName } from "./probe-sharepoint-switches";
import { type ProbeColumn, type ProbeQuestion, type Told, within } from "./probe-sharepoint-trial";
import {
  type Answer,
  border,
  deltaGoneCode,
  deltaPages,
  type FirstPage,
  isServed,
  servedOrRefused,
  statusLine,
  type Trial,
  uniqueCase,
  uniqueEmpties,
} from "./probe-sharepoint-verdicts";

/** Each rule of row 12 with a value against it, and how a column that has the rule shows it when it is made. */
const rules: readonly {
  readonly name: SwitchName;
  readonly column: ProbeColumn;
  readonly value: unknown;
  readonly shown: readonly string[];
}[] = [
  { name: "enforceRequired", column: "ProbeMust", value: undefined, shown: ["required"] },
  { name: "enforceNumberRange", column: "ProbeRanged", value: 11, shown: ["number", "maximum"] },
  { name: "enforceMaxLength", column: "ProbeShort", value: "twelve signs", shown: ["text", "maxLength"] },
  { name: "enforceChoices", column: "ProbeChoice", value: "three", shown: ["choice", "choices"] },
  { name: "enforceValidation", column: "ProbeChecked", value: -5, shown: ["validation", "formula"] },
];

/** Pairs of neighbours at borders that are known from somewhere: ticks, file times, calendars, databases, SharePoint. */
const years = [1, 1600, 1601, 1752, 1753, 1899, 1900, 1901, 2000, 8899, 8900, 8901, 9998, 9999];
const lengths = [32_767, 32_768, 63_999, 64_000, 65_535, 65_536, 100_000];
const dayMs = 86_400_000;

function rowsOf(names: readonly SwitchName[], undecided: string): readonly Told[] {
  return names.map((name) => ({ name, answered: "–", verdict: { undecided } }));
}

/** `same` is whether the value came back: dates may be moved by a zone's offset in this answer (row 11). */
function triedAs(tried: number, answer: Answer, same: (fields: unknown) => boolean): Trial {
  if (answer === null) return [tried, null];
  return [tried, isServed(answer) && same(within(answer.body, "fields"))];
}

const tally = (trials: readonly Trial[]) => {
  const count = (wanted: boolean | null) => trials.filter(([, isKept]) => isKept === wanted).length;
  return `${count(true)} kept, ${count(false)} not`;
};

function uniqueRows(told: readonly Answer[]): readonly Told[] {
  const [first = null, same = null, otherCase = null, none = null, noneAgain = null] = told;
  const lines = (answers: readonly Answer[]) => answers.map(statusLine).join(", ");
  return [
    { name: "uniqueCase", answered: lines([first, same, otherCase]), verdict: uniqueCase(first, same, otherCase) },
    { name: "uniqueEmpties", answered: lines([none, noneAgain]), verdict: uniqueEmpties(none, noneAgain) },
  ];
}

/** More than the page that Graph gives where nothing is said (200), so that its end can be seen. */
const enoughItems = 210;

/** Rows 7, 12, 23 to 25. */
export const valueQuestions: readonly ProbeQuestion[] = [
  {
    what: "values against a column's rules",
    switches: rules.map(({ name }) => name),
    async ask(trial) {
      const answers = await trial.createAll(rules.map(({ column, value }) => ({ [column]: value })));
      return rules.map(({ name, column, shown }, at) => {
        const made = trial.column(column);
        const answer = answers[at] ?? null;
        const answered = statusLine(answer);
        if (!made) return { name, answered, verdict: { undecided: trial.lacking(column) } };
        if (!within(made, ...shown))
          return { name, answered, verdict: { undecided: "the column was made without its rule" } };
        return { name, answered, verdict: servedOrRefused(answer, false, true) };
      });
    },
  },
  {
    what: "dates of early and late years",
    switches: ["firstYear", "lastYear"],
    async ask(trial) {
      if (!trial.column("ProbeAt")) return rowsOf(["firstYear", "lastYear"], trial.lacking("ProbeAt"));
      const timeIn = (year: number) => `${String(year).padStart(4, "0")}-06-15T12:00:00Z`;
      const answers = await trial.createAll(years.map((year) => ({ ProbeAt: timeIn(year) })));
      const trials = years.map((year, at) =>
        triedAs(year, answers[at] ?? null, (fields) => {
          const told = Date.parse(String(within(fields, "ProbeAt")));
          return Math.abs(told - Date.parse(timeIn(year))) <= dayMs;
        }),
      );
      const [early, late] = [trials.filter(([year]) => year <= 2000), trials.filter(([year]) => year >= 2000)];
      return [
        { name: "firstYear", answered: tally(early), verdict: border(early, "least", 1) },
        { name: "lastYear", answered: tally(late), verdict: border(late, "most", 9999) },
      ];
    },
  },
  {
    what: "long texts",
    switches: ["noteMaximum"],
    async ask(trial) {
      if (!trial.column("ProbeNote")) return rowsOf(["noteMaximum"], trial.lacking("ProbeNote"));
      const answers = await trial.createAll(lengths.map((length) => ({ ProbeNote: "x".repeat(length) })));
      const trials = lengths.map((length, at) =>
        triedAs(length, answers[at] ?? null, (fields) => within(fields, "ProbeNote") === "x".repeat(length)),
      );
      const verdict = border(trials, "most", Number.POSITIVE_INFINITY);
      return [{ name: "noteMaximum", answered: tally(trials), verdict }];
    },
  },
  {
    what: "a unique column",
    switches: ["uniqueCase", "uniqueEmpties"],
    async ask(trial) {
      if (!trial.column("ProbeKey")) return rowsOf(["uniqueCase", "uniqueEmpties"], trial.lacking("ProbeKey"));
      const told: Answer[] = [];
      for (const ProbeKey of ["case", "case", "CASE", undefined, undefined])
        told.push(await trial.create({ ProbeKey }));
      return uniqueRows(told);
    },
  },
  {
    what: "pages of a delta, and a damaged token",
    switches: ["deltaPage", "deltaPageCap", "deltaGoneCode"],
    async ask(trial) {
      await trial.createAll(Array.from({ length: enoughItems }, () => ({})));
      const delta = `${trial.items}/delta`;
      const plain = await trial.call("GET", delta);
      const wide = await trial.call("GET", `${delta}?$top=5000`);
      const pages = deltaPages(firstPage(plain), firstPage(wide));
      const token = tokenIn(plain.body) ?? tokenIn(wide.body);
      const damaged =
        token === null ? null : await trial.call("GET", `${delta}?token=${encodeURIComponent(token.slice(0, -7))}`);
      return [
        {
          name: "deltaPage",
          answered: `${statusLine(plain)}, ${firstPage(plain)?.count ?? 0} items`,
          verdict: pages.page,
        },
        {
          name: "deltaPageCap",
          answered: `${statusLine(wide)}, ${firstPage(wide)?.count ?? 0} items`,
          verdict: pages.cap,
        },
        {
          name: "deltaGoneCode",
          answered: statusLine(damaged),
          verdict: token === null ? { undecided: "the links hold no token" } : deltaGoneCode(damaged),
        },
      ];
    },
  },
];

/** Some items are told twice (Graph contract 7.2). */
function firstPage(answer: Answer): FirstPage | null {
  const page = within(answer?.body, "value");
  if (!Array.isArray(page) || page.length === 0) return null;
  const count = new Set(page.map((item) => within(item, "id"))).size;
  return { count, isLast: within(answer?.body, "@odata.nextLink") === undefined };
}

function tokenIn(body: unknown): string | null {
  const link = within(body, "@odata.deltaLink") ?? within(body, "@odata.nextLink");
  return typeof link === "string" && URL.canParse(link) ? new URL(link).searchParams.get("token") : null;
}
