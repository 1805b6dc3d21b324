import {
  meaningOf,
  probeSwitches,
  type SharePointProfile,
  type SwitchName,
  type SwitchValue,
  unasked,
  usualOf,
} from "./probe-sharepoint-switches";
import type { Told } from "./probe-sharepoint-trial";

/** One row of a probe's report. */
export interface ProbeFinding {
  /** The row of table (d) in the Graph contract. */
  readonly question: number;
  readonly name: SwitchName;
  readonly asked: string;
  /** Status and code of each call. */
  readonly answered: string;
  /** Null where the answers do not tell. */
  readonly value: SwitchValue | null;
  /** What the value says, or why there is none. */
  readonly meaning: string;
  /** Whether the contract assumes this of a tenant that was not asked. */
  readonly isAssumed: boolean;
}

/** The rows in the order of the contract's table. */
export function findingsOf(told: readonly Told[]): readonly ProbeFinding[] {
  return told.map(findingOf).sort((a, b) => a.question - b.question || a.name.localeCompare(b.name));
}

function findingOf({ name, answered, verdict }: Told): ProbeFinding {
  const { question, asked } = probeSwitches[name];
  const row = { question, name, asked, answered };
  if ("undecided" in verdict) return { ...row, value: null, meaning: verdict.undecided, isAssumed: false };
  const meaning = meaningOf(name, verdict.value);
  if (meaning === null) return { ...row, value: null, meaning: `${verdict.value} is out of range`, isAssumed: false };
  return { ...row, value: verdict.value, meaning, isAssumed: verdict.value === usualOf(name) };
}

/** What was decided, as the stand-in for Graph reads it. */
export function profileOf(findings: readonly ProbeFinding[]): SharePointProfile {
  const decided = findings.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]));
  return Object.fromEntries(decided);
}

/** The report for a person. */
export function reportText(findings: readonly ProbeFinding[]): string {
  const rows = findings.map(({ question, name, asked, answered, value, meaning, isAssumed }) => {
    const assumed = isAssumed ? "as the contract assumes" : "NOT as the contract assumes";
    const verdict = value === null ? `undecided: ${meaning}` : `${name} = ${value}: ${meaning} (${assumed})`;
    return `${String(question).padStart(2)}  ${asked}: ${answered}\n    → ${verdict}\n`;
  });
  const others = Object.entries(unasked).map(([question, why]) => `${question.padStart(2)}  ${why}\n`);
  return `${rows.join("")}\nNot asked, because one list cannot tell:\n${others.join("")}`;
}
