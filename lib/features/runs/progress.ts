import type { RunProgress, RunRow } from "./types";

const nothing: RunProgress = { share: null, perSecond: null, secondsLeft: null };

/** Below this a rate says more about the start-up than about the work. */
const leastSeconds = 0.5;

/** Progress of the present phase: rows while reading, items while writing. `now` and the run's times are ISO 8601. */
export function progressOf(run: RunRow, now: string): RunProgress {
  if (run.outcome !== null) return { share: 1, perSecond: null, secondsLeft: null };
  const at = Date.parse(now);
  if (run.phase === "DECIDING") return phase(run.rowsRead, run.rowsExpected, (at - Date.parse(run.startedAt)) / 1_000);
  if (run.decidedAt === null) return nothing;
  const written = run.itemsProcessed;
  const { plannedCreates, plannedUpdates, plannedDeletes, plannedMarks, plannedRecords } = run;
  const planned = plannedCreates + plannedUpdates + plannedDeletes + plannedMarks + plannedRecords;
  return phase(written, planned, (at - Date.parse(run.decidedAt) - run.throttledMs) / 1_000);
}

function phase(done: number, total: number | null, seconds: number): RunProgress {
  const perSecond = seconds >= leastSeconds && done > 0 ? done / seconds : null;
  // An estimate may be too low: then nothing is said about the end, rather than something wrong.
  if (total === null || total <= 0 || done > total) return { share: null, perSecond, secondsLeft: null };
  return { share: done / total, perSecond, secondsLeft: perSecond === null ? null : (total - done) / perSecond };
}
