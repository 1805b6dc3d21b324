import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { keyColumnName } from "@/lib/connectors/sharepoint/key-column";
import { db } from "@/lib/db/client";
import { planRun, startRun } from "@/lib/features/runs/mutations";
import { provisionList } from "@/lib/features/sharepoint/mutations";
import { createDefinition, enableDefinition } from "@/lib/features/syncs/mutations";
import { listColumns, patchColumn } from "@/lib/graph/columns";
import { graphPath } from "@/lib/graph/path";
import { discoverSite } from "@/lib/sync/discover-sharepoint";
import { computeMatch } from "@/lib/sync/first-match";
import { loadDefinition } from "@/lib/sync/load-definition";
import { continueRun } from "@/lib/sync/run-sync";
import { InstanceSource } from "@/lib/sync/source-port";
import { agreeToUnique, changeKey, confirmMatch, requestMatch, retargetList, setNamespace } from "./mutations";
import type { ConfirmInput, KeyInput } from "./schema";

const never = new AbortController().signal;

describe("rows and items that have to find each other", () => {
  let stack: SyncStack;
  let definitionId = "";

  beforeAll(async () => {
    stack = await startSyncStack();
    ({ definitionId } = stack);
    await stack.source.query(
      "INSERT INTO things SELECT n, 'thing ' || n, n % 6 + 1, 'note ' || n FROM generate_series(1, 6) n",
    );
    // As in a list that a customer made: no column of the table's is unique.
    const { listId } = await db().sharepointList.findFirstOrThrow({ where: { displayName: stack.listName } });
    const list = { siteId: stack.graph.site.id, listId };
    const column = (await listColumns(stack.graph.client, list)).find(({ name }) => name === "IdValue");
    const change = { enforceUniqueValues: false };
    await patchColumn(stack.graph.client, { ...list, columnId: column?.id ?? "", change });
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const items = () => stack.graph.sandbox.levers.dump(stack.listName);
  const add = (fields: Record<string, unknown>) => stack.graph.sandbox.levers.addItem(stack.listName, fields);
  const writes = async () => {
    const { latest } = await stack.graph.sandbox.levers.requests(1_000);
    return latest.filter((request) => request.method !== "GET" && !request.route.includes("token")).length;
  };
  /** Works as a worker does, until the open run is over. */
  const work = async (runId: string) => {
    for (;;) {
      const next = await continueRun({ definitionId, holder: "test", signal: never });
      if (next.state !== "again") break;
      await sleep(next.startAfterMs);
    }
    return db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  };
  const run = async () => work((await startRun(commandLine, { definitionId })).runId);
  const matched = async (matchId: string) => {
    await computeMatch({ matchId, signal: never });
    return db().syncMatch.findUniqueOrThrow({ where: { id: matchId } });
  };
  const confirm = async (matchId: string, choices: Partial<ConfirmInput> = {}) => {
    const input = { matchId, matched: "source", onlyRows: "create", resolved: [], ...choices } satisfies ConfirmInput;
    const { runId } = await confirmMatch(commandLine, input);
    if (runId) expect(await work(runId)).toMatchObject({ outcome: "SUCCEEDED", itemsFailed: 0 });
    return runId;
  };
  const expectOneItemARow = async () => {
    const ids = (await items()).map(({ values }) => Number(values.IdValue)).sort((a, b) => a - b);
    const { rows } = await stack.source.query<{ id: number }>("SELECT id FROM things ORDER BY id");
    expect(ids).toEqual(rows.map((row) => row.id));
  };

  it("are not pushed into a list with items before a person has said which belong together (P18)", async () => {
    const ids = [
      await add({ IdValue: 1, NameValue: "old 1" }),
      await add({ IdValue: 2, NameValue: "thing 2" }),
      await add({ IdValue: 99, NameValue: "a stranger" }),
      await add({ IdValue: 5, NameValue: "one of two" }),
      await add({ IdValue: 5, NameValue: "two of two" }),
    ];
    expect(await run()).toMatchObject({ outcome: "HALTED", errorCode: "match-needed" });
    await expect(enableDefinition(commandLine, { definitionId })).rejects.toMatchObject({ code: "match-needed" });
    await db().syncDefinition.update({ where: { id: definitionId }, data: { haltedCode: null } });
    const dry = await work((await planRun(commandLine, { definitionId })).runId);
    expect(dry).toMatchObject({ outcome: "HALTED", errorCode: "match-needed", plannedCreates: 0, rowsRead: 0n });
    expect(dry.errorMessage).toContain("has items");
    expect(await db().syncOperation.count()).toBe(0);
    expect(await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } })).toMatchObject({
      haltedCode: null,
      firstMatchAt: null,
    });
    await stack.graph.sandbox.levers.clearRequests();
    const { matchId } = await requestMatch(commandLine, { definitionId, purpose: "FIRST" });
    expect(await matched(matchId)).toMatchObject({
      state: "READY",
      matched: 2,
      onlyRows: 3,
      onlyItems: 1,
      ambiguous: 1,
      kept: 0,
    });
    expect(await writes()).toBe(0);
    expect(await db().syncLedgerEntry.count()).toBe(0);
    const fifth = await db().syncMatchItem.findFirstOrThrow({ where: { matchId, side: "ROW", verdict: "AMBIGUOUS" } });
    const resolved = [{ rowId: String(fifth.id), itemId: ids[3] ?? 0 }];
    const runId = await confirm(matchId, { resolved });
    expect(runId).not.toBeNull();
    expect((await items()).filter(({ values }) => values.SyncBridgeKey)).toHaveLength(3);
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 3, itemsFailed: 0 });
    const listed = await items();
    expect(listed).toHaveLength(8);
    expect(listed.find(({ id }) => id === ids[0])?.values).toMatchObject({ NameValue: "thing 1" });
    expect(listed.find(({ id }) => id === ids[2])?.values).toMatchObject({ NameValue: "a stranger" });
    expect(listed.find(({ id }) => id === ids[4])?.values).toMatchObject({ NameValue: "two of two" });
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsProcessed: 0 });
    await expect(confirm(matchId)).rejects.toMatchObject({ code: "match-needed" });
    for (const at of [2, 4]) await stack.graph.sandbox.levers.deleteItem(stack.listName, ids[at] ?? 0);
    await expectOneItemARow();
  });

  it("find each other again by their keys when the ledger is lost, and the list's values stand where that is chosen", async () => {
    const [first] = await items();
    if (!first) throw new Error("There are items.");
    await stack.graph.sandbox.levers.editItem(stack.listName, first.id, { NameValue: "by hand" });
    await db().syncLedgerEntry.deleteMany({ where: { syncDefId: definitionId } });
    const { matchId } = await requestMatch(commandLine, { definitionId, purpose: "REBUILD" });
    expect(await matched(matchId)).toMatchObject({ matched: 6, onlyRows: 0, onlyItems: 0, ambiguous: 0 });
    await stack.graph.sandbox.levers.clearRequests();
    expect(await confirm(matchId, { matched: "list" })).toBeNull();
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsProcessed: 0 });
    expect(await writes()).toBe(0);
    await expectOneItemARow();
    const again = await requestMatch(commandLine, { definitionId, purpose: "REBUILD" });
    expect(await matched(again.matchId)).toMatchObject({ matched: 0, kept: 6 });
    await stack.source.query("UPDATE things SET note = 'changed' WHERE id = 1");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsUpdated: 1 });
  });

  it("keep the item that a run made for a row after it was compared, where rows without an item shall get one", async () => {
    const setRule = (onSourceDelete: "KEEP" | "DELETE") =>
      db().syncDefinition.update({ where: { id: definitionId }, data: { onSourceDelete } });
    await stack.source.query("INSERT INTO things VALUES (8, 'thing 8', 8, NULL)");
    const { matchId } = await requestMatch(commandLine, { definitionId, purpose: "REBUILD" });
    expect(await matched(matchId)).toMatchObject({ kept: 6, onlyRows: 1 });
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 1 });
    const eighth = { where: { syncDefId: definitionId, sourceIdentity: "id=8" } };
    const made = await db().syncLedgerEntry.findFirstOrThrow(eighth);
    await confirm(matchId, { onlyRows: "create" });
    const { state, spItemId } = await db().syncLedgerEntry.findFirstOrThrow(eighth);
    expect({ state, spItemId }).toEqual({ state: "LINKED", spItemId: made.spItemId });
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsProcessed: 0 });
    await expectOneItemARow();
    await stack.source.query("DELETE FROM things WHERE id = 8");
    await setRule("DELETE");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsDeleted: 1 });
    await setRule("KEEP");
  });

  it("keep their items under another key, also where new keys equal other rows' old ones", async () => {
    const amount = await db().tableColumn.findFirstOrThrow({ where: { columnName: "amount" } });
    const key = { definitionId, strategy: "COMPOSITE_COLUMNS", columnIds: [amount.id] } satisfies KeyInput;
    const { matchId } = await changeKey(commandLine, key);
    if (!matchId) throw new Error("The ledger knows items.");
    expect(await matched(matchId)).toMatchObject({
      state: "READY",
      matched: 6,
      onlyRows: 0,
      onlyItems: 0,
      ambiguous: 0,
    });
    const before = await items();
    const keysBefore = new Map(before.map(({ id, values }) => [id, values.SyncBridgeKey]));
    expect(await confirm(matchId)).not.toBeNull();
    const after = await items();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    // The keys went round: each is another item's now.
    expect(new Set(after.map(({ values }) => values.SyncBridgeKey))).toEqual(new Set(keysBefore.values()));
    for (const { id, values } of after) expect(values.SyncBridgeKey).not.toBe(keysBefore.get(id));
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsProcessed: 0, itemsFailed: 0 });
    await expectOneItemARow();
  });

  it("keep their items where the key column's type changes, and nothing is written until the key is chosen anew", async () => {
    const column = (columnName: string) => db().tableColumn.findFirstOrThrow({ where: { columnName } });
    const id = await column("id");
    const rekey = async (columnId = id.id) => {
      const key = { definitionId, strategy: "COMPOSITE_COLUMNS", columnIds: [columnId] } satisfies KeyInput;
      const { matchId } = await changeKey(commandLine, key);
      expect(await matched(matchId ?? "")).toMatchObject({ matched: 6, onlyRows: 0, onlyItems: 0, ambiguous: 0 });
      await confirm(matchId ?? "");
      expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 0, itemsFailed: 0 });
    };
    await rekey();
    const before = (await items()).map((item) => item.id);
    for (const [type, kind] of [
      ["text", "text"],
      ["integer", "integer"],
    ] as const) {
      await stack.source.query(`ALTER TABLE things ALTER COLUMN id TYPE ${type} USING id::${type}`);
      await db().tableColumn.update({ where: { id: id.id }, data: { valueKind: kind } });
      await stack.graph.sandbox.levers.clearRequests();
      expect(await run()).toMatchObject({ outcome: "HALTED", errorCode: "key-kind-changed" });
      expect(await writes()).toBe(0);
      await rekey();
      expect((await items()).map((item) => item.id)).toEqual(before);
      expect(await db().syncLedgerEntry.count({ where: { syncDefId: definitionId, state: "LINKED" } })).toBe(6);
    }
    await rekey((await column("amount")).id);
    await expectOneItemARow();
  });

  it("keep their items under another key also where one of the rows left before, and go on being read", async () => {
    await stack.source.query("INSERT INTO things VALUES (7, 'thing 7', 7, 'note 7')");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 1 });
    await stack.source.query("DELETE FROM things WHERE id = 7");
    const setRule = (onSourceDelete: "KEEP" | "DELETE") =>
      db().syncDefinition.update({ where: { id: definitionId }, data: { onSourceDelete } });
    const id = await db().tableColumn.findFirstOrThrow({ where: { columnName: "id" } });
    const { matchId } = await changeKey(commandLine, {
      definitionId,
      strategy: "COMPOSITE_COLUMNS",
      columnIds: [id.id],
    });
    expect(await matched(matchId ?? "")).toMatchObject({ matched: 6, onlyItems: 1 });
    // A rule that deletes is for a run to apply, under its guards and by the key that the rows have now.
    await setRule("DELETE");
    await expect(confirm(matchId ?? "")).rejects.toMatchObject({
      code: "in-use",
      message: expect.stringContaining("the row has left"),
    });
    expect(await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } })).toMatchObject({
      rescanRequired: true,
    });
    await setRule("KEEP");
    await confirm(matchId ?? "");
    const left = () => db().syncLedgerEntry.findFirst({ where: { sourceIdentity: "amount=7" } });
    expect(await left()).toMatchObject({ state: "ARCHIVED", cause: "source-delete", leftAt: expect.any(Date) });
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsDeleted: 0, rowsRead: 6n });
    expect(await items()).toHaveLength(7);
    const gone = (await items()).find(({ values }) => Number(values.IdValue) === 7);
    await db().syncLedgerEntry.deleteMany({ where: { spItemId: gone?.id } });
    await stack.graph.sandbox.levers.deleteItem(stack.listName, gone?.id ?? 0);
  });

  it("keep their items under another key also where their row is outside the filter, and go on with them", async () => {
    const filter = (rowFilter: string | null) =>
      db().syncDefinition.update({ where: { id: definitionId }, data: { rowFilter, rescanRequired: true } });
    await filter("id != 2");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsDeleted: 0 });
    const before = (await items()).map(({ id }) => id);
    const amount = await db().tableColumn.findFirstOrThrow({ where: { columnName: "amount" } });
    const { matchId } = await changeKey(commandLine, {
      definitionId,
      strategy: "COMPOSITE_COLUMNS",
      columnIds: [amount.id],
    });
    expect(await matched(matchId ?? "")).toMatchObject({ matched: 6, onlyRows: 0, onlyItems: 0, rowsRead: 5n });
    await confirm(matchId ?? "");
    await filter(null);
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 0 });
    expect((await items()).map(({ id }) => id)).toEqual(before);
    await expectOneItemARow();
  });

  it("keep their key where the sync has written, or a row was missed, since they were compared", async () => {
    const id = await db().tableColumn.findFirstOrThrow({ where: { columnName: "id" } });
    const key = { definitionId, strategy: "COMPOSITE_COLUMNS", columnIds: [id.id] } satisfies KeyInput;
    const ask = async () => (await changeKey(commandLine, key)).matchId ?? "";
    const first = await ask();
    await matched(first);
    await stack.source.query("INSERT INTO things VALUES (8, 'thing 8', 8, 'note 8')");
    expect(await run()).toMatchObject({ itemsCreated: 1 });
    await expect(confirm(first)).rejects.toMatchObject({
      code: "match-needed",
      message: expect.stringContaining("1 item since"),
    });
    // As a reading that missed the row leaves it.
    const open = InstanceSource.prototype.open;
    vi.spyOn(InstanceSource.prototype, "open").mockImplementationOnce(async function (this: InstanceSource, ...args) {
      const snapshot = await open.apply(this, args);
      return {
        ...snapshot,
        async *pages() {
          for await (const page of snapshot.pages()) yield page.filter((row) => !row.includes("thing 8"));
        },
      };
    });
    expect(await matched(await ask())).toMatchObject({
      state: "FAILED",
      errorMessage: expect.stringContaining("1 row of the table"),
    });
    const last = await ask();
    expect(await matched(last)).toMatchObject({ state: "READY", matched: 7, onlyItems: 0 });
    await confirm(last);
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 0 });
    await expectOneItemARow();
    await stack.source.query("DELETE FROM things WHERE id = 8");
    await run();
    const eighth = (await items()).find(({ values }) => Number(values.IdValue) === 8);
    await db().syncLedgerEntry.deleteMany({ where: { spItemId: eighth?.id } });
    await stack.graph.sandbox.levers.deleteItem(stack.listName, eighth?.id ?? 0);
  });

  it("keep their key while another one would leave a row with an item without one of its own", async () => {
    await stack.source.query("UPDATE things SET name = 'twin' WHERE id IN (3, 4)");
    await run();
    const name = await db().tableColumn.findFirstOrThrow({ where: { columnName: "name" } });
    const key = { definitionId, strategy: "HASHED", columnIds: [name.id], onSourceDelete: "KEEP" } satisfies KeyInput;
    const first = await changeKey(commandLine, key);
    if (!first.matchId) throw new Error("The ledger knows items.");
    expect(await matched(first.matchId)).toMatchObject({ matched: 4, ambiguous: 2 });
    await expect(confirm(first.matchId)).rejects.toMatchObject({ code: "key-not-unique" });
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsProcessed: 0 });
    await stack.source.query("UPDATE things SET name = 'thing ' || id");
    await run();
    const second = await changeKey(commandLine, key);
    await matched(second.matchId ?? "");
    await confirm(second.matchId ?? "");
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 0, itemsDeleted: 0 });
    await expectOneItemARow();
    const frozen = setNamespace(commandLine, { definitionId, namespace: "another" });
    await expect(frozen).rejects.toMatchObject({ code: "in-use" });
  });

  it("find each other in a list that was made anew", async () => {
    const id = await db().tableColumn.findFirstOrThrow({ where: { columnName: "id" } });
    const { matchId: rekeyed } = await changeKey(commandLine, {
      definitionId,
      strategy: "PRIMARY_KEY",
      columnIds: [id.id],
    });
    if (!rekeyed) throw new Error("The ledger knows items.");
    await matched(rekeyed);
    await confirm(rekeyed);
    const former = await items();
    const list = await db().sharepointList.findFirstOrThrow({
      where: { displayName: stack.listName },
      include: { site: true },
    });
    await expect(retargetList(commandLine, { definitionId, listId: list.id })).rejects.toMatchObject({
      code: "in-use",
    });
    const path = graphPath`/sites/${stack.graph.site.id}/lists/${list.listId}`;
    await stack.graph.client.send({ method: "DELETE", path });
    await discoverSite({ siteId: list.siteId, signal: never });
    const { sourceTableId } = await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } });
    const made = await provisionList(commandLine, {
      tableId: sourceTableId,
      siteId: list.siteId,
      displayName: stack.listName,
    });
    for (const { values } of former) {
      const { IdValue, NameValue, Amount, Note, SyncBridgeKey } = values;
      await add({ IdValue, NameValue, Amount, Note, SyncBridgeKey });
    }
    const twin = await createDefinition(commandLine, {
      name: "Twin",
      tableId: sourceTableId,
      listId: made.listRowId,
      conflictPolicy: "SOURCE_WINS",
    });
    await expect(retargetList(commandLine, { definitionId, listId: made.listRowId })).rejects.toMatchObject({
      code: "already-exists",
    });
    await db().syncDefinition.delete({ where: { id: twin.definitionId } });
    await retargetList(commandLine, { definitionId, listId: made.listRowId });
    await expect(enableDefinition(commandLine, { definitionId })).rejects.toMatchObject({ code: "match-needed" });
    const { matchId } = await requestMatch(commandLine, { definitionId, purpose: "FIRST" });
    expect(await matched(matchId)).toMatchObject({ matched: 6, onlyRows: 0, onlyItems: 0, ambiguous: 0 });
    await confirm(matchId);
    await enableDefinition(commandLine, { definitionId });
    expect(await run()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 0 });
    await expectOneItemARow();
  });

  it("keep a customer's list as it is until somebody agrees that its key column is made unique", async () => {
    const { targetList } = await loadDefinition(definitionId);
    await db().sharepointList.update({ where: { id: targetList.id }, data: { isProvisioned: false } });
    await db().syncDefinition.update({ where: { id: definitionId }, data: { keyLevel: null, mayMakeUnique: null } });
    const list = { siteId: stack.graph.site.id, listId: targetList.listId };
    const find = async () => {
      const columns = await listColumns(stack.graph.client, { ...list, includeHidden: true });
      const found = columns.find(({ name }) => name === keyColumnName);
      if (!found) throw new Error("The list has its key column.");
      return found;
    };
    const change = { enforceUniqueValues: false };
    await patchColumn(stack.graph.client, { ...list, columnId: (await find()).id, change });
    await expect(enableDefinition(commandLine, { definitionId })).rejects.toMatchObject({ code: "consent-needed" });
    expect(await agreeToUnique(commandLine, { definitionId, mayMakeUnique: false })).toEqual({ level: "K2" });
    expect(await find()).toMatchObject({ enforceUniqueValues: false });
    await enableDefinition(commandLine, { definitionId });
    expect(await agreeToUnique(commandLine, { definitionId, mayMakeUnique: true })).toEqual({ level: "K1" });
    expect(await find()).toMatchObject({ enforceUniqueValues: true });
  });
});
