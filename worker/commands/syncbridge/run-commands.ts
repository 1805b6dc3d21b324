import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { sendTestRow, undoTestRow } from "@/lib/features/mapping/mutations";
import { testRowInput, undoTestInput } from "@/lib/features/mapping/schema";
import type { TestRun } from "@/lib/features/mapping/types";
import { approveRun, cancelRun, planRun, startRun } from "@/lib/features/runs/mutations";
import { getLiveRun, listOperations, listRuns } from "@/lib/features/runs/queries";
import { usageError } from "../usage-error";
import { type Answer, defineCommand } from "./command";
import { exitCodes } from "./exit-codes";
import { followRun, planCode, planText, runCode, runText } from "./follow-run";
import { definitionNamed } from "./resolve";

export const run = defineCommand({
  takes: ["DEFINITION"],
  summary: "Asks for a run; a worker does it.",
  help: `  --wait           wait for its end and tell what it did
  --test KEY       write this one row now, by the published mapping, and tell request and response
  --undo           with --test RUN, the id of a test: take back what it wrote, unless somebody changed it since

A run that is open already is the answer. Ctrl-C ends the waiting, not the run. With --wait it ends with 0 when the run succeeded, with 1 when it
failed or was cancelled, with 3 when rows were rejected, with 4 when it was halted. A test ends with 3 when the row is refused, or goes on.`,
  options: {
    wait: { type: "boolean", default: false },
    test: { type: "string" },
    undo: { type: "boolean", default: false },
  },
  async run(call) {
    const { context, names, values } = call;
    const { id: definitionId, name } = await definitionNamed(context, names[0] ?? "");
    const { test, undo } = values;
    if (undo && test === undefined) throw usageError("--undo takes back a test: name it by --test RUN.");
    if (test !== undefined) {
      if (values.wait) throw usageError("--test is waited for anyway: leave --wait out.");
      return testAnswer(
        undo ? await undoTest(context, definitionId, test) : await sendTest(context, definitionId, test),
      );
    }
    const { runId } = await startRun(context, { definitionId });
    if (!values.wait) return { code: exitCodes.done, json: { runId }, text: `Run ${runId} of “${name}” is asked for.` };
    const live = await followRun(call, runId);
    return { code: runCode(live.run), json: live, text: runText(live) };
  },
});

function sendTest(context: Context, definitionId: string, key: string): Promise<TestRun> {
  const input = testRowInput.safeParse({ definitionId, key, through: "published" });
  if (!input.success) throw usageError("--test takes the key of a row.");
  return sendTestRow(context, input.data);
}

async function undoTest(context: Context, definitionId: string, runId: string): Promise<TestRun> {
  const input = undoTestInput.safeParse({ runId });
  if (!input.success) throw usageError("--undo takes back a test: --test takes the id of its run here.");
  const { run: test } = await getLiveRun(context, input.data);
  if (test.definitionId !== definitionId)
    throw new AppError("not-found", { message: `This run is one of “${test.definitionName}”.` });
  return undoTestRow(context, input.data);
}

function testAnswer(test: TestRun): Answer {
  const { runId, identity, did, reason, state, itemUrl, exchanges } = test;
  const told = exchanges.map(({ method, path, status, request }) =>
    [`${method} ${path} → ${status ?? "no answer"}`, ...(request === null ? [] : [request])].join("\n"),
  );
  const text = [`${identity}: ${did ?? reason ?? state} (run ${runId})`, ...(itemUrl ? [itemUrl] : []), ...told];
  return { code: state === "done" ? exitCodes.done : exitCodes.pending, json: test, text: text.join("\n") };
}

export const plan = defineCommand({
  takes: ["DEFINITION"],
  summary: "Shows what a run would do, and writes nothing: a dry run.",
  help: `  --operations N   show at most so many of the planned operations with their fields, 20 where left out, 200 at most

A worker does it, and it is waited for. Ends with 0 when nothing is to be done, with 3 when something is, with 4 when a guard would stop it, with 1
when it failed.`,
  options: { operations: { type: "string" } },
  async run(call) {
    const { context, names, values } = call;
    const limit = Number(values.operations ?? 20);
    if (!Number.isInteger(limit) || limit < 0 || limit > 200)
      throw usageError("--operations is a whole number from 0 to 200.");
    const { id: definitionId } = await definitionNamed(context, names[0] ?? "");
    const { runId } = await planRun(context, { definitionId });
    const live = await followRun(call, runId);
    const operations = limit === 0 ? [] : (await listOperations(context, { runId, limit })).rows;
    return { code: planCode(live.run), json: { ...live, operations }, text: planText(live, operations) };
  },
});

export const approve = defineCommand({
  takes: ["RUN|DEFINITION"],
  summary: "Lets a run that a guard halted go on, with exactly the plan that was made.",
  help: `  --wait           wait for its end and tell what it did

A run is named by its id, or by its definition whose newest run is meant. It counts once, within a day, and only while no newer run exists.`,
  options: { wait: { type: "boolean", default: false } },
  async run(call) {
    const { context, names, values } = call;
    const runId = await newestRunOf(context, names[0] ?? "");
    await approveRun(context, { runId });
    if (!values.wait) return { code: exitCodes.done, json: { runId }, text: `Run ${runId} goes on.` };
    const live = await followRun(call, runId);
    return { code: runCode(live.run), json: live, text: runText(live) };
  },
});

/** The run of this id, or the newest run of a definition. Throws `not-found` where it never ran. */
async function newestRunOf(context: Context, name: string): Promise<string> {
  const byId = await runOfId(context, name);
  if (byId) return byId;
  const { id: definitionId } = await definitionNamed(context, name);
  const { rows } = await listRuns(context, { definitionId, limit: 1 });
  if (rows[0]) return rows[0].id;
  throw new AppError("not-found", { message: `“${name}” has not run yet.` });
}

async function runOfId(context: Context, name: string): Promise<string | null> {
  if (!/^[0-9a-f-]{36}$/i.test(name)) return null;
  const live = await getLiveRun(context, { runId: name }).catch(unknownRun);
  return live?.run.id ?? null;
}

/** The run of this id, or the open run of a definition; null where none is open. */
async function openRunOf(context: Context, name: string): Promise<string | null> {
  const byId = await runOfId(context, name);
  if (byId) return byId;
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
