import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FieldValues } from "@/lib/engine/types";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { type MadeList, makeContractList } from "./testing/contract-list";

let graph: SandboxGraph;
let list: MadeList;
let known: { readonly itemId: number; readonly etag: string };
const signal = new AbortController().signal;

beforeAll(async () => {
  graph = await startSandboxGraph();
});

beforeEach(async () => {
  list = await makeContractList(graph);
  const [made] = await list.port.write([{ kind: "create", key: "a".repeat(64), values: {} }], signal);
  if (made?.status !== "written" || made.etag === null) throw new Error("Not created.");
  known = { itemId: made.itemId, etag: made.etag };
  await graph.sandbox.levers.clearRequests();
});

afterEach(async () => {
  await graph.sandbox.levers.clearFaults();
  await graph.sandbox.levers.setProfile({ refuseFieldsPatch: false, eTagAfterPatch: "bodyAndHeader" });
  await list.close();
});

afterAll(async () => {
  await graph?.stop();
});

const good = {
  "contract-text": "fits",
  "contract-note": "first\nsecond",
  "contract-number": 12.5,
  "contract-boolean": true,
  "contract-date": "2026-03-08",
  "contract-date-time": "2026-11-01T09:30:15Z",
  "contract-multi-choice": ["a", "b"],
} as FieldValues;
const all = { ...good, "contract-choice": "Nobody's" } as FieldValues;

async function sentWrites() {
  const { latest } = await graph.sandbox.levers.requests();
  return latest.filter((request) => request.method !== "GET" && !request.path.endsWith("$batch"));
}

const stored = async () => (await list.port.readItems([known.itemId], signal)).get(known.itemId);

describe("A payload that SharePoint refuses", () => {
  it("for one choice is taken apart by conditional updates of one item, and by few of them", async () => {
    const found = await list.port.isolateRefusal({ ...known, values: all }, signal);
    expect(found).toMatchObject({ culprits: [{ field: "contract-choice" }], written: good, undecided: {} });
    expect(await stored()).toEqual({
      itemId: known.itemId,
      etag: found.etag,
      isByPerson: false,
      values: { ...good, "contract-choice": null },
    });
    const writes = await sentWrites();
    expect(writes.every((request) => request.method === "PATCH")).toBe(true);
    // Seven probes for one of eight, and one repetition while the list's form of updates is not known yet.
    expect(writes.length).toBeLessThanOrEqual(8);
    expect(await graph.sandbox.levers.dump(list.listId)).toHaveLength(1);
  });

  it("for a value that it answers with a server error is taken apart too", async () => {
    const body = { error: { code: "generalException", message: "General exception while processing" } };
    const rule = { method: "PATCH", where: "entry", action: { kind: "answer", status: 500, body } } as const;
    await graph.sandbox.levers.addFault({ ...rule, body: "CNumber" });
    const found = await list.port.isolateRefusal({ ...known, values: good }, signal);
    expect(found.culprits).toEqual([{ field: "contract-number", message: "General exception while processing" }]);
    expect((await stored())?.values).toEqual({ ...good, "contract-number": null, "contract-choice": null });
  });

  it("is taken apart in a tenant of the other form of updates that brings no eTag after them", async () => {
    await graph.sandbox.levers.setProfile({ refuseFieldsPatch: true, eTagAfterPatch: "neither" });
    const found = await list.port.isolateRefusal({ ...known, values: all }, signal);
    expect(found).toMatchObject({ culprits: [{ field: "contract-choice" }], written: good, undecided: {} });
    expect((await stored())?.etag).toBe(found.etag);
  });

  it("is taken apart though an update's answer is lost after it was carried out", async () => {
    await graph.sandbox.levers.addFault({
      path: "/\\$batch$",
      body: "PATCH",
      where: "call",
      action: { kind: "dropAfter" },
      times: 1,
    });
    const found = await list.port.isolateRefusal({ ...known, values: all }, signal);
    expect(found).toMatchObject({ culprits: [{ field: "contract-choice" }], written: good, undecided: {} });
    expect((await stored())?.etag).toBe(found.etag);
  });

  it("for its size is taken apart too, and the field that is too large is never sent", async () => {
    const values = { ...good, "contract-note": "x".repeat(2_100_000) } as FieldValues;
    const found = await list.port.isolateRefusal({ ...known, values }, signal);
    expect(found.culprits).toEqual([{ field: "contract-note", message: expect.stringContaining("2 MB") }]);
    const { "contract-note": note, ...others } = good as Record<string, unknown>;
    expect(note).toBeDefined();
    expect(found).toMatchObject({ written: others, undecided: {} });
  });
});
