import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EditorView } from "../types";
import { packView, unpackView } from "./packed";

const at = new Date("2026-05-31T08:30:00Z");
const empty = {
  definition: { id: "d", name: "Things" },
  columns: { mode: "ONE_WAY_PUSH", sources: [], targets: [], cursorColumnId: null, needsKeyMapped: false },
  published: {
    ...{ version: 3, at, by: "Ada", reason: null },
    document: { rowFilter: "id > 1", rows: [], unitRows: [{ id: "u", name: "One", values: {}, expected: {} }] },
  },
  ...{ draft: null, otherDrafts: [{ by: "Bob", updatedAt: at, baseVersion: 2 }], fits: [] },
  findings: { rows: [], rowFilter: null, unitRows: [] },
  ...{ mayEdit: true, maySeeValues: false },
} as unknown as EditorView; // What is not packed is of no matter here.

/** Objects as columns and rows are: some parts are the same in nearly all, some are missing in some, some are lists. */
const rows = fc.array(
  fc.record(
    {
      id: fc.uuid(),
      name: fc.string(),
      type: fc.constantFrom("text", "number"),
      maxLength: fc.option(fc.constantFrom(20, 255)),
      choices: fc.array(fc.constantFrom("a", "b"), { maxLength: 2 }),
      lookupListId: fc.constantFrom("l-1", "l-2"),
    },
    { requiredKeys: ["id", "name", "type", "maxLength", "choices"] },
  ),
  { maxLength: 12 },
);

describe("a packed view", () => {
  it("is unpacked as it was, whatever its columns and rows are", () => {
    fc.assert(
      fc.property(rows, rows, rows, fc.option(rows), rows, (sources, targets, published, draft, findings) => {
        const view = {
          ...empty,
          columns: { ...empty.columns, sources, targets },
          published: { ...empty.published, document: { ...empty.published.document, rows: published } },
          draft: draft && { baseVersion: 2, revision: 7, updatedAt: at, document: { rowFilter: null, rows: draft } },
          findings: { ...empty.findings, rows: findings },
        } as unknown as EditorView;
        expect(unpackView(packView(view))).toEqual(view);
      }),
    );
  });

  it("says once what most of many columns have in common", () => {
    const column = { kind: "text", nativeType: "varchar(400)", isNullable: true, enumValues: null, isVanished: false };
    const sources = Array.from({ length: 500 }, (_, index) => ({ ...column, id: String(index) }));
    const view = { ...empty, columns: { ...empty.columns, sources } } as unknown as EditorView;
    const { lists } = packView(view);
    expect(lists.split("varchar(400)")).toHaveLength(2);
    expect(lists.length).toBeLessThan(JSON.stringify(sources).length / 5);
  });
});
