import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { SandboxInfo } from "@/sandbox/start";

export interface SandboxOptions {
  /** Kept when given; otherwise a temporary one that `stop` removes. */
  dataDir?: string;
  /** The resource-unit meter; off when left out. */
  meter?: boolean;
  /** The demo database that the sandbox's page may change. */
  sourceUrl?: string;
  /** Fixed ports, for a second start on the same addresses; free ones when left out. */
  ports?: { graph?: number; page?: number; lever?: number };
  /** A built sandbox, such as `dist/sandbox.mjs`; the sources through tsx when left out. */
  entry?: string;
}

/** A fault rule; see `sandbox/graph/faults.ts` for what each action does. */
export interface FaultRule {
  method?: string;
  path?: string;
  body?: string;
  where?: "call" | "entry" | "any";
  action:
    | { kind: "answer" | "answerAfter"; status: number; headers?: Record<string, string>; body?: unknown }
    | { kind: "drop" | "dropAfter" }
    | { kind: "delay"; ms: number; jitterMs?: number }
    | { kind: "cutBody"; keep: number };
  probability?: number;
  seed?: number;
  after?: number;
  times?: number;
}

export interface LoggedRequests {
  totals: Record<string, { calls: number; units: number; byStatus: Record<string, number> }>;
  latest: { method: string; path: string; route: string; status: number; units: number; batch?: number }[];
}

export interface DumpedItem {
  id: number;
  version: number;
  values: Record<string, unknown>;
  modifiedBy: string;
}

/** Moves the sandbox from outside; the API is described in `sandbox/graph/levers.ts`. */
export interface Levers {
  addFault: (rule: FaultRule) => Promise<string>;
  clearFaults: () => Promise<void>;
  requests: (count?: number) => Promise<LoggedRequests>;
  clearRequests: () => Promise<void>;
  setMeter: (change: { enabled?: boolean; tier?: string; timeScale?: number }) => Promise<void>;
  setProfile: (change: Record<string, unknown>) => Promise<void>;
  setClockOffset: (offsetMs: number) => Promise<void>;
  /** Items of a list, by id or title, as stored; dates in UTC, lookups as numbers. */
  dump: (list: string) => Promise<DumpedItem[]>;
  editItem: (list: string, id: number, fields: Record<string, unknown>) => Promise<void>;
  addItem: (list: string, fields: Record<string, unknown>) => Promise<number>;
  deleteItem: (list: string, id: number) => Promise<void>;
  restoreItem: (list: string, id: number) => Promise<void>;
  reset: () => Promise<void>;
  /** Any other lever. */
  call: (method: string, path: string, body?: unknown) => Promise<unknown>;
}

export interface Sandbox {
  info: SandboxInfo;
  dataDir: string;
  pid: number;
  levers: Levers;
  /** Ends it properly and removes a temporary data directory. */
  stop: () => Promise<void>;
  /** SIGKILL; the data stays. Resolves when the process is gone. */
  kill: () => Promise<void>;
}

const START_TIMEOUT_MS = 60_000;

/**
 * Starts the real sandbox process on free ports and waits until it answers. It ends by itself when this process dies.
 * @throws with what the process printed, when it does not come up.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const isTemporary = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "sandbox-"));
  const child = spawn(process.execPath, entryArguments(options.entry), {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      SANDBOX_DATA_DIR: dataDir,
      SANDBOX_GRAPH_PORT: String(options.ports?.graph ?? 0),
      SANDBOX_PAGE_PORT: String(options.ports?.page ?? 0),
      SANDBOX_LEVER_PORT: String(options.ports?.lever ?? 0),
      SANDBOX_METER: options.meter ? "on" : "off",
      SANDBOX_SOURCE_URL: options.sourceUrl ?? "",
      SANDBOX_FOLLOW_STDIN: "1",
    },
  });
  const gone = new Promise<void>((done) => child.once("exit", () => done()));
  const info = await firstLine(child);
  return {
    info,
    dataDir,
    pid: info.pid,
    levers: createLevers(info.leverUrl),
    stop: async () => {
      child.kill("SIGTERM");
      await gone;
      if (isTemporary) rmSync(dataDir, { recursive: true, force: true });
    },
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function entryArguments(entry: string | undefined): string[] {
  const root = resolve(import.meta.dirname, "../..");
  return entry ? [resolve(root, entry)] : ["--import", "tsx", join(root, "sandbox/main.ts")];
}

/** The process prints one JSON line when it is ready. */
function firstLine(child: ChildProcess): Promise<SandboxInfo> {
  return new Promise((done, failed) => {
    let errors = "";
    const fail = (why: string) => failed(new Error(`The sandbox ${why}\n${errors}`));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      fail("did not answer in time.");
    }, START_TIMEOUT_MS);
    child.stderr?.on("data", (part: Buffer) => {
      errors += part.toString();
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended at its start with code ${code}.`);
    });
    if (!child.stdout) throw new Error("The sandbox has no output.");
    createInterface(child.stdout).once("line", (line) => {
      clearTimeout(timer);
      done(JSON.parse(line) as SandboxInfo);
    });
  });
}

function createLevers(base: string): Levers {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(base + path, {
      method,
      // Always, because the levers refuse what a page of another origin could send.
      headers: { "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Lever ${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }
  const list = (name: string) => `/lists/${encodeURIComponent(name)}`;
  const done = async (work: Promise<unknown>) => {
    await work;
  };
  return {
    call,
    addFault: async (rule) => ((await call("POST", "/faults", rule)) as { id: string }).id,
    clearFaults: () => done(call("DELETE", "/faults")),
    requests: async (count = 100) => (await call("GET", `/requests?count=${count}`)) as LoggedRequests,
    clearRequests: () => done(call("DELETE", "/requests")),
    setMeter: (change) => done(call("PATCH", "/meter", change)),
    setProfile: (change) => done(call("PATCH", "/profile", change)),
    setClockOffset: (offsetMs) => done(call("PATCH", "/clock", { offsetMs })),
    dump: async (name) => ((await call("GET", list(name))) as { items: DumpedItem[] }).items,
    editItem: (name, id, fields) => done(call("PATCH", `${list(name)}/items/${id}`, { fields })),
    addItem: async (name, fields) => ((await call("POST", `${list(name)}/items`, { fields })) as DumpedItem).id,
    deleteItem: (name, id) => done(call("DELETE", `${list(name)}/items/${id}`)),
    restoreItem: (name, id) => done(call("POST", `${list(name)}/items/${id}/restore`)),
    reset: () => done(call("POST", "/reset")),
  };
}
