import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { startRun } from "@/lib/features/runs/mutations";
import { getLiveRun } from "@/lib/features/runs/queries";
import { getDefinition, listDefinitions } from "@/lib/features/syncs/queries";
import type { RunningProcess } from "@/worker/processes/spawn-process";
import { cpuMsOf } from "./process-use";

export const context: Context = { actor: { kind: "command-line", name: "bench" }, requestId: randomUUID() };

export interface MeasuredRun {
  readonly seconds: number;
  /** Processor time of the worker during the run. */
  readonly cpuMs: number;
  readonly created: number;
  readonly rowsRead: number;
}

/** Runs a definition to its end with the given worker; throws unless it succeeded. */
export async function measureRun(definitionName: string, worker: RunningProcess): Promise<MeasuredRun> {
  const { id } = await definitionNamed(definitionName);
  const pid = worker.pid ?? 0;
  const cpuBefore = cpuMsOf(pid);
  const begin = performance.now();
  const { runId } = await startRun(context, { definitionId: id });
  for (;;) {
    const { run, events } = await getLiveRun(context, { runId });
    if (run.outcome === "SUCCEEDED") {
      const seconds = (performance.now() - begin) / 1_000;
      return { seconds, cpuMs: cpuMsOf(pid) - cpuBefore, created: run.itemsCreated, rowsRead: run.rowsRead };
    }
    if (run.outcome) throw new Error(`The run ended as ${run.outcome}: ${events.at(-1)?.message ?? "without a word"}`);
    await sleep(50);
  }
}

export async function definitionNamed(name: string) {
  const { rows } = await listDefinitions(context, { search: name, limit: 50 });
  const found = rows.find((row) => row.name === name);
  if (!found) throw new Error(`There is no sync "${name}".`);
  return getDefinition(context, { definitionId: found.id });
}
