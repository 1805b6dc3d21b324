import { compareStructure } from "./compare-structure";
import { type ColumnFacts, type KeyFacts, knowsWholeIndexes, type Structure, tableFactsOf } from "./structure";

export interface Difference {
  readonly part: "column" | "key" | "constraint" | "index";
  readonly change: "added" | "removed" | "renamed" | "retyped" | "widened" | "narrowed" | "nullability" | "changed";
  readonly name: string;
  readonly previousName: string | null;
  readonly before: string | null;
  readonly after: string | null;
}

const changeOf = {
  COLUMN_ADDED: "added",
  COLUMN_REMOVED: "removed",
  COLUMN_RENAMED: "renamed",
  COLUMN_RETYPED: "retyped",
  COLUMN_WIDENED: "widened",
  COLUMN_NARROWED: "narrowed",
  NULLABILITY_CHANGED: "nullability",
} as const;

/** All differences between two structures of a table, each part in one line of text. */
export function describeDifferences(before: Structure, after: Structure): readonly Difference[] {
  const withIndexes = knowsWholeIndexes(before) && knowsWholeIndexes(after);
  const changes = compareStructure(tableFactsOf(before, withIndexes), tableFactsOf(after, withIndexes));
  const told = changes.map((change): Difference => {
    if (change.kind === "KEY_CHANGED") {
      const line = { name: "Keys", previousName: null, before: keyLine(change.before), after: keyLine(change.after) };
      return { part: "key", change: "changed", ...line };
    }
    const { kind, columnName: name } = change;
    return {
      part: "column",
      change: changeOf[kind],
      name,
      previousName: kind === "COLUMN_RENAMED" ? (change.before?.name ?? null) : null,
      before: change.before && columnLine(change.before),
      after: change.after && columnLine(change.after),
    };
  });
  const known = new Set(changes.map((change) => change.columnName));
  return [
    ...told,
    ...otherColumnChanges(before, after, known),
    ...partChanges("constraint", before.constraints, after.constraints, constraintLine),
    ...partChanges("index", before.indexes, after.indexes, indexLine),
  ];
}

/** Defaults, identity, collation: no drift, yet worth seeing between two snapshots. */
function otherColumnChanges(before: Structure, after: Structure, known: ReadonlySet<string | null>): Difference[] {
  return after.columns.flatMap((column) => {
    const previous = before.columns.find((each) => each.name === column.name);
    if (!previous || known.has(column.name)) return [];
    const lines = { before: columnLine(previous), after: columnLine(column) };
    if (lines.before === lines.after) return [];
    return [{ part: "column" as const, change: "changed" as const, name: column.name, previousName: null, ...lines }];
  });
}

function partChanges<Part extends { readonly name: string }>(
  part: "constraint" | "index",
  before: readonly Part[],
  after: readonly Part[],
  line: (each: Part) => string,
): Difference[] {
  const was = new Map(before.map((each) => [each.name, line(each)]));
  const is = new Map(after.map((each) => [each.name, line(each)]));
  const names = [...new Set([...was.keys(), ...is.keys()])].sort();
  return names.flatMap((name) => {
    const lines = { before: was.get(name) ?? null, after: is.get(name) ?? null };
    if (lines.before === lines.after) return [];
    const change = lines.before === null ? "added" : lines.after === null ? "removed" : "changed";
    return [{ part, change, name, previousName: null, ...lines }];
  });
}

function columnLine(column: ColumnFacts): string {
  return [
    column.nativeType,
    column.isNullable ? "nullable" : "not null",
    column.isIdentity && "identity",
    column.isGenerated && "generated",
    column.defaultValue !== null && `default ${column.defaultValue}`,
    column.collation !== null && `collation ${column.collation}`,
    column.enumValues !== null && `one of ${column.enumValues.join(", ")}`,
  ]
    .filter(Boolean)
    .join(", ");
}

const list = (columns: readonly string[]) => `(${columns.join(", ")})`;

export function keyLine(keys: KeyFacts): string {
  const unique = keys.uniqueKeys.map((columns) => `unique ${list(columns)}`);
  return [keys.primaryKey ? `primary key ${list(keys.primaryKey)}` : "no primary key", ...unique].join(", ");
}

const constraintNames: Readonly<Record<string, string>> = {
  PRIMARY_KEY: "primary key",
  FOREIGN_KEY: "foreign key",
  UNIQUE: "unique",
  CHECK: "check",
};

function constraintLine(constraint: Structure["constraints"][number]): string {
  if (constraint.definition !== null) return constraint.definition;
  const parent = constraint.referencedTable
    ? ` to ${constraint.referencedTable} ${list(constraint.referencedColumns ?? [])}`
    : "";
  return `${constraintNames[constraint.type] ?? constraint.type} ${list(constraint.columns)}${parent}`;
}

function indexLine(index: Structure["indexes"][number]): string {
  if (index.definition !== null) return index.definition;
  const columns = index.columns.map((name) => (index.descendingColumns.includes(name) ? `${name} descending` : name));
  return [
    `${index.isUnique ? "unique " : ""}${index.method} ${list(columns)}`,
    index.includedColumns.length > 0 && `including ${list(index.includedColumns)}`,
    index.predicate !== null && `where ${index.predicate}`,
  ]
    .filter(Boolean)
    .join(" ");
}
