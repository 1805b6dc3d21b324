import type { FitSource, FitTarget } from "@/lib/engine/fit-source";

/** A column of the table, as the editor shows it and as fits are judged. */
export interface SourceColumnView extends FitSource {
  readonly id: string;
  readonly name: string;
  readonly ordinal: number;
  /** Part of the definition's key. */
  readonly isKey: boolean;
  readonly isPrimaryKey: boolean;
  /** Filled by the database itself: nothing can be pulled into it. */
  readonly isGenerated: boolean;
  readonly comment: string | null;
  /** As it is written in an expression: `name` or `row["a name"]`; null where expressions cannot use it. */
  readonly written: string | null;
  readonly isVanished: boolean;
}

/** A column of the list. `name` is its internal name. */
export interface TargetColumnView extends FitTarget {
  readonly id: string;
  readonly displayName: string;
  readonly isIndexed: boolean;
  /** An item that is made without a value gets one from the list itself. */
  readonly hasDefault: boolean;
  /** Filled by SharePoint itself or otherwise not writable, for `readOnlyReason`; can only be pulled. */
  readonly isReadOnly: boolean;
  readonly isHidden: boolean;
  readonly isVanished: boolean;
  /** Columns of SyncBridge: the key of each item, and the mark of rows that left. They cannot be mapped. */
  readonly reservedFor: "key" | "mark" | null;
}

/** Both sides of a definition with what of its settings decides whether a mapping can work. */
export interface EditorColumns {
  readonly mode: "ONE_WAY_PUSH" | "TWO_WAY" | "ARCHIVE_ONLY";
  /** In the table's order; vanished ones only where a row or the draft names them. */
  readonly sources: readonly SourceColumnView[];
  /** By display name. */
  readonly targets: readonly TargetColumnView[];
  readonly cursorColumnId: string | null;
  /** Items can only be found by the mapped key columns: before the first match, or where the list has no key column of ours. */
  readonly needsKeyMapped: boolean;
}
