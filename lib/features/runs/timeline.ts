import type { RunTimeline, TimelineSpan, TimelineWait } from "./types";

/** How far a run had come at one moment; totals since it began. */
export interface RunSample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly rowsRead: number;
  readonly itemsProcessed: number;
  readonly unitsSpent: number;
  readonly throttledMs: number;
  /** The run slept from here to the next sample. */
  readonly isWaiting: boolean;
}

/** What happened between two samples. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly items: number;
  readonly units: number;
  readonly waitedMs: number;
  readonly isWaiting: boolean;
}

const isoOf = (at: number) => new Date(at).toISOString();

/** A reading that begins anew counts from zero again: what it had read before is not taken back. */
const gained = (before: number, after: number) => Math.max(0, after - before);

function stepsOf(samples: readonly RunSample[]): readonly Step[] {
  return samples.slice(1).flatMap((after, index) => {
    const before = samples[index];
    if (!before || after.at <= before.at) return [];
    return {
      from: before.at,
      to: after.at,
      rows: gained(before.rowsRead, after.rowsRead),
      items: gained(before.itemsProcessed, after.itemsProcessed),
      units: gained(before.unitsSpent, after.unitsSpent),
      waitedMs: gained(before.throttledMs, after.throttledMs),
      isWaiting: before.isWaiting,
    };
  });
}

/** Steps joined until they last this long; where the run slept stands by itself. */
function joined(steps: readonly Step[], leastMs: number): readonly Step[] {
  const spans: Step[] = [];
  for (const step of steps) {
    const last = spans.at(-1);
    if (last && !last.isWaiting && !step.isWaiting && last.to - last.from < leastMs)
      spans[spans.length - 1] = {
        from: last.from,
        to: step.to,
        rows: last.rows + step.rows,
        items: last.items + step.items,
        units: last.units + step.units,
        waitedMs: last.waitedMs + step.waitedMs,
        isWaiting: false,
      };
    else spans.push(step);
  }
  return spans;
}

function spanOf({ from, to, rows, items, units, waitedMs }: Step): TimelineSpan {
  const perMinute = (count: number) => (count / (to - from)) * 60_000;
  return {
    from: isoOf(from),
    to: isoOf(to),
    rowsPerMinute: perMinute(rows),
    itemsPerMinute: perMinute(items),
    unitsPerMinute: perMinute(units),
    waitedMs,
  };
}

/** Shorter waits belong to the usual pace. */
const shortestWaitMs = 1_000;

function waitsOf(steps: readonly Step[]): readonly TimelineWait[] {
  const waits: { from: number; to: number; toldMs: number }[] = [];
  for (const { from, to, waitedMs, isWaiting } of steps) {
    const isMostlyWaiting = waitedMs >= shortestWaitMs / 2 && waitedMs >= (to - from) / 2;
    if (!isWaiting && !isMostlyWaiting) continue;
    const last = waits.at(-1);
    if (last?.to === from) {
      last.to = to;
      last.toldMs += waitedMs;
    } else waits.push({ from, to, toldMs: waitedMs });
  }
  return waits
    .filter(({ from, to }) => to - from >= shortestWaitMs)
    .map(({ from, to, toldMs }) => ({ from: isoOf(from), to: isoOf(to), toldMs: Math.min(toldMs, to - from) }));
}

/** The course of a run as measured: its pace between the samples, in at most about `mostSpans` stretches, and where it waited. */
export function timelineOf(samples: readonly RunSample[], mostSpans = 60): RunTimeline {
  const steps = stepsOf(samples);
  const [first] = steps;
  const last = steps.at(-1);
  if (!first || !last) return { spans: [], waits: [] };
  return {
    spans: joined(steps, (last.to - first.from) / mostSpans).map(spanOf),
    waits: waitsOf(steps),
  };
}
