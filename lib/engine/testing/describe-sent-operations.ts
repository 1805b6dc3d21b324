import { beforeEach, describe, expect, it } from "vitest";
import type { Operation } from "../operation";
import { again, done, parted, postponed, refused } from "../outcome";
import type { FieldValues } from "../types";
import { operationOf, StoreAtWork, type StoreUnderTest } from "./store-at-work";

/** What every store of a run must do with operations that were sent: part of its contract. */
export function describeSentOperations(begin: () => Promise<StoreUnderTest>): void {
  describe("an operation that was sent", () => {
    let work: StoreAtWork;

    beforeEach(async () => {
      work = await StoreAtWork.begin(begin);
      await work.spool({ operations: [work.planned(1), work.planned(2)] });
      await work.decide();
    });

    it("is in doubt until it is settled, also for the next run", async () => {
      expect(await work.store.backlog()).toEqual({ pending: 2, sent: 0, dueInMs: 0, settleInMs: null });
      const operations = await work.claimed(1);
      expect(await work.store.backlog()).toEqual({ pending: 1, sent: 1, dueInMs: 0, settleInMs: 0 });
      expect((await work.store.inDoubt(10)).map(({ identity }) => identity.text)).toEqual(["id=1"]);
      await work.nextRun();
      const [doubtful] = await work.store.inDoubt(10);
      expect(doubtful).toMatchObject({ id: operationOf(operations, 1).id, attempts: 1 });
      expect(await work.lookup(1)).toMatchObject({ entry: { state: "PENDING_CREATE", itemId: null, base: null } });
    });

    it("waits as long as it is told, and is claimed again with one attempt more", async () => {
      const operation = operationOf(await work.claimed(1), 1);
      await work.store.settle([again(operation, "graph-unavailable", 600_000)]);
      const { dueInMs } = await work.store.backlog();
      expect(dueInMs).toBe(0);
      expect([...(await work.claimed()).keys()]).toEqual(["id=2"]);
      const left = (await work.store.backlog()).dueInMs;
      expect(left).toBeGreaterThan(300_000);
      expect(left).toBeLessThanOrEqual(600_000);
      await work.pass(300_000);
      expect(await work.claimed()).toEqual(new Map());
      await work.pass(300_000);
      expect(operationOf(await work.claimed(), 1)).toMatchObject({ id: operation.id, attempts: 1 });
    });

    it("that the list says to have put off stays in doubt, is looked for after the wait, and knows what was said", async () => {
      const operations = await work.claimed(2);
      const putOff = { result: "in-doubt", code: "graph-throttled", putOffMs: 600_000 } as const;
      await work.store.settle([{ ...putOff, operation: operationOf(operations, 1) }]);
      expect(await work.store.backlog()).toEqual({ pending: 0, sent: 2, dueInMs: null, settleInMs: 0 });
      const lost = operationOf(operations, 2);
      await work.store.settle([{ result: "in-doubt", operation: lost, code: "graph-in-doubt", putOffMs: null }]);
      expect((await work.store.inDoubt(10)).map((each) => each.putOff?.code)).toEqual(["graph-throttled", undefined]);
      await work.store.settle([postponed(lost, "graph-throttled", 0)]);
      await work.pass(300_000);
      const { settleInMs } = await work.store.backlog();
      expect(settleInMs).toBeGreaterThan(0);
      expect(settleInMs).toBeLessThanOrEqual(300_000);
      await work.pass(300_000);
      expect(await work.store.backlog()).toMatchObject({ settleInMs: 0 });
      const [due] = await work.store.inDoubt(1);
      expect(due).toMatchObject({ attempts: 1, putOff: { code: "graph-throttled", dueInMs: 0 } });
      await work.store.settle([postponed(operationOf(operations, 1), "graph-throttled", 0)]);
      expect(operationOf(await work.claimed(), 1).attempts).toBe(0);
      expect(await work.store.inDoubt(10)).toMatchObject([{ putOff: null }, { putOff: null }]);
    });

    it("keeps how often the list put it off while it served others", async () => {
      const operations = await work.claimed(2);
      const [first, second] = [operationOf(operations, 1), operationOf(operations, 2)];
      await work.store.settle([postponed({ ...first, putOffs: 3 }, "graph-throttled", 0)]);
      const putOff = { result: "in-doubt", code: "graph-throttled", putOffMs: 0 } as const;
      await work.store.settle([{ ...putOff, operation: { ...second, putOffs: 4 } }]);
      expect(await work.store.inDoubt(10)).toMatchObject([{ putOffs: 4 }]);
      expect(operationOf(await work.claimed(), 1)).toMatchObject({ putOffs: 3, attempts: 0 });
    });

    it("that the list never looked at has no attempt more", async () => {
      await work.store.settle([postponed(operationOf(await work.claimed(1), 1), "graph-throttled", 0)]);
      expect(operationOf(await work.claimed(), 1).attempts).toBe(0);
    });

    it("of an ended run is not done again: the present run decides anew", async () => {
      const operation = operationOf(await work.claimed(1), 1);
      await work.nextRun();
      await work.store.settle([again(operation, "graph-in-doubt")]);
      await work.store.beginDeciding({ rowsExpected: null, isComplete: true });
      await work.decide();
      expect(await work.store.claim(10)).toEqual([]);
      expect(await work.store.inDoubt(10)).toEqual([]);
    });

    it("becomes a create where its item is gone", async () => {
      await work.link(3);
      await work.decideAnew();
      await work.spool({
        operations: [
          work.planned(3, { kind: "UPDATE", itemId: 3, expectedEtag: '"3,1"', before: work.values("row 3") }),
        ],
      });
      await work.decide();
      await work.store.settle([again(operationOf(await work.claimed(), 3), "graph-not-found", 0, true)]);
      expect(operationOf(await work.claimed(), 3)).toMatchObject({
        kind: "CREATE",
        itemId: null,
        expectedEtag: null,
        before: null,
      });
      expect((await work.lookup(3)).entry).toMatchObject({
        ...{ state: "PENDING_CREATE", itemId: null, etag: null, contentHash: null, base: null },
      });
    });
  });

  describe("an update whose row trades a unique value", () => {
    let work: StoreAtWork;
    let operation: Operation;

    beforeEach(async () => {
      work = await StoreAtWork.begin(begin);
      await work.link(1);
      await work.decideAnew();
      const update = { kind: "UPDATE", itemId: 1, expectedEtag: '"1,1"', before: work.values("row 1") } as const;
      await work.spool({ operations: [work.planned(1, { ...update, intended: work.values("new") })] });
      await work.decide();
      const claimed = operationOf(await work.claimed(), 1);
      const parting = { ...claimed, parted: { [work.fields[0]]: null } };
      await work.store.settle([{ ...postponed(parting, "unique-clash", 0), asBare: true }]);
      operation = operationOf(await work.claimed(), 1);
    });

    it("is sent in two parts, also where its answer is lost and its run ends", async () => {
      const sent = { isBare: true, parted: { [work.fields[0]]: null }, before: work.values("row 1") };
      expect(operation).toMatchObject({ ...sent, expectedEtag: '"1,1"' });
      await work.nextRun();
      expect(await work.store.inDoubt(1)).toMatchObject([sent]);
      await work.store.settle([parted(operation)]);
      expect((await work.lookup(1)).entry).toMatchObject({
        ...{ state: "PARTIAL", itemId: 1, etag: null, base: { ...work.values("row 1"), [work.fields[0]]: null } },
      });
    });

    it("stays one that has to part where that was not written", async () => {
      await work.store.settle([postponed(operation, "graph-throttled", 0)]);
      expect(operationOf(await work.claimed(), 1)).toMatchObject({ isBare: true, before: work.values("row 1") });
    });

    it("goes on from the empty field, and keeps its before-image", async () => {
      await work.store.settle([{ ...parted(operation), notBeforeMs: 0 }]);
      const second = operationOf(await work.claimed(), 1);
      const empty = { ...work.values("row 1"), [work.fields[0]]: null };
      expect(second).toMatchObject({ isBare: false, expectedEtag: null, before: empty, attempts: 0 });
      await work.store.settle([again(second, "unique-clash")]);
      const third = operationOf(await work.claimed(), 1);
      expect(third).toMatchObject({ isBare: false, before: empty, attempts: 1 });
      await work.store.settle([done(third, "updated", { itemId: 1, etag: '"1,3"' })]);
      expect(await work.beforeOf(operation.id)).toEqual(work.values("row 1"));
      await work.decideAnew();
      expect((await work.lookup(1, "b1")).entry).toMatchObject({ state: "LINKED", base: work.values("new") });
    });
  });

  describe("a person's edit that an operation was to replace", () => {
    let work: StoreAtWork;
    let operation: Operation;
    let typed: FieldValues;

    /** The operation as it is claimed, or found in doubt. */
    const only = (operations: readonly Operation[]) => operations[0] ?? expect.fail("There is one operation.");

    beforeEach(async () => {
      work = await StoreAtWork.begin(begin);
      await work.link(1);
      await work.decideAnew();
      const update = { kind: "UPDATE", itemId: 1, expectedEtag: null, before: work.values("row 1") } as const;
      await work.spool({ operations: [work.planned(1, { ...update, intended: work.values("new") })] });
      await work.decide();
      typed = { [work.fields[0]]: "typed" };
      const { id } = only(await work.store.claim(1));
      await work.store.keepOverwritten([{ id, overwritten: [typed] }]);
      operation = only(await work.store.inDoubt(1));
    });

    it("is known to whoever finds the operation in doubt", async () => {
      await work.nextRun();
      expect(await work.store.inDoubt(10)).toEqual([
        expect.objectContaining({ id: operation.id, overwritten: [typed] }),
      ]);
    });

    it("is told, and in the before-image, when the operation is done", async () => {
      await work.store.settle([done({ ...operation, overwritten: [] }, "updated", { itemId: 1, etag: null }, typed)]);
      expect(await work.toldEdits()).toEqual([{ type: "edit-overwritten", overwritten: typed }]);
      expect(await work.beforeOf(operation.id)).toEqual(work.values("typed"));
    });

    it("is told, and in the before-image, when the operation is refused", async () => {
      await work.store.settle([refused(operation, "graph-in-doubt", "no")]);
      expect(await work.toldEdits()).toEqual([{ type: "edit-perhaps-overwritten", overwritten: typed }]);
      expect(await work.beforeOf(operation.id)).toEqual(work.values("typed"));
    });

    it("is told, and in the before-image, when the operation is dropped since its run has ended", async () => {
      await work.nextRun();
      await work.store.settle([again(operation, "graph-in-doubt")]);
      expect(await work.toldEdits()).toEqual([{ type: "edit-perhaps-overwritten", overwritten: typed }]);
      expect(await work.beforeOf(operation.id)).toEqual(work.values("typed"));
    });

    it("is told, and in the before-image, when the run ends while the operation waits for another try", async () => {
      await work.store.settle([again(operation, "graph-in-doubt", 600_000)]);
      expect(await work.toldEdits()).toEqual([]);
      await work.nextRun();
      expect(await work.toldEdits()).toEqual([{ type: "edit-perhaps-overwritten", overwritten: typed }]);
      expect(await work.beforeOf(operation.id)).toEqual(work.values("typed"));
    });

    it("is kept by an operation that becomes a create, whose item is gone", async () => {
      await work.store.settle([again(operation, "graph-not-found", 0, true)]);
      const create = only(await work.store.claim(1));
      expect(create).toMatchObject({ kind: "CREATE", before: null, overwritten: [typed] });
      await work.store.settle([done(create, "created", { itemId: 2, etag: null })]);
      expect(await work.toldEdits()).toEqual([{ type: "edit-perhaps-overwritten", overwritten: typed }]);
      expect(await work.beforeOf(operation.id)).toEqual(typed);
    });

    it("is told beside a later edit of the same field, and the before-image has the later one", async () => {
      const later = { [work.fields[0]]: "typed again" };
      await work.store.settle([again(operation, "graph-in-doubt")]);
      const next = only(await work.store.claim(1));
      await work.store.keepOverwritten([{ id: next.id, overwritten: [...next.overwritten, later] }]);
      await work.store.settle([done(next, "updated", { itemId: 1, etag: null }, later)]);
      expect(await work.toldEdits()).toEqual([
        { type: "edit-perhaps-overwritten", overwritten: typed },
        { type: "edit-overwritten", overwritten: later },
      ]);
      expect(await work.beforeOf(operation.id)).toEqual(work.values("typed again"));
    });

    it("is told of no operation whose write is known not to have arrived", async () => {
      await work.store.settle([again({ ...operation, overwritten: [] }, "graph-in-doubt")]);
      const next = only(await work.store.claim(1));
      expect(next.overwritten).toEqual([]);
      await work.store.keepOverwritten([{ id: next.id, overwritten: [typed] }]);
      await work.store.keepOverwritten([{ id: next.id, overwritten: [] }]);
      await work.nextRun();
      expect(only(await work.store.inDoubt(1)).overwritten).toEqual([]);
      await work.store.settle([refused(next, "busy-item", "no")]);
      expect(await work.toldEdits()).toEqual([]);
      expect(await work.beforeOf(operation.id)).toEqual(work.values("row 1"));
    });
  });
}
