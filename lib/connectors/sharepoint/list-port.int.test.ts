import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ListPort } from "@/lib/engine/ports";
import type { FieldValues } from "@/lib/engine/types";
import type { GraphClient } from "@/lib/graph/client";
import { listColumns, patchColumn } from "@/lib/graph/columns";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { toTargetColumn } from "./columns";
import { contractMappings, describeListPort } from "./describe-list-port";
import { keyColumnName } from "./key-column";
import { type MadeList, makeContractList } from "./testing/contract-list";

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

const makeList = (client?: GraphClient) => makeContractList(graph, client);

describeListPort("A SharePoint list", () => makeList());

const text = (value: string): FieldValues => ({ "contract-text": value }) as FieldValues;
const key = (digit: string) => digit.repeat(64);
const items = (list: MadeList) => graph.sandbox.levers.dump(list.listId);

describe("A SharePoint list under faults", () => {
  let list: MadeList;
  let port: ListPort;

  beforeAll(async () => {
    list = await makeList();
    port = list.port;
  });

  async function created(digit: string) {
    const [answer] = await port.write([{ kind: "create", key: key(digit), values: text(digit) }], signal);
    if (answer?.status !== "written" || answer.etag === null) throw new Error(`Not created: ${JSON.stringify(answer)}`);
    return { itemId: answer.itemId, etag: answer.etag };
  }

  it("doubts creates whose batch was carried out but never answered, and finds them by key", async () => {
    await graph.sandbox.levers.addFault({ path: "/\\$batch$", where: "call", action: { kind: "dropAfter" }, times: 1 });
    const answers = await port.write([{ kind: "create", key: key("1"), values: text("lost") }], signal);
    expect(answers).toEqual([{ status: "in-doubt", code: "graph-in-doubt" }]);
    expect((await port.findByKey([key("1")], signal)).get(key("1"))?.values).toMatchObject(text("lost"));
  });

  it("doubts creates whose answer is cut off", async () => {
    await graph.sandbox.levers.addFault({
      path: "/\\$batch$",
      where: "call",
      action: { kind: "cutBody", keep: 0.5 },
      times: 1,
    });
    const answers = await port.write([{ kind: "create", key: key("2"), values: text("cut") }], signal);
    expect(answers).toEqual([{ status: "in-doubt", code: "graph-in-doubt" }]);
    expect((await port.findByKey([key("2")], signal)).size).toBe(1);
  });

  it("doubts a create that a server error hides, and knows an entry that was throttled for unwritten", async () => {
    const { levers } = graph.sandbox;
    await levers.addFault({
      method: "POST",
      path: "/items$",
      where: "entry",
      action: { kind: "answerAfter", status: 500 },
      times: 1,
    });
    await levers.addFault({
      method: "POST",
      path: "/items$",
      where: "entry",
      action: { kind: "answer", status: 429, headers: { "Retry-After": "1" } },
      times: 1,
      after: 1,
    });
    const answers = await port.write(
      [
        { kind: "create", key: key("3"), values: text("a") },
        { kind: "create", key: key("4"), values: text("b") },
        { kind: "create", key: key("5"), values: text("c") },
      ],
      signal,
    );
    const statuses = answers.map((answer) => answer.status).toSorted();
    expect(statuses).toEqual(["in-doubt", "later", "written"]);
    expect(answers.find((answer) => answer.status === "later")).toEqual({
      status: "later",
      code: "graph-throttled",
      retryAfterMs: 1_000,
      wasSent: true,
    });
    expect((await port.findByKey([key("3"), key("4"), key("5")], signal)).size).toBe(2);
  });

  it("reads again what a server error hid", async () => {
    const { itemId } = await created("6");
    await graph.sandbox.levers.addFault({
      method: "GET",
      where: "entry",
      action: { kind: "answer", status: 502 },
      times: 2,
    });
    expect((await port.readItems([itemId], signal)).get(itemId)?.values).toMatchObject(text("6"));
  });

  it("refuses one value with Graph's words and writes its neighbours", async () => {
    const long = { "contract-text": "x".repeat(256) } as FieldValues;
    const [refused, written] = await port.write(
      [
        { kind: "create", key: key("7"), values: long },
        { kind: "create", key: key("8"), values: text("fits") },
      ],
      signal,
    );
    expect(refused).toMatchObject({ status: "refused", message: expect.stringMatching(/./) as unknown });
    expect(written?.status).toBe("written");
  });

  it("halts when the application lost its permission", async () => {
    const body = { error: { code: "accessDenied", message: "Access denied" } };
    await graph.sandbox.levers.addFault({ where: "entry", action: { kind: "answer", status: 403, body }, times: 1 });
    await expect(port.write([{ kind: "create", key: key("9"), values: {} }], signal)).rejects.toMatchObject({
      code: "graph-permission",
      trait: "halt",
    });
  });

  it("leaves empty fields empty", async () => {
    const before = await items(list);
    await created("a");
    const after = await items(list);
    expect(after.length).toBe(before.length + 1);
    expect(after.at(-1)?.values).toEqual({ CText: "a", [keyColumnName]: key("a") });
  });
});

describe("A tenant that refuses the documented form of updates", () => {
  it("is served by the other form, found out once a list", async () => {
    const { levers } = graph.sandbox;
    await levers.setProfile({ refuseFieldsPatch: true });
    try {
      const { port, ...list } = await makeList();
      const answers = await port.write(
        ["1", "2"].map((digit) => ({ kind: "create" as const, key: key(digit), values: text(digit) })),
        signal,
      );
      const updates = answers.map((answer) => {
        if (answer.status !== "written" || answer.etag === null) throw new Error("Not created.");
        return { kind: "update" as const, itemId: answer.itemId, etag: answer.etag, values: text("new") };
      });
      const first = await port.write(updates, signal);
      expect(first.map((answer) => answer.status)).toEqual(["written", "written"]);
      await levers.clearRequests();
      const again = first.flatMap((answer, at) => {
        const update = updates[at];
        return answer.status === "written" && answer.etag !== null && update
          ? [{ ...update, etag: answer.etag, values: text("newer") }]
          : [];
      });
      expect((await port.write(again, signal)).map((answer) => answer.status)).toEqual(["written", "written"]);
      const { latest } = await levers.requests();
      expect(latest.filter((request) => request.path.endsWith("/fields"))).toEqual([]);
      await list.close();
    } finally {
      await levers.setProfile({ refuseFieldsPatch: false });
    }
  });

  it("may bring no eTag after an update, which is said", async () => {
    const { levers } = graph.sandbox;
    const { port, ...list } = await makeList();
    await levers.setProfile({ eTagAfterPatch: "neither" });
    try {
      const [made] = await port.write([{ kind: "create", key: key("1"), values: text("a") }], signal);
      if (made?.status !== "written" || made.etag === null) throw new Error("Not created.");
      const { itemId, etag } = made;
      const [updated] = await port.write([{ kind: "update", itemId, etag, values: text("b") }], signal);
      expect(updated).toEqual({ status: "written", itemId, etag: null });
      expect((await port.readItems([itemId], signal)).get(itemId)?.etag).not.toBe(etag);
    } finally {
      await levers.setProfile({ eTagAfterPatch: "bodyAndHeader" });
      await list.close();
    }
  });
});

describe("Discovered columns", () => {
  it("describe the types they were made for", async () => {
    const list = await makeList();
    const columns = await listColumns(graph.client, {
      siteId: graph.site.id,
      listId: list.listId,
      includeHidden: true,
    });
    const described = new Map(columns.map((column) => [column.name, toTargetColumn(column)]));
    for (const { target } of contractMappings) {
      expect(described.get(target.name)).toMatchObject({
        type: target.type,
        choices: target.choices,
        readOnlyReason: null,
      });
    }
    expect(described.get("Title")?.type).toBe("text");
    for (const name of ["Created", "Modified", "Author", "Editor", "ID", "Attachments"]) {
      expect(described.get(name)?.type ?? "read-only", name).toBe("read-only");
    }
    await list.close();
  });
});

it("A SharePoint list names another item that holds a value of a unique column, never the row's own", async () => {
  const list = await makeList();
  const at = { siteId: graph.site.id, listId: list.listId };
  const number = contractMappings.find(({ id }) => id === "contract-number");
  const column = (await listColumns(graph.client, at, signal)).find(({ name }) => name === number?.target.name);
  const change = { indexed: true, enforceUniqueValues: true };
  await patchColumn(graph.client, { ...at, columnId: column?.id ?? "", change }, signal);
  const values = { "contract-number": 7 } as FieldValues;
  const [made] = await list.port.write([{ kind: "create", key: key("d"), values }], signal);
  if (made?.status !== "written") throw new Error("Not created.");
  const found = await list.port.findByUnique(
    [
      { values, besides: null },
      { values, besides: made.itemId },
      { values: { "contract-number": 8 } as FieldValues, besides: null },
    ],
    signal,
  );
  expect(found).toEqual([
    { field: "contract-number", item: expect.objectContaining({ itemId: made.itemId }) },
    null,
    null,
  ]);
});

it("A SharePoint list names the item that holds a time, to the second, of which a database had more", async () => {
  const list = await makeList();
  const at = { siteId: graph.site.id, listId: list.listId };
  const time = contractMappings.find(({ target }) => target.type === "date-time");
  if (!time) throw new Error("The contract has a time.");
  const column = (await listColumns(graph.client, at, signal)).find(({ name }) => name === time.target.name);
  const change = { indexed: true, enforceUniqueValues: true };
  await patchColumn(graph.client, { ...at, columnId: column?.id ?? "", change }, signal);
  const values: FieldValues = { [time.id]: "2026-01-01T10:00:00Z" };
  const [made] = await list.port.write([{ kind: "create", key: key("e"), values }], signal);
  if (made?.status !== "written") throw new Error("Not created.");
  const [again] = await list.port.write([{ kind: "create", key: key("f"), values }], signal);
  expect(again?.status).toBe("not-unique");
  expect(await list.port.findByUnique([{ values, besides: null }], signal)).toEqual([
    { field: time.id, item: expect.objectContaining({ itemId: made.itemId }) },
  ]);
  // A server that takes times in another form is no reason to stop a run.
  const { levers } = graph.sandbox;
  await levers.addFault({ path: "/items\\?", where: "entry", method: "GET", action: { kind: "answer", status: 400 } });
  expect(await list.port.findByUnique([{ values, besides: null }], signal)).toEqual([null]);
  await levers.clearFaults();
  await list.close();
});
