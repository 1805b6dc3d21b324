import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FieldValues } from "@/lib/engine/types";
import { listColumns } from "@/lib/graph/columns";
import { graphPath } from "@/lib/graph/path";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { keyColumnName } from "./key-column";
import { type MadeList, makeContractList } from "./testing/contract-list";

let graph: SandboxGraph;
const signal = new AbortController().signal;
const text = (value: string): FieldValues => ({ "contract-text": value }) as FieldValues;
const key = (digit: string) => digit.repeat(64);
const items = (list: MadeList) => graph.sandbox.levers.dump(list.listId);
const makeList = () => makeContractList(graph);

beforeAll(async () => {
  graph = await startSandboxGraph();
});

afterAll(async () => {
  await graph?.stop();
});

describe("A SharePoint list that people change while it is written", () => {
  const dropColumn = async (list: MadeList, name: string) => {
    const args = { siteId: graph.site.id, listId: list.listId };
    const column = (await listColumns(graph.client, { ...args, includeHidden: true })).find((one) => one.name === name);
    const path = graphPath`/sites/${args.siteId}/lists/${args.listId}/columns/${column?.id ?? ""}`;
    await graph.client.send({ method: "DELETE", path });
  };

  it("halts instead of refusing every row when the key column is gone", async () => {
    const list = await makeList();
    await dropColumn(list, keyColumnName);
    await expect(list.port.write([{ kind: "create", key: key("a"), values: text("x") }], signal)).rejects.toMatchObject(
      {
        code: "key-column-lost",
        trait: "halt",
      },
    );
    expect(await items(list)).toEqual([]);
    await list.close();
  });

  it("halts instead of refusing every row when a mapped column is gone, at the beginning of a run too", async () => {
    const list = await makeList();
    await dropColumn(list, "CNumber");
    const broken = { code: "mapping-broken", trait: "halt", message: expect.stringContaining('"CNumber"') };
    await expect(list.port.write([{ kind: "create", key: key("b"), values: text("x") }], signal)).rejects.toMatchObject(
      broken,
    );
    await expect(list.port.verifyKeyColumn(signal)).rejects.toMatchObject(broken);
    await list.close();
  });

  it("refuses a row that is larger than a request may be, and writes its neighbours", async () => {
    const list = await makeList();
    const answers = await list.port.write(
      [
        { kind: "create", key: key("c"), values: text("before") },
        { kind: "create", key: key("d"), values: { "contract-note": "x".repeat(9_000_000) } as FieldValues },
        { kind: "create", key: key("e"), values: text("behind") },
      ],
      signal,
    );
    expect(answers.map((answer) => answer.status)).toEqual(["written", "refused", "written"]);
    expect((await items(list)).map((item) => item.values.CText)).toEqual(["before", "behind"]);
    await list.close();
  });
});
