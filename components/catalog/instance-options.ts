import { z } from "zod";
import type { InstanceConfig } from "@/lib/features/databases/schema";

const knownOptions = z.object({
  tls: z.object({ mode: z.string().optional().catch(undefined), ca: z.string().catch("") }).catch({ ca: "" }),
  includeSchemas: z.array(z.string()).catch([]),
  excludeSchemas: z.array(z.string()).catch([]),
  instanceName: z.string().catch(""),
  readOnlyIntent: z.boolean().catch(false),
  multiSubnetFailover: z.boolean().catch(false),
  connectTimeoutMs: z.number().optional().catch(undefined),
  statementTimeoutMs: z.number().optional().catch(undefined),
  applicationName: z.string().catch(""),
});

/** The options of a stored config that the pages show; without a TLS mode the connector's own default holds. */
export function readOptions(config: InstanceConfig): z.output<typeof knownOptions> {
  return knownOptions.parse(config);
}

/** Those fields of the form that stand in the connector's config. Time-outs are in seconds. */
export interface OptionValues {
  tlsMode: string;
  tlsCa: string;
  includeSchemas: string;
  excludeSchemas: string;
  /** Of a server that is found by port, or by the name of its instance. */
  reachedBy: string;
  instanceName: string;
  readOnlyIntent: boolean;
  multiSubnetFailover: boolean;
  connectTimeoutS: string | number | undefined;
  statementTimeoutS: string | number | undefined;
  applicationName: string;
}

const seconds = (ms: number | undefined) => (ms === undefined ? undefined : ms / 1_000);

/** The fields of a stored config. */
export function optionValues(config: InstanceConfig, usualTlsMode: string): OptionValues {
  const { tls, ...options } = readOptions(config);
  return {
    tlsMode: tls.mode ?? usualTlsMode,
    tlsCa: tls.ca,
    includeSchemas: options.includeSchemas.join(", "),
    excludeSchemas: options.excludeSchemas.join(", "),
    reachedBy: options.instanceName === "" ? "port" : "instance",
    instanceName: options.instanceName,
    readOnlyIntent: options.readOnlyIntent,
    multiSubnetFailover: options.multiSubnetFailover,
    connectTimeoutS: seconds(options.connectTimeoutMs),
    statementTimeoutS: seconds(options.statementTimeoutMs),
    applicationName: options.applicationName,
  };
}

/** The connector's config as the fields say it: what was emptied is left to the connector, options without a field are kept. */
export function configOf(values: OptionValues, stored: InstanceConfig): InstanceConfig {
  const ca = values.tlsMode === "verify" ? values.tlsCa.trim() : "";
  const told: Record<string, InstanceConfig[string] | undefined> = {
    tls: { mode: values.tlsMode, ...(ca === "" ? {} : { ca }) },
    includeSchemas: namesOf(values.includeSchemas),
    excludeSchemas: namesOf(values.excludeSchemas),
    instanceName: values.reachedBy === "instance" ? values.instanceName.trim() : undefined,
    readOnlyIntent: values.readOnlyIntent || undefined,
    multiSubnetFailover: values.multiSubnetFailover || undefined,
    connectTimeoutMs: milliseconds(values.connectTimeoutS),
    statementTimeoutMs: milliseconds(values.statementTimeoutS),
    applicationName: values.applicationName.trim() || undefined,
  };
  const config: InstanceConfig = {};
  for (const [name, value] of Object.entries({ ...stored, ...told })) if (value !== undefined) config[name] = value;
  return config;
}

/** Names apart by commas or lines. A name may hold spaces. */
function namesOf(text: string): string[] | undefined {
  const names = text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names.length === 0 ? undefined : names;
}

function milliseconds(seconds: string | number | undefined): number | undefined {
  return seconds === undefined || seconds === "" ? undefined : Math.round(Number(seconds) * 1_000);
}

const fieldsByOption: Readonly<Record<string, string>> = {
  "tls.mode": "tlsMode",
  "tls.ca": "tlsCa",
  tls: "tlsMode",
  database: "dbName",
  user: "dbUser",
  password: "dbPassword",
  connectTimeoutMs: "connectTimeoutS",
  statementTimeoutMs: "statementTimeoutS",
};

/** The field that shows what the connector says of one of its options: `config.tls.ca` → `tlsCa`. */
export function fieldOfOption(path: string): string {
  const option = path.replace(/^config\./, "");
  const list = /^(includeSchemas|excludeSchemas)\.\d+$/.exec(option)?.[1];
  return list ?? fieldsByOption[option] ?? option;
}
