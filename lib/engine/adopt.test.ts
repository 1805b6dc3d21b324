import { beforeEach, describe, expect, it } from "vitest";
import { adoptItems } from "./adopt";
import { identityOf, syncBridgeKey } from "./identity";
import type { Operation } from "./operation";
import { definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryList } from "./testing/memory-list";
import type { ContentHash, IdentityHash, KeyLevel, OperationId } from "./types";

const name = pushed("name", "text", targetColumn("Title", "text"));
const definition = definitionOf([name]);
const never = new AbortController().signal;

let list: MemoryList;
/** Whose items are, by item. */
let owners: Map<number, IdentityHash>;

const identity = (id: number) => identityOf(definition.keyColumns, [String(id)]);
const keyOf = (id: number) => syncBridgeKey(definition.identityNamespace, identity(id).hash);

function adoption(row: number, itemId: number, part: Partial<Operation> = {}): Operation {
  owners.set(itemId, identity(row).hash);
  const etag = `"${itemId},${list.items.get(itemId)?.version ?? 1}"`;
  return {
    id: `${row}` as OperationId,
    kind: "ADOPT",
    identity: identity(row),
    itemId,
    expectedEtag: etag,
    cause: null,
    intended: {},
    before: null,
    contentHash: "" as ContentHash,
    attempts: 0,
    putOffs: 0,
    isBare: false,
    overwritten: [],
    parted: null,
    ...part,
  };
}

const store = {
  ownedElsewhere: async (found: readonly { readonly hash: IdentityHash; readonly itemId: number }[]) =>
    new Set(found.filter(({ hash, itemId }) => (owners.get(itemId) ?? hash) !== hash).map(({ hash }) => hash)),
};

const adopt = (operations: readonly Operation[], keyLevel: KeyLevel = "K1") =>
  adoptItems({ ...definition, keyLevel }, operations, { list, store }, never);

async function addItems(...keys: string[]): Promise<void> {
  for (const key of keys) await list.write([{ kind: "create", key, values: { [name.id]: "x" } }], never);
}

beforeEach(() => {
  list = new MemoryList([name.id]);
  owners = new Map();
});

describe("tying items to their rows", () => {
  it("writes their keys and no value, also where somebody edited them meanwhile", async () => {
    await addItems("a", "b");
    const operations = [adoption(1, 1), adoption(2, 2)];
    list.edit(2, { [name.id]: "by hand" });
    const outcomes = await adopt(operations);
    expect(outcomes).toMatchObject([
      { result: "done", how: "adopted", itemId: 1 },
      { result: "done", how: "adopted", itemId: 2 },
    ]);
    expect([...list.items.values()].map((item) => item.key)).toEqual([keyOf(1), keyOf(2)]);
    expect(list.items.get(2)?.values).toEqual({ [name.id]: "by hand" });
  });

  it("lets two rows trade their keys", async () => {
    await addItems(keyOf(1), keyOf(2));
    const outcomes = await adopt([adoption(2, 1), adoption(1, 2)]);
    expect(outcomes.map(({ result }) => result)).toEqual(["done", "done"]);
    expect([...list.items.values()].map((item) => item.key)).toEqual([keyOf(2), keyOf(1)]);
  });

  it("leaves a key that an item of nobody carries to a person", async () => {
    await addItems("a", keyOf(1));
    expect(await adopt([adoption(1, 1)])).toMatchObject([
      { result: "rejected", rejection: { code: "unique-clash", message: expect.stringContaining("Item 2") } },
    ]);
  });

  it("says so where the item is gone, and writes nothing where the list has no key column", async () => {
    await addItems("a");
    expect(await adopt([adoption(1, 7)])).toMatchObject([
      { result: "rejected", rejection: { code: "graph-not-found" } },
    ]);
    const { writes } = list;
    expect(await adopt([adoption(1, 1)], "K4")).toMatchObject([{ result: "done", how: "adopted" }]);
    expect(list.writes).toBe(writes);
  });

  it("is repeated after a lost answer, whatever the item holds", async () => {
    await addItems("a");
    const operation = adoption(1, 1);
    list.interfere = () => ({ answer: { status: "in-doubt", code: "graph-in-doubt" }, applied: true });
    expect(await adopt([operation])).toMatchObject([{ result: "in-doubt" }]);
    list.interfere = () => undefined;
    expect(await adopt([operation])).toMatchObject([{ result: "done" }]);
  });
});
