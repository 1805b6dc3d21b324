import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import { agreeToUnique } from "@/lib/features/keys/mutations";
import { planRun } from "@/lib/features/runs/mutations";
import { provisionList } from "@/lib/features/sharepoint/mutations";
import { previewList } from "@/lib/features/sharepoint/queries";
import { createDefinition, enableDefinition, pauseDefinition } from "@/lib/features/syncs/mutations";
import { listDefinitions } from "@/lib/features/syncs/queries";
import { continueRun } from "@/lib/sync/run-sync";
import { chooseMappings, finishSetup, storeRhythm } from "./mutations";
import {
  getChosenEnds,
  getListHoldings,
  getMappingProposal,
  getSetup,
  listListChoices,
  listTableChoices,
} from "./queries";
import { listChoiceFilter, tableChoiceFilter } from "./schema";

const never = new AbortController().signal;

describe("the guided set-up of a sync", () => {
  let stack: SyncStack;
  let tableId = "";
  let siteId = "";
  /** A list of its own, made from the same table. */
  let listId = "";
  let definitionId = "";
  const ref = () => ({ definitionId });
  const setup = () => getSetup(commandLine, ref());
  const work = async (runId: string) => {
    for (;;) {
      const next = await continueRun({ definitionId, holder: "test", signal: never });
      if (next.state !== "again") break;
      await sleep(next.startAfterMs);
    }
    return db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  };

  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query("INSERT INTO things (id, name) SELECT n, 'thing ' || n FROM generate_series(1, 5) n");
    ({ id: tableId } = await db().databaseTable.findFirstOrThrow({ where: { tableName: "things" } }));
    ({ id: siteId } = await db().sharepointSite.findFirstOrThrow());
    const made = await provisionList(commandLine, { tableId, siteId, displayName: "More things" });
    listId = made.listRowId;
    ({ definitionId } = await createDefinition(commandLine, {
      ...{ name: "Draft", tableId, listId },
      conflictPolicy: "SOURCE_WINS",
    }));
  });
  afterAll(async () => {
    await stack?.stop();
  });

  it("offers tables by search and page, each with its key and where it is synced to", async () => {
    const { databaseId } = await db().databaseTable.findUniqueOrThrow({ where: { id: tableId } });
    const made = Array.from({ length: 7 }, (_, n) => ({
      ...{ databaseId, schemaName: "archive", tableName: `old_${n}`, tableType: "BASE" as const },
    }));
    await db().databaseTable.createMany({
      data: made.map((table) => ({ ...table, lastIntrospectedAt: new Date(), variety: "table", structureHash: "x" })),
    });
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTableChoices(commandLine, tableChoiceFilter.parse({ cursor, limit: 3 }));
      found.push(...page.rows.map(({ tableName }) => tableName));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(found).toEqual([...made.map(({ tableName }) => tableName), "things"]);
    const { rows } = await listTableChoices(commandLine, tableChoiceFilter.parse({ search: "c.THING" }));
    expect(rows).toMatchObject([
      {
        tableName: "things",
        databaseName: "Things",
        columnCount: 5,
        syncCount: 2,
        syncedTo: ["More things", "Things"],
      },
    ]);
    expect(rows[0]?.key).toEqual({ isPrimary: true, columns: "id" });
    const old = await listTableChoices(commandLine, tableChoiceFilter.parse({ search: "old_3" }));
    expect(old.rows).toMatchObject([{ key: null, syncCount: 0, syncedTo: [] }]);
    await db().databaseTable.updateMany({ where: { schemaName: "archive" }, data: { vanishedAt: new Date() } });
    const gone = await listTableChoices(commandLine, tableChoiceFilter.parse({ search: "old_" }));
    expect(gone.rows).toEqual([]);
  });

  it("offers lists, and says which one takes this table's rows already", async () => {
    const { rows } = await listListChoices(commandLine, listChoiceFilter.parse({ tableId, siteId, search: "things" }));
    expect(rows).toMatchObject([
      { displayName: "More things", isProvisioned: true, syncedFrom: ["Draft"], twinId: definitionId },
      { displayName: "Things", syncedFrom: ["Things"], twinId: stack.definitionId },
    ]);
    const ends = await getChosenEnds(commandLine, { tableId, listId });
    expect(ends).toMatchObject({ hasTables: true, hasLists: true, table: { id: tableId }, list: { id: listId } });
    expect((await getChosenEnds(commandLine, { tableId: listId })).table).toBeNull();
  });

  it("goes step by step from a draft to the first run, told by what is stored", async () => {
    const unfinished = async () => {
      const { rows } = await listDefinitions(commandLine, { limit: 50, search: "Draft" });
      return rows[0]?.isUnfinished;
    };
    expect(await unfinished()).toBe(true);
    expect((await setup()).next).toBe("key");
    expect((await agreeToUnique(commandLine, { definitionId, mayMakeUnique: true })).level).toBe("K1");
    expect((await setup()).next).toBe("schedule");

    const proposal = await getMappingProposal(commandLine, ref());
    expect(proposal.pairs.map(({ sourceColumn, isSure }) => [sourceColumn, isSure])).toEqual([
      ["id", true],
      ["name", true],
      ["amount", true],
      ["note", true],
      ["happened_on", true],
      [null, true],
    ]);
    const title = proposal.pairs.at(-1);
    expect(title).toMatchObject({ mappingId: null, transform: "name", targetColumn: "Title", isRequired: true });
    const { targetColumnId = "", transform = null } = title ?? {};
    await chooseMappings(commandLine, {
      definitionId,
      add: [{ sourceColumnId: null, targetColumnId, transform }],
      remove: [],
    });
    expect(proposal.pairs.find(({ sourceColumn }) => sourceColumn === "id")).toMatchObject({
      isKey: true,
      problem: null,
    });
    expect(proposal).toMatchObject({ leftBehind: [], missingRequired: [], problems: [] });

    const rhythm = { definitionId, mode: "ONE_WAY_PUSH", onSourceDelete: "DELETE", cursorColumnId: null } as const;
    await storeRhythm(commandLine, { ...rhythm, schedule: { cron: "*/15 * * * *", timeZone: "Asia/Kathmandu" } });
    expect(await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } })).toMatchObject({
      onSourceDelete: "DELETE",
      scheduleCron: "*/15 * * * *",
      scheduleTimeZone: "Asia/Kathmandu",
      isEnabled: false,
    });
    await storeRhythm(commandLine, { ...rhythm, schedule: null });
    expect(await setup()).toMatchObject({ next: "plan", plan: null });
    expect(await getListHoldings(commandLine, ref())).toEqual({ state: "empty", message: null });

    const { runId: planned } = await planRun(commandLine, ref());
    expect(await work(planned)).toMatchObject({ outcome: "SUCCEEDED", plannedCreates: 5 });
    expect(await setup()).toMatchObject({ next: "enable", plan: { runId: planned, isCurrent: true } });

    const { runId } = await finishSetup(commandLine, { definitionId, run: true });
    expect(await work(runId ?? "")).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 5 });
    const items = await stack.graph.sandbox.levers.dump("More things");
    expect(items.map(({ values }) => values.Title).sort()).toEqual([1, 2, 3, 4, 5].map((n) => `thing ${n}`));
    expect(await setup()).toMatchObject({ isEnabled: true, next: "enable" });
    expect(await unfinished()).toBe(false);
    await pauseDefinition(commandLine, ref());
    expect(await unfinished()).toBe(false);
  });

  it("takes and lets go of pairs as one version, and a dry run of before counts no more", async () => {
    const before = await getMappingProposal(commandLine, ref());
    const note = before.pairs.find(({ sourceColumn }) => sourceColumn === "note");
    if (!note?.mappingId || !note.sourceColumnId) throw new Error("The note is mapped.");
    const pair = { sourceColumnId: note.sourceColumnId, targetColumnId: note.targetColumnId, transform: null };
    const version = async () =>
      (await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } })).mappingVersion;
    const first = await version();
    await chooseMappings(commandLine, { definitionId, add: [], remove: [note.mappingId] });
    expect(await version()).toBe(first + 1);
    expect((await setup()).plan?.isCurrent).toBe(false);
    const between = await getMappingProposal(commandLine, ref());
    expect(between.pairs.find(({ sourceColumn }) => sourceColumn === "note")).toMatchObject({
      mappingId: null,
      isSure: true,
    });
    await chooseMappings(commandLine, { definitionId, add: [pair], remove: [] });
    expect(await version()).toBe(first + 2);
    await chooseMappings(commandLine, { definitionId, add: [], remove: [] });
    expect(await version()).toBe(first + 2);
    await expect(chooseMappings(commandLine, { definitionId, add: [pair], remove: [] })).rejects.toMatchObject({
      code: "input-invalid",
    });
    const after = await getMappingProposal(commandLine, ref());
    expect(after.pairs).toHaveLength(6);
  });

  it("writes what tells what a row is to the title alone, where it got no column of its own", async () => {
    const proposed = await previewList(commandLine, { tableId, siteId });
    const fits = proposed.flatMap(({ sourceColumn, titleFit }) =>
      titleFit === null ? [] : [[sourceColumn, titleFit]],
    );
    expect(fits).toEqual([["name", "best"]]);
    const columns = proposed.map(({ sourceColumn }) => sourceColumn).filter((column) => column !== "name");
    const { listRowId } = await provisionList(commandLine, { tableId, siteId, displayName: "Titled", columns });
    const rename = (columnName: string, to: string) =>
      db().tableColumn.updateMany({ where: { tableId, columnName }, data: { columnName: to } });
    // Whose name alone does not tell that it belongs to a title.
    await rename("name", "customer");
    const input = { name: "Titled", tableId, listId: listRowId, conflictPolicy: "SOURCE_WINS" } as const;
    const title = async (definition: { definitionId: string }) =>
      (await getMappingProposal(commandLine, definition)).pairs.find(({ targetColumn }) => targetColumn === "Title");
    const proposedLater = await createDefinition(commandLine, input);
    expect(await title(proposedLater)).toMatchObject({ mappingId: null, sourceColumn: "customer", transform: null });
    await db().syncDefinition.delete({ where: { id: proposedLater.definitionId } });
    const chosenBefore = await createDefinition(commandLine, { ...input, titleFrom: "customer" });
    const chosen = await title(chosenBefore);
    expect(chosen).toMatchObject({ sourceColumn: "customer", transform: null, isSure: true });
    expect(chosen?.mappingId).not.toBeNull();
    await rename("customer", "name");
  });

  it("says that a list has items which nobody has settled", async () => {
    const { listRowId } = await provisionList(commandLine, { tableId, siteId, displayName: "Old things" });
    const made = await createDefinition(commandLine, {
      ...{ name: "Into items", tableId, listId: listRowId },
      conflictPolicy: "SOURCE_WINS",
    });
    await stack.graph.sandbox.levers.addItem("Old things", { Title: "from before" });
    expect(await getListHoldings(commandLine, made)).toEqual({ state: "unsettled", message: null });
    await expect(enableDefinition(commandLine, made)).rejects.toMatchObject({ code: "match-needed" });
  });
});
