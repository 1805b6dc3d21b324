import type { Finding } from "@/lib/connectors/connector";
import type { IntrospectionCounts } from "./store-introspection";

type Phase = "connectMs" | "readMs" | "storeMs";

/** What an introspection has done so far. */
export interface Account {
  readonly counts: IntrospectionCounts;
  /** New drift findings by kind. */
  readonly differences: Record<string, number>;
  /** What exists and may not be seen. */
  readonly hidden: Finding[];
  readonly startedMs: number;
  durations(): Readonly<Record<Phase, number>>;
  /** From now on the time goes to this phase. */
  turnTo(phase: Phase): void;
}

/** Findings that are kept with a run; a database with thousands of closed schemas tells them one by one. */
const mostFindings = 50;

const noCounts: IntrospectionCounts = {
  tablesRead: 0,
  columnsRead: 0,
  tablesAdded: 0,
  tablesChanged: 0,
  tablesVanished: 0,
  tablesReturned: 0,
  columnsAdded: 0,
  columnsChanged: 0,
  columnsVanished: 0,
  tablesKept: 0,
  columnsKept: 0,
};

/** Begins with the connecting. */
export function openAccount(): Account {
  const startedMs = performance.now();
  const spent: Record<Phase, number> = { connectMs: 0, readMs: 0, storeMs: 0 };
  let phase: Phase = "connectMs";
  let since = startedMs;
  const turnTo = (next: Phase) => {
    const now = performance.now();
    spent[phase] += now - since;
    phase = next;
    since = now;
  };
  return {
    counts: { ...noCounts },
    differences: {},
    hidden: [],
    startedMs,
    turnTo,
    durations() {
      turnTo(phase);
      const { connectMs, readMs, storeMs } = spent;
      return { connectMs: Math.round(connectMs), readMs: Math.round(readMs), storeMs: Math.round(storeMs) };
    },
  };
}

/** What one step adds to the account. */
export interface Step {
  readonly counts: Partial<IntrospectionCounts>;
  readonly differences: Readonly<Record<string, number>>;
}

export function tally(account: Account, step: Step): void {
  Object.assign(account.counts, sumOf(account.counts, step.counts));
  Object.assign(account.differences, sumOf(account.differences, step.differences));
}

function sumOf<T extends object>(total: T, step: object): T {
  const sums = { ...total } as Record<string, number>;
  for (const [name, value] of Object.entries(step) as [string, number][]) sums[name] = (sums[name] ?? 0) + value;
  return sums as T;
}

/** The account as `introspection_runs.stats` holds it, with a step that is about to be committed. */
export function statsOf(account: Account, step: Step = { counts: {}, differences: {} }) {
  const { counts, differences, hidden } = account;
  const shown = hidden.slice(0, mostFindings);
  const left = hidden.length - shown.length;
  return {
    ...sumOf(counts, step.counts),
    differences: sumOf(differences, step.differences),
    hidden: [...shown, ...(left > 0 ? [moreHidden(left)] : [])],
    durations: account.durations(),
    elapsedMs: Math.round(performance.now() - account.startedMs),
  };
}

function moreHidden(count: number): Finding {
  return { id: "hidden-more", level: "info", title: `${count} more things may not be seen.` };
}
