import type { FitLevel } from "@/lib/engine/fit-source";

/** What only the server can say of a document: it compiles its expressions, converts its defaults and knows the parents of lookups. */
export interface DocumentFindings {
  /** Of rows that more is to be said of than the types of their two columns say. */
  readonly rows: readonly RowFinding[];
  /** Why the row filter cannot be used; null where it can. */
  readonly rowFilter: string | null;
  readonly unitRows: readonly UnitRowResult[];
}

export interface RowFinding {
  readonly rowId: string;
  readonly level: FitLevel;
  /** In whole sentences. */
  readonly reasons: readonly string[];
  readonly faults: readonly {
    readonly field: "targetColumnId" | "transform" | "inverse" | "defaultValue";
    readonly message: string;
    readonly remedy: string | null;
  }[];
  /** What the expression gives, in words; null without one, or where it cannot be used. */
  readonly result: string | null;
  /** Names of columns that the expression reads. */
  readonly columnsUsed: readonly string[];
}

/** How an example came out. */
export interface UnitRowResult {
  readonly unitRowId: string;
  readonly isPassed: boolean;
  readonly fields: readonly {
    readonly targetColumnId: string;
    readonly isPassed: boolean;
    readonly expected: string | null;
    /** Text form of what the mapping made; null for no value, or where it failed. */
    readonly got: string | null;
    /** Why there is no value; null where there is. */
    readonly error: string | null;
  }[];
}
