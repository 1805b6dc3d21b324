import { parseArgs } from "node:util";
import { nearNames } from "@/lib/format/near-name";
import { usageError } from "../usage-error";
import type { Command } from "./command";

const common = {
  json: { type: "boolean", default: false },
  "data-dir": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const commonHelp = `  --json           one JSON document instead of text
  --data-dir DIR   the folder of an installation with an embedded metastore, e.g. .data/demo
  --help           this text`;

export const exitHelp =
  "Ends with 0 when done, 1 when something failed, 2 when called wrongly, 3 when there is something to do, 4 when something is halted, 5 when refused.";

export interface ReadCall {
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
  readonly isJson: boolean;
  readonly isHelp: boolean;
  readonly dataDir: string | null;
}

/** `syncbridge apply FILE.yaml`, as a person types it. */
export function synopsisOf(name: string, { takes }: Pick<Command, "takes">): string {
  return ["syncbridge", name, ...takes].join(" ");
}

export function helpOf(name: string, command: Command): string {
  const options = command.help === "" ? "" : `\n${command.help}\n`;
  return `${command.summary}\n\n  ${synopsisOf(name, command)}\n${options}\n${commonHelp}\n\n${exitHelp}\n`;
}

/** The list of all commands. */
export function overviewOf(commands: Readonly<Record<string, Pick<Command, "takes" | "summary">>>): string {
  const rows = Object.entries(commands).map(([name, command]) => [synopsisOf(name, command), command.summary] as const);
  const width = Math.max(...rows.map(([synopsis]) => synopsis.length));
  const lines = rows.map(([synopsis, summary]) => `  ${synopsis.padEnd(width)}  ${summary}`);
  return `Keeps database tables and SharePoint lists in sync, from the command line.

${lines.join("\n")}

${commonHelp}

Definitions, databases, sites and tables are named by their names or ids. \`syncbridge COMMAND --help\` says more.
It reads the settings that the worker reads (DATABASE_URL, SYNCBRIDGE_SECRET_KEY).
${exitHelp}
`;
}

/** Reads what follows a command's name. Throws AppError `input-invalid`, in words that never quote an argument: one may hold a secret. */
export function readCall(name: string, command: Command, args: readonly string[]): ReadCall {
  const options = { ...command.options, ...common };
  const { values, positionals: names } = parsed(args, options, name);
  const { json, help, "data-dir": dataDir, ...own } = values as Record<string, unknown>;
  const rest = { values: own, isJson: json === true, dataDir: typeof dataDir === "string" ? dataDir : null };
  if (help === true) return { ...rest, names, isHelp: true };
  const least = command.takes.filter((what) => !what.startsWith("[")).length;
  if (names.length < least || names.length > command.takes.length) {
    const few = names.length < least ? "Something is missing" : "There is an argument too many";
    throw usageError(`${few}: ${synopsisOf(name, command)}.`, `Run syncbridge ${name} --help to see what it takes.`);
  }
  return { ...rest, names, isHelp: false };
}

function parsed(
  args: readonly string[],
  options: NonNullable<Parameters<typeof parseArgs>[0]>["options"],
  name: string,
) {
  try {
    const { values, positionals } = parseArgs({
      args: args.map((arg) => (negative.test(arg) ? `${shield}${arg}` : arg)),
      options: options ?? {},
      allowPositionals: true,
    });
    return { values: unshielded(values), positionals: unshielded(positionals) };
  } catch {
    const known = Object.keys(options ?? {}).map((option) => `--${option}`);
    throw usageError(
      `An option of “${name}” is unknown or lacks its value. It takes ${known.join(", ")}.`,
      `Write a name that begins with a dash after --, an option's value that does as --OPTION=VALUE. Run syncbridge ${name} --help to see what it takes.`,
    );
  }
}

/** A number below zero, such as a row's key: no option begins with a digit. */
const negative = /^-\.?\d/;

/** Stands before a negative number while options are told from names. No argument can hold it: to the system it is the end of one. */
const shield = "\0";

/** The same without what stood before negative numbers, at any depth. */
function unshielded<T>(value: T): T {
  if (typeof value === "string") return (value.startsWith(shield) ? value.slice(shield.length) : value) as T;
  if (Array.isArray(value)) return value.map(unshielded) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unshielded(each)])) as T;
}

/** The error for a command that there is not. */
export function unknownCommand(name: string, known: Iterable<string>) {
  const [near] = nearNames(name, known);
  return usageError(
    "There is no such command.",
    near ? `Did you mean syncbridge ${near}?` : "Run syncbridge --help to see all.",
  );
}
