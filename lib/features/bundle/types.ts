import type { ActivationStatus } from "@/lib/features/activation/schema";
import type { ApplicationStatus } from "@/lib/features/applications/schema";
import type { DatabaseEnvironment, DatabaseType, InstanceConfig, InstanceRole } from "@/lib/features/databases/schema";
import type { NullPolicyChoice } from "@/lib/features/expressions/schema";
import type { KeyStrategyName } from "@/lib/features/keys/types";
import type { DeletePolicyChoice, GuardLimits, ListDeletePolicyChoice } from "@/lib/features/policies/schema";
import type { ListColumnType } from "@/lib/features/sharepoint/schema";
import type { ListReference, TableReference } from "./schema";

/** Where something stands in a file; both count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Where something stands in a bundle, from its root: `["applications", 0, "name"]`. */
export type BundlePath = readonly (string | number)[];

/** What is wrong with a file, and how to mend it. */
export interface BundleProblem extends Place {
  /** As a reader finds it: `applications[0].databases[1].kind`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

export type ChangeKind =
  | "application"
  | "database"
  | "instance"
  | "connection"
  | "site"
  | "list"
  | "definition"
  /** Reading a database's or a site's catalog, which what follows needs. */
  | "catalog";

/** One value that differs. Secrets are only ever `set` or `changed`. */
export interface FieldChange {
  readonly field: string;
  /** Null where there is none yet. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What applying a file does, or would do, to one named thing. */
export interface Change {
  readonly kind: ChangeKind;
  /** With its parents: `Reference data / Geography`. */
  readonly name: string;
  readonly action: "create" | "change" | "leave";
  readonly fields: readonly FieldChange[];
  /** What a reader should know besides, such as what stays disabled or cannot be compared yet. */
  readonly notes: readonly string[];
}

// What is stored now, in the words of the mutations.

export interface PresentApplication {
  readonly id: string;
  readonly name: string;
  readonly ownerTeam: string | null;
  readonly description: string | null;
  readonly status: ApplicationStatus;
}

export interface PresentDatabase {
  readonly id: string;
  readonly applicationId: string;
  readonly applicationName: string;
  readonly name: string;
  readonly dbType: DatabaseType;
  readonly environment: DatabaseEnvironment;
  readonly databaseName: string;
  readonly status: ActivationStatus;
  readonly introspection: { readonly cron: string; readonly timeZone: string } | null;
  /** Tables and views that the last introspection found. */
  readonly tableCount: number;
}

/** Without its password. */
export interface PresentInstance {
  readonly id: string;
  readonly instanceLabel: string;
  readonly host: string;
  readonly port: number;
  readonly dbName: string;
  readonly dbUser: string;
  readonly config: InstanceConfig;
  readonly role: InstanceRole;
  readonly priority: number;
  readonly status: ActivationStatus;
  /** ISO 8601. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
}

/** Without its secret or certificate. */
export interface PresentConnection {
  readonly id: string;
  readonly name: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly authorityHost: string;
  readonly scope: string;
  readonly credentialKind: "secret" | "certificate";
  /** A day; null where nobody said, and for certificates, which say so themselves. */
  readonly secretExpires: string | null;
  readonly status: ActivationStatus;
}

export interface PresentSite {
  readonly id: string;
  /** As the tenant is asked for it: its host and path. */
  readonly address: string;
  readonly webUrl: string;
  readonly displayName: string | null;
  readonly timeZone: string | null;
  readonly includesHidden: boolean;
  readonly status: ActivationStatus;
  readonly lastDiscoveredAt: Date | null;
}

export interface NamedColumn {
  readonly id: string;
  readonly name: string;
}

export interface PresentList {
  readonly id: string;
  readonly siteId: string;
  /** SharePoint's list GUID. */
  readonly listGuid: string;
  readonly displayName: string;
  readonly isProvisioned: boolean;
  readonly columns: readonly NamedColumn[];
}

export interface PresentTable {
  readonly id: string;
  readonly databaseId: string;
  readonly columns: readonly NamedColumn[];
}

export interface PresentSource {
  readonly instance: string;
  readonly role: InstanceRole;
  readonly priority: number;
  readonly enabled: boolean;
}

export interface PresentMapping {
  readonly id: string;
  /** Null for a mapping that is an expression only. */
  readonly from: string | null;
  readonly to: string;
  readonly transform: string | null;
  readonly inverse: string | null;
  readonly whenEmpty: NullPolicyChoice;
  readonly default: string | null;
}

export interface PresentKey {
  readonly strategy: KeyStrategyName;
  readonly constraint?: string;
  readonly columns: string[];
}

/** A definition by names only, but for its own id. */
export interface PresentDefinition {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly isEnabled: boolean;
  readonly haltedCode: string | null;
  readonly tableId: string;
  readonly table: Required<TableReference>;
  readonly listId: string;
  readonly target: Required<ListReference>;
  /** The last discovery did not find its list any more. */
  readonly isListGone: boolean;
  readonly mode: "ONE_WAY_PUSH" | "TWO_WAY" | "ARCHIVE_ONLY";
  readonly conflictPolicy: "SOURCE_WINS" | "DESTINATION_WINS" | "LATEST_WINS" | "MANUAL";
  readonly onSourceDelete: DeletePolicyChoice;
  readonly onLeftFilter: DeletePolicyChoice;
  readonly onListDelete: ListDeletePolicyChoice;
  readonly markColumn: string | null;
  readonly guards: GuardLimits;
  /** Names of the limits that differ from the default. */
  readonly ownGuards: readonly (keyof GuardLimits)[];
  readonly schedule: { readonly cron: string | null; readonly timeZone: string; readonly fullScan: string | null };
  readonly timeZone: string;
  readonly identityNamespace: string | null;
  readonly sources: readonly PresentSource[];
  readonly key: PresentKey;
  /** A key that was asked for and waits for a comparison to be confirmed; null for none. */
  readonly askedKey: PresentKey | null;
  readonly mayMakeUnique: boolean | null;
  readonly rowFilter: string | null;
  /** Null where everything is read each time. */
  readonly cursor: { readonly column: string } | null;
  readonly mappings: readonly PresentMapping[];
}

/** A list column as a new list would be made with it. */
export interface MadeColumn {
  readonly name: string;
  readonly displayName: string;
  readonly type: ListColumnType;
  readonly maxLength: number | null;
  readonly choices: readonly string[] | null;
  readonly isRequired: boolean;
  readonly isIndexed: boolean;
  readonly isUnique: boolean;
}
