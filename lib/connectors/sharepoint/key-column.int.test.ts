import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FieldValues } from "@/lib/engine/types";
import { createColumn, listColumns, patchColumn } from "@/lib/graph/columns";
import { graphPath } from "@/lib/graph/path";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { ensureKeyColumn, keyColumnName } from "./key-column";
import { makeContractList } from "./testing/contract-list";

let graph: SandboxGraph;
const signal = new AbortController().signal;

beforeAll(async () => {
  graph = await startSandboxGraph();
});

afterEach(async () => {
  await graph.sandbox.levers.clearFaults();
});

afterAll(async () => {
  await graph?.stop();
});

const makeList = () => makeContractList(graph);
const text = (value: string): FieldValues => ({ "contract-text": value }) as FieldValues;
const key = (digit: string) => digit.repeat(64);

describe("The key column", () => {
  const columnOf = async (listId: string) => {
    const columns = await listColumns(graph.client, { siteId: graph.site.id, listId, includeHidden: true });
    return columns.find((column) => column.name === keyColumnName);
  };

  const ensure = (listId: string, part: { mayMakeUnique?: boolean; mapped?: readonly string[] } = {}) =>
    ensureKeyColumn(graph.client, { siteId: graph.site.id, listId, mayMakeUnique: true, mapped: [], ...part });

  it("is made hidden, indexed and unique, once", async () => {
    const { id } = await graph.newList();
    const first = await ensure(id);
    expect(first).toMatchObject({ level: "K1", isHidden: true, reason: null, name: keyColumnName });
    expect(await ensure(id)).toEqual(first);
    expect(await columnOf(id)).toMatchObject({
      indexed: true,
      enforceUniqueValues: true,
      hidden: true,
      text: { maxLength: 64 },
    });
    const visible = await listColumns(graph.client, { siteId: graph.site.id, listId: id });
    expect(visible.map((column) => column.name)).not.toContain(keyColumnName);
  });

  it.each(["ignore", "vanish"])(
    "stays reachable in a tenant that meets hidden columns with: %s",
    async (hiddenColumns) => {
      const { levers } = graph.sandbox;
      await levers.setProfile({ hiddenColumns });
      try {
        const { id } = await graph.newList();
        expect(await ensure(id)).toMatchObject({ level: "K1", isHidden: false });
        expect(await columnOf(id)).toMatchObject({ indexed: true, enforceUniqueValues: true });
      } finally {
        await levers.setProfile({ hiddenColumns: "honour" });
      }
    },
  );

  it("makes an existing plain column unique, and refuses one of another type", async () => {
    const plain = await graph.newList();
    await createColumn(graph.client, {
      siteId: graph.site.id,
      listId: plain.id,
      column: { name: keyColumnName, text: { maxLength: 100 } },
    });
    expect(await ensure(plain.id)).toMatchObject({
      level: "K1",
      isHidden: false,
    });
    const other = await graph.newList();
    await createColumn(graph.client, {
      siteId: graph.site.id,
      listId: other.id,
      column: { name: keyColumnName, number: {} },
    });
    await expect(ensure(other.id)).rejects.toMatchObject({
      code: "graph-name-taken",
      trait: "halt",
    });
  });

  it("is K2 with the reason where twenty columns are indexed already", async () => {
    const { id: listId } = await graph.newList();
    for (let at = 0; at < 20; at++) {
      await createColumn(graph.client, {
        siteId: graph.site.id,
        listId,
        column: { name: `Indexed${at}`, indexed: true, number: {} },
      });
    }
    const made = await ensure(listId);
    expect(made.level).toBe("K2");
    expect(made.reason).toContain("20 indexed");
  });

  it("is K2 with its reason until somebody agrees that it is made unique", async () => {
    const { id: listId } = await graph.newList();
    expect(await ensure(listId, { mayMakeUnique: false })).toMatchObject({
      level: "K2",
      reason: expect.stringContaining("agreed"),
    });
    expect(await columnOf(listId)).not.toMatchObject({ enforceUniqueValues: true });
    expect(await ensure(listId, { mayMakeUnique: false })).toMatchObject({ level: "K2" });
    expect(await ensure(listId)).toMatchObject({ level: "K1", reason: null });
  });

  it("falls to a mapped unique column where the list takes no column of ours, and to nothing without one", async () => {
    const { id: listId } = await graph.newList();
    const column = { name: "Code", indexed: true, enforceUniqueValues: true, text: { maxLength: 20 } };
    await createColumn(graph.client, { siteId: graph.site.id, listId, column });
    const refuse = { method: "POST", path: "/columns$", body: keyColumnName } as const;
    await graph.sandbox.levers.addFault({ ...refuse, action: { kind: "answer", status: 403 } });
    expect(await ensure(listId, { mapped: ["Code"] })).toMatchObject({ level: "K3", name: "Code" });
    expect(await ensure(listId, { mapped: ["Title"] })).toMatchObject({ level: "K4", name: null });
    await expect(
      ensureKeyColumn(graph.client, {
        siteId: graph.site.id,
        listId,
        mayMakeUnique: true,
        mapped: [],
        hasMadeColumns: true,
      }),
    ).rejects.toMatchObject({ code: "graph-permission" });
  });

  it("is missed when it is gone or no longer unique, and so is the list", async () => {
    const list = await makeList();
    const args = { siteId: graph.site.id, listId: list.listId };
    const column = await columnOf(list.listId);
    const columnId = column?.id ?? "";
    await patchColumn(graph.client, { ...args, columnId, change: { enforceUniqueValues: false } });
    const lost = { code: "key-column-lost", trait: "halt" };
    await expect(list.port.verifyKeyColumn(signal)).rejects.toMatchObject(lost);
    await graph.client.send({
      method: "DELETE",
      path: graphPath`/sites/${args.siteId}/lists/${args.listId}/columns/${columnId}`,
    });
    await expect(list.port.verifyKeyColumn(signal)).rejects.toMatchObject(lost);
    await expect(list.port.findByKey([key("1")], signal)).rejects.toMatchObject(lost);
    await list.close();
    const gone = { code: "graph-not-found", trait: "halt" };
    await expect(list.port.verifyKeyColumn(signal)).rejects.toMatchObject(gone);
    await expect(list.port.write([{ kind: "create", key: key("1"), values: {} }], signal)).rejects.toMatchObject(gone);
    await expect(
      list.port.write([{ kind: "update", itemId: 1, etag: '"x,1"', values: text("a") }], signal),
    ).rejects.toMatchObject(gone);
    await expect(list.port.readItems([1], signal)).rejects.toMatchObject(gone);
    await expect(list.port.findByKey([key("1")], signal)).rejects.toMatchObject(gone);
  });
});
