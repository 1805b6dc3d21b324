import type { ConstraintType, TableType } from "./schema";

export interface TableRow {
  readonly id: string;
  readonly databaseId: string;
  readonly databaseName: string;
  readonly schemaName: string;
  readonly tableName: string;
  readonly tableType: TableType;
  /** Columns of the primary key, joined by a comma. */
  readonly primaryKey: string | null;
  /** The store's own estimate; null where it keeps none. */
  readonly rowEstimate: number | null;
  readonly sizeBytes: number | null;
  readonly comment: string | null;
  readonly columnCount: number;
  readonly definitionCount: number;
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
  readonly definition: string | null;
}

export interface IndexRow {
  readonly id: string;
  readonly indexName: string;
  readonly isUnique: boolean;
  readonly indexMethod: string;
  readonly columns: readonly string[];
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
  readonly isEstimate: boolean;
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
