import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { runToEnd, workSlice } from "@/e2e/support/work-runs";
import type { Context } from "@/lib/context";
import { db } from "@/lib/db/client";
import { syncBridgeKey } from "@/lib/engine/identity";
import { updateInstance } from "@/lib/features/databases/mutations";
import { getInstance } from "@/lib/features/databases/queries";
import { updateInstanceInput } from "@/lib/features/databases/schema";
import { cancelRun, startRun } from "@/lib/features/runs/mutations";
import { provisionList, setConnectionStatus } from "@/lib/features/sharepoint/mutations";
import { createDefinition, enableDefinition, pauseDefinition, removeMapping } from "@/lib/features/syncs/mutations";
import { introspectDatabase } from "@/lib/sync/introspect-database";
import { explainRow } from "./queries";

const steward: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Steward"] },
  requestId: "request-1",
};

describe("why a row is not in the list", () => {
  let stack: SyncStack;
  let definitionId: string;

  beforeAll(async () => {
    stack = await startSyncStack();
    definitionId = stack.definitionId;
    await stack.source.query("INSERT INTO things (id, name) VALUES (1, 'one')");
    await runToEnd(definitionId);
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const why = (key: string, of = definitionId) => explainRow(steward, { definitionId: of, key });
  const causeOf = async (key: string, of = definitionId) => (await why(key, of)).cause;
  const addThing = (id: number, name: string) =>
    stack.source.query("INSERT INTO things (id, name) VALUES ($1, $2)", [id, name]);
  const levers = () => stack.graph.sandbox.levers;
  const itemOf = async (id: number) =>
    (await db().syncLedgerEntry.findFirstOrThrow({ where: { syncDefId: definitionId, sourceIdentity: `id=${id}` } }))
      .spItemId ?? 0;
  const connectionId = async () => (await db().sharepointConnection.findFirstOrThrow()).id;

  it("it is there, and here it is", async () => {
    const answer = await why("1");
    expect(answer).toMatchObject({
      isPresent: true,
      cause: "present",
      title: `It is in the list: item ${await itemOf(1)}.`,
    });
    expect(answer.steps.every((step) => step.result === "fine")).toBe(true);
    expect(await causeOf("id=1")).toBe("present");
    expect(await explainRow(steward, { definitionId, itemId: await itemOf(1) })).toMatchObject({ cause: "present" });
  });

  it("what was asked is no key of the table", async () => {
    const answer = await why("one");
    expect(answer).toMatchObject({ cause: "key-unreadable", text: "“id” holds a whole number." });
    expect(answer.remedy).toBe("Write the key as the table has it.");
  });

  it("the table has no such row", async () => {
    expect(await why("4711")).toMatchObject({ isPresent: false, cause: "row-missing" });
  });

  it("no run has met it yet, and nobody scheduled one", async () => {
    await addThing(2, "two");
    expect(await why("2")).toMatchObject({ isPresent: false, cause: "next-run", remedy: "Press Run now." });
    const at = new Date("2027-01-01T05:00:00Z");
    await db().syncDefinition.update({ where: { id: definitionId }, data: { nextRunAt: at } });
    const answer = await why("2");
    expect(answer).toMatchObject({ cause: "next-run", remedy: null });
    expect(answer.text).toContain("2027-01-01T05:00:00.000Z");
    await db().syncDefinition.update({ where: { id: definitionId }, data: { nextRunAt: null } });
  });

  it("the sync is paused", async () => {
    await pauseDefinition(commandLine, { definitionId });
    expect(await why("2")).toMatchObject({ cause: "definition-paused", remedy: "Enable the sync." });
    // What is settled about the row itself is said first, whatever state the sync is in.
    expect(await causeOf("4711")).toBe("row-missing");
    expect(await causeOf("1")).toBe("present");
    await enableDefinition(commandLine, { definitionId });
  });

  it("a parent is switched off", async () => {
    await setConnectionStatus(commandLine, { connectionId: await connectionId(), status: "DISABLED" });
    const answer = await why("2");
    expect(answer).toMatchObject({ isPresent: null, cause: "parent-paused", remedy: "Switch it on again." });
    expect(answer.text).toContain("Sandbox");
    await setConnectionStatus(commandLine, { connectionId: await connectionId(), status: "ACTIVE" });
  });

  it("the database cannot be reached, and the ledger still answers", async () => {
    const { id: instanceId } = await db().databaseInstance.findFirstOrThrow();
    const instance = await getInstance(commandLine, { instanceId });
    const { connectionParameters } = stack.source as unknown as { connectionParameters: { password: string } };
    const dbPassword = connectionParameters.password || "none";
    const at = (port: number) =>
      updateInstance(commandLine, updateInstanceInput.parse({ ...instance, instanceId, port, dbPassword }));
    await at(1);
    const answer = await why("2");
    expect(answer).toMatchObject({ cause: "source-unreachable", isPresent: false });
    expect(answer.steps.find((step) => step.id === "source")).toMatchObject({ code: "source-unreachable" });
    expect(await causeOf("1")).toBe("present");
    await at(instance.port);
  });

  it("the list cannot be asked", async () => {
    await levers().addFault({ method: "GET", path: "/items", action: { kind: "answer", status: 403 } });
    const answer = await why("2");
    expect(answer).toMatchObject({ isPresent: null, cause: "list-unreachable" });
    expect(answer.steps.find((step) => step.id === "item")).toMatchObject({
      result: "unknown",
      code: "graph-permission",
    });
  });

  it("a value does not fit its column, which is said before a run has met it and after", async () => {
    await addThing(3, "bell \u0007");
    const before = await why("3");
    expect(before).toMatchObject({ cause: "mapping-refused", remedy: "Remove the character in the source." });
    expect(before.title).toContain("name");
    expect(await runToEnd(definitionId)).toMatchObject({ outcome: "PARTIAL" });
    const after = await why("3");
    expect(after).toMatchObject({ cause: "mapping-refused", text: before.text });
    expect(after.steps.find((step) => step.id === "rejection")).toMatchObject({ result: "note" });
  });

  it("the value was mended since, and the next run takes it", async () => {
    await stack.source.query("UPDATE things SET name = 'bell' WHERE id = 3");
    const answer = await why("3");
    expect(answer).toMatchObject({ cause: "next-run" });
    expect(answer.steps.find((step) => step.id === "rejection")).toMatchObject({ code: "text-illegal-character" });
    await runToEnd(definitionId);
    expect(await causeOf("3")).toBe("present");
  });

  it("a run was asked for and has not read the table yet", async () => {
    await addThing(4, "four");
    const { runId } = await startRun(commandLine, { definitionId });
    expect(await why("4")).toMatchObject({ cause: "in-open-run", remedy: "Wait for the run." });
    await cancelRun(commandLine, { runId });
    await workSlice(definitionId);
  });

  it("its create was sent and nobody knows whether it arrived", async () => {
    await levers().addFault({ method: "POST", path: "/\\$batch", where: "call", action: { kind: "delay", ms: 2_000 } });
    const stop = new AbortController();
    await startRun(commandLine, { definitionId });
    const working = workSlice(definitionId, stop.signal);
    while (!(await db().syncOperation.findFirst({ where: { syncDefId: definitionId, state: "SENT" } })));
    stop.abort(new Error("stopped"));
    await working;
    // Not the answer of a list that has it by now.
    await levers().clearFaults();
    await levers().addFault({ method: "GET", path: "/items", action: { kind: "answer", status: 403 } });
    expect(await why("4")).toMatchObject({ cause: "in-doubt", remedy: "Nothing to do: it is settled within the run." });
    await levers().clearFaults();
    for (let next = await workSlice(definitionId); next.state === "again"; ) next = await workSlice(definitionId);
    expect(await causeOf("4")).toBe("present");
  });

  it("SharePoint refused it, and it is tried again at its time", async () => {
    await addThing(5, "five");
    const body = { error: { code: "invalidRequest", message: "No." } };
    await levers().addFault({
      method: "POST",
      path: "/items$",
      where: "entry",
      action: { kind: "answer", status: 400, body },
    });
    await runToEnd(definitionId);
    await levers().clearFaults();
    const answer = await why("5");
    expect(answer).toMatchObject({ cause: "list-refused" });
    expect(answer.remedy).toContain("correct the value");
    const step = answer.steps.find((each) => each.id === "rejection");
    expect(step?.evidence.join(" ")).toMatch(/It is tried again from \d{4}-/);
    await stack.source.query("UPDATE things SET name = 'five!' WHERE id = 5");
    expect(await causeOf("5")).toBe("next-run");
  });

  it("another row's item carries its key", async () => {
    await addThing(6, "six");
    const { identityNamespace } = await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } });
    const refused = await db().syncRejection.findFirstOrThrow({ where: { sourceIdentity: "id=5" } });
    const hash = refused.sourceIdentityHash as Parameters<typeof syncBridgeKey>[1];
    const SyncBridgeKey = syncBridgeKey(identityNamespace ?? "", hash);
    const former = (await levers().dump(stack.listName)).find((item) => item.values.IdValue === 1)?.values
      .SyncBridgeKey;
    await levers().editItem(stack.listName, await itemOf(1), { SyncBridgeKey });
    const answer = await why("5");
    expect(answer).toMatchObject({ isPresent: false, cause: "owned-elsewhere" });
    expect(answer.text).toBe("It belongs to id=1 of “Things”.");
    await levers().editItem(stack.listName, await itemOf(1), { SyncBridgeKey: former });
  });

  it("another item of the list has its unique value", async () => {
    await levers().addItem(stack.listName, { IdValue: 7, Title: "by hand" });
    await addThing(7, "seven");
    await runToEnd(definitionId);
    const answer = await why("7");
    expect(answer).toMatchObject({ cause: "list-refused" });
    expect(answer.steps.find((step) => step.id === "rejection")).toMatchObject({ code: "unique-clash" });
  });

  it("somebody deleted the item, and no run has noticed", async () => {
    const itemId = await itemOf(4);
    await levers().deleteItem(stack.listName, itemId);
    const answer = await why("4");
    expect(answer).toMatchObject({ isPresent: false, cause: "item-vanished" });
    expect(answer.title).toContain(`Item ${itemId}`);
  });

  it("the last run was halted", async () => {
    const { targetList } = await db().syncDefinition.findUniqueOrThrow({
      where: { id: definitionId },
      include: { targetList: { include: { site: true, columns: { where: { columnName: "SyncBridgeKey" } } } } },
    });
    const path = `/sites/${targetList.site.siteId}/lists/${targetList.listId}/columns/${targetList.columns[0]?.columnGuid}`;
    await stack.graph.client.send({ method: "DELETE", path });
    expect(await runToEnd(definitionId)).toMatchObject({ outcome: "HALTED" });
    const answer = await explainRow(steward, { definitionId, key: "4" });
    expect(answer).toMatchObject({ cause: "definition-halted" });
    expect(answer.steps.find((step) => step.id === "halted")).toMatchObject({ code: "key-column-lost" });
    await enableDefinition(commandLine, { definitionId });
  });

  describe("in a table whose key can be empty or double", () => {
    let looseId: string;

    beforeAll(async () => {
      await stack.source.query("CREATE TABLE loose (code text, name text, CONSTRAINT loose_code UNIQUE (code))");
      const { id: databaseInstanceId } = await db().databaseInstance.findFirstOrThrow();
      const run = await db().introspectionRun.create({ data: { databaseInstanceId, startedAt: new Date() } });
      await introspectDatabase({ introspectionRunId: run.id, signal: new AbortController().signal });
      const { id: tableId } = await db().databaseTable.findFirstOrThrow({ where: { tableName: "loose" } });
      const { id: siteId } = await db().sharepointSite.findFirstOrThrow();
      const list = await provisionList(commandLine, { tableId, siteId, displayName: "Loose" });
      const made = await createDefinition(commandLine, {
        name: "Loose",
        tableId,
        listId: list.listRowId,
        conflictPolicy: "SOURCE_WINS",
      });
      await enableDefinition(commandLine, made);
      looseId = made.definitionId;
    });

    it("its key is empty", async () => {
      await stack.source.query("INSERT INTO loose VALUES (NULL, 'nobody')");
      await runToEnd(looseId);
      const { sourceIdentity } = await db().syncRejection.findFirstOrThrow({ where: { syncDefId: looseId } });
      const answer = await why(sourceIdentity, looseId);
      expect(answer).toMatchObject({ cause: "key-null", text: 'The key column "code" is empty.' });
    });

    it("several rows have its key", async () => {
      await stack.source.query("ALTER TABLE loose DROP CONSTRAINT loose_code");
      await stack.source.query("INSERT INTO loose VALUES ('twin', 'a'), ('twin', 'b')");
      expect(await why("twin", looseId)).toMatchObject({ cause: "key-duplicate", title: "2 rows have this key." });
    });
  });

  it("SharePoint asked to wait", async () => {
    const answer = { kind: "answer", status: 429, headers: { "Retry-After": "300" } } as const;
    await levers().addFault({ method: "POST", path: "/items$", where: "entry", action: answer });
    await addThing(8, "eight");
    const { runId } = await startRun(commandLine, { definitionId });
    expect(await workSlice(definitionId)).toMatchObject({ state: "again" });
    expect(await db().syncRun.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ phase: "WAITING" });
    // Nor is the list asked then: the pause is the whole application's.
    const told = await why("8");
    expect(told).toMatchObject({ cause: "waiting-for-graph", remedy: "Nothing to do: the run goes on by itself." });
  });

  it("nothing is mapped any more", async () => {
    for (const mapping of await db().fieldMapping.findMany({ where: { syncDefId: definitionId } }))
      await removeMapping(commandLine, { definitionId, mappingId: mapping.id });
    expect(await why("6")).toMatchObject({ cause: "definition-incomplete", text: "No column is mapped." });
  });
});
