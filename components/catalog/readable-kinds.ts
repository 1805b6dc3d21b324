import type { DatabaseType } from "@/lib/features/databases/schema";

/** Kinds of database that have a connector; the others can be neither tested nor introspected and are not offered. */
export const readableKinds = ["POSTGRES"] as const satisfies readonly DatabaseType[];

/** Where servers of a kind listen unless told otherwise. */
export const usualPorts = { POSTGRES: 5432, SQLSERVER: 1433, MYSQL: 3306 } as const satisfies Record<
  DatabaseType,
  number
>;
