import type { TlsMode } from "@/lib/connectors/connector";
import { usageError } from "./usage-error";

/** What the options after the `?` of a database's address mean for the connector's config. */
export interface UrlOptions {
  /** Null where the address says nothing: the kind's own default holds. */
  readonly tlsMode: TlsMode | null;
  /** File with the authority's certificate. */
  readonly caFile: string | null;
  /** Further fields of the config. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of options that mean nothing to us. */
  readonly ignored: readonly string[];
}

export type DatabaseKind = "POSTGRES" | "MYSQL" | "SQLSERVER";

/** Values of an option by its name in lower case without dashes and underscores: drivers spell one name in several ways. */
type Given = ReadonlyMap<string, string>;

type Meaning = (value: string, given: Given) => Partial<Pick<UrlOptions, "tlsMode" | "caFile" | "config">>;

/** libpq's modes, and mysql's, JDBC's and MariaDB's words for the same. What would also take plain text is taken strictly. */
const tlsWords: Readonly<Record<string, TlsMode>> = {
  disable: "off",
  disabled: "off",
  allow: "off",
  prefer: "require",
  preferred: "require",
  require: "require",
  required: "require",
  "no-verify": "require",
  trust: "require",
  "verify-ca": "verify",
  "verify-full": "verify",
  "verify-identity": "verify",
};

const tlsWord: Meaning = (value) => {
  const mode = tlsWords[value.toLowerCase().replaceAll("_", "-")];
  if (mode) return { tlsMode: mode };
  throw usageError(`The address asks for an unknown TLS mode. Known are ${Object.keys(tlsWords).join(", ")}.`);
};

/** `ssl=true` means in every driver that the certificate is checked too. */
const tlsSwitch: Meaning = (value) => {
  if (value.startsWith("{")) return { tlsMode: /"rejectUnauthorized"\s*:\s*false/.test(value) ? "require" : "verify" };
  if (isYes(value)) return { tlsMode: "verify" };
  return isNo(value) ? { tlsMode: "off" } : tlsWord(value, new Map());
};

const caFile: Meaning = (value) => (value === "system" ? { tlsMode: "verify" } : { caFile: value });
const seconds = (value: string) => ({ config: { connectTimeoutMs: Number(value) * 1_000 } });
const milliseconds = (value: string) => ({ config: { connectTimeoutMs: Number(value) } });
const named = (field: string) => (value: string) => ({ config: { [field]: value } });

const postgres: Readonly<Record<string, Meaning>> = {
  sslmode: tlsWord,
  ssl: tlsSwitch,
  sslrootcert: caFile,
  connecttimeout: seconds,
  applicationname: named("applicationName"),
};

const mysql: Readonly<Record<string, Meaning>> = {
  sslmode: tlsWord,
  ssl: tlsSwitch,
  usessl: tlsSwitch,
  sslca: caFile,
  sslaccept: (value) => ({ tlsMode: value === "strict" ? "verify" : "require" }),
  connecttimeout: milliseconds,
};

/** Encrypted unless the address says no, and checked unless it says to trust whoever answers. */
const encrypt: Meaning = (_, given) => {
  const wanted = given.get("encrypt") ?? "true";
  if (isNo(wanted) || wanted.toLowerCase() === "optional") return { tlsMode: "off" };
  if (!isYes(wanted) && !["strict", "mandatory"].includes(wanted.toLowerCase())) {
    throw usageError("The option encrypt of the address is true, false or strict.");
  }
  return { tlsMode: isYes(given.get("trustservercertificate") ?? "false") ? "require" : "verify" };
};

const sqlServer: Readonly<Record<string, Meaning>> = {
  encrypt,
  trustservercertificate: encrypt,
  instancename: named("instanceName"),
  instance: named("instanceName"),
  applicationname: named("applicationName"),
  appname: named("applicationName"),
  applicationintent: (value) => ({ config: { readOnlyIntent: value.toLowerCase() === "readonly" } }),
  multisubnetfailover: (value) => ({ config: { multiSubnetFailover: isYes(value) } }),
  connecttimeout: milliseconds,
  connectiontimeout: milliseconds,
};

const meanings = { POSTGRES: postgres, MYSQL: mysql, SQLSERVER: sqlServer };

/** @throws AppError `input-invalid` for a TLS mode nobody knows */
export function readUrlOptions(kind: DatabaseKind, params: URLSearchParams): UrlOptions {
  const given = new Map([...params].map(([name, value]) => [plain(name), value]));
  const known = meanings[kind];
  let tlsMode: TlsMode | null = null;
  let file: string | null = null;
  const config: Record<string, unknown> = {};
  for (const [name, value] of given) {
    const meaning = known[name]?.(value, given);
    tlsMode = meaning?.tlsMode ?? tlsMode;
    file = meaning?.caFile ?? file;
    Object.assign(config, meaning?.config);
  }
  const ignored = [...new Set(params.keys())].filter((name) => !(plain(name) in known));
  return { tlsMode, caFile: file, config, ignored };
}

const plain = (name: string) => name.toLowerCase().replace(/[-_ ]/g, "");
const isYes = (value: string) => ["true", "yes", "1", "on"].includes(value.toLowerCase());
const isNo = (value: string) => ["false", "no", "0", "off"].includes(value.toLowerCase());
