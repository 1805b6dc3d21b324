import type { ReadSince } from "@/lib/connectors/connector";
import type { StoredDefinition } from "./load-definition";
import { isFullScanDue } from "./next-run";

/** Where the last reading of one instance ended, as its SOURCE row of `sync_cursors` tells. */
export interface StoredCursor {
  readonly value: string;
  /** As {@link cursorColumnText} gave it then; null where the value is no position of a column. */
  readonly column: string | null;
}

/** Why a definition that reads by a cursor reads everything this time. */
export type FullScanReason = "rescan" | "no-cursor" | "column-changed" | "column-gone" | "key-not-unique" | "due";

/** How one instance is read. */
export interface ReadingPlan {
  /** Null reads all rows and notes no position. */
  readonly since: ReadSince | null;
  /** As {@link cursorColumnText}; null without a cursor column. */
  readonly column: string | null;
  /** Null where a cursor is followed, and for definitions whose every reading is a full scan. */
  readonly reason: FullScanReason | null;
}

type Planned = Pick<
  StoredDefinition,
  | "cursorStrategy"
  | "cursorColumn"
  | "keyStrategy"
  | "rescanRequired"
  | "fullScanCron"
  | "scheduleTimeZone"
  | "lastFullScanAt"
> & {
  /** Two rows of one key can be told only where both are read. */
  readonly hasUniqueKey: boolean;
};

/** Name and type of a cursor column: a position is worth nothing for another one. */
export function cursorColumnText(column: { readonly columnName: string; readonly nativeType: string | null }): string {
  return `${column.columnName} ${column.nativeType ?? ""}`.trim();
}

/**
 * How an instance is read (sync-semantics 6). By its own cursor, never by that of another instance; everything where there is none yet, where
 * it belongs to another column, where something was published that has to be compared whole, and once in a while anyway, to find what the
 * cursor cannot see: rows that left. A full scan gives the next position too.
 */
export function planReading(definition: Planned, cursor: StoredCursor | null, now: Date): ReadingPlan {
  const { cursorColumn } = definition;
  if (definition.cursorStrategy !== "UPDATED_AT") return { since: null, column: null, reason: null };
  // Rows without a key are told apart by their number within one complete reading.
  if (definition.keyStrategy === "HASHED" || !definition.hasUniqueKey)
    return { since: null, column: null, reason: "key-not-unique" };
  if (!cursorColumn || cursorColumn.vanishedAt) return { since: null, column: null, reason: "column-gone" };
  const column = cursorColumnText(cursorColumn);
  const reason = reasonOf(definition, cursor, column, now);
  const position = reason === null && cursor ? cursor.value : null;
  return { since: { column: cursorColumn.columnName, position }, column, reason };
}

function reasonOf(definition: Planned, cursor: StoredCursor | null, column: string, now: Date): FullScanReason | null {
  if (cursor === null || cursor.column === null) return "no-cursor";
  if (cursor.column !== column) return "column-changed";
  if (definition.rescanRequired) return "rescan";
  return isFullScanDue(definition, definition.lastFullScanAt, now) ? "due" : null;
}
