import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type MappingDocument, newRow } from "@/lib/features/mapping/document/document";
import { type EditorAction, type EditorState, editorReducer, longestHistory, startEditing } from "./editor-state";

const id = (kind: string, n: number) => `${kind}0000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const row = (n: number, source: number | null, target: number) =>
  newRow(id("a", n), source === null ? null : id("b", source), id("c", target));
const start: MappingDocument = { rowFilter: null, unitRows: [], rows: [row(1, 1, 1), row(2, 2, 2)] };
const stateAfter = (actions: readonly EditorAction[], from: EditorState = startEditing(start)) =>
  actions.reduce(editorReducer, from);
const push = (transform: string, group?: string): EditorAction => ({
  kind: "change",
  rowId: id("a", 1),
  rule: { transform },
  ...(group === undefined ? {} : { group }),
});

const small = fc.integer({ min: 1, max: 6 });
const anyAction: fc.Arbitrary<EditorAction> = fc.oneof(
  fc.record({
    kind: fc.constant("map" as const),
    row: fc.tuple(fc.integer({ min: 10, max: 30 }), fc.option(small), small).map(([n, from, to]) => row(n, from, to)),
  }),
  fc.record({
    kind: fc.constant("map-all" as const),
    rows: fc.array(
      fc.tuple(fc.integer({ min: 31, max: 60 }), small, small).map(([n, from, to]) => row(n, from, to)),
      { maxLength: 4 },
    ),
  }),
  fc
    .record({ rowId: small, transform: fc.option(fc.constantFrom("trim(value)", "value + 1")), group: fc.boolean() })
    .map(({ rowId, transform, group }) => ({
      kind: "change" as const,
      rowId: id("a", rowId),
      rule: { transform },
      ...(group ? { group: "transform" } : {}),
    })),
  fc.record({
    kind: fc.constant("remove" as const),
    rowIds: fc.array(
      small.map((n) => id("a", n)),
      { maxLength: 3 },
    ),
  }),
  fc.record({
    kind: fc.constant("replace" as const),
    document: fc.array(small).map((ns) => ({ ...start, rows: [...new Set(ns)].map((n) => row(n, n, n)) })),
  }),
  fc.record({
    kind: fc.constant("filter" as const),
    rowFilter: fc.option(fc.constantFrom("id > 1", "id > 2")),
    group: fc.constant("rowFilter"),
  }),
  fc.constantFrom<EditorAction>(
    { kind: "examples", unitRows: [] },
    { kind: "settle" },
    { kind: "undo" },
    { kind: "redo" },
  ),
  fc.record({ kind: fc.constant("select" as const), rowId: fc.option(small.map((n) => id("a", n))) }),
);

describe("the editor's state", () => {
  it("is where it began when everything is taken back, and where it was when everything is done again", () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 40 }), (actions) => {
        const there = stateAfter(actions);
        let back = there;
        while (back.past.length > 0) back = editorReducer(back, { kind: "undo" });
        expect(back.document).toBe(start);
        while (back.future.length > 0) back = editorReducer(back, { kind: "redo" });
        const furthest = there.future.at(-1) ?? there.document;
        expect(back.document).toBe(furthest);
      }),
    );
  });

  it("never selects a mapping that is not there", () => {
    fc.assert(
      fc.property(fc.array(anyAction, { maxLength: 40 }), (actions) => {
        const chosen = actions.filter((action) => action.kind !== "select");
        const { selectedId, document } = stateAfter(chosen);
        expect(selectedId === null || document.rows.some((each) => each.id === selectedId)).toBe(true);
      }),
    );
  });

  it("takes typing in one field back together, and what came after another thing apart", () => {
    const typed = stateAfter([push("v", "transform"), push("va", "transform"), push("val", "transform")]);
    expect(typed.past).toHaveLength(1);
    const again = stateAfter([{ kind: "settle" }, push("value", "transform")], typed);
    expect(again.past).toHaveLength(2);
    expect(stateAfter([{ kind: "undo" }], again).document.rows[0]?.transform).toBe("val");
    expect(stateAfter([{ kind: "undo" }, { kind: "undo" }], again).document).toBe(start);
  });

  it("makes no step of what changes nothing", () => {
    const nothing: EditorAction[] = [
      { kind: "change", rowId: id("a", 1), rule: { transform: null } },
      { kind: "remove", rowIds: [id("a", 9)] },
      { kind: "map-all", rows: [row(9, 3, 1)] },
    ];
    expect(stateAfter(nothing).past).toEqual([]);
  });

  it("selects the mapping that exists when the same two columns are mapped again", () => {
    const state = stateAfter([
      { kind: "pick", pick: { side: "source", columnId: id("b", 2) } },
      { kind: "map", row: row(7, 2, 2) },
    ]);
    expect(state).toMatchObject({ pick: null, selectedId: id("a", 2) });
    expect(state.document).toBe(start);
  });

  it("never gives one list column two mappings when many are made at once", () => {
    const { document } = stateAfter([{ kind: "map-all", rows: [row(7, 3, 2), row(8, 3, 3), row(9, 4, 3)] }]);
    expect(document.rows.map(({ id: rowId }) => rowId)).toEqual([id("a", 1), id("a", 2), id("a", 8)]);
  });

  it("keeps a bounded history", () => {
    const steps = Array.from({ length: longestHistory + 50 }, (_, n) => push(`value + ${n}`));
    expect(stateAfter(steps).past).toHaveLength(longestHistory);
  });

  it("forgets what was taken back once something else is done", () => {
    const state = stateAfter([push("a"), { kind: "undo" }, push("b")]);
    expect(state.future).toEqual([]);
    expect(stateAfter([{ kind: "redo" }], state)).toBe(state);
  });
});
