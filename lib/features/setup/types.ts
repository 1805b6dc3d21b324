import type { FitLevel } from "@/lib/features/mapping/types";

export type SetupStepId = "key" | "mapping" | "schedule" | "match" | "plan" | "enable";

/** `spared`: nothing has to be done here. */
export type SetupStepState = "done" | "open" | "attention" | "spared";

/** One step of the guided path as the stored definition says it stands; nothing else is kept of it. */
export interface SetupStep {
  readonly id: SetupStepId;
  readonly state: SetupStepState;
  /** What was settled, or what is to be done, in a few words. */
  readonly detail: string;
}

/** A definition on its way from a draft to the first run. */
export interface SetupView {
  readonly definitionId: string;
  readonly name: string;
  readonly tableId: string;
  /** `schema.table` */
  readonly tableName: string;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly listId: string;
  readonly listName: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly isEnabled: boolean;
  readonly steps: readonly SetupStep[];
  /** Where to go on; `enable` when all else is settled. */
  readonly next: SetupStepId;
  /** The newest dry run; null before one. */
  readonly plan: {
    readonly runId: string;
    /** Null while it goes on. */
    readonly outcome: string | null;
    readonly rejected: number;
    /** Nothing that it was planned by was changed since. */
    readonly isCurrent: boolean;
  } | null;
  /** A run, dry or not, that is open. */
  readonly openRunId: string | null;
  /** What keeps it from running, in sentences. */
  readonly problems: readonly string[];
}

/** A table that a sync can begin with. */
export interface TableChoice {
  readonly id: string;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly schemaName: string;
  readonly tableName: string;
  readonly isView: boolean;
  readonly comment: string | null;
  /** The database's own estimate; null where it keeps none. */
  readonly rowEstimate: number | null;
  readonly sizeBytes: number | null;
  readonly columnCount: number;
  /** What tells its rows apart: the primary key, else a unique constraint; null for neither. */
  readonly key: { readonly isPrimary: boolean; readonly columns: string } | null;
  /** Lists that it is synced to already, three at most. */
  readonly syncedTo: readonly string[];
  readonly syncCount: number;
}

/** A list that a sync can write to. */
export interface ListChoice {
  readonly id: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly displayName: string;
  readonly description: string | null;
  /** Counted at the last discovery; null before it. */
  readonly itemCount: number | null;
  readonly countedAt: Date | null;
  readonly isProvisioned: boolean;
  /** Syncs that write to it, three at most. */
  readonly syncedFrom: readonly string[];
  readonly syncCount: number;
  /** The sync that the table in question has into it already; null for none. */
  readonly twinId: string | null;
}

/** What a sync is being begun with. */
export interface ChosenEnds {
  readonly table: TableChoice | null;
  readonly list: ListChoice | null;
  /** Whether there is anything to choose from at all. */
  readonly hasTables: boolean;
  readonly hasLists: boolean;
  /** Databases with tables, by name; 500 at most. */
  readonly databases: readonly { readonly id: string; readonly name: string }[];
}

/** A pair of columns: mapped, or proposed. */
export interface PairProposal {
  /** `field_mappings.id`; null for one that is only proposed. */
  readonly mappingId: string | null;
  readonly sourceColumnId: string | null;
  /** Null for a field that an expression makes. */
  readonly sourceColumn: string | null;
  readonly sourceType: string;
  /** The expression that makes the value; null where the column flows as it is. */
  readonly transform: string | null;
  readonly isKey: boolean;
  readonly targetColumnId: string;
  readonly targetColumn: string;
  readonly targetType: string;
  readonly isRequired: boolean;
  /** How sure the proposal is, from 0 to 1; null where nothing proposes this pair. */
  readonly score: number | null;
  readonly isSure: boolean;
  /** What speaks for the pair, in sentences. */
  readonly reasons: readonly string[];
  readonly fit: FitLevel;
  readonly fitReasons: readonly string[];
  /** What is wrong with it; null for nothing. */
  readonly problem: string | null;
}

/** A column of the table that goes nowhere. */
export interface ColumnLeftBehind {
  readonly id: string;
  readonly name: string;
  /** A part of the key, without which items that are in the list already cannot be recognised. */
  readonly isNeeded: boolean;
}

/** The mapping of a definition that is being set up, with what is proposed besides. */
export interface MappingProposal {
  readonly definitionId: string;
  readonly pairs: readonly PairProposal[];
  /** Columns of the table that neither a mapping nor a proposal takes. */
  readonly leftBehind: readonly ColumnLeftBehind[];
  /** List columns that ask people for a value and get none: SharePoint takes items without it from programs. */
  readonly missingRequired: readonly string[];
  /** What is wrong with the mapping as a whole, in sentences. */
  readonly problems: readonly string[];
}

/** What a look into the list found: whether its items belong to rows is a person's to say. */
export interface ListHoldings {
  readonly state: "settled" | "empty" | "unsettled" | "unknown";
  /** Why it is not known; null otherwise. */
  readonly message: string | null;
}
