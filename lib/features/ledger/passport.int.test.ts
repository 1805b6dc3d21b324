import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { runToEnd } from "@/e2e/support/work-runs";
import type { Context, Role } from "@/lib/context";
import { db } from "@/lib/db/client";
import { setConnectionStatus } from "@/lib/features/sharepoint/mutations";
import { leaveDeleted, recreateItem } from "./mutations";
import { getPassport, listLedger, listRowOperations } from "./queries";
import { ledgerFilter, rowOperationFilter, rowQuestion } from "./schema";

const person = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const steward = person("Steward");

describe("the passport of a row", () => {
  let stack: SyncStack;
  let definitionId: string;

  beforeAll(async () => {
    stack = await startSyncStack();
    definitionId = stack.definitionId;
    await stack.source.query("INSERT INTO things (id, name, amount) VALUES (1, 'one', 1.5), (2, 'two', 2)");
    await runToEnd(definitionId);
    await stack.source.query("UPDATE things SET name = 'first' WHERE id = 1");
    await runToEnd(definitionId);
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const passport = (key = "1") => getPassport(steward, { definitionId, key });
  const fieldOf = async (column: string, key = "1") =>
    (await passport(key)).fields.find((field) => field.sourceColumn === column);
  const entryOf = (id: number) =>
    db().syncLedgerEntry.findFirstOrThrow({ where: { syncDefId: definitionId, sourceIdentity: `id=${id}` } });
  const levers = () => stack.graph.sandbox.levers;

  it("holds both sides, what was agreed on, and its entry", async () => {
    const entry = await entryOf(1);
    const found = await passport();
    expect(found).toMatchObject({
      text: "id=1",
      identityHash: entry.sourceIdentityHash,
      definitionName: "Things",
      tableName: "public.things",
      entry: { id: entry.id, state: "LINKED", itemId: entry.spItemId, cause: null, instanceLabel: "main" },
      list: { ok: true, value: { itemId: entry.spItemId, foundBy: "item", etag: entry.etag } },
      pending: null,
      rejections: [],
      why: { isPresent: true, cause: "present" },
    });
    expect(found.source).toMatchObject({ ok: true, value: { instanceLabel: "main", rows: 1 } });
    expect(found.fields.find((field) => field.sourceColumn === "amount")).toMatchObject({
      source: "1.50",
      wanted: "1.5",
      base: "1.5",
      list: "1.5",
      state: "same",
    });
    expect(found.fields.every((field) => field.state === "same")).toBe(true);
  });

  it("leads to where each thing that keeps a row away is mended", async () => {
    const { waysOut } = await passport("4711");
    expect(waysOut["row-missing"]?.href).toMatch(/^\/tables\/[0-9a-f-]{36}\/data$/);
    expect(waysOut["row-filtered"]?.href).toBe(`/syncs/${definitionId}#row-filter`);
    await stack.source.query("INSERT INTO things (id, name) VALUES (3, $1)", ["bell \u0007"]);
    const refused = await passport("3");
    expect(refused.why.cause).toBe("mapping-refused");
    const mapping = await db().fieldMapping.findFirstOrThrow({
      where: { syncDefId: definitionId, sourceColumnName: "name" },
    });
    expect(refused.waysOut["mapping-refused"]).toEqual({
      label: "Open the mapping of name",
      href: `/syncs/${definitionId}?mapping=${mapping.id}`,
    });
    await stack.source.query("DELETE FROM things WHERE id = 3");
  });

  it("is the same by key, by item and by entry", async () => {
    const entry = await entryOf(2);
    const byKey = await passport("2");
    const byItem = await getPassport(steward, { definitionId, itemId: entry.spItemId ?? 0 });
    const byEntry = await getPassport(steward, { definitionId, entryId: entry.id });
    expect([byItem.identityHash, byEntry.identityHash]).toEqual([byKey.identityHash, byKey.identityHash]);
    const elsewhere = getPassport(steward, { definitionId, entryId: crypto.randomUUID() });
    await expect(elsewhere).rejects.toMatchObject({ code: "not-found" });
  });

  it("tells which side of a field changed since", async () => {
    await stack.source.query("UPDATE things SET amount = 9 WHERE id = 1");
    expect(await fieldOf("amount")).toMatchObject({ wanted: "9", base: "1.5", list: "1.5", state: "row-changed" });
    await levers().editItem(stack.listName, (await entryOf(1)).spItemId ?? 0, { Amount: 5 });
    expect(await fieldOf("amount")).toMatchObject({ wanted: "9", list: "5", state: "both-changed" });
    await stack.source.query("UPDATE things SET amount = 1.5 WHERE id = 1");
    expect(await fieldOf("amount")).toMatchObject({ wanted: "1.5", list: "5", state: "item-edited" });
    await levers().editItem(stack.listName, (await entryOf(1)).spItemId ?? 0, { Amount: 1.5 });
  });

  it("names every run that touched the row, newest first, with before and after, page by page", async () => {
    const { sourceIdentityHash: identityHash } = await entryOf(1);
    const ask = (part: object) =>
      listRowOperations(steward, rowOperationFilter.parse({ definitionId, identityHash, ...part }));
    const first = await ask({ limit: 1 });
    expect(first.rows).toMatchObject([{ kind: "UPDATE", state: "DONE", outcomeCode: "updated", attempts: 1 }]);
    expect(first.rows[0]?.changes).toEqual([{ column: "NameValue", before: "one", after: "first" }]);
    const second = await ask({ limit: 1, cursor: first.nextCursor ?? undefined });
    expect(second.rows).toMatchObject([{ kind: "CREATE", outcomeCode: "created" }]);
    expect(second.nextCursor).toBe(null);
  });

  it("keeps what one store says where another is silent", async () => {
    const { id: connectionId } = await db().sharepointConnection.findFirstOrThrow();
    await setConnectionStatus(person("Admin"), { connectionId, status: "DISABLED" });
    const found = await passport();
    expect(found.list).toMatchObject({ ok: false, code: "parent-paused" });
    expect(found.fields[1]).toMatchObject({ list: undefined, state: "unknown" });
    expect(found).toMatchObject({ source: { ok: true }, entry: { state: "LINKED" } });
    await setConnectionStatus(person("Admin"), { connectionId, status: "ACTIVE" });

    await stack.source.query("ALTER TABLE things RENAME TO hidden");
    const blind = await passport();
    expect(blind.source).toMatchObject({ ok: false, code: "source-object-missing" });
    expect(blind).toMatchObject({ list: { ok: true }, entry: { state: "LINKED" } });
    await stack.source.query("ALTER TABLE hidden RENAME TO things");
  });

  it("shows a row that was never pushed, with its rejection", async () => {
    await stack.source.query("INSERT INTO things (id, name) VALUES (3, $1)", ["bad \u0007"]);
    await runToEnd(definitionId);
    const found = await passport("3");
    expect(found).toMatchObject({ entry: null, list: { ok: true, value: null } });
    expect(found.rejections).toMatchObject([{ code: "text-illegal-character", field: "name", resolvedAt: null }]);
    await stack.source.query("UPDATE things SET name = 'good' WHERE id = 3");
    await runToEnd(definitionId);
    const [past] = (await passport("3")).rejections;
    expect(past?.resolvedAt).toBeInstanceOf(Date);
  });

  it("is for stewards: identities and values are row values", async () => {
    const viewer = person("Viewer");
    await expect(getPassport(viewer, { definitionId, key: "1" })).rejects.toMatchObject({ code: "not-allowed" });
  });

  it("is found in the ledger by the beginning of its key, by its item, by its state, and page by page", async () => {
    const search = async (part: object) => {
      const { rows, nextCursor } = await listLedger(steward, ledgerFilter.parse({ definitionId, ...part }));
      return { found: rows.map((row) => row.identity), nextCursor };
    };
    expect((await search({ search: "id=" })).found).toEqual(["id=1", "id=2", "id=3"]);
    expect((await search({ search: "id=2" })).found).toEqual(["id=2"]);
    const { spItemId } = await entryOf(3);
    expect((await search({ search: String(spItemId) })).found).toContain("id=3");
    expect((await search({ search: "id=1%" })).found).toEqual([]);
    expect((await search({ search: "none" })).found).toEqual([]);
    expect((await search({ search: "id=", state: "DETACHED" })).found).toEqual([]);
    const first = await search({ search: "id=", limit: 2 });
    const second = await search({ search: "id=", limit: 2, cursor: first.nextCursor ?? undefined });
    expect([...first.found, ...second.found]).toEqual(["id=1", "id=2", "id=3"]);
    expect(second.nextCursor).toBe(null);
  });

  it("is asked for by exactly one of key, item and entry", () => {
    const parse = (part: object) => rowQuestion.safeParse({ definitionId, ...part }).success;
    expect([parse({}), parse({ key: "1" }), parse({ itemId: "5" }), parse({ key: "1", itemId: 5 })]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  describe("whose item was deleted in the list", () => {
    const ref = async (id: number) => ({ definitionId, entryId: (await entryOf(id)).id });

    it("has it made again by the next run, once it is found gone", async () => {
      await expect(recreateItem(steward, await ref(2))).rejects.toMatchObject({ code: "input-invalid" });
      const { spItemId } = await entryOf(2);
      await levers().deleteItem(stack.listName, spItemId ?? 0);
      await recreateItem(steward, await ref(2));
      expect(await entryOf(2)).toMatchObject({ state: "PENDING_CREATE", spItemId: null });
      const audit = await db().auditEvent.findFirstOrThrow({ where: { action: "sync.item-recreated" } });
      expect(audit).toMatchObject({ actorName: "Ada", targetId: definitionId, before: { state: "LINKED", spItemId } });
      expect(await runToEnd(definitionId)).toMatchObject({ itemsCreated: 1 });
      expect((await passport("2")).why).toMatchObject({ cause: "present" });
    });

    it("is decided by a steward where the rule is to ask, and not under an open run", async () => {
      const { spItemId } = await entryOf(2);
      const ask = { state: "ASKED", cause: "list-delete", leftAt: new Date() } as const;
      const entryId = (await entryOf(2)).id;
      await levers().deleteItem(stack.listName, spItemId ?? 0);
      await db().syncLedgerEntry.update({ where: { id: entryId }, data: ask });
      expect((await passport("2")).why).toMatchObject({ cause: "waits-for-decision" });
      const run = await db().syncRun.create({ data: { syncDefId: definitionId, runType: "PUSH", requestedBy: "x" } });
      await expect(leaveDeleted(steward, await ref(2))).rejects.toMatchObject({ code: "in-use" });
      await db().syncRun.delete({ where: { id: run.id } });
      await expect(leaveDeleted(person("Viewer"), await ref(2))).rejects.toMatchObject({ code: "not-allowed" });
      await leaveDeleted(steward, await ref(2));
      expect((await passport("2")).why).toMatchObject({ cause: "deleted-in-list" });
      expect(await runToEnd(definitionId)).toMatchObject({ itemsCreated: 0 });
      await recreateItem(steward, await ref(2));
      expect(await runToEnd(definitionId)).toMatchObject({ itemsCreated: 1 });
    });
  });
});
