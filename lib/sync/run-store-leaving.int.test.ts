import { describe, expect, it } from "vitest";
import { MetastoreWorld, rows } from "@/e2e/support/metastore-world";
import type { Db } from "@/lib/db/client";
import type { RunCounts } from "@/lib/engine/counts";
import { prefixesOf } from "@/lib/engine/hash-words";
import { markId } from "@/lib/engine/mark";
import { targetColumn } from "@/lib/engine/testing/definitions";
import { MemoryList } from "@/lib/engine/testing/memory-list";
import type { IdentityHash } from "@/lib/engine/types";
import { dropLeftOvers } from "./end-run";
import { MetastoreRunStore } from "./run-store";
import { withOwnMetastore } from "./testing/own-metastore";

describe("rows that leave, over the metastore", () => {
  let db: Db;
  let world: MetastoreWorld;
  withOwnMetastore((own) => {
    db = own;
  });

  describe("rows that leave", () => {
    const entryOf = async (identity: string) =>
      (await world.ledger()).find((entry) => entry.sourceIdentity === identity) ??
      expect.fail(`${identity} is unknown`);
    const markField = targetColumn("LeftAt", "date-time");

    it.each([
      ["KEEP", "ARCHIVED", { itemsDeleted: 0, itemsMarked: 0, plannedRecords: 1 }, 3],
      ["DELETE", "DELETED", { itemsDeleted: 1, itemsMarked: 0, plannedDeletes: 1 }, 2],
      ["MARK", "ARCHIVED", { itemsDeleted: 0, itemsMarked: 1, plannedMarks: 1 }, 3],
    ] as const)(
      "%s leaves the entry %s, is counted and told, and settles (P15)",
      async (policy, state, counts, items) => {
        world = await MetastoreWorld.begin(db);
        world.definition = { ...world.definition, onSourceDelete: policy, markField };
        world.list = new MemoryList([...world.definition.mappings.map((mapping) => mapping.id), markId]);
        world.source.rows = rows(3);
        await world.slice();
        const before = await entryOf("id=3");
        world.source.rows = rows(2);
        const run = await world.slice();
        expect(run).toMatchObject({ outcome: "SUCCEEDED", itemsFailed: 0, plannedUpdates: 0, ...counts });
        const entry = await entryOf("id=3");
        expect(entry).toMatchObject({ state, cause: "source-delete", leftAt: expect.any(Date), spItemId: 3 });
        const operation = await db.syncOperation.findFirst({ where: { syncRunId: run.id } });
        expect(operation).toMatchObject({ cause: "source-delete", state: "DONE", before: before.base });
        expect(world.list.items.size).toBe(items);
        expect(await world.slice()).toMatchObject({ itemsProcessed: 0, plannedRecords: 0 });
        world.source.rows = rows(3);
        await world.slice();
        expect(await entryOf("id=3")).toMatchObject({ state: "LINKED", cause: null, leftAt: null });
        expect(world.list.items.size).toBe(3);
        expect([...world.list.items.values()].map((item) => item.values[markId] ?? null)).toEqual([null, null, null]);
      },
    );

    it("beyond a guard the plan is kept and told, nothing is written, and only a newer plan drops it", async () => {
      world = await MetastoreWorld.begin(db);
      world.definition = { ...world.definition, onSourceDelete: "DELETE" };
      world.source.rows = rows(60);
      await world.slice();
      world.source.rows = rows(45);
      const run = await world.slice();
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
      expect(await db.syncDefinition.findUnique({ where: { id: world.ids.definitionId } })).toMatchObject({
        haltedCode: "guard-halt",
      });
      const pending = () => db.syncOperation.count({ where: { syncRunId: run.id, state: "PENDING" } });
      expect(world.list.items.size).toBe(60);
      expect(await dropLeftOvers(world.ids.definitionId, db)).toBe(0);
      expect(await pending()).toBe(15);
      world.source.rows = rows(60);
      await world.slice();
      expect(await dropLeftOvers(world.ids.definitionId, db)).toBe(15);
      expect(await db.syncDefinition.findUnique({ where: { id: world.ids.definitionId } })).toMatchObject({
        haltedCode: null,
      });
    });

    it("one column emptied in many rows is found in the plan, whatever its type", async () => {
      world = await MetastoreWorld.begin(db);
      world.source.rows = rows(60);
      await world.slice();
      world.source.rows = rows(60).map((row, index) => (index < 14 ? { ...row, amount: null } : row));
      const run = await world.slice();
      expect(run.halt).toMatchObject({
        findings: [{ guard: "mostAlike", found: 14, limit: 12, field: world.field("amount"), value: null }],
      });
      expect(run.errorMessage).toBe("The column “Amount” would be emptied in 14 of 60 items; 12 are allowed.");
    });

    it("what Graph refused of a row that is gone is closed, unless its item is still ours", async () => {
      world = await MetastoreWorld.begin(db);
      world.source.rows = rows(3);
      world.list.refuses = (_, value) => (value === "changed" ? "not this" : null);
      // Row 3 is given no item, not even one of its key alone.
      const refused = { status: "refused", message: "not this", field: null } as const;
      const isWanted = (name: unknown) => name === "row 1" || name === "row 2";
      world.list.interfere = (request) =>
        request.kind === "create" && !isWanted(request.values[world.field("name")])
          ? { answer: refused, applied: false }
          : undefined;
      await world.slice();
      world.source.rows = [...rows(1), { id: "2", name: "changed", amount: "1.25" }];
      await world.slice();
      const open = () => db.syncRejection.findMany({ where: { syncDefId: world.ids.definitionId, resolvedAt: null } });
      expect((await open()).map((rejection) => rejection.sourceIdentity)).toEqual(["id=2"]);
    });
  });

  describe("the seen-set", () => {
    const noMeter = { drain: () => ({ units: 0, throttledMs: 0 }) };
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
      world = await MetastoreWorld.begin(db);
      world.source.rows = rows(size);
      await world.slice();
      const lease = await world.lease();
      const store = new MetastoreRunStore(world.scopeOf((await world.openRun()).id), lease, noMeter, db);
      expect(await store.beginDeciding({ rowsExpected: size, isComplete: true })).toEqual({ isFirstLoad: false });
      expect([await store.owned(null), await store.owned(3)]).toEqual([size, 3]);
      const hashes = (await world.ledger()).map((entry) => entry.sourceIdentityHash as IdentityHash);
      const met = hashes.filter((_, index) => index % 3 !== 0);
      for (let at = 0; at < met.length; at += 4) {
        const seen = prefixesOf(met.slice(at, at + 4));
        await store.spool({ operations: [], rejections: [], resolved: [], seen, counts: { ...nothing, rowsRead: at } });
      }
      return { store, lease };
    };

    it("is kept in pages, and forgotten when the reading was judged", async () => {
      const { store, lease } = await readingOf(20);
      expect((await store.missing(null, 20)).entries).toHaveLength(7);
      expect(await db.syncSeen.count()).toBeGreaterThan(1);
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
      const { store, lease } = await readingOf(20);
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
      world = await MetastoreWorld.begin(db);
      world.definition = { ...world.definition, onSourceDelete: "DELETE" };
      world.source.rows = rows(9);
      await world.slice();
      world.source.rows = rows(8);
      const empty = async (call: string) => {
        if (call === "missing") await db.$executeRaw`TRUNCATE sync_seen`;
      };
      await expect(world.slice(null, empty)).rejects.toMatchObject(lost);
      expect(await db.syncOperation.count({ where: { syncDefId: world.ids.definitionId, kind: "DELETE" } })).toBe(0);
      expect(world.list.items.size).toBe(9);
      expect(await world.slice()).toMatchObject({ outcome: "SUCCEEDED", itemsDeleted: 1 });
      expect(world.listed()).toEqual(world.table());
    });

    it("between two pages of what was not met: the scan does not count, and the next holder decides anew", async () => {
      world = await MetastoreWorld.begin(db);
      world.definition = { ...world.definition, onSourceDelete: "DELETE" };
      world.source.rows = rows(9);
      await world.slice();
      world.source.rows = rows(8);
      let pages = 0;
      const empty = async (call: string) => {
        if (call === "missing" && ++pages === 2) await db.$executeRaw`TRUNCATE sync_missing`;
      };
      await expect(world.slice(null, empty)).rejects.toMatchObject(lost);
      expect(world.list.items.size).toBe(9);
      expect(await world.slice()).toMatchObject({ outcome: "SUCCEEDED", itemsDeleted: 1 });
    });

    it("before refusals are closed whose rows are gone: those of rows that are there stay open", async () => {
      world = await MetastoreWorld.begin(db);
      world.source.rows = rows(3);
      world.list.refuses = (_, value) => (value === "row 3" ? "not this" : null);
      await world.slice();
      const open = () => db.syncRejection.count({ where: { syncDefId: world.ids.definitionId, resolvedAt: null } });
      const empty = async (call: string) => {
        if (call === "endDeciding") await db.$executeRaw`TRUNCATE sync_seen`;
      };
      await expect(world.slice(null, empty)).rejects.toMatchObject(lost);
      expect(await open()).toBe(1);
      expect(await world.slice()).toMatchObject({ outcome: "PARTIAL", rowsRejected: 1n });
      expect(await open()).toBe(1);
    });
  });

  it("a row outside the filter leaves also where its item was matched and never compared", async () => {
    world = await MetastoreWorld.begin(db);
    world.source.rows = rows(2);
    await world.slice();
    await db.syncLedgerEntry.updateMany({ where: { syncDefId: world.ids.definitionId }, data: { contentHash: null } });
    world.definition = { ...world.definition, rowFilter: "false", onLeftFilter: "DELETE" };
    await world.slice();
    expect(world.list.items.size).toBe(0);
  });
});
