import { describe, expect, it } from "vitest";
import type { EditorColumns, SourceColumnView, TargetColumnView } from "@/lib/features/mapping/document/columns";
import { type MappingDocument, type MappingRow, newRow } from "@/lib/features/mapping/document/document";
import type { DocumentFindings } from "@/lib/features/mapping/document/findings";
import { fitLabels } from "@/lib/features/mapping/labels";
import type { MappingFit } from "@/lib/features/mapping/types";
import { fitWords, viewsOf } from "./row-view";

const id = (kind: string, n: number) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

const source = (n: number): SourceColumnView => ({
  ...{ id: id("b", n), name: `column_${n}`, written: `column_${n}`, ordinal: n, kind: "text", nativeType: "text" },
  ...{ maxLength: null, precision: null, scale: null, enumValues: null, comment: null },
  ...{
    isNullable: true,
    isUnique: false,
    isKey: n === 1,
    isPrimaryKey: n === 1,
    isGenerated: false,
    isVanished: false,
  },
});
const target = (n: number): TargetColumnView => ({
  ...{ id: id("c", n), name: `Column${n}`, displayName: `Column ${n}`, type: "text", maxLength: 255, choices: [] },
  ...{ allowsOtherChoices: false, isRequired: false, isUnique: false, isIndexed: false, hasDefault: false },
  ...{
    isReadOnly: false,
    readOnlyReason: null,
    lookupRefusal: null,
    isHidden: false,
    isVanished: false,
    reservedFor: null,
  },
});
const columns: EditorColumns = {
  mode: "ONE_WAY_PUSH",
  sources: [source(1), source(2)],
  targets: [target(1), target(2), target(3)],
  cursorColumnId: null,
  needsKeyMapped: false,
};
const first = newRow(id("a", 1), id("b", 1), id("c", 1));
const second = newRow(id("a", 2), id("b", 2), id("c", 2));
const expression: MappingRow = { ...newRow(id("a", 3), null, id("c", 3)), transform: "column_1" };
const documentOf = (...rows: MappingRow[]): MappingDocument => ({ rowFilter: null, unitRows: [], rows });
const published = { version: 1, document: documentOf(first, second), at: null, by: null, reason: null };
const nothing: DocumentFindings = { rows: [], rowFilter: null, unitRows: [] };

const measured = (refused: number): MappingFit => ({
  ...{ mappingId: first.id, sourceColumn: "column_1", targetColumn: "Column1", level: "lossy", reasons: [] },
  measured: {
    ...{ at: new Date(0), instanceLabel: "main", rows: 1_000, isWhole: true, isOutdated: false, empty: 0, refused },
    ...{ longest: null, unknownChoices: null, duplicates: null, outOfRange: null, values: null },
  },
});

function views(document: MappingDocument, findings = nothing, examined = document) {
  return viewsOf({
    ...{ document, columns, published, fits: [measured(12)] },
    examined: { document: examined, findings },
  });
}

describe("the rows of the mapping table", () => {
  it("stand in the table's order, expressions last", () => {
    const found = views(documentOf(expression, second, first)).views;
    expect(found.map(({ row }) => row.id)).toEqual([first.id, second.id, expression.id]);
  });

  it("have the fit that was measured as long as they are what is published", () => {
    expect(views(documentOf(first, second)).views[0]?.fit?.measured?.refused).toBe(12);
    const changed = { ...first, targetColumnId: id("c", 3) };
    expect(views(documentOf(changed, second)).views[0]?.fit).toMatchObject({ level: "lossy", measured: null });
  });

  it("believe what the server said of an expression only while it is the same expression", () => {
    const told = {
      rowId: expression.id,
      level: "safe",
      reasons: [],
      faults: [],
      result: "text",
      columnsUsed: [],
    } as const;
    const findings = { ...nothing, rows: [told] };
    const document = documentOf(first, expression);
    expect(views(document, findings).views[1]?.fit?.level).toBe("safe");
    const typed = documentOf(first, { ...expression, transform: "column_1 +" });
    expect(views(typed, findings, document).views[1]?.fit).toBeNull();
  });

  it("carry their own problems, and what nothing is mapped to is told beside them", () => {
    const required = { ...columns, targets: [{ ...target(1), isRequired: true }, target(2)] };
    const document = documentOf(second, { ...second, id: id("a", 9), sourceColumnId: id("b", 1) });
    const found = viewsOf({
      ...{ document, columns: required, published, fits: [] },
      examined: { document, findings: nothing },
    });
    expect(found.views.flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(["target-twice"]);
    expect(found.problems.map(({ code }) => code)).toContain("required-unmapped");
  });
});

describe("the words on a line", () => {
  it("are what real rows showed, else the word for the level", () => {
    expect(fitWords(measured(12), fitLabels)).toBe("1.2 % refused");
    expect(fitWords(measured(0), fitLabels)).toBe("Lossy");
    expect(fitWords(null, fitLabels)).toBe("being checked");
  });
});
