import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type DeltaStart, type DeltaStep, type ItemChange, itemChanges } from "./delta";
import { type SandboxGraph, startSandboxGraph } from "./testing/sandbox-graph";

let graph: SandboxGraph;
let listId: string;

beforeAll(async () => {
  graph = await startSandboxGraph();
});

afterEach(async () => {
  await graph.sandbox.levers.reset();
});

afterAll(async () => {
  await graph?.stop();
});

async function newList(titles: readonly string[]): Promise<void> {
  listId = (await graph.newList()).id;
  for (const Title of titles) await graph.sandbox.levers.addItem(listId, { Title });
}

async function read(start: DeltaStart, top?: number): Promise<DeltaStep[]> {
  const steps: DeltaStep[] = [];
  const args = { siteId: graph.site.id, listId, columns: ["Title"], start, ...(top ? { top } : {}) };
  for await (const step of itemChanges(graph.client, args)) steps.push(step);
  return steps;
}

const changesOf = (steps: readonly DeltaStep[]): ItemChange[] =>
  steps.flatMap((step) => (step.kind === "changes" ? step.changes : []));

/** What a reader that keeps the last telling of each item ends with. */
function keptOf(steps: readonly DeltaStep[]): Record<number, unknown> {
  return Object.fromEntries(
    changesOf(steps).map((change) =>
      change.kind === "deleted" ? [change.id, "deleted"] : [change.item.id, change.item.fields.Title],
    ),
  );
}

function linkOf(steps: readonly DeltaStep[]): string {
  const last = steps.at(-1);
  if (last?.kind !== "end") throw new Error(`The delta ended as ${last?.kind}.`);
  return last.deltaLink;
}

describe("The changes of a list", () => {
  it("begin with everything, page by page, empty pages included, and end in a link", async () => {
    await newList(["a", "b", "c", "d", "e"]);
    await graph.sandbox.levers.setProfile({ emptyPageEvery: 2 });
    const steps = await read({ from: "everything" }, 2);
    expect(keptOf(steps)).toEqual({ 1: "a", 2: "b", 3: "c", 4: "d", 5: "e" });
    expect(steps.filter((step) => step.kind === "changes" && step.changes.length === 0).length).toBeGreaterThan(0);
    expect(linkOf(steps)).toMatch(/^https:/);
  });

  it("or with now, and then tell what was added, changed and deleted since", async () => {
    await newList(["a", "b"]);
    const nothing = await read({ from: "now" });
    expect(changesOf(nothing)).toEqual([]);
    const { levers } = graph.sandbox;
    await levers.addItem(listId, { Title: "new" });
    await levers.editItem(listId, 1, { Title: "changed" });
    await levers.deleteItem(listId, 2);
    const steps = await read({ from: "link", link: linkOf(nothing) });
    expect(keptOf(steps)).toEqual({ 1: "changed", 2: "deleted", 3: "new" });
    expect(changesOf(await read({ from: "link", link: linkOf(steps) }))).toEqual([]);
    await levers.restoreItem(listId, 2);
    expect(keptOf(await read({ from: "link", link: linkOf(steps) }))).toEqual({ 2: "b" });
  });

  it("come to the same however often and in whatever order they are told", async () => {
    await newList(["a", "b", "c", "d", "e", "f"]);
    const { levers } = graph.sandbox;
    const begin = linkOf(await read({ from: "now" }));
    for (const id of [1, 2, 3, 4]) await levers.editItem(listId, id, { Title: `changed ${id}` });
    await levers.deleteItem(listId, 5);
    await levers.setProfile({ deltaShuffle: true, deltaRepeat: 1, deltaReplay: 3 });
    const steps = await read({ from: "link", link: begin });
    expect(keptOf(steps)).toMatchObject({
      1: "changed 1",
      2: "changed 2",
      3: "changed 3",
      4: "changed 4",
      5: "deleted",
    });
    const ids = changesOf(steps).map((change) => (change.kind === "deleted" ? change.id : change.item.id));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("A link that is refused", () => {
  const oldLink = async () => {
    await newList(["a", "b"]);
    const link = linkOf(await read({ from: "everything" }));
    await graph.sandbox.levers.call("POST", `/lists/${listId}/forget-tokens`);
    return link;
  };

  it.each([
    ["resyncChangesApplyDifferences", "deleted"],
    ["resyncChangesUploadDifferences", "unknown-to-list"],
    ["resyncRequired", "deleted"],
  ] as const)("for its age (%s) asks for a resync, by which a missing item is %s", async (deltaGoneCode, missing) => {
    const link = await oldLink();
    await graph.sandbox.levers.setProfile({ deltaGoneCode });
    const [step, ...more] = await read({ from: "link", link });
    expect([step, more]).toMatchObject([{ kind: "resync", missing }, []]);
    if (step?.kind !== "resync" || step.link === null) throw new Error("The resync has no link.");
    expect(keptOf(await read({ from: "resync", link: step.link }))).toEqual({ 1: "a", 2: "b" });
  });

  it.each(["broken", "absent"])("begins without a token where the named way is %s", async (deltaGoneLocation) => {
    const link = await oldLink();
    await graph.sandbox.levers.setProfile({ deltaGoneLocation });
    const [step] = await read({ from: "link", link });
    if (step?.kind !== "resync") throw new Error("No resync was asked for.");
    const steps = await read({ from: "resync", link: step.link });
    expect(keptOf(steps)).toEqual({ 1: "a", 2: "b" });
    expect(linkOf(steps)).toMatch(/token=/);
  });

  it("is told apart from a damaged one", async () => {
    await newList(["a"]);
    const link = linkOf(await read({ from: "everything" }));
    expect(await read({ from: "link", link: `${link.slice(0, -8)}!` })).toEqual([{ kind: "malformed" }]);
  });

  it("never goes to another host", async () => {
    await newList(["a"]);
    const elsewhere = read({ from: "link", link: "https://graph.example/v1.0/sites/s/lists/l/items/delta?token=x" });
    await expect(elsewhere).rejects.toMatchObject({ code: "graph-answer-invalid" });
  });
});

describe("A page that cannot be trusted", () => {
  it.each(["element", "cut"])("gives nothing of itself and may be asked for again (%s)", async (deltaBrokenDeletes) => {
    await newList(["a", "b", "c"]);
    const link = linkOf(await read({ from: "everything" }));
    await graph.sandbox.levers.deleteItem(listId, 2);
    await graph.sandbox.levers.setProfile({ deltaBrokenDeletes });
    await expect(read({ from: "link", link })).rejects.toMatchObject({
      code: "graph-answer-invalid",
      trait: "transient",
    });
  });
});
