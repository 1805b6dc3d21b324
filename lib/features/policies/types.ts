import type { GuardLimits } from "./schema";

/** A list column that could take the time a row left. */
export interface MarkColumnChoice {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  /** What it takes, in words: "date and time", "yes". */
  readonly takes: string;
}

/** The rules of a definition, and what can be chosen. */
export interface DefinitionPolicies {
  readonly definitionId: string;
  readonly mode: "ONE_WAY_PUSH" | "TWO_WAY" | "ARCHIVE_ONLY";
  readonly conflictPolicy: "SOURCE_WINS" | "DESTINATION_WINS" | "LATEST_WINS" | "MANUAL";
  readonly onSourceDelete: "KEEP" | "DELETE" | "MARK";
  readonly onLeftFilter: "KEEP" | "DELETE" | "MARK";
  readonly onListDelete: "RECREATE" | "DETACH" | "ASK";
  readonly markColumnId: string | null;
  /** Internal name of the mark column; null for none. */
  readonly markColumnName: string | null;
  /** Columns of the list that nothing is mapped to and that can hold the mark. */
  readonly markColumns: readonly MarkColumnChoice[];
  readonly guards: GuardLimits;
  readonly defaultGuards: GuardLimits;
  /** Names of the limits that differ from the default. */
  readonly ownGuards: readonly (keyof GuardLimits)[];
  /** A run is open: what it was planned by cannot be changed under it. */
  readonly hasOpenRun: boolean;
}

/** Limits that hold where a definition has none of its own. */
export interface GuardDefaults {
  readonly guards: GuardLimits;
  /** As the product brings them. */
  readonly productGuards: GuardLimits;
  /** How many definitions there are. */
  readonly definitions: number;
  /** Definitions with limits of their own, which do not follow these. */
  readonly exceptions: readonly {
    readonly id: string;
    readonly name: string;
    readonly own: readonly (keyof GuardLimits)[];
  }[];
}
