import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDifference, differenceOf, isEmptyDifference } from "./difference";
import { isSameDocument, isSamePart, type MappingDocument, type MappingRow, newRow, rowFields } from "./document";
import { merge3, settleClash } from "./merge";

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const rowOf = (n: number, more: Partial<MappingRow> = {}): MappingRow => ({
  ...newRow(uuid(n), uuid(100 + n), uuid(200 + n)),
  ...more,
});
const documentOf = (rows: readonly MappingRow[], rowFilter: string | null = null): MappingDocument => ({
  rowFilter,
  rows,
  unitRows: [],
});

const text = fc.option(fc.constantFrom("a", "b", "c"), { nil: null });
const record = fc.dictionary(fc.constantFrom(uuid(101), uuid(102)), text);
const anyRow = (id: number) =>
  fc.record({
    id: fc.constant(uuid(id)),
    sourceColumnId: fc.option(fc.constantFrom(uuid(101), uuid(102), uuid(103)), { nil: null }),
    targetColumnId: fc.constantFrom(uuid(201), uuid(202), uuid(203), uuid(204)),
    direction: fc.constantFrom("PUSH_ONLY", "PULL_ONLY", "BIDIRECTIONAL"),
    transform: text,
    inverse: text,
    nullPolicy: fc.constantFrom("CLEAR", "KEEP", "DEFAULT"),
    defaultValue: text,
  });
const anyUnitRow = (id: number) =>
  fc.record({ id: fc.constant(uuid(id)), name: fc.constantFrom("one", "two"), values: record, expected: record });
const some = <T>(make: (id: number) => fc.Arbitrary<T>, ids: readonly number[]) =>
  fc
    .tuple(...ids.map((id) => fc.option(make(id), { nil: null })))
    .map((rows) => rows.flatMap((row) => (row === null ? [] : [row as T])));
const anyDocument: fc.Arbitrary<MappingDocument> = fc.record({
  rowFilter: text,
  rows: some(anyRow, [1, 2, 3, 4]),
  unitRows: some(anyUnitRow, [11, 12]),
}) as fc.Arbitrary<MappingDocument>;

describe("the difference of two documents", () => {
  it("makes the second of the first", () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (a, b) => {
        expect(isSameDocument(applyDifference(a, differenceOf(a, b)), b)).toBe(true);
      }),
    );
  });

  it("is empty exactly where they say the same, whatever the order of their rows", () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (a, b) => {
        expect(isEmptyDifference(differenceOf(a, b))).toBe(isSameDocument(a, b));
        expect(isEmptyDifference(differenceOf(a, { ...a, rows: a.rows.toReversed() }))).toBe(true);
      }),
    );
  });

  it("names the fields that changed", () => {
    const after = documentOf([rowOf(1, { transform: "upper(value)", nullPolicy: "KEEP" }), rowOf(3)], "id > 1");
    const { added, removed, changed, rowFilter } = differenceOf(documentOf([rowOf(1), rowOf(2)]), after);
    expect(added).toEqual([rowOf(3)]);
    expect(removed).toEqual([rowOf(2)]);
    expect(changed.map(({ fields }) => fields)).toEqual([["transform", "nullPolicy"]]);
    expect(rowFilter).toEqual({ before: null, after: "id > 1" });
  });
});

describe("two people's changes of one document", () => {
  it("are those of the one who changed something, where the other did not", () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (base, other) => {
        for (const merged of [merge3(base, other, base), merge3(base, base, other), merge3(base, other, other)]) {
          expect(merged.clashes).toEqual([]);
          expect(isSameDocument(merged.document, other)).toBe(true);
        }
      }),
    );
  });

  it("are all in the merged document, or named as clashes with both values", () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, anyDocument, (base, mine, theirs) => {
        const { document, clashes } = merge3(base, mine, theirs);
        const find = (of: MappingDocument, id: string) => of.rows.find((row) => row.id === id);
        const ofRows = clashes.flatMap((clash) => (clash.part === "row" ? [clash] : []));
        const named = (id: string, field: string | null) =>
          ofRows.find((clash) => clash.id === id && (clash.field === field || clash.field === null));
        for (const [side, doc] of [
          ["mine", mine],
          ["theirs", theirs],
        ] as const) {
          for (const row of doc.rows) {
            for (const field of rowFields) {
              if (isSamePart(find(base, row.id)?.[field], row[field])) continue;
              // A row that both added for one list column is there under their id.
              const isOwn = find(document, row.id) !== undefined || named(row.id, null) !== undefined;
              const twin = theirs.rows.find(
                ({ id, targetColumnId }) => targetColumnId === row.targetColumnId && !find(base, id),
              );
              const id = isOwn ? row.id : (twin?.id ?? row.id);
              const there = find(document, id);
              const clash = named(id, field);
              const isTold =
                clash !== undefined &&
                (clash.field === null ? isSamePart(clash[side], row) : isSamePart(clash[side], row[field]));
              expect(isTold || (there !== undefined && isSamePart(there[field], row[field]))).toBe(true);
            }
          }
          for (const row of base.rows.filter(({ id }) => !find(doc, id))) {
            const clash = named(row.id, null);
            expect(find(document, row.id) === undefined || (clash !== undefined && clash[side] === null)).toBe(true);
          }
        }
        if (document.rowFilter !== mine.rowFilter) expect(mine.rowFilter).toBe(base.rowFilter);
        const isFilterClash = clashes.some(({ part }) => part === "row-filter");
        expect(isFilterClash).toBe(new Set([base.rowFilter, mine.rowFilter, theirs.rowFilter]).size === 3);
      }),
    );
  });

  it("are theirs once each clash is settled for them, but for what only I changed", () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, anyDocument, (base, mine, theirs) => {
        const { document, clashes } = merge3(base, mine, theirs);
        const settled = clashes.reduce((doc, clash) => settleClash(doc, clash, "theirs"), document);
        for (const row of theirs.rows) {
          const former = base.rows.find(({ id }) => id === row.id);
          const there = settled.rows.find(({ id }) => id === row.id);
          for (const field of rowFields.filter((each) => !isSamePart(former?.[each], row[each])))
            expect(isSamePart(there?.[field], row[field])).toBe(true);
        }
      }),
    );
  });

  it("to different fields of one row meet", () => {
    const base = documentOf([rowOf(1)]);
    const mine = documentOf([rowOf(1, { transform: "upper(value)" })]);
    const theirs = documentOf([rowOf(1, { nullPolicy: "KEEP" }), rowOf(2)]);
    expect(merge3(base, mine, theirs)).toEqual({
      document: documentOf([rowOf(1, { transform: "upper(value)", nullPolicy: "KEEP" }), rowOf(2)]),
      clashes: [],
    });
  });

  it("to one field clash, and each side can be taken", () => {
    const [base, mine, theirs] = [null, "a", "b"].map((transform) => documentOf([rowOf(1, { transform })])) as [
      MappingDocument,
      MappingDocument,
      MappingDocument,
    ];
    const { document, clashes } = merge3(base, mine, theirs);
    expect(clashes).toEqual([{ part: "row", id: uuid(1), field: "transform", base: null, mine: "a", theirs: "b" }]);
    expect(document).toEqual(mine);
    const [clash] = clashes;
    if (clash) expect(settleClash(document, clash, "theirs")).toEqual(theirs);
  });

  it("keep the row that one changed in sight where the other removed it", () => {
    const [base, theirs] = [documentOf([rowOf(1)]), documentOf([rowOf(1, { nullPolicy: "KEEP" })])];
    const { document, clashes } = merge3(base, documentOf([]), theirs);
    expect(document.rows).toEqual([]);
    expect(clashes).toEqual([
      { part: "row", id: uuid(1), field: null, base: rowOf(1), mine: null, theirs: theirs.rows[0] },
    ]);
    const [clash] = clashes;
    if (clash) expect(settleClash(document, clash, "theirs").rows).toEqual(theirs.rows);
  });

  it("make one row of two that both added for one list column, under the published id", () => {
    const mine = documentOf([{ ...rowOf(7), targetColumnId: uuid(250), sourceColumnId: uuid(101) }]);
    const theirs = documentOf([{ ...rowOf(8), targetColumnId: uuid(250), sourceColumnId: uuid(102) }]);
    const { document, clashes } = merge3(documentOf([]), mine, theirs);
    expect(document.rows.map(({ id }) => id)).toEqual([uuid(8)]);
    expect(clashes).toMatchObject([{ id: uuid(8), field: "sourceColumnId", mine: uuid(101), theirs: uuid(102) }]);
  });
});
