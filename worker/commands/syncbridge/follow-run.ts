import { setTimeout as sleep } from "node:timers/promises";
import { phaseLabels, runStateLabels, runStateOf } from "@/lib/features/runs/labels";
import { getLiveRun } from "@/lib/features/runs/queries";
import type { LiveRun, OperationRow, RunRow } from "@/lib/features/runs/types";
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
    ["deleted", run.itemsDeleted],
    ["marked", run.itemsMarked],
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
  return [head, ...story.slice(-10), ...error, ...haltLines(run)].map(oneLine).join("\n");
}

/** Which guard stopped it, and who may let it go on. */
function haltLines({ id, halt, approvedAt }: RunRow): readonly string[] {
  if (halt === null || approvedAt !== null) return [];
  const who = halt.approver === "Admin" ? "An administrator" : "A steward";
  const approve = `${who} may let it go on: syncbridge approve ${id}`;
  return [...halt.sentences.map((sentence) => `  guard  ${sentence}`), `  ${approve}`];
}

/** What a dry run planned, as lines. */
export function planText(
  { run, events }: Pick<LiveRun, "run" | "events">,
  operations: readonly OperationRow[],
): string {
  if (run.outcome !== "SUCCEEDED") return runText({ run, events });
  const counts = [
    ["to create", run.plannedCreates],
    ["to update", run.plannedUpdates],
    ["to delete", run.plannedDeletes],
    ["to mark", run.plannedMarks],
    ["to note in the ledger", run.plannedRecords],
    ["rejected", run.rowsRejected],
    ["filtered out", run.rowsFiltered],
  ] as const;
  const told = counts.filter(([, count]) => count > 0).map(([word, count]) => `${formatNumber(count)} ${word}`);
  const head = `${run.definitionName}: of ${formatNumber(run.rowsRead)} rows read ${told.length === 0 ? "nothing is to be done" : told.join(", ")}; nothing was written.`;
  const story = events.filter(({ type }) => type.startsWith("plan")).map(({ message }) => `  ${message}`);
  const lines = operations.map(({ kind, identity, itemId, changes }) => {
    const fields = changes.map(
      ({ column, before, after }) => `${column}: ${before === null ? "" : `${before} → `}${after ?? "nothing"}`,
    );
    return `  ${kind.toLowerCase().padEnd(6)}  ${identity}${itemId === null ? "" : ` (item ${itemId})`}  ${fields.join(", ")}`;
  });
  return [head, ...story, ...lines].map(oneLine).join("\n");
}

/** The exit code for a dry run: whether it planned anything, and whether a guard would stop that. */
export function planCode(run: RunRow): ExitCode {
  if (run.outcome !== "SUCCEEDED") return runCode(run);
  if (run.halt !== null) return exitCodes.halted;
  const { plannedCreates, plannedUpdates, plannedDeletes, plannedMarks, plannedRecords, rowsRejected } = run;
  const planned = plannedCreates + plannedUpdates + plannedDeletes + plannedMarks + plannedRecords + rowsRejected;
  return planned > 0 ? exitCodes.pending : exitCodes.done;
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
