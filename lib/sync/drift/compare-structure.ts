import { isDeepStrictEqual } from "node:util";
import { type ColumnFacts, type KeyFacts, keyName, type TableFacts } from "./structure";
import { typeChange } from "./type-change";

export type ColumnChangeKind =
  | "COLUMN_ADDED"
  | "COLUMN_REMOVED"
  | "COLUMN_RENAMED"
  | "COLUMN_RETYPED"
  | "COLUMN_WIDENED"
  | "COLUMN_NARROWED"
  | "NULLABILITY_CHANGED";

/** One difference between two structures of a table. */
export type StructureChange =
  | {
      readonly kind: ColumnChangeKind;
      /** Of a rename the new name. */
      readonly columnName: string;
      readonly before: ColumnFacts | null;
      readonly after: ColumnFacts | null;
    }
  | { readonly kind: "KEY_CHANGED"; readonly columnName: null; readonly before: KeyFacts; readonly after: KeyFacts };

/** Old and new name of two columns that a person said are not the same one. */
export type RefusedRename = readonly [previousName: string, name: string];

const changeKinds = {
  widened: "COLUMN_WIDENED",
  narrowed: "COLUMN_NARROWED",
  retyped: "COLUMN_RETYPED",
} as const;

/**
 * What a table's new structure changes about the former one, in the order of the columns. A column that went and one that came at the same
 * place with the same type, nullability and origin are proposed as a rename (P25); data are not looked at.
 */
export function compareStructure(
  before: TableFacts,
  after: TableFacts,
  refusedRenames: readonly RefusedRename[] = [],
): readonly StructureChange[] {
  const was = new Map(before.columns.map((column) => [column.name, column]));
  const is = new Map(after.columns.map((column) => [column.name, column]));
  const removed = before.columns.filter((column) => !is.has(column.name));
  const added = after.columns.filter((column) => !was.has(column.name));
  const renames = renamesAmong(removed, added, refusedRenames);
  const previousNames = new Map(renames.map(([old, now]) => [now.name, old.name]));
  const renamed = new Set(renames.flatMap(([old, now]) => [`-${old.name}`, `+${now.name}`]));

  const changes: StructureChange[] = [];
  for (const column of removed) {
    if (renamed.has(`-${column.name}`)) continue;
    changes.push({ kind: "COLUMN_REMOVED", columnName: column.name, before: column, after: null });
  }
  for (const column of after.columns) {
    const previous = was.get(column.name);
    const oldName = previousNames.get(column.name);
    if (previous) changes.push(...columnChanges(previous, column));
    else if (oldName === undefined) {
      changes.push({ kind: "COLUMN_ADDED", columnName: column.name, before: null, after: column });
    } else {
      const old = was.get(oldName) ?? null;
      changes.push({ kind: "COLUMN_RENAMED", columnName: column.name, before: old, after: column });
    }
  }
  const keys = keyChange(before.keys, after.keys, previousNames);
  return keys ? [...changes, keys] : changes;
}

function columnChanges(before: ColumnFacts, after: ColumnFacts): readonly StructureChange[] {
  const change = typeChange(before, after);
  const columnName = after.name;
  return [
    ...(change === "same" ? [] : [{ kind: changeKinds[change], columnName, before, after }]),
    ...(before.isNullable === after.isNullable
      ? []
      : [{ kind: "NULLABILITY_CHANGED" as const, columnName, before, after }]),
  ];
}

function renamesAmong(
  removed: readonly ColumnFacts[],
  added: readonly ColumnFacts[],
  refused: readonly RefusedRename[],
): readonly (readonly [old: ColumnFacts, now: ColumnFacts])[] {
  return added.flatMap((now) => {
    const old = removed.find((column) => column.ordinal === now.ordinal && isSameButName(column, now));
    if (!old || refused.some(([from, to]) => from === old.name && to === now.name)) return [];
    return [[old, now] as const];
  });
}

function isSameButName(a: ColumnFacts, b: ColumnFacts): boolean {
  return (
    a.nativeType === b.nativeType &&
    a.kind === b.kind &&
    a.isNullable === b.isNullable &&
    a.isIdentity === b.isIdentity &&
    a.isGenerated === b.isGenerated &&
    isDeepStrictEqual(a.enumValues, b.enumValues)
  );
}

/** A key that only follows a renamed column is the same key. */
function keyChange(
  before: KeyFacts,
  after: KeyFacts,
  previousNames: ReadonlyMap<string, string>,
): StructureChange | null {
  const asBefore = (columns: readonly string[]) => keyName(columns.map((name) => previousNames.get(name) ?? name));
  const primaryIs = after.primaryKey && asBefore(after.primaryKey);
  const primaryWas = before.primaryKey && keyName(before.primaryKey);
  const uniqueIs = after.uniqueKeys.map(asBefore).sort();
  const uniqueWas = before.uniqueKeys.map(keyName).sort();
  if (primaryIs === primaryWas && isDeepStrictEqual(uniqueIs, uniqueWas)) return null;
  return { kind: "KEY_CHANGED", columnName: null, before, after };
}
