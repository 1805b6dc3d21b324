import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { runToEnd } from "@/e2e/support/work-runs";
import type { Context, Role } from "@/lib/context";
import { db } from "@/lib/db/client";
import { decideEntries } from "./mutations";
import { countWaiting, getPassport, listLedger } from "./queries";
import { decisionInput, ledgerFilter } from "./schema";

const person = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const steward = person("Steward");

describe("entries that wait for a decision", () => {
  let stack: SyncStack;
  let definitionId: string;

  beforeAll(async () => {
    stack = await startSyncStack();
    definitionId = stack.definitionId;
    const data = { conflictPolicy: "MANUAL", onListDelete: "ASK" } as const;
    await db().syncDefinition.update({ where: { id: definitionId }, data });
    await stack.source.query(
      "INSERT INTO things (id, name, amount) SELECT n, 'row ' || n, n FROM generate_series(1, 6) n",
    );
    await runToEnd(definitionId);
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const entryOf = (id: number) =>
    db().syncLedgerEntry.findFirstOrThrow({ where: { syncDefId: definitionId, sourceIdentity: `id=${id}` } });
  const itemOf = async (id: number) => {
    const { spItemId } = await entryOf(id);
    const items = await stack.graph.sandbox.levers.dump(stack.listName);
    return items.find((item) => Number(item.id) === spItemId)?.values;
  };
  const decide = (part: object, context = steward) =>
    decideEntries(context, decisionInput.parse({ definitionId, ...part }));
  const found = async (part: object) =>
    (await listLedger(steward, ledgerFilter.parse({ definitionId, ...part }))).rows.map(({ identity }) => identity);

  describe("for fields that a person edited", () => {
    beforeEach(async () => {
      for (const id of [1, 2, 3]) {
        const { spItemId } = await entryOf(id);
        await stack.graph.sandbox.levers.editItem(stack.listName, spItemId ?? 0, { Amount: 70 + id });
      }
      await stack.source.query("UPDATE things SET name = name || '!', amount = amount + 10 WHERE id <= 3");
      await runToEnd(definitionId);
    });

    it("are found in the ledger, told on the row's page, and decided one by one, some or all", async () => {
      expect(await found({ state: "HELD" })).toEqual(["id=1", "id=2", "id=3"]);
      expect(await found({ state: "HELD", search: "2" })).toEqual(["id=2"]);
      expect(await countWaiting(steward, { definitionId, state: "HELD" })).toBe(3);
      const passport = await getPassport(steward, { definitionId, key: "1" });
      const amount = passport.fields.find((field) => field.sourceColumn === "amount");
      expect(amount).toMatchObject({ state: "held", held: { code: "edited-in-list", ours: "11", theirs: "71" } });
      expect(passport.fields.filter((field) => field.held)).toHaveLength(1);
      expect(await itemOf(1)).toMatchObject({ NameValue: "row 1!", Amount: 71 });

      const one = { entryIds: [(await entryOf(1)).id], mappingId: amount?.mappingId };
      expect(await decide({ decision: "table", ...one })).toEqual({ entries: 1, isMore: false });
      expect(await decide({ decision: "table", ...one })).toEqual({ entries: 0, isMore: false });
      expect(await decide({ decision: "list" })).toEqual({ entries: 2, isMore: false });
      await runToEnd(definitionId);
      expect([await itemOf(1), await itemOf(2), await itemOf(3)]).toMatchObject([
        { Amount: 11 },
        { Amount: 72 },
        { Amount: 73 },
      ]);
      expect(await found({ state: "HELD" })).toEqual([]);
      expect(await found({ state: "LINKED" })).toHaveLength(6);
      expect(await db().syncRejection.count({ where: { syncDefId: definitionId, resolvedAt: null } })).toBe(0);
      const audit = await db().auditEvent.findMany({ where: { action: { startsWith: "sync.held-fields" } } });
      expect(audit.map(({ action, after }) => [action, after])).toEqual([
        ["sync.held-fields-overwritten", { entries: 1, of: "selection" }],
        ["sync.held-fields-kept", { entries: 2, of: "all" }],
      ]);
      await stack.source.query("UPDATE things SET amount = 99 WHERE id = 2");
      await runToEnd(definitionId);
      expect(await itemOf(2)).toMatchObject({ Amount: 99 });
    });
  });

  it("for deleted items are decided by a search or a selection, never by a viewer or under an open run", async () => {
    for (const id of [4, 5, 6])
      await stack.graph.sandbox.levers.deleteItem(stack.listName, (await entryOf(id)).spItemId ?? 0);
    await stack.source.query("UPDATE things SET name = 'changed' WHERE id >= 4");
    await runToEnd(definitionId);
    expect(await countWaiting(steward, { definitionId, state: "ASKED" })).toBe(3);
    await expect(decide({ decision: "leave" }, person("Viewer"))).rejects.toMatchObject({ code: "not-allowed" });
    const run = await db().syncRun.create({ data: { syncDefId: definitionId, runType: "PUSH", requestedBy: "x" } });
    await expect(decide({ decision: "leave" })).rejects.toMatchObject({ code: "in-use" });
    await db().syncRun.delete({ where: { id: run.id } });

    expect(await decide({ decision: "leave", search: "id=4" })).toEqual({ entries: 1, isMore: false });
    expect(await decide({ decision: "recreate" })).toEqual({ entries: 2, isMore: false });
    expect(await runToEnd(definitionId)).toMatchObject({ itemsCreated: 2 });
    expect(await entryOf(4)).toMatchObject({ state: "DETACHED" });
    expect([await entryOf(5), await entryOf(6)]).toMatchObject([{ state: "LINKED" }, { state: "LINKED" }]);
    // A decision that was made meanwhile is not made again.
    expect(await decide({ decision: "leave", entryIds: [(await entryOf(5)).id] })).toMatchObject({ entries: 0 });
    expect(await db().auditEvent.count({ where: { action: "sync.items-left-deleted" } })).toBe(1);
  });
});
