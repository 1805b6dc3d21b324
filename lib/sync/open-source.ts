import type { ConnectOptions, Finding, Freshness, SourceConnection } from "@/lib/connectors/connector";
import { connectorFor } from "@/lib/connectors/registry";
import { processKeyring } from "@/lib/crypto/keyring";
import { open } from "@/lib/crypto/seal";
import type { ActivationStatus, DatabaseType, InstanceRole, Prisma } from "@/lib/db/generated/client";
import { AppError } from "@/lib/errors/app-error";
import { withCatalogNames } from "./catalog-names";

/** What of a `database_instances` row is needed to reach it. `dbPassword` is the sealed text. */
export interface SourceInstance {
  readonly instanceLabel: string;
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
  readonly dbUser: string;
  readonly dbPassword: string;
  readonly config: Prisma.JsonValue;
}

/** Where an unsealed password may stand: nowhere but here and in the connector. */
export const passwordContext = "database_instances.db_password";

interface Choosable {
  readonly role: InstanceRole;
  readonly priority: number;
  readonly status: ActivationStatus;
  readonly validFrom: Date | null;
  readonly validTo: Date | null;
}

/** Instances that may be read from at the given time, best first: PRIMARY before SECONDARY, then the lower priority number (sync-semantics 6). */
export function usableInstances<T extends Choosable>(instances: readonly T[], at: Date): readonly T[] {
  return instances
    .filter((instance) => instance.status === "ACTIVE")
    .filter((instance) => instance.validFrom === null || instance.validFrom <= at)
    .filter((instance) => instance.validTo === null || at < instance.validTo)
    .toSorted((a, b) => (a.role === b.role ? a.priority - b.priority : a.role === "PRIMARY" ? -1 : 1));
}

/** Troubles of one instance for which another one may be asked: all instances of a database hold the same rows (sync-semantics 6). */
export const mayFailOver: ReadonlySet<string> = new Set([
  "source-unreachable",
  "source-interrupted",
  "source-busy",
  "source-login",
  "source-tls",
]);

/**
 * The connector's config of an instance; throws `input-invalid` naming what does not fit. `password` is unsealed.
 * The columns win over `config`, so that no stored option can send the password to another address.
 */
function sourceConfig(dbType: DatabaseType, instance: Omit<SourceInstance, "dbPassword">, password: string) {
  const connector = connectorFor(dbType);
  const extra = typeof instance.config === "object" && !Array.isArray(instance.config) ? instance.config : {};
  const parsed = connector.configSchema.safeParse({
    ...extra,
    host: instance.host,
    port: instance.port,
    database: instance.dbName,
    user: instance.dbUser,
    password,
  });
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "config"}: ${issue.message}`);
    throw new AppError("input-invalid", {
      message: `The settings of “${instance.instanceLabel}” cannot be used: ${issues.join("; ")}.`,
      details: { field: fieldOf(parsed.error.issues[0]?.path ?? []) },
    });
  }
  return { connector, config: parsed.data };
}

/** Where a setting of the connector stands in an instance's row: `config.tls.ca`, `dbUser`. */
function fieldOf(path: readonly PropertyKey[]): string {
  const columns: Readonly<Record<string, string>> = {
    host: "host",
    port: "port",
    database: "dbName",
    user: "dbUser",
    password: "dbPassword",
  };
  return columns[String(path[0])] ?? ["config", ...path.map(String)].join(".");
}

function unsealed(instance: SourceInstance): string {
  return open(processKeyring(), instance.dbPassword, passwordContext);
}

/**
 * Opens a connection to an instance, which knows its tables by their names in the catalog; the caller closes it. Throws `key-missing` when the password cannot be unsealed, otherwise the connector's SyncError.
 */
export async function openSource(
  instance: SourceInstance,
  database: { readonly dbType: DatabaseType; readonly databaseName: string },
  options?: ConnectOptions,
): Promise<SourceConnection> {
  const { connector, config } = sourceConfig(database.dbType, instance, unsealed(instance));
  const connection = await connector.connect(config, options);
  if (connector.capabilities.schemas) return connection;
  return withCatalogNames(connection, { catalog: database.databaseName, actual: instance.dbName });
}

/** Whether tables of this kind of database stand in schemas of their own; without them the catalog's schema is the database's name. */
export function hasSchemas(dbType: DatabaseType): boolean {
  return connectorFor(dbType).capabilities.schemas;
}

/** How the state of one reading stands to that of another of the same database; see the connector's contract. */
export function compareFreshness(dbType: DatabaseType, token: string, other: string): Freshness {
  return connectorFor(dbType).compareFreshness(token, other);
}

/** Probes a stored instance, or one about to be stored when `password` (unsealed) is given. */
export async function checkSource(
  instance: SourceInstance | (Omit<SourceInstance, "dbPassword"> & { readonly password: string }),
  database: { readonly dbType: DatabaseType },
  options?: ConnectOptions,
): Promise<readonly Finding[]> {
  const password = "password" in instance ? instance.password : unsealed(instance);
  const { connector, config } = sourceConfig(database.dbType, instance, password);
  return connector.check(config, options);
}

/** Throws `input-invalid` when the connector of this kind cannot use these settings. */
export function requireUsableConfig(
  instance: Omit<SourceInstance, "dbPassword">,
  database: { readonly dbType: DatabaseType },
): void {
  sourceConfig(database.dbType, instance, "checked without one");
}
