// The program behind `npm run doctor`. Changes nothing: it applies no migration and stores no finding.
import { existsSync } from "node:fs";
import path from "node:path";
import type { Finding } from "@/lib/connectors/connector";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres";
import { readEnv } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { examine } from "@/lib/sync/doctor/examine";
import type { Examined } from "@/lib/sync/doctor/examined";
import { enterProject } from "../processes/enter-project";
import { localKeys } from "../processes/local-keys";
import { type DoctorArguments, doctorUsage, readDoctorArguments } from "./doctor-arguments";
import { openOutput } from "./standard-output";
import { oneLine } from "./terminal-text";

const signs = { ok: "ok     ", info: "note   ", warning: "warning", error: "ERROR  " } as const;

function textOf({ part, findings }: Examined): string {
  const line = ({ level, title, remedy }: Finding) =>
    `  ${signs[level]}  ${oneLine(title)}${remedy ? `\n           → ${oneLine(remedy)}` : ""}\n`;
  return `${oneLine(part)}\n${findings.map(line).join("")}\n`;
}

/** Where the metastore answers, and how to leave it. An embedded one brings the keys of its folder. */
async function openMetastore({ dataDir }: DoctorArguments, signal: AbortSignal) {
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

/** Examines and prints; answers whether nothing is wrong. */
export async function doctor(args: DoctorArguments, stopping: AbortController): Promise<boolean> {
  const { signal } = stopping;
  const output = openOutput((reason) => stopping.abort(reason), signal);
  const metastore = await openMetastore(args, signal);
  const examined: Examined[] = [];
  try {
    configureDatabase(metastore.url);
    for await (const part of examine({ url: metastore.url, isOutwards: !args.isInner, signal })) {
      examined.push(part);
      if (!args.json) await output.write(textOf(part));
    }
  } finally {
    await closeDatabase();
    await metastore.leave();
  }
  const findings = examined.flatMap((part) => part.findings);
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.filter(({ level }) => level === "warning").length;
  if (args.json) await output.write(`${JSON.stringify({ format: 1, errors, warnings, examined })}\n`);
  else await output.write(`${errors} wrong, ${warnings} to look at, ${findings.length} examined.\n`);
  return errors === 0;
}

async function main(): Promise<number> {
  enterProject(import.meta.dirname);
  const args = readDoctorArguments(process.argv.slice(2));
  if (args === null) {
    process.stdout.write(doctorUsage);
    return 0;
  }
  const stopping = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => stopping.abort(new AppError("input-invalid", { message: "Stopped." })));
  }
  return (await doctor(args, stopping)) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known = error instanceof AppError;
  process.stderr.write(known ? `${oneLine(error.message)}\n${oneLine(error.remedy)}\n` : `${String(error)}\n`);
  process.exitCode = known && error.code === "input-invalid" ? 2 : 1;
}
