import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readBatch } from "./batch";
import { createGraphClient } from "./client";
import { createColumn } from "./columns";
import { itemPages, itemsPath } from "./items";
import { getRootSite } from "./sites";
import { type SandboxGraph, startSandboxGraph } from "./testing/sandbox-graph";

let graph: SandboxGraph;
let list: { readonly siteId: string; readonly listId: string };

beforeAll(async () => {
  graph = await startSandboxGraph();
  list = { siteId: graph.site.id, listId: (await graph.newList()).id };
  await createColumn(graph.client, { ...list, column: { name: "Code", text: {}, indexed: true } });
});

afterEach(async () => {
  await graph.sandbox.levers.clearFaults();
});

afterAll(async () => {
  await graph?.stop();
});

const withoutWait = { kind: "answer" as const, status: 429, headers: { "Retry-After": "" } };
const filtered = { columns: ["Code"], filter: "fields/Code eq 'a'" };

async function readFiltered(): Promise<void> {
  for await (const page of itemPages(createGraphClient(graph.options), { ...list, ...filtered }))
    expect(page).toEqual([]);
}

describe("A filter that is refused without a wait", () => {
  it("is the view threshold while the list itself can be read: permanent, and it holds nobody", async () => {
    await graph.sandbox.levers.addFault({ path: "filter=", action: withoutWait });
    await expect(readFiltered()).rejects.toMatchObject({ code: "graph-list-threshold", trait: "permanent" });
    const client = createGraphClient(graph.options);
    const reading = readBatch(client, [itemsPath(list), itemsPath({ ...list, ...filtered })]);
    await expect(reading).rejects.toMatchObject({ code: "graph-list-threshold", trait: "permanent" });
    await graph.sandbox.levers.clearRequests();
    await getRootSite(client);
    expect((await graph.sandbox.levers.requests()).latest.length).toBe(1);
  });

  it("is throttled as everything else while the list is refused too", async () => {
    await graph.sandbox.levers.addFault({ path: "/lists/", action: withoutWait });
    await expect(readFiltered()).rejects.toMatchObject({ code: "graph-throttled", trait: "transient" });
  });

  it("is throttled when it passes once the list does: throttling without a wait ended meanwhile", async () => {
    await graph.sandbox.levers.addFault({ path: "filter=", action: withoutWait, times: 4 });
    await expect(readFiltered()).rejects.toMatchObject({ code: "graph-throttled", trait: "transient" });
  });

  it("goes on when it was only a moment", async () => {
    await graph.sandbox.levers.addFault({ path: "filter=", action: withoutWait, times: 2 });
    await expect(readFiltered()).resolves.toBeUndefined();
  });
});
