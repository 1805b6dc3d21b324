import pino, { type DestinationStream, type Logger } from "pino";
import { namesSecret, removed, withoutPasswords } from "@/lib/secret-text";

/** Deeper than anything that is logged on purpose; ends what refers to itself. */
const deepest = 8;

/**
 * What is left of a logged value without its secrets, at any depth. Of an error only what tells what happened: drivers and HTTP clients hang their
 * settings, requests and headers on the errors they throw, and those hold passwords, tokens and row values.
 */
function plain(value: unknown, key: string, depth = 0): unknown {
  if (depth > deepest) return "[too deep]";
  if (typeof value === "string") return namesSecret(key) ? removed : withoutPasswords(value);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  if (value instanceof Error) return plainError(value, depth);
  if (Array.isArray(value)) return value.map((each) => plain(each, key, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, plain(each, namesSecret(key) ? key : name, depth + 1)]),
  );
}

const telling = ["code", "details", "errors", "cause"] as const;

function plainError(error: Error, depth: number): Record<string, unknown> {
  const rest = telling.flatMap((name) => {
    const value: unknown = Reflect.get(error, name);
    return value === undefined ? [] : [[name, plain(value, name, depth + 1)] as const];
  });
  return {
    type: error.name,
    message: withoutPasswords(error.message),
    ...Object.fromEntries(rest),
    stack: withoutPasswords(error.stack ?? ""),
  };
}

/** A structured log, one JSON line an entry, to standard output unless said otherwise. */
export function createLog(destination?: DestinationStream): Logger {
  const options = {
    level: process.env.LOG_LEVEL || "info",
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (fields: object) => plain(fields, "") as Record<string, unknown> },
    // pino's own serializer would take the plain form for an error again.
    serializers: { err: (error: unknown) => error },
  };
  return destination ? pino(options, destination) : pino(options);
}

let root: Logger | undefined;

/** The structured log of this process; `name` says which part speaks. */
export function log(name: string): Logger {
  root ??= createLog();
  return root.child({ part: name });
}
