// The program behind `syncbridge`: what the pages do, by the same functions, for a terminal and for scripts.
import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import path from "node:path";
import type { Context } from "@/lib/context";
import { lostMetastore } from "@/lib/db/lost-metastore";
import { applyMigrations } from "@/lib/db/migrate";
import { AppError, messageOf } from "@/lib/errors/app-error";
import { errorCodes } from "@/lib/errors/codes";
import { speakPlainly } from "@/lib/errors/field-messages";
import { BundleError, placeText } from "@/lib/features/bundle/bundle-error";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { log } from "@/lib/log";
import { withoutPasswords } from "@/lib/secret-text";
import { enterProject } from "../processes/enter-project";
import { withMetastore } from "./metastore";
import { openOutput, ReaderGone } from "./standard-output";
import type { Answer, Command } from "./syncbridge/command";
import { commands } from "./syncbridge/commands";
import { codeOf } from "./syncbridge/exit-codes";
import { openProgress } from "./syncbridge/progress";
import { helpOf, overviewOf, type ReadCall, readCall, unknownCommand } from "./syncbridge/usage";
import { oneLine } from "./terminal-text";

const progress = openProgress(process.stderr);
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
let stopCode: number | null = null;
/** Under which everything of this call is logged, and what went wrong unforeseen is found again. */
const requestId = randomUUID();
let isJson = process.argv.includes("--json");

/** Where the person is: npm runs its scripts in the project's folder and tells the other one. */
function personsFolder(): string {
  const isScript = process.env.npm_lifecycle_event === "syncbridge";
  return path.resolve((isScript && process.env.INIT_CWD) || ".");
}

/** Shown in runs and in the audit trail. */
function personsContext(): Context {
  return { actor: { kind: "command-line", name: `command line (${loginName()})` }, requestId };
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    // A container may run under a number that has no name.
    if (error instanceof Error && "code" in error) return process.getuid ? `user ${process.getuid()}` : "unnamed";
    throw error;
  }
}

async function answerOf(command: Command, call: ReadCall, folder: string, signal: AbortSignal): Promise<Answer> {
  const base = { names: call.names, values: call.values as never, progress, signal, folder, context: personsContext() };
  if (command.isAlone) return command.run(base);
  process.env.INIT_CWD = folder;
  return withMetastore(call.dataDir, signal, async (url) => {
    configureQueue(url);
    try {
      return await withQueueClosed(async () => {
        await applyMigrations({ url, signal });
        return command.run(base);
      });
    } catch (error) {
      // Whatever failed without being foreseen may have failed for want of the metastore.
      if (error instanceof AppError || error instanceof ReaderGone || signal.aborted) throw error;
      throw (await lostMetastore(url)) ?? error;
    }
  });
}

async function withQueueClosed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await closeQueue();
  }
}

const doctorEntry = {
  takes: [],
  summary: "Examines this installation and everything it reaches, and changes nothing.",
};

/** The doctor is a program of its own: it examines an installation without applying a migration to it. */
async function doctor(): Promise<void> {
  process.argv.splice(2, 1);
  await import("./doctor");
}

async function main(args: readonly string[], stopping: AbortController): Promise<number> {
  const { signal } = stopping;
  const output = openOutput((reason) => stopping.abort(reason), signal);
  const folder = personsFolder();
  enterProject(import.meta.dirname);
  speakPlainly();
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    await output.write(overviewOf({ ...commands, doctor: doctorEntry }));
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw unknownCommand(name, [...Object.keys(commands), "doctor"]);
  const call = readCall(name, command, rest);
  isJson = call.isJson;
  if (call.isHelp) {
    await output.write(helpOf(name, command));
    return 0;
  }
  const answer = await answerOf(command, call, folder, signal);
  progress.clear();
  if (isJson) await output.write(`${JSON.stringify({ format: 1, command: name, ...answer.json })}\n`);
  else if (answer.text !== "") await output.write(`${answer.text}\n`);
  return answer.code;
}

/** By what an unforeseen error is found in the log and in what is stored: that of the work that failed, or this call's own, which is logged now. */
function referenceOf(error: unknown): string {
  const stored = error instanceof AppError ? error.details.reference : undefined;
  if (typeof stored === "string") return stored;
  log("command").error({ err: error, requestId }, "unexpected error");
  return requestId;
}

/** Says what went wrong, each problem of a file on a line of its own, and answers the exit code. */
function refusal(error: unknown): number {
  progress.clear();
  if (error instanceof ReaderGone) return 0;
  const known = error instanceof AppError ? error : null;
  const problems = error instanceof BundleError ? error.problems : [];
  const message = withoutPasswords(known ? known.message : messageOf(error));
  const code = known?.code ?? "unexpected";
  const remedy = known?.remedy ?? errorCodes.unexpected.remedy;
  const reference = code === "unexpected" ? referenceOf(error) : null;
  if (isJson) {
    const told = { code, message, remedy, problems, ...(reference === null ? {} : { reference }) };
    process.stdout.write(`${JSON.stringify({ format: 1, error: told })}\n`);
  }
  const say = (line: string) => process.stderr.write(`${oneLine(line)}\n`);
  if (error instanceof BundleError)
    for (const problem of problems)
      say(`${placeText(error.file, problem)}: ${withoutPasswords(problem.message)} ${problem.remedy}`);
  else {
    say(message);
    say(remedy);
    if (reference !== null) say(`Reference id: ${reference}. With LOG_LEVEL=warn the log tells the whole error.`);
  }
  return codeOf(error);
}

async function syncbridge(): Promise<void> {
  const stopping = new AbortController();
  for (const name of Object.keys(signals) as (keyof typeof signals)[]) {
    process.on(name, () => {
      // A second one does not wait for what is being put in order.
      if (stopCode !== null) process.exit(stopCode);
      stopCode = signals[name];
      stopping.abort(new Error("Stopped."));
    });
  }
  try {
    process.exitCode = await main(process.argv.slice(2), stopping);
  } catch (error) {
    // What was under way fails in its own words when it is stopped.
    process.exitCode = stopCode ?? refusal(stopping.signal.aborted ? stopping.signal.reason : error);
  }
}

await (process.argv[2] === "doctor" ? doctor() : syncbridge());
