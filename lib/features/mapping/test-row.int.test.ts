import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { runToEnd, workSlice } from "@/e2e/support/work-runs";
import type { Context } from "@/lib/context";
import { db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { getDefinition } from "@/lib/features/syncs/queries";
import { loadDefinition } from "@/lib/sync/load-definition";
import { finishTest, openTest } from "@/lib/sync/test/open-test";
import type { MappingDocument } from "./document/document";
import { saveDraft, sendTestRow, undoTestRow } from "./mutations";
import { getEditorView } from "./queries";

const viewer: Context = {
  actor: { kind: "person", userId: "u-1", name: "Vic", roles: ["Viewer"] },
  requestId: "test",
};

describe("one test row, for real", () => {
  let stack: SyncStack;
  let document: MappingDocument;
  const ref = () => ({ definitionId: stack.definitionId });
  const test = (key: string, through: "draft" | "published" = "published") =>
    sendTestRow(commandLine, { ...ref(), key, through });
  const undo = (runId: string) => undoTestRow(commandLine, { runId });
  const items = async () => {
    const dumped = await stack.graph.sandbox.levers.dump(stack.listName);
    return dumped.toSorted((a, b) => Number(a.values.IdValue) - Number(b.values.IdValue));
  };
  const itemOf = async (id: number) => (await items()).filter(({ values }) => values.IdValue === id);
  const entryOf = (id: number) =>
    db().syncLedgerEntry.findFirst({ where: { syncDefId: stack.definitionId, sourceIdentity: `id=${id}` } });
  const fieldOf = async (name: string) => {
    const { mappings } = await getDefinition(commandLine, ref());
    return mappings.find(({ sourceColumn }) => sourceColumn === name)?.targetColumn ?? "";
  };

  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query(
      "INSERT INTO things SELECT n, 'name ' || n, n * 1.5, 'note', '2026-05-31' FROM generate_series(1, 6) n",
    );
    document = (await getEditorView(commandLine, ref())).published.document;
  });
  afterEach(async () => {
    await stack.graph.sandbox.levers.clearFaults();
  });
  afterAll(async () => {
    await stack?.stop();
  });

  it("makes the item by an operation of its own run, and tells request and response without a secret", async () => {
    const made = await test("1");
    expect(made).toMatchObject({
      purpose: "test",
      state: "done",
      did: "created",
      identity: "id=1",
      reason: null,
      canUndo: true,
    });
    expect(made.itemUrl).toMatch(/DispForm\.aspx\?ID=\d+$/);
    expect(made.exchanges).toMatchObject([{ method: "POST", status: 201 }]);
    const [{ request, response } = { request: "", response: "" }] = made.exchanges;
    expect(request).toContain('"name 1"');
    expect(JSON.parse(response ?? "")).toMatchObject({ id: String(made.itemId) });
    expect(JSON.stringify(made)).not.toMatch(/Bearer|Authorization/i);
    expect(await itemOf(1)).toHaveLength(1);
    expect(await entryOf(1)).toMatchObject({ state: "LINKED", spItemId: made.itemId, lastRunId: made.runId });
    const run = await db().syncRun.findUniqueOrThrow({ where: { id: made.runId }, include: { operations: true } });
    expect(run).toMatchObject({
      purpose: "TEST",
      outcome: "SUCCEEDED",
      operations: [{ kind: "CREATE", state: "DONE" }],
    });
    await expect(sendTestRow(viewer, { ...ref(), key: "1", through: "published" })).rejects.toMatchObject({
      code: "not-allowed",
    });
  });

  it("moves neither cursor nor freshness nor how the definition stands", async () => {
    await db().syncDefinition.update({
      where: { id: stack.definitionId },
      data: { haltedCode: "guard-halt", haltedReason: "Too many." },
    });
    await test("1");
    const { haltedCode, freshnessToken, rescanRequired } = await db().syncDefinition.findUniqueOrThrow({
      where: { id: stack.definitionId },
    });
    expect({ haltedCode, freshnessToken, rescanRequired }).toEqual({
      haltedCode: "guard-halt",
      freshnessToken: null,
      rescanRequired: false,
    });
    expect(await db().syncCursor.count()).toBe(0);
    await db().syncDefinition.update({
      where: { id: stack.definitionId },
      data: { haltedCode: null, haltedReason: null },
    });
  });

  it("says that nothing is to be written where the item is right already, and why a row is refused", async () => {
    expect(await test("1")).toMatchObject({ state: "done", did: "unchanged", exchanges: [], canUndo: false });
    await stack.source.query("UPDATE things SET name = 'bad \u0001' WHERE id = 6");
    expect(await test("6")).toMatchObject({
      state: "rejected",
      did: null,
      reason: expect.stringContaining("U+0001") as string,
    });
    expect(await test("99")).toMatchObject({ state: "rejected", reason: "The table has no row id=99." });
    await expect(test("x")).rejects.toMatchObject({ code: "input-invalid" });
    await stack.source.query("UPDATE things SET name = 'name 6' WHERE id = 6");
    expect(await db().syncRejection.count()).toBe(0);
  });

  it("leaves one item when the answer is lost, and a later run makes no second one", async () => {
    const { levers } = stack.graph.sandbox;
    await levers.addFault({
      method: "POST",
      path: "/\\$batch",
      where: "call",
      body: "POST",
      action: { kind: "dropAfter" },
      times: 1,
    });
    const made = await test("2");
    expect(made).toMatchObject({ state: "done", did: "created" });
    expect(await itemOf(2)).toHaveLength(1);
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 4 });
    expect((await items()).map(({ values }) => values.IdValue)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await runToEnd(stack.definitionId)).toMatchObject({ plannedCreates: 0, plannedUpdates: 0 });
  });

  it("is finished by whoever takes the lease when the one that began it dies", async () => {
    await stack.source.query("UPDATE things SET note = 'by a worker' WHERE id = 3");
    const stored = await loadDefinition(stack.definitionId);
    const asked = { kind: "row", key: "3", document, undoes: null, told: {} } as const;
    const runId = await inTransaction((tx) => openTest(tx, commandLine, stored, asked));
    await expect(test("4")).rejects.toMatchObject({ code: "in-use" });
    expect(await workSlice(stack.definitionId)).toEqual({ state: "done" });
    expect(await finishTest(runId)).toMatchObject({ state: "done", did: "updated", canUndo: true });
  });

  it("writes through the draft, and the next run brings back what is published", async () => {
    const note = await fieldOf("note");
    const mappingId = (await getDefinition(commandLine, ref())).mappings.find(
      ({ sourceColumn }) => sourceColumn === "note",
    )?.id;
    const rows = document.rows.map((row) => (row.id === mappingId ? { ...row, transform: "value.upper()" } : row));
    await saveDraft(commandLine, { ...ref(), revision: null, baseVersion: 1, document: { ...document, rows } });
    const made = await test("4", "draft");
    expect(made).toMatchObject({ did: "updated", exchanges: [{ method: "PATCH", status: 200 }] });
    expect((await itemOf(4))[0]?.values[note]).toBe("NOTE");
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "SUCCEEDED" });
    expect((await itemOf(4))[0]?.values[note]).toBe("note");
    expect(await undo(made.runId)).toMatchObject({
      state: "rejected",
      reason: expect.stringContaining("A run has written") as string,
    });
  });

  it("is taken back: what it changed gets its former value, what it made is deleted, once", async () => {
    const note = await fieldOf("note");
    const changed = await test("5", "draft");
    expect((await itemOf(5))[0]?.values[note]).toBe("NOTE");
    expect(await undo(changed.runId)).toMatchObject({
      purpose: "undo",
      state: "done",
      did: "restored",
      exchanges: [{ method: "PATCH" }],
    });
    expect((await itemOf(5))[0]?.values[note]).toBe("note");
    await expect(undo(changed.runId)).rejects.toMatchObject({ code: "in-use" });

    await stack.source.query("INSERT INTO things VALUES (7, 'name 7', 1, NULL, NULL)");
    const made = await test("7");
    expect(await undo(made.runId)).toMatchObject({
      state: "done",
      did: "deleted",
      itemUrl: null,
      exchanges: [{ method: "DELETE", status: 204 }],
    });
    expect(await itemOf(7)).toHaveLength(0);
    expect(await entryOf(7)).toMatchObject({ state: "DELETED" });
    expect(await runToEnd(stack.definitionId)).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 1 });
    expect(await itemOf(7)).toHaveLength(1);
  });

  it("is not taken back over an edit of a person", async () => {
    const { levers } = stack.graph.sandbox;
    const note = await fieldOf("note");
    await stack.source.query("INSERT INTO things VALUES (8, 'name 8', 1, 'mine', NULL)");
    const made = await test("8");
    await levers.editItem(stack.listName, made.itemId ?? 0, { [note]: "edited" });
    expect(await undo(made.runId)).toMatchObject({
      state: "rejected",
      did: null,
      reason: "Somebody changed the item since; it stays.",
    });
    const changed = await test("5", "draft");
    await levers.editItem(stack.listName, changed.itemId ?? 0, { [note]: "edited too" });
    expect(await undo(changed.runId)).toMatchObject({
      state: "rejected",
      reason: expect.stringContaining(`“${note}”`) as string,
    });
    expect((await itemOf(8))[0]?.values[note]).toBe("edited");
    expect((await itemOf(5))[0]?.values[note]).toBe("edited too");
  });
});
