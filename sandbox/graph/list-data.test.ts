import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "./entities";
import { testData, testItem } from "./testing/lists";

type Step = { do: "put" | "remove"; id: number; key: string | undefined };

const steps = fc.array(
  fc.record({
    do: fc.constantFrom("put", "put", "put", "remove") as fc.Arbitrary<Step["do"]>,
    id: fc.integer({ min: 1, max: 8 }),
    key: fc.option(fc.constantFrom("a", "A", "b", "c"), { nil: undefined }),
  }),
  { maxLength: 40 },
);

describe("ListData", () => {
  it("finds by index, pages and changes what a plain scan finds, after any edits", () => {
    fc.assert(
      fc.property(steps, (edits) => {
        const data = testData([{ name: "Key", text: {}, indexed: true }]);
        const model = new Map<number, Item>();
        let version = 0;
        for (const edit of edits) {
          version++;
          const old = model.get(edit.id);
          if (edit.do === "put") {
            const item = testItem(data, edit.id, edit.key === undefined ? {} : { Key: edit.key }, version);
            data.put(item);
            model.set(edit.id, item);
          } else if (old) {
            data.recycle({ item: old, seq: data.nextSeq, at: "" });
            model.delete(edit.id);
          }
        }
        for (const key of ["a", "b", "c"]) {
          const wanted = [...model.values()].filter((item) => String(item.values.Key ?? "").toLowerCase() === key);
          expect(data.lookUp("Key", key.toUpperCase())?.sort()).toEqual(wanted.map((item) => item.id).sort());
        }
        const ids = [...model.keys()].sort((a, b) => a - b);
        expect([...data.after(0)].map((item) => item.id)).toEqual(ids);
        expect([...data.after(3)].map((item) => item.id)).toEqual(ids.filter((id) => id > 3));
        // Each item, living or deleted, stands in the log once: at its last change.
        const logged = [...data.changedSince(0)].map(({ id }) => id);
        expect([...logged].sort()).toEqual([...new Set([...model.keys(), ...data.recycled.keys()])].sort());
      }),
    );
  });

  it("indexes a column that is indexed later, and forgets one that no longer is", () => {
    const data = testData([{ name: "Key", text: {} }]);
    data.put(testItem(data, 1, { Key: "x" }));
    expect(data.lookUp("Key", "x")).toBeUndefined();
    const indexed = data.list.columns.map((column) => (column.name === "Key" ? { ...column, indexed: true } : column));
    data.replaceList({ ...data.list, columns: indexed });
    expect(data.lookUp("Key", "X")).toEqual([1]);
    data.replaceList({ ...data.list, columns: indexed.map((column) => ({ ...column, indexed: false })) });
    expect(data.lookUp("Key", "x")).toBeUndefined();
  });

  it("keeps older versions, and the id of what comes back from the recycle bin", () => {
    const data = testData();
    data.put(testItem(data, 1, { Title: "a" }, 1));
    data.put(testItem(data, 1, { Title: "b" }, 2));
    expect(data.versionsOf(1).map((version) => version.values.Title)).toEqual(["a"]);
    data.recycle({ item: testItem(data, 1, { Title: "b" }, 2), seq: data.nextSeq, at: "" });
    expect(data.nextId).toBe(2);
    data.put(testItem(data, 1, { Title: "b" }, 3));
    expect(data.recycled.size).toBe(0);
    expect([...data.after(0)].map((item) => item.id)).toEqual([1]);
  });
});
