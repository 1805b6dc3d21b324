import type { ConstraintType, TableType } from "./schema";

export interface TableRow {
  readonly id: string;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly schemaName: string;
  readonly tableName: string;
  readonly tableType: TableType;
  /** Finer than the type, e.g. `materialized-view`; a word of `tableVarietyLabels`, or a newer one. */
  readonly variety: string;
  /** Columns of the primary key, joined by a comma. */
  readonly primaryKey: string | null;
  /** The store's own estimate; null where it keeps none. */
  readonly rowEstimate: number | null;
  readonly sizeBytes: number | null;
  readonly comment: string | null;
  readonly columnCount: number;
  readonly definitionCount: number;
  /** Differences found by introspection that nobody has settled. */
  readonly openDriftCount: number;
  readonly lastIntrospectedAt: Date;
  /** Since when introspection no longer finds it. */
  readonly vanishedAt: Date | null;
}

export interface ColumnRow {
  readonly id: string;
  readonly ordinalPosition: number;
  readonly columnName: string;
  readonly dataType: string;
  readonly nativeType: string;
  readonly valueKind: string;
  readonly maxLength: number | null;
  readonly numericPrecision: number | null;
  readonly numericScale: number | null;
  /** Allowed values of an enum type, in their order. */
  readonly enumValues: readonly string[] | null;
  /** Raised by the server itself with every change of the row. */
  readonly isRowVersion: boolean;
  readonly isNullable: boolean;
  readonly defaultValue: string | null;
  readonly isIdentity: boolean;
  readonly isGenerated: boolean;
  readonly isPrimaryKey: boolean;
  readonly isUnique: boolean;
  readonly collation: string | null;
  readonly comment: string | null;
  readonly vanishedAt: Date | null;
}

export interface ConstraintRow {
  readonly id: string;
  readonly constraintName: string;
  readonly constraintType: ConstraintType;
  readonly columns: readonly string[];
  readonly referencedTable: string | null;
  /** Of a foreign key: the parent's columns, in the order of `columns`. */
  readonly referencedColumns: readonly string[] | null;
  readonly definition: string | null;
}

export interface IndexRow {
  readonly id: string;
  readonly indexName: string;
  readonly isUnique: boolean;
  readonly indexMethod: string;
  /** Key parts in order: names of columns, or the text of an expression. */
  readonly columns: readonly string[];
  /** Those key parts that run downwards. */
  readonly descendingColumns: readonly string[];
  /** Columns that are carried along and not part of the key. */
  readonly includedColumns: readonly string[];
  /** Condition of a partial index. */
  readonly predicate: string | null;
  /** Usable, without condition, over whole plain columns: if unique, its columns identify a row. */
  readonly isWhole: boolean;
  readonly definition: string | null;
}

/** A definition that reads the table, with the list it writes to: one line of the table's lineage. */
export interface TableUse {
  readonly definitionId: string;
  readonly definitionName: string;
  readonly isEnabled: boolean;
  readonly listId: string;
  readonly listName: string;
}

export interface SnapshotRow {
  readonly id: string;
  readonly capturedAt: Date;
  readonly instanceLabel: string;
  readonly columnCount: number;
}

export interface TableMetric {
  readonly capturedAt: Date;
  readonly rowCount: number;
  /** False when the rows were counted. */
  readonly isEstimate: boolean;
  /** Greatest value of a definition's cursor column when the rows were counted. */
  readonly maxUpdatedAt: Date | null;
}

/** One of a table's measurements, in the list of them. */
export interface MeasurementRow extends TableMetric {
  readonly id: string;
}

/** One difference between two snapshots of a table. */
export interface StructureDifference {
  readonly part: "column" | "key" | "constraint" | "index";
  readonly change: "added" | "removed" | "renamed" | "retyped" | "widened" | "narrowed" | "nullability" | "changed";
  readonly name: string;
  /** Of a renamed column; the rename is an assumption, by place and type. */
  readonly previousName: string | null;
  /** The part as it was and is, in one line each; null where it did not exist. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface SnapshotComparison {
  /** Null when there is only one snapshot. */
  readonly earlier: SnapshotRow | null;
  readonly later: SnapshotRow | null;
  readonly differences: readonly StructureDifference[];
}

/** Some rows as they stand in the database. Values are in the exact text form of their kind; longer ones are cut. */
export interface SampleRows {
  readonly columns: readonly { readonly name: string; readonly kind: string; readonly nativeType: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Whether these are all rows, the first ones, or some from all over the table. */
  readonly extent: "all" | "first" | "spread";
  /** Values of so many characters have been cut there. */
  readonly maxCellLength: number;
  readonly takenAt: string;
  readonly instanceLabel: string;
}

export interface ColumnProfile {
  readonly columnName: string;
  readonly kind: string;
  readonly nativeType: string;
  /** Rows looked at, NULL or not. */
  readonly rows: number;
  readonly nulls: number;
  /** From 0 to 1; null when no row was looked at. */
  readonly nullShare: number | null;
  /** Texts of no character. */
  readonly emptyTexts: number;
  /** Different values among the rows looked at. */
  readonly distinct: number;
  /** Least and greatest value in the order of the kind; null where the kind has none or no value was seen. */
  readonly min: string | null;
  readonly max: string | null;
  /** Of the longest value; null when no value was seen. SharePoint counts UTF-16 units. */
  readonly longestCharacters: number | null;
  readonly longestUnits: number | null;
  /** The longest was cut, so that it is at least so long. */
  readonly isLongestCut: boolean;
  /** At most five that occur more than once, the most frequent first. */
  readonly common: readonly { readonly value: string; readonly count: number }[];
  /** At most five different ones, in the order in which they came. */
  readonly examples: readonly string[];
}

export interface TableProfile {
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
  /** Whether these were all rows, so that the numbers are exact. */
  readonly isWhole: boolean;
  readonly extent: "all" | "first" | "spread";
  readonly takenAt: string;
  readonly instanceLabel: string;
}

export interface RowCount {
  readonly rowCount: number;
  /** False: the rows were counted. */
  readonly isEstimate: boolean;
  /** Greatest value of a definition's cursor column, where one has a time as its cursor. */
  readonly maxUpdatedAt: Date | null;
  readonly takenAt: Date;
  readonly instanceLabel: string;
}

export interface TableDetails extends TableRow {
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
  readonly uses: readonly TableUse[];
  /** The newest, at most 50; one was taken each time the structure differed. */
  readonly snapshots: readonly SnapshotRow[];
  /** Oldest first, at most the 200 newest. */
  readonly metrics: readonly TableMetric[];
}
