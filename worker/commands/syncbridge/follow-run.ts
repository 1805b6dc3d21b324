import { setTimeout as sleep } from "node:timers/promises";
import { phaseLabels, runStateLabels, runStateOf } from "@/lib/features/runs/labels";
import { getLiveRun } from "@/lib/features/runs/queries";
import type { LiveRun, RunRow } from "@/lib/features/runs/types";
import { formatDuration } from "@/lib/format/duration";
import { formatNumber, formatPercent } from "@/lib/format/number";
import { oneLine } from "../terminal-text";
import type { Call } from "./command";
import { type ExitCode, exitCodes } from "./exit-codes";

const pollMs = 500;

/** So long a worker may take to begin before a person is asked whether there is one. */
const unworkedMs = 15_000;

/** How a run stands now, on one line. */
export function progressText({ run, progress }: LiveRun): string {
  const phase = phaseLabels[run.phase];
  const done =
    run.phase === "DECIDING" ? `${formatNumber(run.rowsRead)} rows` : `${formatNumber(run.itemsProcessed)} items`;
  const share = progress.share === null ? "" : `, ${formatPercent(progress.share)}`;
  const left = progress.secondsLeft === null ? "" : `, ${formatDuration(progress.secondsLeft * 1_000)} left`;
  const until = run.waitingUntil === null ? "" : `, until ${run.waitingUntil.slice(11, 19)} UTC`;
  return run.phase === "QUEUED" ? phase : `${phase}: ${done}${share}${left}${until}`;
}

/** What a run did, as lines. */
export function runText({ run, events }: Pick<LiveRun, "run" | "events">): string {
  const counts = [
    ["read", run.rowsRead],
    ["unchanged", run.rowsUnchanged],
    ["created", run.itemsCreated],
    ["updated", run.itemsUpdated],
    ["adopted", run.itemsAdopted],
    ["failed", run.itemsFailed],
    ["rejected", run.rowsRejected],
  ] as const;
  const told = counts
    .filter(([word, count]) => count > 0 || word === "read")
    .map(([word, count]) => `${formatNumber(count)} ${word}`);
  const took = run.endedAt === null ? null : Date.parse(run.endedAt) - Date.parse(run.startedAt);
  const head = `${run.definitionName}: ${runStateLabels[runStateOf(run)].toLowerCase()}${took === null ? "" : ` after ${formatDuration(took)}`}; ${told.join(", ")}; ${formatNumber(run.unitsSpent)} units.`;
  const story = events
    .filter(({ severity }) => severity !== "INFO")
    .map(({ severity, message }) => `  ${severity.toLowerCase()}  ${message}`);
  const error = run.errorMessage === null ? [] : [`  ${run.errorCode ?? ""}  ${run.errorMessage}`];
  return [head, ...story.slice(-10), ...error].map(oneLine).join("\n");
}

/** The exit code for a run. */
export function runCode({ outcome, phase, rowsRejected, itemsFailed }: RunRow): ExitCode {
  if (phase === "HALTED") return exitCodes.halted;
  switch (outcome) {
    case null:
      return exitCodes.pending;
    case "SUCCEEDED":
      return exitCodes.done;
    case "PARTIAL":
      return rowsRejected > 0 || itemsFailed > 0 ? exitCodes.pending : exitCodes.done;
    case "HALTED":
      return exitCodes.halted;
    default:
      return exitCodes.failed;
  }
}

/** Follows a run until it has ended or waits for a person. Stopping this stops nothing of the run. */
export async function followRun(
  { context, progress, signal }: Pick<Call<never>, "context" | "progress" | "signal">,
  runId: string,
): Promise<LiveRun> {
  const begin = Date.now();
  let isWarned = false;
  for (;;) {
    const live = await getLiveRun(context, { runId });
    if (live.run.outcome !== null || live.run.phase === "HALTED") return live;
    progress.say(progressText(live));
    if (live.run.phase === "QUEUED" && Date.now() - begin > unworkedMs && !isWarned) {
      progress.note("No worker has begun yet: is one running? It is waited for.");
      isWarned = true;
    }
    await sleep(pollMs, undefined, { signal });
  }
}
