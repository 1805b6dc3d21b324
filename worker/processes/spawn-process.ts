import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** How a process ended: by itself with a code, or by a signal. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  /** Names the process in prefixed output and messages. */
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Receives each line of standard output and standard error; use `prefixedOutput` to show them. */
  readonly onLine?: (line: string) => void;
}

export interface RunningProcess {
  readonly name: string;
  readonly pid: number | undefined;
  /** Settles when the process is gone, also when it could not be started (code 127); never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Whether it said that it is ready (`sayReady`); only Node processes started here can. */
  isReady(): boolean;
  /** The exit once it happened. */
  exit(): ProcessExit | undefined;
  /** The last lines it wrote, for a message about its end. */
  lastLines(): string;
  /** Asks the process and everything it started to end (SIGTERM), insists after `graceMs` (SIGKILL), waits until it is gone. */
  stop(graceMs?: number): Promise<ProcessExit>;
}

const keptLines = 20;
const readyMessage = "ready";

/** Called in a process that `startNodeProcess` started: tells the starter that it is ready. Elsewhere it does nothing. */
export function sayReady(): void {
  if (process.connected) process.send?.(readyMessage);
}

/**
 * Starts a program in a process group of its own: Ctrl-C in the terminal reaches only the supervisor, which then stops
 * its processes in order, and `stop` reaches grandchildren too.
 */
export function startProcess(options: ProcessOptions): RunningProcess {
  return supervise(options, ["ignore", "pipe", "pipe"], options.args ?? []);
}

// Runs inside the child before its own code: when the supervisor dies, even by SIGKILL, the channel closes and the
// child ends as if asked to. Without it a killed supervisor would leave servers behind that hold their ports.
const lifeline =
  'process.once("disconnect",()=>process.kill(process.pid,"SIGTERM"));process.channel?.unref();' +
  "if(!process.connected)process.exit(1)";

/** Starts a Node script that ends together with this process, whatever ends this process. */
export function startNodeProcess(options: Omit<ProcessOptions, "command">): RunningProcess {
  const args = ["--import", `data:text/javascript,${encodeURIComponent(lifeline)}`, ...(options.args ?? [])];
  return supervise({ ...options, command: process.execPath }, ["ignore", "pipe", "pipe", "ipc"], args);
}

function supervise(
  options: ProcessOptions,
  stdio: ("ignore" | "pipe" | "ipc")[],
  args: readonly string[],
): RunningProcess {
  const child = spawn(options.command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio,
    detached: process.platform !== "win32",
  });
  const lines: string[] = [];
  const note = (line: string) => {
    lines.push(line);
    if (lines.length > keptLines) lines.shift();
    options.onLine?.(line);
  };
  readLines(child.stdout, note);
  readLines(child.stderr, note);
  let ready = false;
  child.on("message", (message) => {
    if (message === readyMessage) ready = true;
  });
  let ended: ProcessExit | undefined;
  const exited = new Promise<ProcessExit>((resolve) => {
    const settle = (exit: ProcessExit) => {
      if (ended) return;
      ended = exit;
      signalTree(child, "SIGKILL");
      resolve(exit);
    };
    child.once("error", (error) => {
      note(error.message);
      if (child.pid === undefined) settle({ code: 127, signal: null });
    });
    child.once("exit", (code, signal) => settle({ code, signal }));
  });
  return {
    name: options.name,
    pid: child.pid,
    exited,
    isReady: () => ready,
    exit: () => ended,
    lastLines: () => lines.join("\n"),
    async stop(graceMs = 10_000) {
      if (ended) return ended;
      signalTree(child, "SIGTERM");
      const insist = setTimeout(() => signalTree(child, "SIGKILL"), graceMs);
      const exit = await exited;
      clearTimeout(insist);
      return exit;
    },
  };
}

function readLines(stream: Readable | null, note: (line: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on("line", note);
}

/** Signals the process's whole group; a group that is gone already is what was wanted. */
function signalTree(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Writes lines to standard output with the process's name before each, in a column of `width` characters. */
export function prefixedOutput(name: string, width = 8, out: NodeJS.WritableStream = process.stdout) {
  return (line: string): void => {
    out.write(`${name.padEnd(width)}| ${line}\n`);
  };
}

/** How a process ended, in words. */
export function describeExit(exit: ProcessExit): string {
  return exit.signal ? `was ended by ${exit.signal}` : `ended with code ${exit.code}`;
}
