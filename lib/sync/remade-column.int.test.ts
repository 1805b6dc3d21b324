import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { runToEnd } from "@/e2e/support/work-runs";
import { db } from "@/lib/db/client";
import { createColumn, listColumns } from "@/lib/graph/columns";
import { discoverList } from "./discover-sharepoint";

const never = new AbortController().signal;

describe("a mapped column that people deleted and made again under its name", () => {
  let stack: SyncStack;
  let list: { readonly siteId: string; readonly listId: string };

  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query("INSERT INTO things SELECT n, 'name ' || n, n, 'note', NULL FROM generate_series(1, 3) n");
    await runToEnd(stack.definitionId);
    const guards = { mostUpdates: { percent: 100 } };
    await db().syncDefinition.update({ where: { id: stack.definitionId }, data: { guards } });
    const target = await db().sharepointList.findFirstOrThrow({
      where: { displayName: stack.listName },
      include: { site: true },
    });
    list = { siteId: target.site.siteId, listId: target.listId };
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const remake = async (facet: object) => {
    const columns = await listColumns(stack.graph.client, list);
    const path = `/sites/${list.siteId}/lists/${list.listId}/columns/${columns.find(({ name }) => name === "Amount")?.id}`;
    await stack.graph.client.send({ method: "DELETE", path });
    await createColumn(stack.graph.client, { ...list, column: { name: "Amount", ...facet } });
  };
  const discover = async () => {
    const { site } = await db().sharepointList.findFirstOrThrow({
      where: { listId: list.listId },
      include: { site: true },
    });
    await discoverList({ siteId: site.id, listId: list.listId, signal: never });
  };
  const amounts = async () =>
    (await stack.graph.sandbox.levers.dump(stack.listName)).map(({ values }) => values.Amount).toSorted();

  it("halts the next run before it writes, and is filled again once the site was discovered", async () => {
    await remake({ number: {} });
    await stack.source.query("UPDATE things SET amount = 10 WHERE id = 1");
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "HALTED", errorCode: "mapping-broken" });
    expect(await amounts()).toEqual([undefined, undefined, undefined]);
    await discover();
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "SUCCEEDED", itemsUpdated: 3 });
    expect(await amounts()).toEqual([10, 2, 3]);
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "SUCCEEDED", itemsUpdated: 0 });
  });

  it("halts the next run also where it is of another type, which refuses no row for it", async () => {
    await remake({ text: {} });
    await stack.source.query("UPDATE things SET amount = 11 WHERE id = 1");
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "HALTED", errorCode: "mapping-broken" });
    await discover();
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "SUCCEEDED", itemsFailed: 0 });
    expect(await amounts()).toEqual(["11.00", "2.00", "3.00"]);
  });
});
