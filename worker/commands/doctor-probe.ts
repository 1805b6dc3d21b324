import { access, constants, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError, messageOf } from "@/lib/errors/app-error";
import { examineMetastore } from "@/lib/sync/doctor/metastore";
import { findProbeSite, probeSharePoint } from "@/lib/sync/doctor/probe-sharepoint";
import { openConnectionNamed } from "@/lib/sync/doctor/probe-sharepoint-connection";
import { findingsOf, profileOf, reportText } from "@/lib/sync/doctor/probe-sharepoint-report";
import { unasked } from "@/lib/sync/doctor/probe-sharepoint-switches";
import { onErrand } from "@/lib/sync/graph-errand";
import { askYes } from "./ask-yes";
import type { ProbeArguments } from "./doctor-arguments";
import type { Output } from "./standard-output";
import { oneLine } from "./terminal-text";
import { usageError } from "./usage-error";

interface ProbeCommand {
  readonly probe: ProbeArguments;
  readonly json: boolean;
  /** Address of the metastore. */
  readonly url: string;
  readonly output: Output;
  readonly signal: AbortSignal;
}

const say = (line: string) => void process.stderr.write(`${oneLine(line)}\n`);

/** Probes a site, prints the report and writes the profile; answers whether everything went well. */
export async function probeCommand({ probe, json, url, output, signal }: ProbeCommand): Promise<boolean> {
  const file = await freeFile(probe.report);
  await mustBeReadable(url);
  const client = await openConnectionNamed(probe.connection);
  const site = await findProbeSite(client, probe.site, signal);
  if (!probe.isConfirmed && !(await confirmed(site.webUrl, signal))) {
    say("Nothing was done.");
    return false;
  }
  const { told, failures } = await onErrand("probe", () => probeSharePoint({ client, site, say, signal }));
  const findings = findingsOf(told);
  const profile = profileOf(findings);
  await writeFile(file, `${JSON.stringify(profile, null, 2)}\n`, { flag: "wx" });
  if (json) {
    await output.write(`${JSON.stringify({ format: 1, site: site.webUrl, findings, unasked, failures, profile })}\n`);
  } else {
    await output.write(`\n${reportText(findings)}\n`);
    await output.write(`${Object.keys(profile).length} of ${findings.length} decided, written to ${file}.\n`);
  }
  for (const failure of failures) say(`FAILED ${failure}`);
  return failures.length === 0;
}

/** Nothing is overwritten: the file may be what an earlier probe found. */
async function freeFile(report: string): Promise<string> {
  const file = path.resolve(process.env.INIT_CWD ?? ".", report);
  try {
    await access(path.dirname(file), constants.W_OK);
  } catch (error) {
    throw usageError(`The report cannot be written: ${messageOf(error)}.`);
  }
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw usageError(`There is a file ${file} already.`, "Name another one by --report, or move it away.");
  return file;
}

async function mustBeReadable(url: string): Promise<void> {
  const findings = await examineMetastore(url);
  // An older schema may lack what a connection is read from.
  const trouble = findings.find(({ id, level }) => level === "error" || (id === "migrations" && level !== "ok"));
  if (!trouble) return;
  throw new AppError("metastore-missing", {
    message: trouble.title,
    remedy: trouble.remedy ?? "Run the doctor without --probe-sharepoint first.",
  });
}

async function confirmed(webUrl: string, signal: AbortSignal): Promise<boolean> {
  const question = `This makes a list in ${webUrl}, puts about 250 items into it and removes it again. Go on? (yes/no) `;
  const answer = await askYes(oneLine(question), signal);
  if (answer !== null) return answer;
  throw usageError("There is no terminal to ask on.", "Add --yes to begin without being asked.");
}
