import { describe, expect, it } from "vitest";
import { MetastoreWorld, rows } from "@/e2e/support/metastore-world";
import type { Db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { Crash, diedIn } from "@/lib/engine/testing/crash";
import { valuesOf } from "@/lib/engine/testing/memory-list";
import { abandonRun, dropLeftOvers } from "./end-run";
import { MetastoreRunStore } from "./run-store";
import { withOwnMetastore } from "./testing/own-metastore";

/** A write that arrived, and whose answer did not. */
const lost = { answer: { status: "in-doubt", code: "graph-in-doubt" }, applied: true } as const;

describe("a run over the metastore", () => {
  let db: Db;
  let world: MetastoreWorld;
  withOwnMetastore((own) => {
    db = own;
  });

  it("keeps ledger, counts, cursor, metrics and story, and writes nothing the second time", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(10);
    const first = await world.slice();
    expect(first).toMatchObject({
      status: "COMPLETED",
      outcome: "SUCCEEDED",
      phase: "DONE",
      rowsRead: 10n,
      plannedCreates: 10,
      itemsCreated: 10,
      itemsFailed: 0,
    });
    expect(first.unitsSpent).toBeGreaterThan(0n);
    const entries = await world.ledger();
    expect(entries).toHaveLength(10);
    expect(entries[0]).toMatchObject({
      sourceIdentity: "id=1",
      state: "LINKED",
      provenance: "PUSH",
      spListId: world.definition.listId,
      base: { [world.field("name")]: "row 1", [world.field("amount")]: 0.25 },
    });
    expect(await db.syncMetric.findFirst({ where: { syncDefId: world.ids.definitionId } })).toMatchObject({
      sourceRowCount: 10n,
      targetRowCount: 10n,
      totalRowsSynced: 10n,
    });
    expect(await db.syncCursor.findFirst({ where: { syncDefId: world.ids.definitionId } })).toMatchObject({
      cursorScope: "SOURCE",
      cursorValue: "2026-01-01T00:00:00Z",
    });
    const second = await world.slice();
    expect(second).toMatchObject({ rowsUnchanged: 10n, plannedCreates: 0, itemsProcessed: 0 });
    expect(await world.ledger()).toEqual(entries);
    expect(await db.syncCursor.count({ where: { syncDefId: world.ids.definitionId } })).toBe(1);
    const story = await db.syncEvent.findMany({ where: { syncRunId: first.id }, orderBy: { seq: "asc" } });
    expect(story.map((event) => event.eventType)).toEqual(["decided", "completed"]);
  });

  it("keeps a rejection open with its facts, counts it up, and closes it when the row is mended", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = [...rows(2), { id: "3", name: "x".repeat(30), amount: "1" }];
    expect(await world.slice()).toMatchObject({ outcome: "PARTIAL", itemsFailed: 1, rowsRejected: 1n });
    await world.slice();
    const open = await db.syncRejection.findMany({ where: { syncDefId: world.ids.definitionId } });
    expect(open).toEqual([
      expect.objectContaining({
        code: "text-too-long",
        fieldName: "name",
        origin: "LOCAL",
        attempts: 2,
        resolvedAt: null,
        sourceIdentity: "id=3",
      }),
    ]);
    world.source.rows = rows(3);
    await world.slice();
    expect(
      (await db.syncRejection.findMany({ where: { syncDefId: world.ids.definitionId } }))[0]?.resolvedAt,
    ).not.toBeNull();
    expect(world.listed()).toEqual(world.table());
  });

  it("keeps what a person had set as before-image when the source wins", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(1);
    await world.slice();
    world.list.edit(1, { [world.field("name")]: "edited" });
    world.source.rows = [{ id: "1", name: "changed", amount: "0.25" }];
    const run = await world.slice();
    const operation = await db.syncOperation.findFirst({ where: { syncRunId: run.id } });
    expect(operation).toMatchObject({
      kind: "UPDATE",
      state: "DONE",
      before: { [world.field("name")]: "edited", [world.field("amount")]: 0.25 },
    });
    expect(await db.syncEvent.findMany({ where: { syncRunId: run.id, eventType: "edit-overwritten" } })).toMatchObject([
      {
        message:
          "id=1: item 1 was edited in the list; the source's values replaced the edit. The former values are kept: Title “edited”.",
      },
    ]);
  });

  it("tells what a person had set although the run was cancelled before the lost answer was known", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(1);
    await world.slice();
    const name = world.field("name");
    world.list.edit(1, { [name]: "edited" });
    world.source.rows = [{ id: "1", name: "changed", amount: "0.25" }];
    const readItems = world.list.readItems.bind(world.list);
    // The write that follows the reading of the edited item.
    world.list.interfere = (request) => (request.kind === "update" && request.etag === '"1,2"' ? lost : undefined);
    world.list.readItems = async (ids) => {
      if (world.list.items.get(1)?.values[name] === "changed") throw new Crash();
      return readItems(ids);
    };
    expect(await diedIn(world.slice())).toBe(true);
    const cancelled = await world.openRun();
    const end = { outcome: "CANCELLED", code: "run-cancelled", message: "cancelled" } as const;
    const scope = { runId: cancelled.id, definitionId: world.ids.definitionId };
    await inTransaction((tx) => abandonRun(tx, scope, end), { client: db });
    world.list.edit(1, { [name]: "row 1" });
    await world.slice();
    expect(world.listed()).toEqual(world.table());
    const operation = await db.syncOperation.findFirst({ where: { syncRunId: cancelled.id } });
    expect(operation).toMatchObject({ state: "DROPPED", before: { [name]: "edited" }, overwritten: null });
    const where = { syncRun: { syncDefId: world.ids.definitionId }, eventType: { startsWith: "edit-" } };
    expect(await db.syncEvent.findMany({ where })).toMatchObject([
      { eventType: "edit-perhaps-overwritten", message: expect.stringContaining("Title “edited”.") },
    ]);
  });

  // Each call has its own limit of time: all of them together take longer than one on a busy machine.
  it.each(Array.from({ length: 14 }, (_, calls) => calls))(
    "survives death at call %i of list and store, before and after it took effect (P6)",
    async (calls) => {
      for (const after of [false, true]) {
        world = await MetastoreWorld.begin(db);
        world.source.rows = rows(7);
        const died = await diedIn(world.slice({ left: calls, after }));
        // Every third run is given up after the death: a new one must settle what the old one left in doubt.
        if (died && calls % 3 === 0) {
          const run = await world.openRun();
          const end = { outcome: "FAILED", code: "unexpected", message: "died" } as const;
          await inTransaction((tx) => abandonRun(tx, { runId: run.id, definitionId: world.ids.definitionId }, end), {
            client: db,
          });
        }
        await world.slice();
        expect(world.listed(), `death ${after ? "after" : "before"} its effect`).toEqual(world.table());
        expect(world.list.writes).toBe(7);
        expect(await world.slice()).toMatchObject({ rowsUnchanged: 7n, plannedCreates: 0, plannedUpdates: 0 });
      }
    },
  );

  it("says once that several rows have the same empty key and the same values, and closes it when they are mended", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = [
      ...rows(2),
      { id: null, name: "nobody", amount: "1" },
      { id: null, name: "nobody", amount: "1" },
    ];
    const open = () => db.syncRejection.findMany({ where: { syncDefId: world.ids.definitionId, resolvedAt: null } });
    expect(await world.slice()).toMatchObject({ outcome: "PARTIAL", itemsCreated: 2, rowsRejected: 2n });
    expect(await open()).toEqual([expect.objectContaining({ code: "key-null", origin: "LOCAL" })]);
    world.source.rows = [...rows(2), { id: "3", name: "somebody", amount: "1" }];
    expect(await world.slice()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 1 });
    expect(await open()).toEqual([]);
  });

  it("does not take over an item that another definition owns, before it writes and when it settles a doubt", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(2);
    await world.slice();
    const first = { world, ledger: await world.ledger() };
    // The same list under a second definition, with the same keys: a list seen through two connections.
    world = await MetastoreWorld.begin(db);
    world.source = first.world.source;
    world.definition = { ...world.definition, listId: first.world.definition.listId };
    for (const [itemId, item] of first.world.list.items) {
      const nameBefore = item.values[first.world.field("name")] ?? null;
      world.list.items.set(itemId, { ...item, values: { [world.field("name")]: nameBefore } });
    }
    world.list.interfere = (request) =>
      valuesOf(request)[world.field("name")] === "row 2"
        ? { answer: { status: "in-doubt", code: "graph-in-doubt" }, applied: false }
        : undefined;
    expect(await world.slice()).toMatchObject({ outcome: "PARTIAL", itemsAdopted: 0, itemsCreated: 0, itemsFailed: 2 });
    expect(world.list.writes).toBe(0);
    const rejections = await db.syncRejection.findMany({ where: { syncDefId: world.ids.definitionId } });
    expect(rejections.map((rejection) => rejection.code)).toEqual(["unique-clash", "unique-clash"]);
    expect(await first.world.ledger()).toEqual(first.ledger);
  });

  it("stores refusals whose text PostgreSQL cannot hold as it is", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(2);
    const message = "cut \ud83d and \0";
    world.list.interfere = (request) =>
      valuesOf(request)[world.field("name")] === "row 2"
        ? { answer: { status: "refused", message, field: null }, applied: false }
        : undefined;
    expect(await world.slice()).toMatchObject({ outcome: "PARTIAL", itemsCreated: 1, itemsFailed: 1 });
    const [rejection] = await db.syncRejection.findMany({ where: { syncDefId: world.ids.definitionId } });
    expect(rejection?.message).toBe("Title: cut \ufffd and \ufffd");
  });

  it("what an ended run left unsent is marked dropped, and only that", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(7);
    await expect(world.slice({ left: 8, after: false })).rejects.toThrow(Crash);
    const run = await world.openRun();
    const end = { outcome: "CANCELLED", code: "run-cancelled", message: "cancelled" } as const;
    await inTransaction((tx) => abandonRun(tx, { runId: run.id, definitionId: world.ids.definitionId }, end), {
      client: db,
    });
    const states = async () =>
      (await db.syncOperation.findMany({ where: { syncRunId: run.id } })).map((operation) => operation.state);
    const unsent = (await states()).filter((state) => state === "PENDING").length;
    const sent = (await states()).filter((state) => state === "SENT").length;
    expect(unsent).toBeGreaterThan(0);
    expect(await dropLeftOvers(world.ids.definitionId, db)).toBe(unsent);
    expect((await states()).filter((state) => state === "SENT")).toHaveLength(sent);
    expect((await states()).filter((state) => state === "PENDING")).toHaveLength(0);
    expect(await dropLeftOvers(world.ids.definitionId, db)).toBe(0);
    await world.slice();
    expect(world.listed()).toEqual(world.table());
  });

  it("keeps which field was at fault for a day, and the item as PARTIAL until the row is mended (F4)", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(3);
    await world.slice();
    world.list.refuses = (id, value) => (id === world.field("amount") && Number(value) > 90 ? "not so many" : null);
    world.source.rows = rows(3).map((row) => ({
      ...row,
      name: `new ${row.id}`,
      amount: row.id === "3" ? "2.25" : "99",
    }));
    expect(await world.slice()).toMatchObject({ outcome: "PARTIAL", itemsFailed: 2, rowsRejected: 2n });
    const states = async () => (await world.ledger()).map(({ state }) => state);
    expect(await states()).toEqual(["PARTIAL", "PARTIAL", "LINKED"]);
    expect(world.listed()).toEqual([
      ["new 1", 0.25],
      ["new 2", 1.25],
      ["new 3", 2.25],
    ]);
    const where = { syncDefId: world.ids.definitionId };
    expect(await db.syncRejection.findFirst({ where })).toMatchObject({ fieldName: "Amount", code: "item-refused" });
    expect(await db.syncIsolation.count({ where })).toBe(1);
    expect(await world.slice()).toMatchObject({ rowsRejected: 2n, itemsProcessed: 0 });
    world.source.rows = rows(3).map((row) => ({ ...row, name: `new ${row.id}` }));
    await world.slice();
    expect(await states()).toEqual(["LINKED", "LINKED", "LINKED"]);
    expect(await db.syncRejection.count({ where: { ...where, resolvedAt: null } })).toBe(0);
  });

  it("makes one item of a row whose create is refused, PARTIAL, wherever a holder dies (F4, P6)", async () => {
    let deaths = 0;
    for (let calls = 0; calls < 24; calls++) {
      for (const after of [false, true]) {
        world = await MetastoreWorld.begin(db);
        world.source.rows = rows(2).map((row) => (row.id === "1" ? { ...row, amount: "99" } : row));
        world.list.refuses = (id, value) => (id === world.field("amount") && Number(value) > 90 ? "not so many" : null);
        const died = await diedIn(world.slice({ left: calls, after }));
        if (died) deaths++;
        await world.slice();
        const told = `death at call ${calls} ${after ? "after" : "before"} its effect`;
        if (died) await world.slice();
        expect(world.list.items.size, told).toBe(2);
        expect(world.listed(), told).toEqual([
          ["row 1", null],
          ["row 2", 1.25],
        ]);
        expect(
          (await world.ledger()).map(({ state }) => state),
          told,
        ).toEqual(["PARTIAL", "LINKED"]);
        expect(
          await db.syncRejection.findMany({ where: { syncDefId: world.ids.definitionId, resolvedAt: null } }),
          told,
        ).toMatchObject([{ code: "item-refused", fieldName: "Amount" }]);
      }
    }
    expect(deaths).toBeGreaterThan(30);
    world.source.rows = rows(2);
    await world.slice();
    expect((await world.ledger()).map(({ state }) => state)).toEqual(["LINKED", "LINKED"]);
  });

  it("a former holder can store nothing", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(1);
    const run = await world.openRun();
    const store = new MetastoreRunStore(
      world.scopeOf(run.id),
      { definitionId: world.ids.definitionId, epoch: 99n },
      { drain: () => ({ units: 0, throttledMs: 0 }) },
      db,
    );
    await expect(store.beginDeciding({ rowsExpected: null, isComplete: true })).rejects.toMatchObject({
      code: "lease-lost",
    });
    await expect(store.claim(1)).rejects.toMatchObject({ code: "lease-lost" });
    await expect(store.settle([])).rejects.toMatchObject({ code: "lease-lost" });
  });
});
