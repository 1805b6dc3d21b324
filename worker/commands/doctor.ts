// The program behind `npm run doctor`. Examining changes nothing: it applies no migration and stores no finding.
import { existsSync } from "node:fs";
import path from "node:path";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { readEnv } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { enterProject } from "../processes/enter-project";
import { localKeys } from "../processes/local-keys";
import { type DoctorArguments, doctorUsage, readDoctorArguments } from "./doctor-arguments";
import { examineCommand } from "./doctor-examine";
import { probeCommand } from "./doctor-probe";
import { openOutput, ReaderGone } from "./standard-output";
import { oneLine } from "./terminal-text";

/** Where the metastore answers, and how to leave it. An embedded one brings the keys of its folder. */
async function openMetastore(dataDir: string | null, signal: AbortSignal) {
  // Not kept: the keys of the folder are settings too, and come only now.
  const { DATABASE_URL: url, SYNCBRIDGE_DATA_DIR } = readEnv();
  if (url && dataDir === null) return { url, leave: async () => undefined };
  const folder = path.resolve(process.env.INIT_CWD ?? ".", dataDir ?? SYNCBRIDGE_DATA_DIR);
  const home = path.join(folder, "postgres");
  if (!existsSync(home)) {
    throw new AppError("metastore-missing", {
      message: `There is no installation in ${folder}.`,
      remedy: "Set DATABASE_URL, or name the folder of an installation by --data-dir.",
    });
  }
  const keys = localKeys(folder);
  process.env.SYNCBRIDGE_SECRET_KEY ||= keys.SYNCBRIDGE_SECRET_KEY;
  const server = await startEmbeddedPostgres({ dataDir: home, signal });
  return { url: server.url("syncbridge"), leave: () => server.stop() };
}

/** Does something with the metastore of the settings, or of the folder `dataDir`, and leaves it as it was found: running or not. */
async function withMetastore<T>(
  dataDir: string | null,
  signal: AbortSignal,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const metastore = await openMetastore(dataDir, signal);
  try {
    configureDatabase(metastore.url);
    return await work(metastore.url);
  } finally {
    await closeDatabase();
    await metastore.leave();
  }
}

/** Does what was asked for; answers whether nothing is wrong. */
function doctor(args: DoctorArguments, stopping: AbortController): Promise<boolean> {
  const { signal } = stopping;
  const output = openOutput((reason) => stopping.abort(reason), signal);
  const { json, dataDir, probe } = args;
  return withMetastore(dataDir, signal, (url) =>
    probe ? probeCommand({ probe, json, url, output, signal }) : examineCommand(args, url, output, signal),
  );
}

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
let stopCode: number | null = null;

async function main(): Promise<number> {
  enterProject(import.meta.dirname);
  const args = readDoctorArguments(process.argv.slice(2));
  if (args === null) {
    process.stdout.write(doctorUsage);
    return 0;
  }
  const stopping = new AbortController();
  for (const name of Object.keys(exitCodes) as (keyof typeof exitCodes)[]) {
    process.on(name, () => {
      // A second one does not wait for what is being put in order.
      if (stopCode !== null) process.exit(exitCodes[name]);
      stopCode = exitCodes[name];
      stopping.abort(new Error("Stopped."));
    });
  }
  return (await doctor(args, stopping)) ? 0 : 1;
}

/** Says what went wrong and answers the exit code. */
function refusal(error: unknown): number {
  if (stopCode !== null) return stopCode;
  if (error instanceof ReaderGone) return 0;
  const known = error instanceof AppError;
  process.stderr.write(known ? `${oneLine(error.message)}\n${oneLine(error.remedy)}\n` : `${String(error)}\n`);
  return known && error.code === "input-invalid" ? 2 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = refusal(error);
}
