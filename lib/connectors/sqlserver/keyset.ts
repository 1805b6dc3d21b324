import { quoteIdentifier } from "./names";
import { optionalRows } from "./probe";
import type { ReadColumn } from "./read-columns";
import type { Session } from "./session";
import type { Target } from "./target";

/** A unique key of a table that pages can follow by an index. */
export interface TableKey {
  readonly parts: readonly KeyPart[];
}

export interface KeyPart {
  readonly name: string;
  readonly isDescending: boolean;
  /** SQL of the column's exact type and collation for a parameter. */
  readonly compare: (parameter: string) => string;
  readonly bound: (text: string) => string;
}

/**
 * Finds an index by which pages can follow `names`, in whatever order they are named: unique, in use, without filter, a rowstore b-tree
 * (clustered 1, nonclustered 2), over NOT NULL columns only that can be compared. Everything else could skip rows or would sort the table
 * for every page. The fewest columns win, then the clustered index. Indexes of views need hints to be used at all and are left out.
 */
export async function findTableKey(
  session: Session,
  target: Target,
  names: readonly string[],
  columns: ReadonlyMap<string, ReadColumn>,
): Promise<TableKey | null> {
  if (target.isView) return null;
  const rows = await optionalRows(
    session,
    `SELECT CAST(i.index_id AS varchar(20)), c.name, CAST(ic.is_descending_key AS int)
     FROM sys.indexes AS i
     JOIN sys.index_columns AS ic ON ic.object_id = i.object_id AND ic.index_id = i.index_id
     JOIN sys.columns AS c ON c.object_id = ic.object_id AND c.column_id = ic.column_id
     WHERE i.object_id = CAST(@p1 AS int) AND i.type IN (1, 2) AND i.is_unique = 1 AND i.is_disabled = 0
       AND i.is_hypothetical = 0 AND i.has_filter = 0 AND ic.key_ordinal > 0
     ORDER BY i.index_id, ic.key_ordinal`,
    [target.objectId],
  );
  const indexes = new Map<string, { name: string; isDescending: boolean }[]>();
  for (const [index, name, descending] of rows ?? []) {
    if (!index || !name) continue;
    const parts = indexes.get(index) ?? [];
    parts.push({ name, isDescending: descending === "1" });
    indexes.set(index, parts);
  }
  const keys = [...indexes.values()].flatMap((parts) => keyOf(parts, names, columns) ?? []);
  return keys.toSorted((a, b) => a.parts.length - b.parts.length)[0] ?? null;
}

/** The last digit of a float may change on its way to text and back, and a page would begin with the row that ended the one before. */
const inexactTypes: ReadonlySet<string> = new Set(["float", "real"]);

function keyOf(
  found: readonly { name: string; isDescending: boolean }[],
  names: readonly string[],
  columns: ReadonlyMap<string, ReadColumn>,
): TableKey | null {
  const parts: KeyPart[] = [];
  for (const part of found) {
    const column = columns.get(part.name);
    if (!column || column.isNullable || !column.conversion.compare || !names.includes(part.name)) return null;
    if (inexactTypes.has(column.type.name)) return null;
    const { compare, bound } = column.conversion;
    parts.push({ ...part, compare, bound });
  }
  return { parts };
}

/** `r.[a], r.[b] DESC`: the order of pages, as the index has it. */
export function keyOrder(key: TableKey): string {
  return key.parts
    .map(({ name, isDescending }) => `r.${quoteIdentifier(name)}${isDescending ? " DESC" : ""}`)
    .join(", ");
}

/**
 * What comes after the row whose key stands in the parameters from `@p<first>` on. Transact-SQL has no comparison of rows: the predicate is
 * spelled out, and led by one on the first column that an index can seek by:
 * `r.[a] >= @p1 AND (r.[a] > @p1 OR (r.[a] = @p1 AND r.[b] > @p2))`, each parameter cast to its column's type.
 */
export function afterKey(key: TableKey, first = 1): string {
  const sides = key.parts.map((part, index) => ({
    column: `r.${quoteIdentifier(part.name)}`,
    beyond: part.isDescending ? "<" : ">",
    value: part.compare(`@p${first + index}`),
  }));
  const [lead] = sides;
  if (!lead) throw new Error("A key has at least one column.");
  if (sides.length === 1) return `${lead.column} ${lead.beyond} ${lead.value}`;
  const alternatives = sides.map(({ column, beyond, value }, index) => {
    const equal = sides.slice(0, index).map((side) => `${side.column} = ${side.value}`);
    return `(${[...equal, `${column} ${beyond} ${value}`].join(" AND ")})`;
  });
  return `${lead.column} ${lead.beyond}= ${lead.value} AND (${alternatives.join(" OR ")})`;
}
