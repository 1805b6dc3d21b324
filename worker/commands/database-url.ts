import { type DatabaseKind, readUrlOptions, type UrlOptions } from "./url-options";
import { usageError } from "./usage-error";

/** A database as its address names it. */
export interface DatabaseAddress extends UrlOptions {
  readonly kind: DatabaseKind;
  readonly host: string;
  /** Null for the kind's own. */
  readonly port: number | null;
  readonly database: string;
  readonly user: string;
  /** Null where the address has none: then it is asked for elsewhere. */
  readonly password: string | null;
}

const kinds: Readonly<Record<string, DatabaseKind>> = {
  "postgres:": "POSTGRES",
  "postgresql:": "POSTGRES",
  "mysql:": "MYSQL",
  "mariadb:": "MYSQL",
  "mssql:": "SQLSERVER",
  "sqlserver:": "SQLSERVER",
};

const form = "postgres://user@host:5432/database, mysql://user@host:3306/database or mssql://user@host:1433/database";
const advice = `Write it as ${form}. In names and passwords the signs : / ? # [ ] @ % are written as %3A %2F %3F %23 %5B %5D %40 %25.`;

/**
 * Reads an address such as `postgres://user:password@host:5432/database?sslmode=require`. A SQL Server's named instance may stand as
 * `host%5Cinstance` or in the option `instanceName`, and its database in the option `database`.
 * @throws AppError `input-invalid`, in words that never quote the address
 */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  const url = readUrl(text.trim());
  const kind = kinds[url.protocol];
  if (!kind) throw usageError(`The address begins with no kind of database that is known.`, advice);
  if (url.hash !== "")
    throw usageError("The address has a # in it; one in a name or password is written as %23.", advice);
  const params = url.searchParams;
  const { host, instanceName } = hostOf(kind, decoded(url.hostname));
  const database =
    decoded(url.pathname.replace(/^\//, "")) || take(params, "database", "databaseName") || defaultDatabase(kind);
  const user = decoded(url.username) || take(params, "user", "username") || "";
  const password = decoded(url.password) || take(params, "password") || null;
  if (host === "") throw usageError("The address names no server.", advice);
  if (database === "") throw usageError("The address names no database.", advice);
  if (user === "") throw usageError("The address names no user.", advice);
  const options = readUrlOptions(kind, params);
  return {
    kind,
    host,
    port: url.port === "" ? null : Number(url.port),
    database,
    user,
    password,
    ...options,
    config: { ...(instanceName && { instanceName }), ...options.config },
  };
}

function readUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw usageError("The address of the database cannot be read.", advice);
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw usageError("The address has a % that begins no percent-encoding; the sign itself is written as %25.", advice);
  }
}

function hostOf(kind: DatabaseKind, host: string): { readonly host: string; readonly instanceName?: string } {
  // Drivers want an IPv6 address without the brackets that an address needs around it.
  const bare = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
  if (kind !== "SQLSERVER") return { host: bare };
  const [server = "", instanceName] = bare.split("\\");
  return { host: server, instanceName };
}

/** A login at a SQL Server leads to master unless it says otherwise. */
const defaultDatabase = (kind: DatabaseKind): string => (kind === "SQLSERVER" ? "master" : "");

/** The option's value, which is then no option any more. */
function take(params: URLSearchParams, ...names: readonly string[]): string | null {
  const name = names.find((each) => params.has(each));
  if (name === undefined) return null;
  const value = params.get(name);
  params.delete(name);
  return value;
}
