import type { ActivationStatus } from "@/lib/features/activation/schema";
import type { Verification } from "@/lib/features/verification/schema";
import type { DatabaseEnvironment, DatabaseType, InstanceConfig, InstanceRole, IntrospectionStats } from "./schema";

export type IntrospectionState = "running" | "succeeded" | "failed";

export interface IntrospectionRow {
  readonly id: string;
  readonly databaseId: string;
  readonly instanceId: string;
  readonly instanceLabel: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly state: IntrospectionState;
  /** What it does now, in words; null when it has ended. */
  readonly phase: string | null;
  readonly stats: IntrospectionStats;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly requestedBy: string | null;
}

export interface DatabaseRow {
  readonly id: string;
  readonly applicationId: string;
  readonly applicationName: string;
  readonly name: string;
  readonly dbType: DatabaseType;
  readonly environment: DatabaseEnvironment;
  readonly databaseName: string;
  readonly status: ActivationStatus;
  readonly createdAt: Date;
  /** Whether viewers see values of its rows. */
  readonly viewersMaySeeValues: boolean;
  readonly instanceCount: number;
  readonly tableCount: number;
  readonly definitionCount: number;
  /** When the last successful introspection ended. */
  readonly lastIntrospectedAt: Date | null;
  /** Five cron fields, read in the time zone; null when it is introspected only on request. */
  readonly introspectionCron: string | null;
  readonly introspectionTimeZone: string;
  readonly nextIntrospectionAt: Date | null;
  /** Differences found by introspection that nobody has settled. */
  readonly openDriftCount: number;
}

/** An application with all that stands below it, each in the order of names and servers in the order in which they are read from. */
export interface InventoryApplication {
  readonly id: string;
  readonly name: string;
  readonly ownerTeam: string | null;
  readonly status: "ACTIVE" | "ARCHIVED";
  readonly databases: readonly InventoryDatabase[];
}

export interface InventoryDatabase
  extends Pick<DatabaseRow, "id" | "name" | "dbType" | "environment" | "status" | "tableCount"> {
  readonly instances: readonly InventoryInstance[];
}

export interface InventoryInstance
  extends Pick<
    InstanceRow,
    "id" | "instanceLabel" | "host" | "port" | "role" | "status" | "validFrom" | "validTo" | "verification"
  > {
  /** Syncs that may read from here. */
  readonly definitionCount: number;
}

/** What forms need to know of a kind of database; declared by its connector. */
export interface DatabaseKind {
  readonly kind: DatabaseType;
  readonly label: string;
  readonly defaultPort: number;
  readonly defaultTlsMode: "off" | "require" | "verify";
  /** Whether schemas stand between the database and its tables, and can be chosen by patterns. */
  readonly hasSchemas: boolean;
  readonly hasNamedInstances: boolean;
  readonly hasReadOnlyIntent: boolean;
}

export interface DatabaseDetails extends DatabaseRow {
  readonly instances: readonly InstanceRow[];
  /** Newest, whatever became of it. */
  readonly latestIntrospection: IntrospectionRow | null;
}

/** An endpoint without its password, which is never read back. */
export interface InstanceRow {
  readonly id: string;
  readonly databaseId: string;
  readonly instanceLabel: string;
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
  readonly dbUser: string;
  readonly config: InstanceConfig;
  readonly role: InstanceRole;
  readonly priority: number;
  readonly status: ActivationStatus;
  readonly validFrom: Date | null;
  readonly validTo: Date | null;
  /** When a connection test last found nothing wrong. */
  readonly lastVerifiedAt: Date | null;
  readonly verification: Verification | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Definitions that may read from here. */
  readonly definitions: readonly { readonly id: string; readonly name: string }[];
}
