import { isDeepStrictEqual } from "node:util";
import { compareStructure, type RefusedRename, type StructureChange } from "./compare-structure";
import { type ColumnFacts, columnFactsOf, keyFactsOf, type TableFacts } from "./structure";

/** An open finding as it is stored. */
export interface OpenFinding {
  readonly id: string;
  readonly kind: string;
  readonly columnName: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * What a new structure means for the open findings of a table. Differences are told from the structure that people last agreed to, that is
 * the latest snapshot with the open findings taken back: a difference that went away settles its finding, one that went on replaces it, and
 * a column that comes back as it was leaves nothing.
 */
export function settleDrift(input: {
  readonly latest: TableFacts;
  readonly now: TableFacts;
  /** Oldest first. */
  readonly open: readonly OpenFinding[];
  readonly refusedRenames: readonly RefusedRename[];
}): { readonly settled: readonly string[]; readonly found: readonly StructureChange[] } {
  const aboutStructure = input.open.filter((finding) => !finding.kind.startsWith("TABLE_"));
  const agreed = aboutStructure.reduceRight(takeBack, input.latest);
  const changes = compareStructure(agreed, input.now, input.refusedRenames);
  const isTold = (change: StructureChange) => aboutStructure.some((finding) => isSame(finding, change));
  return {
    settled: aboutStructure
      .filter((finding) => !changes.some((change) => isSame(finding, change)))
      .map((finding) => finding.id),
    found: changes.filter((change) => !isTold(change)),
  };
}

function takeBack(facts: TableFacts, finding: OpenFinding): TableFacts {
  if (finding.kind === "KEY_CHANGED") return { ...facts, keys: keyFactsOf(finding.before) ?? facts.keys };
  const before = columnFactsOf(finding.before);
  switch (finding.kind) {
    case "COLUMN_ADDED":
      return withColumns(facts, without(facts.columns, finding.columnName));
    case "COLUMN_REMOVED":
      return before ? withColumns(facts, [...without(facts.columns, before.name), before]) : facts;
    case "COLUMN_RENAMED":
      if (!before) return facts;
      return withColumns(facts, [...without(without(facts.columns, finding.columnName), before.name), before]);
    case "NULLABILITY_CHANGED":
      return before ? changed(facts, before.name, (column) => ({ ...column, isNullable: before.isNullable })) : facts;
    default:
      // The type is told by all but nullability, which has findings of its own.
      return before ? changed(facts, before.name, ({ isNullable }) => ({ ...before, isNullable })) : facts;
  }
}

const withColumns = (facts: TableFacts, columns: readonly ColumnFacts[]): TableFacts => ({ ...facts, columns });
const without = (columns: readonly ColumnFacts[], name: string | null) =>
  columns.filter((column) => column.name !== name);

function changed(facts: TableFacts, name: string, change: (column: ColumnFacts) => ColumnFacts): TableFacts {
  return withColumns(
    facts,
    facts.columns.map((column) => (column.name === name ? change(column) : column)),
  );
}

function isSame(finding: OpenFinding, change: StructureChange): boolean {
  if (finding.kind !== change.kind || finding.columnName !== change.columnName) return false;
  if (change.kind === "KEY_CHANGED") {
    return (
      isDeepStrictEqual(keyFactsOf(finding.before), change.before) &&
      isDeepStrictEqual(keyFactsOf(finding.after), change.after)
    );
  }
  return (
    isSameColumn(columnFactsOf(finding.before), change.before, change.kind) &&
    isSameColumn(columnFactsOf(finding.after), change.after, change.kind)
  );
}

/** Equal in what the finding is about: a column that moved or got another default is no other difference. */
function isSameColumn(a: ColumnFacts | null, b: ColumnFacts | null, kind: StructureChange["kind"]): boolean {
  if (a === null || b === null) return a === b;
  if (kind === "NULLABILITY_CHANGED") return a.isNullable === b.isNullable;
  const type = (column: ColumnFacts) => [column.name, column.nativeType, column.kind, column.enumValues];
  return isDeepStrictEqual(type(a), type(b));
}
