import pino, { type Logger } from "pino";

/** Keys whose values must never reach a log line, wherever they stand. */
const secretKeys = [
  "password",
  "dbPassword",
  "db_password",
  "clientSecret",
  "client_secret",
  "authorization",
  "secret",
  "token",
  "access_token",
];

let root: Logger | undefined;

/** Structured log of this process, one JSON line an entry on standard output; `name` says which part speaks. */
export function log(name: string): Logger {
  root ??= pino({
    level: process.env.LOG_LEVEL ?? "info",
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: "[removed]" },
  });
  return root.child({ part: name });
}
