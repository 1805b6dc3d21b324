import { parseArgs } from "node:util";
import { z } from "zod";
import type { TlsMode } from "@/lib/connectors/connector";
import { usageError } from "./usage-error";

export interface IntrospectArguments {
  readonly url: string;
  readonly json: boolean;
  readonly check: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Wins over what the address says. */
  readonly tls: TlsMode | null;
  readonly caFile: string | null;
}

export const introspectUsage = `Prints the catalog of a database: tables and views with columns, constraints and indexes.

  npm run --silent introspect -- --url postgres://user@host:5432/database
                                       mysql://user@host:3306/database
                                       mssql://user@host:1433/database

  --json             one JSON document instead of text
  --check            tries the connection and says what it found, instead of the catalog
  --include PATTERN  only schemas that match, * and ? stand for any text and any sign; may be repeated
  --exclude PATTERN  no schemas that match; may be repeated
  --tls MODE         off, require (encrypted, whoever answers) or verify (certificate and host name checked)
  --ca FILE          the authority to verify by, PEM; without it those this machine trusts

The password is taken from the address, else from SYNCBRIDGE_DB_PASSWORD, else asked for on the terminal.
What the user may not see is said on standard error. Ends with 0, with 1 when the database refuses, with 2 when called wrongly.
`;

const options = {
  url: { type: "string" },
  json: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  include: { type: "string", multiple: true, default: [] as string[] },
  exclude: { type: "string", multiple: true, default: [] as string[] },
  tls: { type: "string" },
  ca: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const tlsSchema = z.enum(["off", "require", "verify"]);

/**
 * Reads the command line; null when only the usage is wanted. The address may also stand alone, without `--url`.
 * @throws AppError `input-invalid`, in words that never quote an argument: one may hold a password
 */
export function readIntrospectArguments(args: readonly string[]): IntrospectArguments | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  const [url, ...more] = [...(values.url === undefined ? [] : [values.url]), ...positionals];
  if (url === undefined) throw usageError("Name the database: --url postgres://user@host/database.");
  if (more.length > 0) throw usageError("There is an argument too many: one database at a time.");
  const tls = tlsSchema.nullable().safeParse(values.tls ?? null);
  if (!tls.success) throw usageError("--tls is off, require or verify.");
  if (values.ca !== undefined && tls.data !== null && tls.data !== "verify") {
    throw usageError("--ca is checked with --tls verify only.");
  }
  const { json, check, include, exclude } = values;
  return { url, json, check, include, exclude, tls: tls.data, caFile: values.ca ?? null };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch {
    const names = Object.keys(options).map((name) => `--${name}`);
    throw usageError(`An option is unknown or lacks its value. The options are ${names.join(", ")}.`);
  }
}
