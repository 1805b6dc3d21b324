// The program behind `npm run introspect`. Needs neither metastore nor keys.
import { readFileSync } from "node:fs";
import path from "node:path";
import { connectorFor } from "@/lib/connectors/registry";
import { AppError, messageOf, SyncError } from "@/lib/errors/app-error";
import { askPassword } from "./ask-password";
import { type DatabaseAddress, parseDatabaseUrl } from "./database-url";
import { type IntrospectArguments, introspectUsage, readIntrospectArguments } from "./introspect-arguments";
import { printCatalog, printFindings } from "./print-catalog";
import { openOutput, ReaderGone } from "./standard-output";
import { oneLine } from "./terminal-text";
import { usageError } from "./usage-error";

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function introspect(args: readonly string[], stopping: AbortController): Promise<number> {
  const { signal } = stopping;
  const output = openOutput((reason) => stopping.abort(reason), signal);
  const wanted = readIntrospectArguments(args);
  if (wanted === null) {
    await output.write(introspectUsage);
    return 0;
  }
  const address = parseDatabaseUrl(wanted.url);
  if (address.ignored.length > 0)
    say(oneLine(`Of the address these options are not used: ${address.ignored.join(", ")}.`));
  const connector = connectorFor(address.kind);
  const password = address.password ?? (process.env.SYNCBRIDGE_DB_PASSWORD || (await askFor(address, signal)));
  const config = connector.configSchema.safeParse(settingsOf(wanted, address, password));
  if (!config.success) {
    const issues = config.error.issues.map(({ path: field, message }) => `${field.join(".")}: ${message}`);
    throw usageError(`These settings cannot be used: ${issues.join("; ")}`);
  }
  const { host, database, user } = address;
  const { json } = wanted;
  const options = { connector, config: config.data, source: { host, database, user }, json, output, say, signal };
  if (wanted.check) return (await printFindings(options)) ? 0 : 1;
  await printCatalog(options);
  return 0;
}

async function askFor({ user, host }: DatabaseAddress, signal: AbortSignal): Promise<string> {
  const password = await askPassword(oneLine(`Password of ${user} at ${host}: `), signal);
  if (password !== null) return password;
  throw usageError("There is no password.", "Set SYNCBRIDGE_DB_PASSWORD, or run it on a terminal to be asked.");
}

function settingsOf(wanted: IntrospectArguments, address: DatabaseAddress, password: string): object {
  const { host, port, database, user, config } = address;
  const caFile = wanted.caFile ?? address.caFile;
  const mode = wanted.tls ?? (wanted.caFile ? "verify" : (address.tlsMode ?? (caFile ? "verify" : null)));
  return {
    ...config,
    host,
    ...(port !== null && { port }),
    database,
    user,
    password,
    ...(mode && { tls: { mode, ...(mode === "verify" && caFile && { ca: certificateIn(caFile) }) } }),
    ...(wanted.include.length > 0 && { includeSchemas: wanted.include }),
    ...(wanted.exclude.length > 0 && { excludeSchemas: wanted.exclude }),
  };
}

/** The certificates of a PEM file, without what some tools write before them. npm runs us elsewhere than where the file was named. */
function certificateIn(file: string): string {
  const where = path.resolve(process.env.INIT_CWD ?? ".", file);
  let text: string;
  try {
    text = readFileSync(where, "utf8");
  } catch (error) {
    throw usageError(`The certificate cannot be read: ${messageOf(error)}.`);
  }
  const start = text.indexOf("-----BEGIN CERTIFICATE-----");
  if (start === -1) throw usageError(`There is no PEM certificate in ${where}.`);
  return text.slice(start);
}

/** Says what went wrong and answers the exit code: 1 the database refused, 2 called wrongly. */
function refusal(error: unknown): number {
  if (error instanceof ReaderGone) return 0;
  if (!(error instanceof AppError)) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 1;
  }
  say(oneLine(error instanceof SyncError ? `${error.code}: ${error.message}` : error.message));
  say(oneLine(error.remedy));
  return error.code === "input-invalid" ? 2 : 1;
}

const stopping = new AbortController();
const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
let stopCode: number | null = null;
for (const name of Object.keys(signals) as (keyof typeof signals)[]) {
  process.on(name, () => {
    if (stopCode !== null) process.exit(stopCode);
    stopCode = signals[name];
    stopping.abort(new Error("Stopped."));
  });
}
try {
  process.exitCode = await introspect(process.argv.slice(2), stopping);
} catch (error) {
  // What was under way fails in its own words when it is stopped.
  process.exitCode = stopCode ?? refusal(stopping.signal.aborted ? stopping.signal.reason : error);
}
