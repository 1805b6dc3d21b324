import type { Finding } from "@/lib/connectors/connector";
import { examine } from "@/lib/sync/doctor/examine";
import type { Examined } from "@/lib/sync/doctor/examined";
import type { DoctorArguments } from "./doctor-arguments";
import type { Output } from "./standard-output";
import { oneLine } from "./terminal-text";

const signs = { ok: "ok     ", info: "note   ", warning: "warning", error: "ERROR  " } as const;

function textOf({ part, findings }: Examined): string {
  const line = ({ level, title, remedy }: Finding) =>
    `  ${signs[level]}  ${oneLine(title)}${remedy ? `\n           → ${oneLine(remedy)}` : ""}\n`;
  return `${oneLine(part)}\n${findings.map(line).join("")}\n`;
}

/** Examines and prints; answers whether nothing is wrong. */
export async function examineCommand(
  args: DoctorArguments,
  url: string,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const examined: Examined[] = [];
  for await (const part of examine({ url, isOutwards: !args.isInner, signal })) {
    examined.push(part);
    if (!args.json) await output.write(textOf(part));
  }
  const findings = examined.flatMap((part) => part.findings);
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.filter(({ level }) => level === "warning").length;
  if (args.json) await output.write(`${JSON.stringify({ format: 1, errors, warnings, examined })}\n`);
  else await output.write(`${errors} wrong, ${warnings} to look at, ${findings.length} examined.\n`);
  return errors === 0;
}
