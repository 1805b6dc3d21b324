import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { db } from "@/lib/db/client";
import { computeMatch } from "@/lib/sync/first-match";
import { continueRun } from "@/lib/sync/run-sync";
import { type BundleStack, shopBundle, startBundleStack } from "./bundle-stack";
import type { TestDatabase } from "./metastore";

const root = path.resolve(import.meta.dirname, "../..");
/** A build of its own, as it is shipped: it begins quicker than the sources, and tests neither need `npm run build` nor disturb what it made. */
const built = path.join(root, "dist/test-syncbridge/syncbridge.mjs");

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command line against an installation of its own, with a worker that goes on with whatever is asked for. */
export interface CommandStack {
  readonly stack: BundleStack;
  readonly store: TestDatabase;
  /** Where commands are run; holds `shop.yaml`. */
  readonly folder: string;
  /** Everything that any command wrote, for the search for secrets. */
  readonly written: readonly string[];
  /** Runs the command as a person does, in a folder that knows nothing of the project and without a terminal. */
  run(args: readonly string[], environment?: Record<string, string | undefined>, program?: string): Promise<Ended>;
  /** The document of a command with `--json`. */
  documentOf(args: readonly string[]): Promise<{ readonly code: number; readonly json: Record<string, unknown> }>;
  stop(): Promise<void>;
}

export async function startCommandStack(): Promise<CommandStack> {
  execFileSync(process.execPath, ["worker/build.mjs", "--outdir=dist/test-syncbridge", "syncbridge"], { cwd: root });
  const folder = mkdtempSync(path.join(tmpdir(), "syncbridge-"));
  const stack = await startBundleStack();
  const store = await stack.enterNew();
  writeFileSync(path.join(folder, "shop.yaml"), shopBundle);
  const written: string[] = [];
  const working = new AbortController();
  const worker = workRuns(working.signal);
  const run: CommandStack["run"] = (args, environment = {}, program = built) =>
    new Promise((resolve) => {
      const options = {
        cwd: folder,
        env: {
          PATH: process.env.PATH,
          NODE_ENV: "production" as const,
          NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS,
          SYNCBRIDGE_SECRET_KEY: process.env.SYNCBRIDGE_SECRET_KEY,
          DATABASE_URL: store.url,
          LOG_LEVEL: "silent",
          ...stack.environment,
          ...environment,
        },
        maxBuffer: 64 * 1024 * 1024,
      };
      const child = execFile(process.execPath, [program, ...args], options, (error, out, err) => {
        written.push(out, err);
        resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, out, err });
      });
      child.stdin?.end();
    });
  return {
    stack,
    store,
    folder,
    written,
    run,
    async documentOf(args) {
      const { code, out, err } = await run([...args, "--json"]);
      try {
        return { code, json: JSON.parse(out) as Record<string, unknown> };
      } catch {
        throw new Error(`No document: ${out}\n${err}`);
      }
    },
    async stop() {
      working.abort();
      await worker;
      await stack.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Does here what a worker does elsewhere: goes on with whatever run is open. */
async function workRuns(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const open = await db().syncRun.findFirst({ where: { status: "RUNNING" }, select: { syncDefId: true } });
    if (open) await continueRun({ definitionId: open.syncDefId, holder: "test", signal });
    const asked = await db().syncMatch.findFirst({ where: { state: "QUEUED" }, select: { id: true } });
    if (asked) await computeMatch({ matchId: asked.id, signal });
    await sleep(100, undefined, { signal }).catch(() => undefined);
  }
}
