import type { DatabaseEnvironment, DatabaseType, InstanceRole } from "./schema";
import type { IntrospectionState } from "./types";

export const databaseTypeLabels = {
  POSTGRES: "PostgreSQL",
  SQLSERVER: "SQL Server",
  MYSQL: "MySQL or MariaDB",
} as const satisfies Record<DatabaseType, string>;

export const databaseEnvironmentLabels = {
  DEV: "Development",
  STAGING: "Staging",
  PROD: "Production",
} as const satisfies Record<DatabaseEnvironment, string>;

export const instanceRoleLabels = {
  PRIMARY: "Primary",
  SECONDARY: "Secondary",
} as const satisfies Record<InstanceRole, string>;

export const introspectionStateLabels = {
  running: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
} as const satisfies Record<IntrospectionState, string>;

/** What the form calls fields of an instance whose names do not say it. */
export const instanceWords: Readonly<Record<string, string>> = {
  instanceLabel: "name",
  dbName: "database on this server",
  dbUser: "user",
  config: "options",
  validTo: "valid until",
};
