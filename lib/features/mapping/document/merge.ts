import {
  isSamePart,
  type MappingDocument,
  type MappingRow,
  type RowField,
  rowFields,
  type UnitRow,
  type UnitRowField,
  unitRowFields,
} from "./document";

/**
 * What two people changed differently, by the smallest part that both touched. The values are those of that part: of a field, of the whole row
 * (null: removed) where one removed what the other changed, or of the row filter.
 */
export type Clash =
  | {
      readonly part: "row";
      readonly id: string;
      readonly field: RowField | null;
      readonly base: unknown;
      readonly mine: unknown;
      readonly theirs: unknown;
    }
  | {
      readonly part: "unit-row";
      readonly id: string;
      readonly field: UnitRowField | null;
      readonly base: unknown;
      readonly mine: unknown;
      readonly theirs: unknown;
    }
  | { readonly part: "row-filter"; readonly base: unknown; readonly mine: unknown; readonly theirs: unknown };

export interface Merged {
  /** All changes of both. Where they clash it holds mine, until `settleClash` says otherwise. */
  readonly document: MappingDocument;
  readonly clashes: readonly Clash[];
}

interface MergedPart<Row, Field> {
  readonly rows: readonly Row[];
  readonly clashes: readonly {
    readonly id: string;
    readonly field: Field | null;
    readonly base: unknown;
    readonly mine: unknown;
    readonly theirs: unknown;
  }[];
}

type Three<Row> = { readonly base: readonly Row[]; readonly mine: readonly Row[]; readonly theirs: readonly Row[] };

function mergePart<Row extends { readonly id: string }, Field extends keyof Row>(
  { base, mine, theirs }: Three<Row>,
  fields: readonly Field[],
): MergedPart<Row, Field> {
  const find = (rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]));
  const [inBase, inMine, inTheirs] = [find(base), find(mine), find(theirs)];
  const clashes: MergedPart<Row, Field>["clashes"][number][] = [];
  const rows: Row[] = [];
  const ids = new Set([...theirs, ...mine, ...base].map(({ id }) => id));
  for (const id of ids) {
    const [b, m, t] = [inBase.get(id) ?? null, inMine.get(id) ?? null, inTheirs.get(id) ?? null];
    if (m && t) {
      const merged = { ...t };
      for (const field of fields) {
        const isMine = b === null || !isSamePart(b[field], m[field]);
        const isTheirs = b === null || !isSamePart(b[field], t[field]);
        if (!isMine || isSamePart(m[field], t[field])) continue;
        merged[field] = m[field];
        if (isTheirs) clashes.push({ id, field, base: b?.[field] ?? null, mine: m[field], theirs: t[field] });
      }
      rows.push(merged);
      continue;
    }
    // One of them has no such row: it was added by the other, or removed by the one.
    const there = m ?? t;
    if (!there) continue;
    if (b === null) rows.push(there);
    else if (!isSamePart(b, there)) {
      clashes.push({ id, field: null, base: b, mine: m, theirs: t });
      if (m) rows.push(m);
    }
  }
  return { rows, clashes };
}

/** Rows that both added for one list column are one row, under the id that is published already. */
function underTheirIds({ base, mine, theirs }: Three<MappingRow>): readonly MappingRow[] {
  const known = new Set([...base, ...theirs].map(({ id }) => id));
  const inBase = new Set(base.map(({ id }) => id));
  const added = new Map(theirs.filter(({ id }) => !inBase.has(id)).map((row) => [row.targetColumnId, row.id]));
  const taken = new Set(mine.map(({ id }) => id));
  return mine.map((row) => {
    const id = known.has(row.id) ? undefined : added.get(row.targetColumnId);
    if (id === undefined || taken.has(id)) return row;
    taken.add(id);
    return { ...row, id };
  });
}

/**
 * Merges what two people made of one document. What only one of them touched is taken from that one; what both changed to different values is a
 * clash. Two rows that both added for one list column are one row with its fields merged.
 */
export function merge3(base: MappingDocument, mine: MappingDocument, theirs: MappingDocument): Merged {
  const ofRows = { base: base.rows, mine: mine.rows, theirs: theirs.rows };
  const rows = mergePart<MappingRow, RowField>({ ...ofRows, mine: underTheirIds(ofRows) }, rowFields);
  const unitRows = mergePart<UnitRow, UnitRowField>(
    { base: base.unitRows, mine: mine.unitRows, theirs: theirs.unitRows },
    unitRowFields,
  );
  const filter = { base: base.rowFilter, mine: mine.rowFilter, theirs: theirs.rowFilter };
  const isMine = filter.mine !== filter.base;
  const isClash = isMine && filter.theirs !== filter.base && filter.mine !== filter.theirs;
  return {
    document: { rowFilter: isMine ? filter.mine : filter.theirs, rows: rows.rows, unitRows: unitRows.rows },
    clashes: [
      ...rows.clashes.map((clash) => ({ part: "row", ...clash }) as const),
      ...unitRows.clashes.map((clash) => ({ part: "unit-row", ...clash }) as const),
      ...(isClash ? [{ part: "row-filter", ...filter } as const] : []),
    ],
  };
}

function withRow<Row extends { readonly id: string }>(
  rows: readonly Row[],
  { id, field }: { readonly id: string; readonly field: string | null },
  value: unknown,
): readonly Row[] {
  // The value is one that the clash itself took from such a place.
  if (field !== null) return rows.map((row) => (row.id === id ? { ...row, [field]: value } : row));
  if (value === null) return rows.filter((row) => row.id !== id);
  const isThere = rows.some((row) => row.id === id);
  return isThere ? rows.map((row) => (row.id === id ? (value as Row) : row)) : [...rows, value as Row];
}

/** Takes one side of a clash into the merged document. */
export function settleClash(document: MappingDocument, clash: Clash, side: "mine" | "theirs"): MappingDocument {
  const value = clash[side];
  switch (clash.part) {
    case "row":
      return { ...document, rows: withRow(document.rows, clash, value) };
    case "unit-row":
      return { ...document, unitRows: withRow(document.unitRows, clash, value) };
    case "row-filter":
      return { ...document, rowFilter: value as string | null };
  }
}
