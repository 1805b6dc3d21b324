// The program behind `npm run doctor`. Examining changes nothing: it applies no migration and stores no finding.
import { AppError } from "@/lib/errors/app-error";
import { enterProject } from "../processes/enter-project";
import { type DoctorArguments, doctorUsage, readDoctorArguments } from "./doctor-arguments";
import { examineCommand } from "./doctor-examine";
import { probeCommand } from "./doctor-probe";
import { withMetastore } from "./metastore";
import { openOutput, ReaderGone } from "./standard-output";
import { oneLine } from "./terminal-text";

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
