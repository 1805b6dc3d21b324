import type { definitionStates } from "./schema";

/** How a definition stands, the one word shown for it. */
export type DefinitionState = (typeof definitionStates)[number];

/** How a definition stands, as far as is known; `healthOf` says what each means. */
export interface Health {
  readonly state: DefinitionState;
  /** Null when nothing was ever left without an open row, as far as the kept runs tell. */
  readonly inSyncSince: Date | null;
  /** Null: not known. */
  readonly rowsBehind: number | null;
  /** The table was seen to hold values that no run has read yet: how many rows is not known. */
  readonly hasUnreadRows: boolean;
  /** Null when no row is known to be behind. */
  readonly oldestUnsyncedAt: Date | null;
}

export interface DefinitionRow extends Health {
  /** For how long the oldest change that is known to be unsynced has waited, in milliseconds; 0 where none is known, null where that is not known. */
  readonly lagMs: number | null;
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly mode: "ONE_WAY_PUSH" | "TWO_WAY" | "ARCHIVE_ONLY";
  /** A sentence that names the parent that is switched off. */
  readonly pausedBy: string | null;
  /** Five cron fields; null for a definition that runs when asked. */
  readonly scheduleCron: string | null;
  /** When the schedule starts the next run; null without one, or while paused or halted. */
  readonly nextRunAt: Date | null;
  readonly lastOutcome: "SUCCEEDED" | "PARTIAL" | "FAILED" | "HALTED" | "CANCELLED" | "INTERRUPTED" | null;
  /** Neither enabled nor ever run, and this person may go on with its set-up. */
  readonly isUnfinished: boolean;
  readonly haltedReason: string | null;
  readonly tableId: string;
  /** `schema.table` */
  readonly tableName: string;
  readonly databaseName: string;
  readonly listId: string;
  readonly listName: string;
  readonly siteName: string;
  readonly lastRunId: string | null;
  readonly lastRunAt: Date | null;
  /** What the last run ended with; null where it went well. */
  readonly lastErrorCode: string | null;
  /** Rows that could not be synced and wait for a cure. */
  readonly openRejections: number;
  /** Rows of the last completed read; null before it. */
  readonly sourceRows: number | null;
  /** Items that the definition owns. */
  readonly linkedItems: number | null;
  /** When rows and items were counted: at the end of the last completed run. */
  readonly countedAt: Date | null;
  /** Whether the asker may see values of its rows. */
  readonly maySeeValues: boolean;
}

/** What acting on one of many definitions takes. */
export type ChoosableDefinition = Pick<DefinitionRow, "id" | "name" | "listName" | "isEnabled" | "isUnfinished">;

/** Between what there are syncs: what the list of them can be narrowed to. */
export interface DefinitionEnds {
  readonly databases: readonly { readonly id: string; readonly name: string }[];
  readonly sites: readonly { readonly id: string; readonly name: string }[];
}

export interface MappingRow {
  readonly id: string;
  /** Null for a field that an expression makes of the whole row. */
  readonly sourceColumn: string | null;
  readonly sourceType: string;
  readonly isKey: boolean;
  readonly isNullable: boolean;
  /** The expression that makes the field's value; null where the column flows as it is. */
  readonly transform: string | null;
  readonly nullPolicy: "CLEAR" | "KEEP" | "DEFAULT";
  readonly targetColumn: string;
  readonly targetDisplayName: string;
  /** The engine's word for what the list column holds. */
  readonly targetType: string;
  readonly maxLength: number | null;
  readonly direction: "BIDIRECTIONAL" | "PUSH_ONLY" | "PULL_ONLY";
  /** A fault of this mapping, in words; null when it can run. */
  readonly problem: string | null;
}

export interface ColumnChoice {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
}

export interface DefinitionDetails extends DefinitionRow {
  readonly description: string | null;
  readonly listWebUrl: string | null;
  readonly databaseId: string;
  readonly siteId: string;
  readonly connectionId: string;
  readonly conflictPolicy: "SOURCE_WINS" | "DESTINATION_WINS" | "LATEST_WINS" | "MANUAL";
  readonly keyStrategy: string;
  readonly keyColumns: readonly string[];
  readonly cursorStrategy: string;
  readonly onSourceDelete: "KEEP" | "DELETE" | "MARK";
  readonly onLeftFilter: "KEEP" | "DELETE" | "MARK";
  readonly onListDelete: "RECREATE" | "DETACH" | "ASK";
  readonly markColumnName: string | null;
  /** As probed at set-up, with its reason where it is not the best; null before. */
  readonly keyLevel: "K1" | "K2" | "K3" | "K4" | null;
  readonly keyLevelReason: string | null;
  readonly haltedCode: string | null;
  readonly haltedAt: Date | null;
  /** The next run compares everything. */
  readonly rescanRequired: boolean;
  readonly identityNamespace: string | null;
  readonly timeZone: string;
  readonly mappingVersion: number;
  readonly mappings: readonly MappingRow[];
  readonly problems: readonly string[];
  readonly instances: readonly { readonly id: string; readonly label: string; readonly role: string }[];
  readonly openRunId: string | null;
  /** Columns that are not mapped yet and could be. */
  readonly freeSourceColumns: readonly ColumnChoice[];
  readonly freeTargetColumns: readonly ColumnChoice[];
}
