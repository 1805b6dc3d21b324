import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { cancelRun, startRun } from "@/lib/features/runs/mutations";
import { getLiveRun, listRuns } from "@/lib/features/runs/queries";
import { defineCommand } from "./command";
import { exitCodes } from "./exit-codes";
import { followRun, runCode, runText } from "./follow-run";
import { definitionNamed } from "./resolve";

export const run = defineCommand({
  takes: ["DEFINITION"],
  summary: "Asks for a run; a worker does it.",
  help: `  --wait           wait for its end and tell what it did

A run that is open already is the answer. Ctrl-C ends the waiting, not the run. With --wait it ends with 0 when the run succeeded, with 1 when it
failed or was cancelled, with 3 when rows were rejected, with 4 when it was halted.`,
  options: { wait: { type: "boolean", default: false } },
  async run(call) {
    const { context, names, values } = call;
    const { id: definitionId, name } = await definitionNamed(context, names[0] ?? "");
    const { runId } = await startRun(context, { definitionId });
    if (!values.wait) return { code: exitCodes.done, json: { runId }, text: `Run ${runId} of “${name}” is asked for.` };
    const live = await followRun(call, runId);
    return { code: runCode(live.run), json: live, text: runText(live) };
  },
});

/** The run of this id, or the open run of a definition; null where none is open. */
export async function openRunOf(context: Context, name: string): Promise<string | null> {
  const byId = /^[0-9a-f-]{36}$/i.test(name) ? await getLiveRun(context, { runId: name }).catch(unknownRun) : null;
  if (byId) return byId.run.id;
  const { id: definitionId } = await definitionNamed(context, name);
  const { rows } = await listRuns(context, { definitionId, outcome: "RUNNING", limit: 1 });
  return rows[0]?.id ?? null;
}

/** An id may be that of a definition. */
function unknownRun(error: unknown): null {
  if (error instanceof AppError && error.code === "not-found") return null;
  throw error;
}

export const cancel = defineCommand({
  takes: ["RUN|DEFINITION"],
  summary: "Asks a run to stop; what is in flight is settled, the rest is not sent.",
  help: "A run is named by its id, or by its definition whose open run is meant.",
  options: {},
  async run({ context, names: [name = ""] }) {
    const runId = await openRunOf(context, name);
    if (runId === null) return { code: exitCodes.done, json: { runId: null }, text: "No run is open." };
    await cancelRun(context, { runId });
    return { code: exitCodes.done, json: { runId }, text: `Run ${runId} is asked to stop.` };
  },
});
