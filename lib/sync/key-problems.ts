import type { KeyStrategy } from "@/lib/engine/types";

/** What of a stored definition tells whether its key can identify rows. */
export interface StoredKey {
  readonly keyStrategy: KeyStrategy;
  readonly keyConstraintName: string | null;
  readonly syncMode: string;
  readonly cursorStrategy: string;
  readonly keyColumns: readonly {
    readonly column: {
      readonly columnName: string;
      readonly valueKind: string;
      readonly isNullable: boolean;
      readonly vanishedAt: Date | null;
    };
  }[];
  readonly sourceTable: {
    readonly constraints: readonly {
      readonly constraintName: string;
      readonly constraintType: string;
      readonly columns: unknown;
    }[];
    readonly indexes: readonly {
      readonly indexName: string;
      readonly isUnique: boolean;
      readonly isWhole: boolean;
      readonly columns: unknown;
    }[];
  };
}

interface UniqueKey {
  readonly name: string;
  readonly isPrimary: boolean;
  readonly columns: readonly string[];
}

/** The table's unique keys: the primary key, unique constraints and whole unique indexes. */
export function uniqueKeysOf(table: StoredKey["sourceTable"]): readonly UniqueKey[] {
  const names = (columns: unknown) => (Array.isArray(columns) ? columns.map(String) : []);
  const keys = table.constraints
    .filter(({ constraintType }) => constraintType === "PRIMARY_KEY" || constraintType === "UNIQUE")
    .map(({ constraintName, constraintType, columns }) => ({
      name: constraintName,
      isPrimary: constraintType === "PRIMARY_KEY",
      columns: names(columns),
    }));
  const indexes = table.indexes
    .filter((index) => index.isUnique && index.isWhole)
    .map((index) => ({ name: index.indexName, isPrimary: false, columns: names(index.columns) }));
  return [...keys, ...indexes];
}

const isSameSet = (left: readonly string[], right: readonly string[]) =>
  left.length === right.length && left.every((name) => right.includes(name));

/** Whether the key columns are, in any order, exactly one unique key of the table. */
export function isKeyUnique(stored: StoredKey): boolean {
  const chosen = stored.keyColumns.map((key) => key.column.columnName);
  return uniqueKeysOf(stored.sourceTable).some((key) => isSameSet(key.columns, chosen));
}

/**
 * What speaks against a definition's key, as sentences. Chosen columns need no constraint: whether they identify rows is proven by each reading,
 * which rejects all rows that share a key. A hash of chosen columns has no key to change by, so that it allows neither cursor nor two ways.
 */
export function keyProblemsOf(stored: StoredKey): readonly {
  readonly code: "key-not-unique" | "mapping-broken" | "definition-incomplete";
  readonly message: string;
}[] {
  if (stored.keyColumns.length === 0) return [{ code: "definition-incomplete", message: "No key column is chosen." }];
  const problems: ReturnType<typeof keyProblemsOf>[number][] = [];
  for (const { column } of stored.keyColumns) {
    if (column.vanishedAt)
      problems.push({
        code: "mapping-broken",
        message: `The key column “${column.columnName}” is gone from the table.`,
      });
    else if (column.valueKind === "binary")
      problems.push({
        code: "definition-incomplete",
        message: `The key column “${column.columnName}” holds binary data, which cannot identify a row.`,
      });
  }
  const needsUnique = stored.keyStrategy === "PRIMARY_KEY" || stored.keyStrategy === "UNIQUE_CONSTRAINT";
  if (needsUnique && !isKeyUnique(stored)) {
    const names = stored.keyColumns.map((key) => key.column.columnName).join(", ");
    problems.push({
      code: "key-not-unique",
      message: `The key (${names}) is neither the primary key nor a unique constraint of the table.`,
    });
  }
  if (stored.keyStrategy === "HASHED") {
    if (stored.syncMode === "TWO_WAY")
      problems.push({ code: "definition-incomplete", message: "A hash of columns can only be synced one way." });
    if (stored.cursorStrategy !== "FULL_SCAN")
      problems.push({ code: "definition-incomplete", message: "A hash of columns needs the full scan." });
  }
  return problems;
}
