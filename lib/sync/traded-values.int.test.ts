import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import { startRun } from "@/lib/features/runs/mutations";
import { continueRun } from "./run-sync";

const never = new AbortController().signal;

describe("rows that trade their values in a unique column of a list (decision 19)", () => {
  let stack: SyncStack;

  const work = async () => {
    const { runId } = await startRun(commandLine, { definitionId: stack.definitionId });
    const slice = () => continueRun({ definitionId: stack.definitionId, holder: "test", signal: never });
    for (let next = await slice(); next.state === "again"; next = await slice()) await sleep(next.startAfterMs);
    return db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  };
  const rename = (names: Readonly<Record<number, string>>) =>
    stack.source.query(
      "UPDATE things SET name = wanted.name FROM jsonb_each_text($1::jsonb) AS wanted(id, name) WHERE things.id = wanted.id::int",
      [JSON.stringify(names)],
    );
  const listed = async () => {
    const items = await stack.graph.sandbox.levers.dump(stack.listName);
    return items
      .toSorted((a, b) => Number(a.values.IdValue) - Number(b.values.IdValue))
      .map(({ values }) => values.NameValue);
  };

  beforeAll(async () => {
    stack = await startSyncStack();
    const { targetList } = await db().syncDefinition.findUniqueOrThrow({
      where: { id: stack.definitionId },
      include: { targetList: { include: { site: true, columns: { where: { columnName: "NameValue" } } } } },
    });
    const path = `/sites/${targetList.site.siteId}/lists/${targetList.listId}/columns/${targetList.columns[0]?.columnGuid}`;
    await stack.graph.client.send({ method: "PATCH", path, body: { indexed: true, enforceUniqueValues: true } });
    await stack.source.query("INSERT INTO things (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
    expect(await work()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 4 });
  });
  afterAll(async () => {
    await stack?.stop();
  });

  it("have them after one run, and the next one plans nothing", async () => {
    await rename({ 1: "b", 2: "a" });
    const run = await work();
    expect(await listed()).toEqual(["b", "a", "c", "d"]);
    expect(run).toMatchObject({ outcome: "SUCCEEDED", itemsUpdated: 2, itemsFailed: 0 });
    const told = await db().syncEvent.findMany({ where: { syncRunId: run.id, eventType: "values-traded" } });
    expect(told).toMatchObject([{ message: expect.stringContaining("“NameValue”") }]);
    const states = await db().syncLedgerEntry.groupBy({ by: ["state"], _count: true });
    expect(states).toMatchObject([{ state: "LINKED", _count: 4 }]);
    expect(await work()).toMatchObject({ plannedUpdates: 0, plannedCreates: 0, rowsUnchanged: 4n });
  });

  it("go round in a longer circle", async () => {
    await rename({ 1: "a", 2: "c", 3: "d", 4: "b" });
    expect(await work()).toMatchObject({ outcome: "SUCCEEDED", itemsUpdated: 4, itemsFailed: 0 });
    expect(await listed()).toEqual(["a", "c", "d", "b"]);
  });

  it("move up one after the other without parting with anything", async () => {
    await rename({ 1: "c", 2: "d", 3: "b", 4: "e" });
    const run = await work();
    expect(run).toMatchObject({ outcome: "SUCCEEDED", itemsUpdated: 4, itemsFailed: 0 });
    expect(await listed()).toEqual(["c", "d", "b", "e"]);
    expect(await db().syncEvent.count({ where: { syncRunId: run.id, eventType: "values-traded" } })).toBe(0);
  });
});
