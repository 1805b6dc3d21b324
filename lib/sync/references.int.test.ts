import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import type { DefinitionId } from "@/lib/engine/types";
import { startRun } from "@/lib/features/runs/mutations";
import { provisionList } from "@/lib/features/sharepoint/mutations";
import { previewList } from "@/lib/features/sharepoint/queries";
import type { ProposedColumn } from "@/lib/features/sharepoint/types";
import { createDefinition, enableDefinition } from "@/lib/features/syncs/mutations";
import { listLists } from "@/lib/graph/lists";
import { introspectDatabase } from "./introspect-database";
import { loadDefinition, problemsOf, type StoredDefinition } from "./load-definition";
import { lookupLoops } from "./lookup-loops";
import { gatherRow } from "./row/gather-row";
import { continueRun } from "./run-sync";

const never = new AbortController().signal;

describe("lookup and person columns of a list (F10)", () => {
  let stack: SyncStack;
  let plainKey: ProposedColumn | undefined;
  let child: { readonly definitionId: string; readonly listId: string; readonly listName: string };

  const work = async (definitionId: string) => {
    const { runId } = await startRun(commandLine, { definitionId });
    const slice = () => continueRun({ definitionId, holder: "test", signal: never });
    for (let next = await slice(); next.state === "again"; next = await slice()) await sleep(next.startAfterMs);
    return db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  };
  const parentItem = async (id: number) => {
    const entry = await db().syncLedgerEntry.findFirstOrThrow({
      where: { syncDefId: stack.definitionId, sourceIdentity: `id=${id}` },
    });
    return entry.spItemId;
  };
  const listed = async () => {
    const items = await stack.graph.sandbox.levers.dump(child.listName);
    return items.map(({ id, values }) => ({ id, Label: values.Label, Thing: values.Thing, Owner: values.Owner }));
  };
  const rejections = () =>
    db().syncRejection.findMany({
      where: { syncDefId: child.definitionId, resolvedAt: null },
      orderBy: { sourceIdentity: "asc" },
      select: { code: true, message: true, sourceIdentity: true },
    });

  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query(`
      CREATE TABLE parts (id integer PRIMARY KEY, label varchar(50), thing_id bigint REFERENCES things, remark varchar(50), owner varchar(100));
      INSERT INTO things VALUES (1, 'one'), (2, 'two');
      INSERT INTO parts (id, label, thing_id, owner) VALUES (10, 'of one', 1, 'Ada@contoso.example'), (20, 'of two', 2, 'eve@contoso.example'), (30, 'of none', NULL, NULL)`);
    const instance = await db().databaseInstance.findFirstOrThrow();
    const run = await db().introspectionRun.create({
      data: { databaseInstanceId: instance.id, startedAt: new Date() },
    });
    await introspectDatabase({ introspectionRunId: run.id, signal: never });
    const table = await db().databaseTable.findFirstOrThrow({
      where: { tableName: "parts" },
      include: { columns: true },
    });
    const parent = await db().syncDefinition.findUniqueOrThrow({
      where: { id: stack.definitionId },
      include: { targetList: { include: { site: true } } },
    });
    const { site } = parent.targetList;
    const wish = { tableId: table.id, siteId: site.id, columns: ["id", "label", "thing_id", "owner"] };
    const proposed = await previewList(commandLine, wish);
    plainKey = proposed.find(({ sourceColumn }) => sourceColumn === "thing_id");
    const list = await provisionList(commandLine, {
      ...wish,
      displayName: "Parts",
      edits: [
        { sourceColumn: "thing_id", type: "lookup", columnName: "Thing" },
        { sourceColumn: "owner", type: "person" },
      ],
    });
    const { listId } = await db().sharepointList.findUniqueOrThrow({ where: { id: list.listRowId } });
    const made = await createDefinition(commandLine, {
      name: "Parts",
      tableId: table.id,
      listId: list.listRowId,
      conflictPolicy: "SOURCE_WINS",
    });
    child = { definitionId: made.definitionId, listId, listName: "Parts" };
  });
  afterAll(async () => {
    await stack?.stop();
  });

  it("are offered for a foreign key whose parent has a list", () => {
    expect(plainKey?.typeLabel).not.toBe("Lookup");
    expect(plainKey?.reasons.join(" ")).toContain("as a lookup it would show the items of “Things”");
    expect(plainKey?.types.find(({ type }) => type === "lookup")).toEqual({ type: "lookup", refusal: null });
  });

  it("are bound to the sync of the parent table and can be enabled", async () => {
    const stored = await loadDefinition(child.definitionId);
    expect(problemsOf(stored)).toEqual([]);
    const [binding] = [...stored.lookups.values()];
    expect(binding?.source?.key).toEqual([{ column: "thing_id", parent: { name: "id", kind: "integer" } }]);
    await enableDefinition(commandLine, { definitionId: child.definitionId });
  });

  it("reject rows whose parent has no item and people whom the site does not know, and write the others", async () => {
    const run = await work(child.definitionId);
    expect(run).toMatchObject({ outcome: "PARTIAL", itemsCreated: 1 });
    const [first, second, ...more] = await rejections();
    expect(first).toEqual({
      code: "parent-missing",
      message: "The row id=1 of the sync “Things” has no item yet.",
      sourceIdentity: "id=10",
    });
    const { facts } = await gatherRow(await loadDefinition(child.definitionId), { key: "10" });
    expect(facts.mapping).toMatchObject({ value: { parent: { definitionId: stack.definitionId, key: "id=1" } } });
    // Both fields of this row are at fault; the first one found is told.
    expect(["parent-missing", "person-unknown"]).toContain(second?.code);
    expect(more).toEqual([]);
  });

  it("are judged again when the parents have arrived", async () => {
    await work(stack.definitionId);
    await work(child.definitionId);
    expect((await listed()).find((item) => item.Label === "of one")).toMatchObject({
      Thing: await parentItem(1),
      Owner: 6,
    });
    expect(await rejections()).toEqual([
      { code: "person-unknown", message: "“eve@contoso.example” has never been at the site.", sourceIdentity: "id=20" },
    ]);
  });

  it("settle: the next run plans nothing and reads the list of people no second time (P13)", async () => {
    await stack.graph.sandbox.levers.clearRequests();
    const run = await work(child.definitionId);
    expect(run).toMatchObject({ plannedCreates: 0, plannedUpdates: 0, rowsUnchanged: 2n });
    const { latest } = await stack.graph.sandbox.levers.requests(1_000);
    expect(latest.filter((request) => decodeURIComponent(request.path).includes("User Information List"))).toEqual([]);
  });

  it("find a person who visits the site later, once the list of people is read again", async () => {
    const { levers } = stack.graph.sandbox;
    const site = await db().sharepointSite.findFirstOrThrow();
    const lists = await listLists(stack.graph.client, { siteId: stack.graph.site.id, includeSystem: true });
    const people = lists.find(({ template }) => template === "userInformation");
    await levers.editItem(people?.id ?? "", 1, { EMail: "eve@contoso.example" });
    await work(child.definitionId);
    expect((await rejections()).map(({ code }) => code)).toEqual(["person-unknown"]);
    await db().sharepointSite.update({
      where: { id: site.id },
      data: { peopleReadAt: new Date(Date.now() - 11 * 60_000) },
    });
    await work(child.definitionId);
    expect(await rejections()).toEqual([]);
    expect((await listed()).find((item) => item.Label === "of two")).toMatchObject({ Owner: 1 });
  });

  it("follow a parent whose item was made anew under another id", async () => {
    const former = await parentItem(1);
    await db().syncDefinition.update({
      where: { id: child.definitionId },
      data: { cursorStrategy: "UPDATED_AT", rescanRequired: false },
    });
    await db().syncDefinition.update({ where: { id: stack.definitionId }, data: { rescanRequired: false } });
    await stack.graph.sandbox.levers.deleteItem(stack.listName, former ?? 0);
    await stack.source.query("UPDATE things SET name = 'one again' WHERE id = 1");
    await work(stack.definitionId);
    const latest = await parentItem(1);
    expect(latest).not.toBe(former);
    // A child that reads only what changed in its own table must compare everything once.
    const flags = await db().syncDefinition.findMany({ select: { id: true, rescanRequired: true } });
    expect(flags.filter((each) => each.rescanRequired).map(({ id }) => id)).toEqual([child.definitionId]);
    await db().syncDefinition.update({ where: { id: child.definitionId }, data: { cursorStrategy: "FULL_SCAN" } });
    expect(await work(child.definitionId)).toMatchObject({ itemsUpdated: 1, outcome: "SUCCEEDED" });
    expect((await listed()).find((item) => item.Label === "of one")).toMatchObject({ Thing: latest });
  });

  it("say where they lead back to their own list", async () => {
    const stored = await loadDefinition(child.definitionId);
    expect([...(await lookupLoops(stored)).values()]).toEqual([]);
    const turn = (definitionId: string): StoredDefinition["lookups"] =>
      new Map(
        [...stored.lookups].map(([id, { source }]) => {
          if (!source) throw new Error("The lookup is bound.");
          return [id, { source: { ...source, definitionId: definitionId as DefinitionId }, refusal: null }] as const;
        }),
      );
    const own = await lookupLoops({ id: child.definitionId, lookups: turn(child.definitionId) });
    expect([...own.values()]).toEqual([expect.stringContaining("level by level")]);
    // As if the parent looked this list up, which looks the parent up.
    const turned = await lookupLoops({ id: stack.definitionId, lookups: turn(child.definitionId) });
    expect([...turned.values()]).toEqual([expect.stringContaining("in turn")]);
  });

  it("are emptied by NULL (F2)", async () => {
    await stack.source.query("UPDATE parts SET thing_id = NULL, owner = NULL WHERE id = 10");
    await work(child.definitionId);
    expect((await listed()).find((item) => item.Label === "of one")).toMatchObject({
      Thing: undefined,
      Owner: undefined,
    });
  });

  it("are left to a person when a sync is made, where nobody can tell which item a value stands for", async () => {
    const { id: tableId } = await db().databaseTable.findFirstOrThrow({ where: { tableName: "parts" } });
    const { id: siteId } = await db().sharepointSite.findFirstOrThrow();
    const edits = [{ sourceColumn: "thing_id", type: "lookup", columnName: "Thing" }] as const;
    const wish = { tableId, siteId, columns: ["id", "label", "thing_id"], displayName: "More parts", edits };
    const { listRowId: listId } = await provisionList(commandLine, { ...wish, edits: [...edits] });
    await db().syncDefinition.update({ where: { id: stack.definitionId }, data: { keyStrategy: "HASHED" } });
    const input = { name: "More parts", tableId, listId, conflictPolicy: "SOURCE_WINS" } as const;
    const { definitionId } = await createDefinition(commandLine, input);
    const { fieldMappings } = await loadDefinition(definitionId);
    expect(fieldMappings.map(({ sourceColumnName }) => sourceColumnName).sort()).toEqual(["id", "label"]);
  });
});
