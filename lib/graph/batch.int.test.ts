import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type BatchEntry, sendBatch } from "./batch";
import type { GraphBudget, RateWindow } from "./budget";
import { createGraphClient } from "./client";
import { countItems } from "./items";
import { graphPath } from "./path";
import { type SandboxGraph, startSandboxGraph } from "./testing/sandbox-graph";

let graph: SandboxGraph;
let list: { readonly siteId: string; readonly listId: string };

beforeAll(async () => {
  graph = await startSandboxGraph();
});

afterEach(async () => {
  await graph.sandbox.levers.reset();
});

afterAll(async () => {
  await graph?.stop();
});

/** What a client asks of its budget and tells it. */
function watchedBudget() {
  const spent: number[] = [];
  const learned: RateWindow[] = [];
  const paused: number[] = [];
  const budget: GraphBudget = {
    spend: (units) => Promise.resolve(void spent.push(units)),
    pause: (ms) => void paused.push(ms),
    learn: (window) => void learned.push(window),
  };
  return { client: createGraphClient({ ...graph.options, budget }), spent, learned, paused };
}

async function creates(count: number): Promise<BatchEntry[]> {
  list = { siteId: graph.site.id, listId: (await graph.newList()).id };
  const path = graphPath`/sites/${list.siteId}/lists/${list.listId}/items`;
  return Array.from({ length: count }, (_, at) => ({ method: "POST", path, body: { fields: { Title: `T${at}` } } }));
}

describe("A batch of writes", () => {
  it("asks the budget once a batch for what its entries cost, and learns of the minute from them", async () => {
    const { levers } = graph.sandbox;
    await levers.setProfile({ rateLimitHeadersFrom: 0 });
    await levers.setMeter({ enabled: true });
    const { client, spent, learned, paused } = watchedBudget();
    const outcomes = await sendBatch(client, await creates(45));
    await levers.setMeter({ enabled: false });
    expect(outcomes.every((outcome) => outcome.state === "answered" && outcome.status === 201)).toBe(true);
    expect(spent.toSorted((one, other) => other - one)).toEqual([40, 40, 10]);
    // One word a batch, from the entry after which the least was left.
    expect(learned.map(({ limit }) => limit)).toEqual([1_250, 1_250, 1_250]);
    expect(Math.min(...learned.map(({ remaining }) => remaining))).toBeLessThanOrEqual(1_250 - 90);
    expect(paused).toEqual([]);
  });

  it("leaves what was refused for later and applies the rest, in whatever order it is answered", async () => {
    const { levers } = graph.sandbox;
    const entries = await creates(20);
    await levers.setProfile({ shuffleBatch: true });
    const action = { kind: "answer" as const, status: 429, headers: { "Retry-After": "2" } };
    await levers.addFault({ where: "entry", body: 'T(3|7)"', action });
    await levers.addFault({ where: "entry", body: 'T9"', action: { ...action, status: 503 } });
    const { client, paused } = watchedBudget();
    const outcomes = await sendBatch(client, entries);
    const later = outcomes.flatMap((outcome, at) => (outcome.state === "later" ? [at] : []));
    expect(later).toEqual([3, 7, 9]);
    expect(paused).toEqual([2_000]);
    expect(await countItems(graph.client, list)).toBe(17);
  });

  it("tells what nobody knows from what failed: an answer that is lost, and a server error after the write", async () => {
    const { levers } = graph.sandbox;
    const entries = await creates(3);
    await levers.addFault({ path: "/\\$batch", action: { kind: "dropAfter" }, times: 1 });
    const lost = await sendBatch(graph.client, entries);
    expect(lost.map((outcome) => outcome.state)).toEqual(["lost", "lost", "lost"]);
    expect(await countItems(graph.client, list)).toBe(3);
    await levers.addFault({ path: "/\\$batch", action: { kind: "cutBody", keep: 0.5 }, times: 1 });
    const cut = await sendBatch(graph.client, entries);
    expect(cut.map((outcome) => outcome.state)).toEqual(["lost", "lost", "lost"]);
    expect(await countItems(graph.client, list)).toBe(6);
  });
});
