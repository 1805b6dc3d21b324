import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";
import { createPrisma, type Db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { defaultApplyOptions } from "@/lib/engine/apply";
import { markId } from "@/lib/engine/mark";
import type { ClockPort } from "@/lib/engine/ports";
import { continueRun } from "@/lib/engine/run";
import { columnsOf, targetColumn } from "@/lib/engine/testing/definitions";
import { MemoryList, valuesOf } from "@/lib/engine/testing/memory-list";
import { MemoryReferences } from "@/lib/engine/testing/memory-references";
import { MemorySource } from "@/lib/engine/testing/memory-source";
import type { Definition, IdentityHash, MappingId, RunCounts } from "@/lib/engine/types";
import { abandonRun, completeRun, dropLeftOvers } from "./end-run";
import { type Lease, takeLease } from "./lease";
import { loadDefinition, toEngineDefinition } from "./load-definition";
import type { RunScope } from "./run-scope";
import { MetastoreRunStore } from "./run-store";

const clock: ClockPort = { sleep: async () => undefined };
const options = { ...defaultApplyOptions, groupSize: 3 };

class Crash extends Error {}

describe("a run over the metastore", () => {
  let database: TestDatabase;
  let db: Db;
  let ids: StoredIds;
  let definition: Definition;
  let source: MemorySource;
  let list: MemoryList;
  let lease: Lease;
  let field: (name: string) => MappingId;
  let count = 0;
  let isPlanned = false;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = createPrisma(database.url);
  });
  afterAll(async () => {
    await db.$disconnect();
    await database.drop();
  });

  const begin = async () => {
    ids = await storeDefinition(db, `Run ${++count}`);
    definition = toEngineDefinition(await loadDefinition(ids.definitionId, db), "namespace", {
      id: "run",
      startedAt: new Date(),
    });
    source = new MemorySource(columnsOf(definition), 4);
    list = new MemoryList(definition.mappings.map((mapping) => mapping.id));
    field = (name) => ids.mappingIds[name] as MappingId;
  };
  const openRun = async () =>
    (await db.syncRun.findFirst({ where: { syncDefId: ids.definitionId, status: "RUNNING" } })) ??
    (await db.syncRun.create({
      data: {
        syncDefId: ids.definitionId,
        runType: "PUSH",
        requestedBy: "test",
        purpose: isPlanned ? "PLAN" : "SYNC",
      },
    }));
  const scopeOf = (runId: string): RunScope => ({
    runId,
    definitionId: ids.definitionId,
    listId: definition.listId,
    keyStrategy: "PRIMARY_KEY",
    mappingVersion: definition.mappingVersion,
    instanceId: ids.instanceId,
    isPlan: isPlanned,
    cursorColumn: null,
  });

  /** One slice by one holder; with `dieAt` it dies at that call of list or store, before or after the call took effect. */
  const slice = async (
    dieAt?: { calls: number; after: boolean },
    before?: (call: string, store: MetastoreRunStore) => Promise<void>,
  ) => {
    const settings = { leaseMs: 60_000, heartbeatMs: 20_000, requestTimeoutMs: 0 };
    const taken = await takeLease(ids.definitionId, "test", settings, db);
    if (!taken) throw new Error("The lease is free between slices.");
    lease = taken;
    try {
      const run = await openRun();
      const store = new MetastoreRunStore(scopeOf(run.id), lease, { drain: () => ({ units: 2, throttledMs: 0 }) }, db);
      const counter = dieAt ? { left: dieAt.calls, after: dieAt.after } : null;
      const ports = {
        source,
        list: counter ? dying(list, counter) : list,
        references: new MemoryReferences(),
        store: counter ? dying(store, counter) : before ? interrupted(store, before) : store,
        clock,
      };
      const result = await continueRun(
        definition,
        ports,
        { isDecided: run.decidedAt !== null, isPlan: isPlanned },
        options,
        new AbortController().signal,
      );
      expect(result.state).not.toBe("again");
      if (result.state === "done")
        await inTransaction(
          (tx) => completeRun(tx, { runId: run.id, definitionId: ids.definitionId, targetListId: ids.targetListId }),
          { client: db },
        );
      return await db.syncRun.findUniqueOrThrow({ where: { id: run.id } });
    } finally {
      await lease.release();
    }
  };

  /** Something else happens right before each call of the store. */
  const interrupted = (store: MetastoreRunStore, before: (call: string, store: MetastoreRunStore) => Promise<void>) =>
    new Proxy(store, {
      get(object, property) {
        const member: unknown = Reflect.get(object, property);
        if (typeof member !== "function") return member;
        return async (...args: unknown[]) => {
          await before(String(property), store);
          return (await Reflect.apply(member, object, args)) as unknown;
        };
      },
    });

  function dying<T extends object>(target: T, counter: { left: number; after: boolean }): T {
    return new Proxy(target, {
      get(object, property) {
        const member: unknown = Reflect.get(object, property);
        if (typeof member !== "function") return member;
        return async (...args: unknown[]) => {
          if (counter.left < 0) throw new Crash();
          const last = counter.left-- === 0;
          if (last && !counter.after) throw new Crash();
          const result: unknown = await Reflect.apply(member, object, args);
          if (last) throw new Crash();
          return result;
        };
      },
    });
  }

  const rows = (size: number) =>
    Array.from({ length: size }, (_, index) => ({
      id: String(index + 1),
      name: `row ${index + 1}`,
      amount: `${index}.25`,
    }));
  const listed = () =>
    [...list.items.values()].map((item) => [item.values[field("name")], item.values[field("amount")]]).sort();
  const table = () => source.rows.map((row) => [row.name, Number(row.amount)]).sort();
  const ledger = () =>
    db.syncLedgerEntry.findMany({ where: { syncDefId: ids.definitionId }, orderBy: { sourceIdentity: "asc" } });

  it("keeps ledger, counts, cursor, metrics and story, and writes nothing the second time", async () => {
    await begin();
    source.rows = rows(10);
    const first = await slice();
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
    const entries = await ledger();
    expect(entries).toHaveLength(10);
    expect(entries[0]).toMatchObject({
      sourceIdentity: "id=1",
      state: "LINKED",
      provenance: "PUSH",
      spListId: definition.listId,
      base: { [field("name")]: "row 1", [field("amount")]: 0.25 },
    });
    expect(await db.syncMetric.findFirst({ where: { syncDefId: ids.definitionId } })).toMatchObject({
      sourceRowCount: 10n,
      targetRowCount: 10n,
      totalRowsSynced: 10n,
    });
    expect(await db.syncCursor.findFirst({ where: { syncDefId: ids.definitionId } })).toMatchObject({
      cursorScope: "SOURCE",
      cursorValue: "2026-01-01T00:00:00Z",
    });
    const second = await slice();
    expect(second).toMatchObject({ rowsUnchanged: 10n, plannedCreates: 0, itemsProcessed: 0 });
    expect(await ledger()).toEqual(entries);
    expect(await db.syncCursor.count({ where: { syncDefId: ids.definitionId } })).toBe(1);
    const story = await db.syncEvent.findMany({ where: { syncRunId: first.id }, orderBy: { seq: "asc" } });
    expect(story.map((event) => event.eventType)).toEqual(["decided", "completed"]);
  });

  it("keeps a rejection open with its facts, counts it up, and closes it when the row is mended", async () => {
    await begin();
    source.rows = [...rows(2), { id: "3", name: "x".repeat(30), amount: "1" }];
    expect(await slice()).toMatchObject({ outcome: "PARTIAL", itemsFailed: 1, rowsRejected: 1n });
    await slice();
    const open = await db.syncRejection.findMany({ where: { syncDefId: ids.definitionId } });
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
    source.rows = rows(3);
    await slice();
    expect((await db.syncRejection.findMany({ where: { syncDefId: ids.definitionId } }))[0]?.resolvedAt).not.toBeNull();
    expect(listed()).toEqual(table());
  });

  it("does not ask Graph again for a refused row before its time, and does when the row changed", async () => {
    await begin();
    source.rows = rows(2);
    list.interfere = (request) =>
      valuesOf(request)[field("name")] === "row 2"
        ? { answer: { status: "refused", message: "not this", field: null }, applied: false }
        : undefined;
    await slice();
    list.interfere = () => {
      throw new Error("Nothing is sent.");
    };
    expect(await slice()).toMatchObject({ rowsRejected: 1n, itemsProcessed: 0 });
    list.interfere = () => undefined;
    source.rows = [...rows(1), { id: "2", name: "row two", amount: "1.25" }];
    await slice();
    expect(listed()).toEqual(table());
  });

  it("keeps what a person had set as before-image when the source wins", async () => {
    await begin();
    source.rows = rows(1);
    await slice();
    list.edit(1, { [field("name")]: "edited" });
    source.rows = [{ id: "1", name: "changed", amount: "0.25" }];
    const run = await slice();
    const operation = await db.syncOperation.findFirst({ where: { syncRunId: run.id } });
    expect(operation).toMatchObject({
      kind: "UPDATE",
      state: "DONE",
      before: { [field("name")]: "edited", [field("amount")]: 0.25 },
    });
    expect(await db.syncEvent.count({ where: { syncRunId: run.id, eventType: "edit-overwritten" } })).toBe(1);
  });

  it("an item that is gone is created again under the same entry", async () => {
    await begin();
    source.rows = rows(2);
    await slice();
    list.items.delete(1);
    source.rows = [{ id: "1", name: "again", amount: "0.25" }, ...rows(2).slice(1)];
    await slice();
    expect(listed()).toEqual(table());
    expect(await ledger()).toHaveLength(2);
  });

  it("survives death at every call of list and store, before and after it took effect (P6)", async () => {
    for (let calls = 0; calls < 14; calls++) {
      for (const after of [false, true]) {
        await begin();
        source.rows = rows(7);
        const died = await slice({ calls, after }).then(
          () => false,
          (error: unknown) => error instanceof Crash,
        );
        // Every third run is given up after the death: a new one must settle what the old one left in doubt.
        if (died && calls % 3 === 0) {
          const run = await openRun();
          const end = { outcome: "FAILED", code: "unexpected", message: "died" } as const;
          await inTransaction((tx) => abandonRun(tx, { runId: run.id, definitionId: ids.definitionId }, end), {
            client: db,
          });
        }
        await slice();
        expect(listed(), `death at call ${calls} ${after ? "after" : "before"} its effect`).toEqual(table());
        expect(list.writes).toBe(7);
        expect(await slice()).toMatchObject({ rowsUnchanged: 7n, plannedCreates: 0, plannedUpdates: 0 });
      }
    }
  });

  it("says once that several rows have the same empty key and the same values, and closes it when they are mended", async () => {
    await begin();
    source.rows = [...rows(2), { id: null, name: "nobody", amount: "1" }, { id: null, name: "nobody", amount: "1" }];
    const open = () => db.syncRejection.findMany({ where: { syncDefId: ids.definitionId, resolvedAt: null } });
    expect(await slice()).toMatchObject({ outcome: "PARTIAL", itemsCreated: 2, rowsRejected: 2n });
    expect(await open()).toEqual([expect.objectContaining({ code: "key-null", origin: "LOCAL" })]);
    source.rows = [...rows(2), { id: "3", name: "somebody", amount: "1" }];
    expect(await slice()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 1 });
    expect(await open()).toEqual([]);
  });

  it("takes back what was spooled of a row whose twin comes a page later", async () => {
    await begin();
    source.rows = [...rows(5), { id: "1", name: "twin", amount: "9" }];
    expect(await slice()).toMatchObject({ outcome: "PARTIAL", plannedCreates: 4, itemsCreated: 4, rowsRejected: 2n });
    expect(await db.syncRejection.findMany({ where: { syncDefId: ids.definitionId } })).toEqual([
      expect.objectContaining({ code: "key-duplicate", sourceIdentity: "id=1" }),
    ]);
  });

  it("does not take over an item that another definition owns, before it writes and when it settles a doubt", async () => {
    await begin();
    source.rows = rows(2);
    await slice();
    const first = { ids, source, list, definition, ledger: await ledger() };
    // The same list under a second definition, with the same keys: a list seen through two connections.
    await begin();
    source = first.source;
    definition = { ...definition, listId: first.definition.listId };
    list = new MemoryList(definition.mappings.map((mapping) => mapping.id));
    for (const [itemId, item] of first.list.items) {
      const nameBefore = item.values[first.ids.mappingIds.name as MappingId] ?? null;
      list.items.set(itemId, { ...item, values: { [field("name")]: nameBefore } });
    }
    list.interfere = (request) =>
      valuesOf(request)[field("name")] === "row 2"
        ? { answer: { status: "in-doubt", code: "graph-in-doubt" }, applied: false }
        : undefined;
    expect(await slice()).toMatchObject({ outcome: "PARTIAL", itemsAdopted: 0, itemsCreated: 0, itemsFailed: 2 });
    expect(list.writes).toBe(0);
    const rejections = await db.syncRejection.findMany({ where: { syncDefId: ids.definitionId } });
    expect(rejections.map((rejection) => rejection.code)).toEqual(["unique-clash", "unique-clash"]);
    ids = first.ids;
    expect(await ledger()).toEqual(first.ledger);
  });

  it("stores refusals whose text PostgreSQL cannot hold as it is", async () => {
    await begin();
    source.rows = rows(2);
    const message = "cut \ud83d and \0";
    list.interfere = (request) =>
      valuesOf(request)[field("name")] === "row 2"
        ? { answer: { status: "refused", message, field: null }, applied: false }
        : undefined;
    expect(await slice()).toMatchObject({ outcome: "PARTIAL", itemsCreated: 1, itemsFailed: 1 });
    const [rejection] = await db.syncRejection.findMany({ where: { syncDefId: ids.definitionId } });
    expect(rejection?.message).toBe("cut \ufffd and \ufffd");
  });

  it("what an ended run left unsent is marked dropped, and only that", async () => {
    await begin();
    source.rows = rows(7);
    await expect(slice({ calls: 8, after: false })).rejects.toThrow(Crash);
    const run = await openRun();
    const end = { outcome: "CANCELLED", code: "run-cancelled", message: "cancelled" } as const;
    await inTransaction((tx) => abandonRun(tx, { runId: run.id, definitionId: ids.definitionId }, end), { client: db });
    const states = async () =>
      (await db.syncOperation.findMany({ where: { syncRunId: run.id } })).map((operation) => operation.state);
    const unsent = (await states()).filter((state) => state === "PENDING").length;
    const sent = (await states()).filter((state) => state === "SENT").length;
    expect(unsent).toBeGreaterThan(0);
    expect(await dropLeftOvers(ids.definitionId, db)).toBe(unsent);
    expect((await states()).filter((state) => state === "SENT")).toHaveLength(sent);
    expect((await states()).filter((state) => state === "PENDING")).toHaveLength(0);
    expect(await dropLeftOvers(ids.definitionId, db)).toBe(0);
    await slice();
    expect(listed()).toEqual(table());
  });

  it("keeps which field was at fault for a day, and the item as PARTIAL until the row is mended (F4)", async () => {
    await begin();
    source.rows = rows(3);
    await slice();
    list.refuses = (id, value) => (id === field("amount") && Number(value) > 90 ? "not so many" : null);
    source.rows = rows(3).map((row) => ({ ...row, name: `new ${row.id}`, amount: row.id === "3" ? "2.25" : "99" }));
    expect(await slice()).toMatchObject({ outcome: "PARTIAL", itemsFailed: 2, rowsRejected: 2n });
    const states = async () => (await ledger()).map(({ state }) => state);
    expect(await states()).toEqual(["PARTIAL", "PARTIAL", "LINKED"]);
    expect(listed()).toEqual([
      ["new 1", 0.25],
      ["new 2", 1.25],
      ["new 3", 2.25],
    ]);
    const where = { syncDefId: ids.definitionId };
    expect(await db.syncRejection.findFirst({ where })).toMatchObject({ fieldName: "Amount", code: "item-refused" });
    expect(await db.syncIsolation.count({ where })).toBe(1);
    expect(await slice()).toMatchObject({ rowsRejected: 2n, itemsProcessed: 0 });
    source.rows = rows(3).map((row) => ({ ...row, name: `new ${row.id}` }));
    await slice();
    expect(await states()).toEqual(["LINKED", "LINKED", "LINKED"]);
    expect(await db.syncRejection.count({ where: { ...where, resolvedAt: null } })).toBe(0);
  });

  it("makes one item of a row whose create is refused, PARTIAL, wherever a holder dies (F4, P6)", async () => {
    let deaths = 0;
    for (let calls = 0; calls < 24; calls++) {
      for (const after of [false, true]) {
        await begin();
        source.rows = rows(2).map((row) => (row.id === "1" ? { ...row, amount: "99" } : row));
        list.refuses = (id, value) => (id === field("amount") && Number(value) > 90 ? "not so many" : null);
        const died = await slice({ calls, after }).then(
          () => false,
          (error: unknown) => error instanceof Crash,
        );
        if (died) deaths++;
        await slice();
        const told = `death at call ${calls} ${after ? "after" : "before"} its effect`;
        if (died) await slice();
        expect(list.items.size, told).toBe(2);
        expect(listed(), told).toEqual([
          ["row 1", null],
          ["row 2", 1.25],
        ]);
        expect(
          (await ledger()).map(({ state }) => state),
          told,
        ).toEqual(["PARTIAL", "LINKED"]);
        expect(
          await db.syncRejection.findMany({ where: { syncDefId: ids.definitionId, resolvedAt: null } }),
          told,
        ).toMatchObject([{ code: "item-refused", fieldName: "Amount" }]);
      }
    }
    expect(deaths).toBeGreaterThan(30);
    source.rows = rows(2);
    await slice();
    expect((await ledger()).map(({ state }) => state)).toEqual(["LINKED", "LINKED"]);
  });

  describe("a dry run", () => {
    /** All rows of the metastore but for leases and what belongs to one run, as one text a table. */
    const dump = async (runId: string) => {
      const tables = await db.$queryRaw<{ name: string }[]>`
        SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'sync_leases' ORDER BY 1`;
      const texts: Record<string, string | null> = {};
      for (const { name } of tables) {
        const own = name === "sync_runs" ? "id" : "sync_run_id";
        const [row] = await db.$queryRawUnsafe<{ text: string | null }[]>(
          `SELECT string_agg(t::text, E'\\n' ORDER BY t::text) AS text FROM "${name}" t WHERE to_jsonb(t)->>'${own}' IS DISTINCT FROM '${runId}'`,
        );
        texts[name] = row?.text ?? null;
      }
      return texts;
    };

    it("changes nothing but its own rows, and says what a run would do, what that costs and what it cannot know (R1, R2)", async () => {
      await begin();
      definition = { ...definition, onSourceDelete: "DELETE" };
      source.rows = [...rows(30), { id: "31", name: "x".repeat(30), amount: "1" }];
      await slice();
      // Something of each kind: a new row, a changed one, twelve that left, a mended one and a newly rejected one.
      source.rows = [...rows(31), { id: "40", name: "new", amount: "1" }].filter(({ id }) => Number(id) > 12);
      Object.assign(source.rows[0] as object, { name: "changed" });
      Object.assign(source.rows[1] as object, { name: "y".repeat(30) });
      isPlanned = true;
      try {
        const run = await openRun();
        const before = { store: await dump(run.id), items: structuredClone([...list.items]) };
        const planned = await slice();
        expect(await dump(run.id)).toEqual(before.store);
        expect([...list.items]).toEqual(before.items);
        expect(planned).toMatchObject({
          outcome: "SUCCEEDED",
          phase: "DONE",
          plannedCreates: 2,
          plannedUpdates: 1,
          plannedDeletes: 12,
          rowsRejected: 1n,
          estimatedUnits: 30n,
          halt: { findings: [{ guard: "mostDeletes", found: 12 }] },
        });
        expect(planned.estimatedMinutes).toBeCloseTo(30 / (0.955 * 1_250));
        const story = await db.syncEvent.findMany({ where: { syncRunId: run.id }, orderBy: { seq: "asc" } });
        expect(story.map((event) => event.eventType)).toEqual(["would-reject", "decided", "planned", "plan-unknown"]);
        source.isComplete = false;
        const partial = await slice();
        const unknown = await db.syncEvent.findMany({ where: { syncRunId: partial.id, eventType: "plan-unknown" } });
        expect(partial.plannedDeletes).toBe(0);
        expect(unknown.map((event) => event.message).join(" ")).toContain("whether rows are gone is not known");
        source.isComplete = true;
      } finally {
        isPlanned = false;
      }
      // The run itself plans the same.
      definition = { ...definition, guards: { ...definition.guards, mostDeletes: { rows: 12, share: 0 } } };
      expect(await slice()).toMatchObject({
        plannedCreates: 2,
        plannedUpdates: 1,
        plannedDeletes: 12,
        itemsCreated: 2,
        itemsUpdated: 1,
        itemsDeleted: 12,
      });
    });
  });

  it("a dry run that cannot be made halts no definition", async () => {
    await begin();
    const haltedCode = async () =>
      (await db.syncDefinition.findUnique({ where: { id: ids.definitionId } }))?.haltedCode;
    const end = { outcome: "HALTED", code: "mapping-broken", message: "A column is gone." } as const;
    for (const [plans, code] of [
      [true, null],
      [false, "mapping-broken"],
    ] as const) {
      isPlanned = plans;
      const { id } = await openRun();
      isPlanned = false;
      await inTransaction((tx) => abandonRun(tx, { runId: id, definitionId: ids.definitionId }, end), { client: db });
      expect(await haltedCode()).toBe(code);
    }
  });

  describe("rows that leave", () => {
    const entryOf = async (identity: string) =>
      (await ledger()).find((entry) => entry.sourceIdentity === identity) ?? expect.fail(`${identity} is unknown`);
    const markField = targetColumn("LeftAt", "date-time");

    it.each([
      ["KEEP", "ARCHIVED", { itemsDeleted: 0, itemsMarked: 0, plannedRecords: 1 }, 3],
      ["DELETE", "DELETED", { itemsDeleted: 1, itemsMarked: 0, plannedDeletes: 1 }, 2],
      ["MARK", "ARCHIVED", { itemsDeleted: 0, itemsMarked: 1, plannedMarks: 1 }, 3],
    ] as const)(
      "%s leaves the entry %s, is counted and told, and settles (P15)",
      async (policy, state, counts, items) => {
        await begin();
        definition = { ...definition, onSourceDelete: policy, markField };
        list = new MemoryList([...definition.mappings.map((mapping) => mapping.id), markId]);
        source.rows = rows(3);
        await slice();
        const before = await entryOf("id=3");
        source.rows = rows(2);
        const run = await slice();
        expect(run).toMatchObject({ outcome: "SUCCEEDED", itemsFailed: 0, plannedUpdates: 0, ...counts });
        const entry = await entryOf("id=3");
        expect(entry).toMatchObject({ state, cause: "source-delete", leftAt: expect.any(Date), spItemId: 3 });
        const operation = await db.syncOperation.findFirst({ where: { syncRunId: run.id } });
        expect(operation).toMatchObject({ cause: "source-delete", state: "DONE", before: before.base });
        expect(list.items.size).toBe(items);
        expect(await slice()).toMatchObject({ itemsProcessed: 0, plannedRecords: 0 });
        source.rows = rows(3);
        await slice();
        expect(await entryOf("id=3")).toMatchObject({ state: "LINKED", cause: null, leftAt: null });
        expect(list.items.size).toBe(3);
        expect([...list.items.values()].map((item) => item.values[markId] ?? null)).toEqual([null, null, null]);
      },
    );

    it("beyond a guard the plan is kept and told, nothing is written, and only a newer plan drops it", async () => {
      await begin();
      definition = { ...definition, onSourceDelete: "DELETE" };
      source.rows = rows(60);
      await slice();
      source.rows = rows(45);
      const run = await slice();
      expect(run).toMatchObject({
        status: "FAILED",
        outcome: "HALTED",
        phase: "HALTED",
        errorCode: "guard-halt",
        plannedDeletes: 15,
        planDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        halt: { approver: "Steward", findings: [{ guard: "mostDeletes", found: 15, limit: 10, of: 60 }] },
      });
      expect(run.errorMessage).toBe("15 of 60 items would be deleted or marked as gone; 10 are allowed.");
      expect(await db.syncDefinition.findUnique({ where: { id: ids.definitionId } })).toMatchObject({
        haltedCode: "guard-halt",
      });
      const pending = () => db.syncOperation.count({ where: { syncRunId: run.id, state: "PENDING" } });
      expect(list.items.size).toBe(60);
      expect(await dropLeftOvers(ids.definitionId, db)).toBe(0);
      expect(await pending()).toBe(15);
      source.rows = rows(60);
      await slice();
      expect(await dropLeftOvers(ids.definitionId, db)).toBe(15);
      expect(await db.syncDefinition.findUnique({ where: { id: ids.definitionId } })).toMatchObject({
        haltedCode: null,
      });
    });

    it("one column emptied in many rows is found in the plan, whatever its type", async () => {
      await begin();
      source.rows = rows(60);
      await slice();
      source.rows = rows(60).map((row, index) => (index < 14 ? { ...row, amount: null } : row));
      const run = await slice();
      expect(run.halt).toMatchObject({
        findings: [{ guard: "mostAlike", found: 14, limit: 12, field: field("amount"), value: null }],
      });
      expect(run.errorMessage).toBe("The column “Amount” would be emptied in 14 of 60 items; 12 are allowed.");
    });

    it("what Graph refused of a row that is gone is closed, unless its item is still ours", async () => {
      await begin();
      source.rows = rows(3);
      list.refuses = (_, value) => (value === "row 3" || value === "changed" ? "not this" : null);
      await slice();
      source.rows = [...rows(1), { id: "2", name: "changed", amount: "1.25" }];
      await slice();
      const open = () => db.syncRejection.findMany({ where: { syncDefId: ids.definitionId, resolvedAt: null } });
      expect((await open()).map((rejection) => rejection.sourceIdentity)).toEqual(["id=2"]);
    });
  });

  describe("the seen-set", () => {
    const noMeter = { drain: () => ({ units: 0, throttledMs: 0 }) };
    const settings = { leaseMs: 60_000, heartbeatMs: 20_000, requestTimeoutMs: 0 };
    const nothing: Omit<RunCounts, "rowsRead"> = {
      rowsUnchanged: 0,
      rowsRejected: 0,
      rowsFiltered: 0,
      rowsStale: 0,
      plannedCreates: 0,
      plannedUpdates: 0,
      plannedDeletes: 0,
      plannedMarks: 0,
      plannedRecords: 0,
    };

    /** A store in the middle of a reading that met every row but each third, in pages of four. */
    const readingOf = async (size: number) => {
      await begin();
      source.rows = rows(size);
      await slice();
      const taken = await takeLease(ids.definitionId, "test", settings, db);
      if (!taken) throw new Error("The lease is free.");
      lease = taken;
      const store = new MetastoreRunStore(scopeOf((await openRun()).id), lease, noMeter, db);
      expect(await store.beginDeciding({ rowsExpected: size, isComplete: true })).toEqual({
        owned: size,
        isFirstLoad: false,
      });
      const hashes = (await ledger()).map((entry) => entry.sourceIdentityHash as IdentityHash);
      const met = hashes.filter((_, index) => index % 3 !== 0);
      for (let at = 0; at < met.length; at += 4) {
        const seen = met.slice(at, at + 4);
        await store.spool({ operations: [], rejections: [], resolved: [], seen, counts: { ...nothing, rowsRead: at } });
      }
      return { store, unmet: hashes.filter((_, index) => index % 3 === 0).toSorted() };
    };

    it("tells what a reading did not meet, in pages, and forgets it at the end", async () => {
      const { store, unmet } = await readingOf(20);
      const found: IdentityHash[] = [];
      for (let after: IdentityHash | null = null; ; after = found.at(-1) ?? null) {
        const { entries, refused } = await store.missing(after, 3);
        expect(refused.size).toBe(0);
        if (entries.length === 0) break;
        found.push(...entries.map((entry) => entry.identity.hash));
      }
      expect(found).toEqual(unmet);
      await store.endDeciding({
        freshnessToken: null,
        takenAt: "2026-01-01T00:00:00Z",
        isStale: false,
        hasPutOff: false,
        position: null,
        halt: null,
      });
      expect(await db.syncSeen.count()).toBe(0);
      expect(await db.syncMissing.count()).toBe(0);
      await lease.release();
    });

    it("infers nothing once the metastore lost a part of it, or from what another holder noted", async () => {
      const { store } = await readingOf(20);
      const [page] = await db.syncSeen.findMany({ take: 1 });
      if (!page) throw new Error("A page was noted.");
      await db.syncSeen.updateMany({ where: { page: page.page }, data: { epoch: page.epoch + 1n } });
      await expect(store.missing(null, 10)).rejects.toMatchObject({ code: "seen-set-lost", trait: "transient" });
      expect(await db.syncMissing.count()).toBe(0);
      await lease.release();
    });
  });

  describe("unlogged tables that a crash of the metastore emptied", () => {
    const lost = { code: "seen-set-lost", trait: "transient" };

    it("between reading and the question what was not met: nothing is inferred, and the next holder decides anew", async () => {
      await begin();
      definition = { ...definition, onSourceDelete: "DELETE" };
      source.rows = rows(9);
      await slice();
      source.rows = rows(8);
      const empty = async (call: string) => {
        if (call === "missing") await db.$executeRaw`TRUNCATE sync_seen`;
      };
      await expect(slice(undefined, empty)).rejects.toMatchObject(lost);
      expect(await db.syncOperation.count({ where: { syncDefId: ids.definitionId, kind: "DELETE" } })).toBe(0);
      expect(list.items.size).toBe(9);
      expect(await slice()).toMatchObject({ outcome: "SUCCEEDED", itemsDeleted: 1 });
      expect(listed()).toEqual(table());
    });

    it("between two pages of what was not met: the scan does not count, and the next holder decides anew", async () => {
      await begin();
      definition = { ...definition, onSourceDelete: "DELETE" };
      source.rows = rows(9);
      await slice();
      source.rows = rows(8);
      let pages = 0;
      const empty = async (call: string) => {
        if (call === "missing" && ++pages === 2) await db.$executeRaw`TRUNCATE sync_missing`;
      };
      await expect(slice(undefined, empty)).rejects.toMatchObject(lost);
      expect(list.items.size).toBe(9);
      expect(await slice()).toMatchObject({ outcome: "SUCCEEDED", itemsDeleted: 1 });
    });

    it("before refusals are closed whose rows are gone: those of rows that are there stay open", async () => {
      await begin();
      source.rows = rows(3);
      list.refuses = (_, value) => (value === "row 3" ? "not this" : null);
      await slice();
      const open = () => db.syncRejection.count({ where: { syncDefId: ids.definitionId, resolvedAt: null } });
      const empty = async (call: string) => {
        if (call === "endDeciding") await db.$executeRaw`TRUNCATE sync_seen`;
      };
      await expect(slice(undefined, empty)).rejects.toMatchObject(lost);
      expect(await open()).toBe(1);
      expect(await slice()).toMatchObject({ outcome: "PARTIAL", rowsRejected: 1n });
      expect(await open()).toBe(1);
    });
  });

  it("a row outside the filter leaves also where its item was matched and never compared", async () => {
    await begin();
    source.rows = rows(2);
    await slice();
    await db.syncLedgerEntry.updateMany({ where: { syncDefId: ids.definitionId }, data: { contentHash: null } });
    definition = { ...definition, rowFilter: "false", onLeftFilter: "DELETE" };
    await slice();
    expect(list.items.size).toBe(0);
  });

  it("a former holder can store nothing", async () => {
    await begin();
    source.rows = rows(1);
    const run = await openRun();
    const store = new MetastoreRunStore(
      scopeOf(run.id),
      { definitionId: ids.definitionId, epoch: 99n },
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
