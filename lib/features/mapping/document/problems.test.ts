import { describe, expect, it } from "vitest";
import type { EditorColumns, SourceColumnView, TargetColumnView } from "./columns";
import { type MappingDocument, type MappingRow, newRow } from "./document";
import type { DocumentFindings } from "./findings";
import { isPublishable, problemsOf } from "./problems";
import { suggestRows, sureScore } from "./suggest";

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const source = (n: number, name: string, more: Partial<SourceColumnView> = {}): SourceColumnView => ({
  ...{ id: uuid(n), name, ordinal: n, kind: "text", nativeType: "text", maxLength: 100, precision: null, scale: null },
  ...{ isNullable: true, isUnique: false, enumValues: null, isKey: false, isPrimaryKey: false, isGenerated: false },
  ...{ comment: null, written: name, isVanished: false },
  ...more,
});

const target = (n: number, name: string, more: Partial<TargetColumnView> = {}): TargetColumnView => ({
  ...{
    id: uuid(100 + n),
    name,
    displayName: name,
    type: "text",
    maxLength: 255,
    choices: [],
    allowsOtherChoices: false,
  },
  ...{
    isRequired: false,
    isUnique: false,
    isIndexed: false,
    hasDefault: false,
    readOnlyReason: null,
    lookupRefusal: null,
  },
  ...{ isReadOnly: false, isHidden: false, isVanished: false, reservedFor: null },
  ...more,
});

const columns: EditorColumns = {
  mode: "ONE_WAY_PUSH",
  sources: [
    source(1, "id", { kind: "integer", nativeType: "integer", isKey: true, isPrimaryKey: true, isNullable: false }),
    source(2, "name"),
    source(3, "photo", { kind: "binary", nativeType: "bytea" }),
    source(4, "gone", { isVanished: true }),
    source(5, "changed_at", { kind: "instant", nativeType: "timestamptz" }),
  ],
  targets: [
    target(1, "Title"),
    target(2, "Amount", { type: "number" }),
    target(3, "Modified", {
      type: "read-only",
      isReadOnly: true,
      readOnlyReason: "SharePoint fills this column by itself.",
    }),
    target(4, "SyncBridgeKey", { reservedFor: "key" }),
    target(5, "Lost", { isVanished: true }),
    target(6, "Code"),
  ],
  cursorColumnId: uuid(5),
  needsKeyMapped: false,
};

const documentOf = (...rows: readonly MappingRow[]): MappingDocument => ({ rowFilter: null, rows, unitRows: [] });
const row = (from: number | null, to: number, more: Partial<MappingRow> = {}): MappingRow => ({
  ...newRow(uuid(500 + to + (from ?? 0) * 10), from === null ? null : uuid(from), uuid(100 + to)),
  ...more,
});
const codes = (document: MappingDocument, of = columns, findings: DocumentFindings | null = null) =>
  problemsOf(document, of, findings).map(({ code }) => code);

describe("what is wrong with a document", () => {
  it("is nothing where columns fit", () => {
    expect(problemsOf(documentOf(row(1, 2), row(2, 1)), columns, null)).toEqual([]);
  });

  it("names each fault at its row, so that one can jump there", () => {
    const twice = row(2, 6);
    const problems = problemsOf(documentOf(row(2, 1), twice), columns, null);
    expect(problems).toMatchObject([
      { code: "source-twice", severity: "error", rowId: twice.id, field: "sourceColumnId", sourceColumnId: uuid(2) },
    ]);
    expect(problems[0]?.remedy).toContain("write the expression name");
    expect(isPublishable(problems)).toBe(false);
  });

  it.each([
    ["no-value", documentOf(row(null, 1))],
    ["source-vanished", documentOf(row(4, 1))],
    ["source-unknown", documentOf(row(9, 1))],
    ["target-unknown", documentOf(row(2, 9))],
    ["target-vanished", documentOf(row(2, 5))],
    ["target-reserved", documentOf(row(2, 4))],
    ["target-read-only", documentOf(row(2, 3))],
    ["type-impossible", documentOf(row(3, 1))],
    ["direction-impossible", documentOf(row(2, 1, { direction: "PULL_ONLY" }))],
    ["default", documentOf(row(2, 1, { nullPolicy: "DEFAULT", defaultValue: " " }))],
    ["nothing-mapped", documentOf()],
  ] as const)("tells %s and nothing else", (code, document) => {
    expect(codes(document)).toEqual([code]);
  });

  it("says where two rows fill one list column", () => {
    expect(codes(documentOf(row(1, 1), row(2, 1)))).toEqual(["target-twice"]);
  });

  it("asks for required columns, and not for those that nobody can map", () => {
    const targets = columns.targets.map((each) => ({ ...each, isRequired: true }));
    const problems = problemsOf(documentOf(row(2, 1)), { ...columns, targets }, null);
    expect(problems.map(({ targetColumnId }) => targetColumnId)).toEqual([uuid(102), uuid(106)]);
    expect(problems.every(({ code }) => code === "required-unmapped")).toBe(true);
    expect(isPublishable(problems)).toBe(false);
  });

  it("leaves a required column alone that the list fills by its default", () => {
    const targets = columns.targets.map((each) => ({ ...each, isRequired: true, hasDefault: each.id === uuid(106) }));
    const problems = problemsOf(documentOf(row(2, 1)), { ...columns, targets }, null);
    expect(problems.map(({ targetColumnId }) => targetColumnId)).toEqual([uuid(102)]);
  });

  it("asks for the key only where items are found by it, and as a warning", () => {
    const problems = problemsOf(documentOf(row(2, 1)), { ...columns, needsKeyMapped: true }, null);
    expect(problems).toMatchObject([{ code: "key-unmapped", sourceColumnId: uuid(1), severity: "warning" }]);
    expect(isPublishable(problems)).toBe(true);
  });

  it("lets read-only columns be pulled in a two-way sync, but not into the cursor or the key", () => {
    const twoWay = { ...columns, mode: "TWO_WAY" } as const;
    expect(codes(documentOf(row(2, 3, { direction: "PULL_ONLY" })), twoWay)).toEqual([]);
    expect(codes(documentOf(row(5, 3, { direction: "PULL_ONLY" })), twoWay)).toEqual(["direction-impossible"]);
    expect(codes(documentOf(row(1, 2, { direction: "BIDIRECTIONAL" })), twoWay)).toEqual(["direction-impossible"]);
    expect(codes(documentOf(row(2, 1, { direction: "BIDIRECTIONAL", transform: "upper(value)" })), twoWay)).toEqual([
      "no-way-back",
    ]);
  });

  it("tells what the server found of expressions, the filter and examples", () => {
    const mapped = row(2, 1, { transform: "nonsense" });
    const unitRow = { id: uuid(900), name: "Long names", values: { [uuid(2)]: "x" }, expected: { [uuid(101)]: "y" } };
    const document = { rowFilter: "oops", rows: [mapped], unitRows: [unitRow] };
    const field = { targetColumnId: uuid(101), isPassed: false, expected: "y", got: "x", error: null };
    const findings: DocumentFindings = {
      rows: [
        {
          rowId: mapped.id,
          level: "impossible",
          reasons: [],
          faults: [{ field: "transform", message: "Unknown name.", remedy: null }],
          result: null,
          columnsUsed: [],
        },
      ],
      rowFilter: "Unknown name.",
      unitRows: [{ unitRowId: unitRow.id, isPassed: false, fields: [field] }],
    };
    const problems = problemsOf(document, columns, findings);
    expect(problems).toMatchObject([
      { code: "expression", rowId: mapped.id, field: "transform" },
      { code: "row-filter", field: "rowFilter" },
      {
        code: "unit-row-failed",
        unitRowId: unitRow.id,
        message: "The example “Long names” expects “y” in “Title”; the mapping makes “x”.",
      },
    ]);
  });
});

describe("proposed rows", () => {
  const sides = {
    sources: [
      source(1, "cust_no"),
      source(2, "qty", { kind: "integer", nativeType: "integer" }),
      source(3, "colour"),
      source(4, "zzz"),
    ],
    targets: [
      target(1, "CustomerNumber"),
      target(2, "Quantity", { type: "number" }),
      target(3, "Shade", { type: "choice", choices: ["red", "blue"] }),
      target(4, "Unlike"),
    ],
  };
  const pairs = (found: ReturnType<typeof suggestRows>) =>
    found.map((each) => [each.sourceColumnId, each.targetColumnId]);

  it("are found by words that stand for the same, best first, with their reasons", () => {
    const found = suggestRows(sides, []);
    expect(pairs(found)).toEqual([
      [uuid(1), uuid(101)],
      [uuid(2), uuid(102)],
    ]);
    expect(found[1]?.reasons).toEqual(["“qty” and “Quantity” are words for the same.", "The types fit."]);
  });

  it("are found by values where they are the choices of a column", () => {
    const samples = new Map([[uuid(3), { values: ["red", "blue"] }]]);
    const found = suggestRows(sides, [], samples);
    expect(pairs(found)).toContainEqual([uuid(3), uuid(103)]);
    expect(found.find(({ sourceColumnId }) => sourceColumnId === uuid(3))?.reasons[0]).toBe(
      "All values seen are choices of “Shade”.",
    );
  });

  it("score lower where real values do not fit", () => {
    const scored = (values: readonly string[]) =>
      suggestRows({ sources: [source(2, "quantity")], targets: sides.targets }, [], new Map([[uuid(2), { values }]]))[0]
        ?.score ?? 0;
    expect(scored(["1", "2"])).toBeGreaterThan(scored(["1", "many"]));
    expect(scored(["few", "many"])).toBeLessThan(scored(["1", "many"]));
  });

  it("are sure of names that are the same but for case, blanks and underscores, internal or displayed", () => {
    const found = suggestRows(
      {
        sources: [source(1, "official_name"), source(2, "area_km2", { kind: "integer" }), source(3, "id")],
        targets: [
          target(1, "OfficialName"),
          target(2, "Field1", { type: "number", displayName: "Area km2" }),
          // A list made from a table calls a column so whose own name SharePoint keeps for itself.
          target(3, "IdValue", { displayName: "Id (source)" }),
        ],
      },
      [],
    );
    expect(pairs(found)).toHaveLength(3);
    for (const { sourceColumnId, targetColumnId, score } of found) {
      expect(targetColumnId).toBe(uuid(100 + Number(sourceColumnId.slice(-2))));
      expect(score).toBeGreaterThanOrEqual(sureScore);
    }
  });

  it("are never between types that cannot take each other, nor of one column twice, nor of columns that are not to be mapped", () => {
    const found = suggestRows(
      {
        sources: [source(1, "photo", { kind: "binary" }), source(2, "b"), source(3, "B"), source(4, "key")],
        targets: [
          target(1, "photo"),
          target(2, "b"),
          target(3, "key", { reservedFor: "key" }),
          target(4, "Key", { isHidden: true }),
        ],
      },
      [],
    );
    expect(pairs(found)).toEqual([[uuid(2), uuid(102)]]);
    const lookup = target(5, "photo", { type: "lookup", lookupRefusal: "No sync fills the list." });
    expect(suggestRows({ sources: [source(5, "photo")], targets: [lookup] }, [])).toEqual([]);
  });

  it("never replace a row of a person", () => {
    expect(pairs(suggestRows(sides, [newRow(uuid(800), uuid(4), uuid(102))]))).toEqual([[uuid(1), uuid(101)]]);
  });
});
