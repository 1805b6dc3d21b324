import { beforeEach, describe, expect, it } from "vitest";
import type { RunCounts } from "../counts";
import { prefixesOf } from "../hash-words";
import { identityOf } from "../identity";
import { again, done, partial, postponed, refused } from "../outcome";
import type { LinkedPage, RunStore } from "../ports";
import type {
  ContentHash,
  FieldValues,
  Identity,
  IdentityHash,
  MappingId,
  Operation,
  OperationKind,
  PlannedOperation,
  Rejection,
} from "../types";

/** A store of a new definition that owns nothing, in its first run. */
export interface StoreUnderTest {
  readonly store: RunStore;
  /** The definition's fields, of which values are kept. */
  readonly fields: readonly [MappingId, MappingId];
  /** Gives the present run up, as after a death, and begins the next one. */
  nextRun(): Promise<RunStore>;
  /** Lets so much time pass for what waits. Milliseconds. */
  pass(ms: number): Promise<void>;
}

const noCounts: RunCounts = {
  rowsRead: 0,
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

const rowOf = (id: number): Identity => identityOf([{ name: "id", kind: "integer" }], [String(id)]);

/** A content hash of its own for each text. */
const content = (text: string) => text.padEnd(64, "0") as ContentHash;

const byHash = (a: IdentityHash, b: IdentityHash) => (a < b ? -1 : 1);

/** What every store of a run must do, whatever it keeps its rows in. */
export function describeRunStore(name: string, begin: () => Promise<StoreUnderTest>): void {
  describe(`the store of a run, ${name}`, () => {
    let store: RunStore;
    let under: StoreUnderTest;
    let fields: StoreUnderTest["fields"];

    beforeEach(async () => {
      under = await begin();
      ({ store, fields } = under);
      await store.beginDeciding({ rowsExpected: null, isComplete: true });
    });

    const values = (text: string, number = 1): FieldValues => ({ [fields[0]]: text, [fields[1]]: number });
    const planned = (id: number, part: Partial<PlannedOperation> = {}): PlannedOperation => ({
      kind: "CREATE",
      identity: rowOf(id),
      itemId: null,
      expectedEtag: null,
      cause: null,
      intended: values(`row ${id}`),
      before: null,
      contentHash: content(`a${id}`),
      ...part,
    });
    const rejection = (id: number, part: Partial<Rejection> = {}): Rejection => ({
      identity: rowOf(id),
      origin: "LOCAL",
      code: "text-too-long",
      field: "name",
      message: "It is too long.",
      contentHash: content(`a${id}`),
      operationKind: null,
      ...part,
    });
    const spool = (part: Partial<Parameters<RunStore["spool"]>[0]>, counts: Partial<RunCounts> = {}) =>
      store.spool({
        operations: [],
        rejections: [],
        resolved: [],
        seen: new Uint8Array(),
        ...part,
        counts: { ...noCounts, ...counts },
      });
    const decide = () =>
      store.endDeciding({
        freshnessToken: null,
        takenAt: "2026-01-01T00:00:00Z",
        isStale: false,
        position: null,
        hasPutOff: false,
        halt: null,
      });
    /** What is due now, by identity; all of it, or the first ones. */
    const claimed = async (limit = Number.POSITIVE_INFINITY) => {
      const found = new Map<string, Operation>();
      while (found.size < limit) {
        const operations = await store.claim(Math.min(limit - found.size, 100));
        if (operations.length === 0) break;
        for (const operation of operations) found.set(operation.identity.text, operation);
      }
      return found;
    };
    const operationOf = (operations: ReadonlyMap<string, Operation>, id: number) =>
      operations.get(`id=${id}`) ?? expect.fail(`Row ${id} was not claimed.`);

    /** Rows that own the item of their own number, with what a plan of a create left behind. */
    const link = async (...ids: number[]) => {
      await spool({ operations: ids.map((id) => planned(id)) });
      await decide();
      const operations = await claimed();
      const outcomes = ids.map((id) => done(operationOf(operations, id), "created", { itemId: id, etag: `"${id},1"` }));
      await store.settle(outcomes);
    };
    /** The next run, in the middle of its decide phase. */
    const decideAnew = async () => {
      store = await under.nextRun();
      return store.beginDeciding({ rowsExpected: null, isComplete: true });
    };
    const lookup = async (id: number, text = `a${id}`) => {
      const { hash } = rowOf(id);
      const { changed, refused: waiting, rejected } = await store.lookup([{ hash, contentHash: content(text) }]);
      return {
        entry: changed.get(hash),
        isChanged: changed.has(hash),
        waiting: waiting.get(hash),
        isRejected: rejected.has(hash),
      };
    };

    describe("what is known of a row", () => {
      it("is nothing of one that was never met", async () => {
        expect(await lookup(1)).toMatchObject({ isChanged: true, entry: null, isRejected: false });
      });

      it("is left out where the content is the one that was written, and told where it differs or is not known", async () => {
        await link(1);
        await decideAnew();
        expect(await lookup(1)).toMatchObject({ isChanged: false });
        const entry = { state: "LINKED", itemId: 1, etag: '"1,1"', contentHash: content("a1"), base: values("row 1") };
        expect((await lookup(1, "b1")).entry).toMatchObject(entry);
        const { changed } = await store.lookup([{ hash: rowOf(1).hash, contentHash: null }]);
        expect(changed.get(rowOf(1).hash)).toMatchObject({ ...entry, identity: rowOf(1) });
      });

      it("is told of all rows at once that are in order: linked, and without an open rejection", async () => {
        await link(1, 2, 3, 4);
        await decideAnew();
        await spool({ operations: [planned(5)], rejections: [rejection(2)] });
        await decide();
        await claimed();
        const digests: string[] = [];
        for (let from: string | null = null; ; ) {
          const page: LinkedPage = await store.linked(from);
          digests.push(...(Buffer.from(page.digests).toString("hex").match(/.{32}/g) ?? []));
          if (page.next === null) break;
          from = page.next;
        }
        const inOrder = [1, 3, 4].map((id) => rowOf(id).hash.slice(0, 16) + content(`a${id}`).slice(0, 16));
        expect(digests.sort()).toEqual(inOrder.sort());
      });

      it("is how much the definition owns, and whether a run came to its end yet", async () => {
        expect(await store.beginDeciding({ rowsExpected: 3, isComplete: true })).toEqual({ isFirstLoad: true });
        expect(await store.owned(null)).toBe(0);
        await link(1, 2);
        await decideAnew();
        expect([await store.owned(null), await store.owned(2), await store.owned(1)]).toEqual([2, 2, 1]);
      });
    });

    describe("a plan", () => {
      it("is claimed in its order, in portions, and each part of it once", async () => {
        await spool({ operations: [planned(3), planned(1)] });
        await spool({ operations: [planned(2)] });
        await decide();
        expect((await store.claim(2)).map(({ identity }) => identity.text)).toEqual(["id=3", "id=1"]);
        expect((await store.claim(2)).map(({ identity }) => identity.text)).toEqual(["id=2"]);
        expect(await store.claim(2)).toEqual([]);
      });

      it("is claimed as it was spooled", async () => {
        const update = planned(1, { kind: "UPDATE", itemId: 7, expectedEtag: '"7,1"', before: values("before") });
        await spool({ operations: [update] });
        await decide();
        expect(await store.claim(1)).toMatchObject([{ ...update, attempts: 0 }]);
      });

      it("of an interrupted decide phase is forgotten with what it saw", async () => {
        await link(1);
        await decideAnew();
        await spool({ operations: [planned(2)], seen: prefixesOf([rowOf(1).hash]) });
        await store.beginDeciding({ rowsExpected: null, isComplete: true });
        expect((await store.missing(null, 10)).entries.map(({ identity }) => identity.text)).toEqual(["id=1"]);
        await decide();
        expect(await store.claim(10)).toEqual([]);
      });

      it("gives back what was spooled of rows that are revoked", async () => {
        await spool({ operations: [planned(1), planned(2, { kind: "DELETE", itemId: 2, cause: "source-delete" })] });
        const revoked = await store.revoke([rowOf(2).hash, rowOf(9).hash]);
        expect(revoked.map(({ kind, cause }) => ({ kind, cause }))).toEqual([
          { kind: "DELETE", cause: "source-delete" },
        ]);
        await decide();
        expect([...(await claimed()).keys()]).toEqual(["id=1"]);
      });

      it("tells its rows by kind, and fields that many of its updates set alike", async () => {
        const update = (id: number, text: string, before: FieldValues | null) =>
          planned(id, { kind: "UPDATE", itemId: id, intended: { [fields[0]]: text }, before });
        await spool({
          operations: [
            ...[1, 2, 3].map((id) => update(id, "same", values("other"))),
            update(4, "same", values("same")),
            update(5, "same", { [fields[1]]: 1 }),
            planned(6),
          ],
        });
        expect(await store.planned(["UPDATE"] satisfies OperationKind[], 2)).toEqual(["id=1", "id=2"]);
        expect(await store.planned(["CREATE", "DELETE"], 9)).toEqual(["id=6"]);
        expect(await store.alike(2)).toEqual([{ field: fields[0], value: "same", rows: 3 }]);
        expect(await store.alike(3)).toEqual([]);
      });
    });

    describe("an operation that was sent", () => {
      beforeEach(async () => {
        await spool({ operations: [planned(1), planned(2)] });
        await decide();
      });

      it("is in doubt until it is settled, also for the next run", async () => {
        expect(await store.backlog()).toEqual({ pending: 2, sent: 0, dueInMs: 0 });
        const operations = await claimed(1);
        expect(await store.backlog()).toEqual({ pending: 1, sent: 1, dueInMs: 0 });
        expect((await store.inDoubt(10)).map(({ identity }) => identity.text)).toEqual(["id=1"]);
        store = await under.nextRun();
        const [doubtful] = await store.inDoubt(10);
        expect(doubtful).toMatchObject({ id: operationOf(operations, 1).id, attempts: 1 });
        expect(await lookup(1)).toMatchObject({ entry: { state: "PENDING_CREATE", itemId: null, base: null } });
      });

      it("keeps what a person had set until it is settled, whoever settles it", async () => {
        const { id } = operationOf(await claimed(1), 1);
        await store.keepOverwritten([{ id, overwritten: values("typed") }]);
        store = await under.nextRun();
        expect(await store.inDoubt(10)).toEqual([expect.objectContaining({ id, overwritten: values("typed") })]);
      });

      it("waits as long as it is told, and is claimed again with one attempt more", async () => {
        const operation = operationOf(await claimed(1), 1);
        await store.settle([again(operation, "graph-unavailable", 600_000)]);
        const { dueInMs } = await store.backlog();
        expect(dueInMs).toBe(0);
        expect([...(await claimed()).keys()]).toEqual(["id=2"]);
        const left = (await store.backlog()).dueInMs;
        expect(left).toBeGreaterThan(300_000);
        expect(left).toBeLessThanOrEqual(600_000);
        await under.pass(300_000);
        expect(await claimed()).toEqual(new Map());
        await under.pass(300_000);
        expect(operationOf(await claimed(), 1)).toMatchObject({ id: operation.id, attempts: 1 });
      });

      it("that the list never looked at has no attempt more", async () => {
        await store.settle([postponed(operationOf(await claimed(1), 1), "graph-throttled", 0)]);
        expect(operationOf(await claimed(), 1).attempts).toBe(0);
      });

      it("of an ended run is not done again: the present run decides anew", async () => {
        const operation = operationOf(await claimed(1), 1);
        store = await under.nextRun();
        await store.settle([again(operation, "graph-in-doubt")]);
        await store.beginDeciding({ rowsExpected: null, isComplete: true });
        await decide();
        expect(await store.claim(10)).toEqual([]);
        expect(await store.inDoubt(10)).toEqual([]);
      });

      it("becomes a create where its item is gone", async () => {
        await link(3);
        await decideAnew();
        await spool({
          operations: [planned(3, { kind: "UPDATE", itemId: 3, expectedEtag: '"3,1"', before: values("row 3") })],
        });
        await decide();
        await store.settle([again(operationOf(await claimed(), 3), "graph-not-found", 0, true)]);
        expect(operationOf(await claimed(), 3)).toMatchObject({
          kind: "CREATE",
          itemId: null,
          expectedEtag: null,
          before: null,
        });
        expect((await lookup(3)).entry).toMatchObject({
          ...{ state: "PENDING_CREATE", itemId: null, etag: null, contentHash: null, base: null },
        });
      });
    });

    describe("a rejection", () => {
      it("of a page is open until a page resolves it", async () => {
        await spool({ rejections: [rejection(1)] });
        expect(await lookup(1)).toMatchObject({ isRejected: true, waiting: undefined });
        await spool({ resolved: [rowOf(1).hash] });
        expect(await lookup(1)).toMatchObject({ isRejected: false });
      });

      it("by Graph keeps what was refused until its next try is due, and closes with the row's next write", async () => {
        await spool({ operations: [planned(1)] });
        await decide();
        await store.settle([refused(operationOf(await claimed(), 1), "item-refused", "Not this.")]);
        await decideAnew();
        expect((await lookup(1)).waiting).toMatchObject({
          contentHash: content("a1"),
          mappingVersion: 1,
          operationKind: "CREATE",
        });
        await spool({ operations: [planned(1, { contentHash: content("b1") })] });
        await decide();
        await store.settle([done(operationOf(await claimed(), 1), "created", { itemId: 1, etag: null })]);
        await decideAnew();
        expect(await lookup(1, "b1")).toMatchObject({ isChanged: false, isRejected: false });
      });
    });

    describe("what a reading did not meet", () => {
      it("is told by hash, in pages, without rows whose item went before", async () => {
        await link(1, 2, 3, 4, 5);
        await decideAnew();
        await spool({ operations: [planned(5, { kind: "DELETE", itemId: 5, cause: "source-delete", intended: {} })] });
        await decide();
        await store.settle([done(operationOf(await claimed(), 5), "deleted", { itemId: 5, etag: null })]);
        await decideAnew();
        await spool({ seen: prefixesOf([rowOf(2).hash]) });
        const found: IdentityHash[] = [];
        for (let after: IdentityHash | null = null; ; after = found.at(-1) ?? null) {
          const { entries, refused: waiting } = await store.missing(after, 2);
          expect(waiting.size).toBe(0);
          if (entries.length === 0) break;
          expect(entries.length).toBeLessThanOrEqual(2);
          found.push(...entries.map(({ identity }) => identity.hash));
        }
        expect(found).toEqual([1, 3, 4].map((id) => rowOf(id).hash).toSorted(byHash));
      });
    });

    it("names the rows that must be judged whatever a cursor passed: rejected, not yet made, or not whole", async () => {
      await link(1, 2);
      await decideAnew();
      const update = planned(2, { kind: "UPDATE", itemId: 2, expectedEtag: null, before: values("row 2") });
      await spool({ operations: [update, planned(3)], rejections: [rejection(4)] });
      await decide();
      const operations = await claimed();
      const refusal = { message: "no", field: "Amount" };
      const item = { itemId: 2, etag: null };
      await store.settle([partial(operationOf(operations, 2), item, { [fields[0]]: "row 2" }, refusal, null)]);
      const wanted = [2, 3, 4].map((id) => rowOf(id)).toSorted((a, b) => byHash(a.hash, b.hash));
      expect(await store.unsettled(null, 2)).toEqual(wanted.slice(0, 2));
      expect(await store.unsettled(wanted[1]?.hash ?? null, 2)).toEqual(wanted.slice(2));
    });

    describe("items", () => {
      beforeEach(async () => link(1, 2));

      it("are told with their rows, and whose they are", async () => {
        expect([...(await store.sampleOwned(10))].toSorted((a, b) => a.itemId - b.itemId)).toEqual([
          { identity: "id=1", itemId: 1 },
          { identity: "id=2", itemId: 2 },
        ]);
        expect(await store.sampleOwned(1)).toHaveLength(1);
        expect(await store.ownedItems([2, 9])).toEqual(new Set([2]));
        const found = [
          { hash: rowOf(1).hash, itemId: 1 },
          { hash: rowOf(9).hash, itemId: 2 },
          { hash: rowOf(8).hash, itemId: 9 },
        ];
        expect(await store.ownedElsewhere(found)).toEqual(new Set([rowOf(9).hash]));
      });

      it("are told with what the run has done and will do with them, besides what it could not do", async () => {
        await link(3);
        await decideAnew();
        const update = (id: number) =>
          planned(id, { kind: "UPDATE", itemId: id, intended: values("new"), before: values(`row ${id}`) });
        const gone = planned(3, { kind: "DELETE", itemId: 3, cause: "source-delete", intended: {} });
        await spool({ operations: [update(1), update(2), gone] });
        await decide();
        const operations = await claimed();
        await store.settle([
          done(operationOf(operations, 1), "updated", { itemId: 1, etag: null }),
          refused(operationOf(operations, 2), "item-refused", "no"),
        ]);
        expect(await store.plannedOn([1, 2, 3, 9])).toEqual(
          new Map([
            [1, { kind: "UPDATE", intended: values("new") }],
            [3, { kind: "DELETE", intended: {} }],
          ]),
        );
        expect(await store.plannedOn([2])).toEqual(new Map());
      });

      it("have notes of how the list treats their fields, until a field is sent anew", async () => {
        expect(await store.listNotes([rowOf(1).hash, rowOf(9).hash])).toEqual(
          new Map([[rowOf(1).hash, { listForm: null, flips: null, etag: '"1,1"' }]]),
        );
        const update = async (text: string, listForm: FieldValues | null) => {
          await decideAnew();
          await spool({
            operations: [planned(1, { kind: "UPDATE", itemId: 1, intended: values(text), before: values("row 1") })],
          });
          await decide();
          const operation = operationOf(await claimed(), 1);
          const notes = listForm === null ? undefined : { listForm, flips: null };
          await store.settle([done(operation, "updated", { itemId: 1, etag: '"1,2"' }, null, notes)]);
          return (await store.listNotes([rowOf(1).hash])).get(rowOf(1).hash);
        };
        expect(await update("row 1", { [fields[0]]: "ROW 1" })).toMatchObject({
          listForm: { [fields[0]]: "ROW 1" },
          etag: '"1,2"',
        });
        expect(await update("row 1", null)).toMatchObject({ listForm: { [fields[0]]: "ROW 1" } });
        expect(await update("other", null)).toMatchObject({ listForm: null });
      });
    });

    it("remembers what was found out about a refusal, and where lost creates are looked for", async () => {
      const culprits = [{ field: fields[1], message: "not so many" }];
      expect((await store.isolated(["one"])).size).toBe(0);
      await store.keepIsolated("one", culprits);
      expect(await store.isolated(["one", "two"])).toEqual(new Map([["one", culprits]]));
      expect(await store.createLink()).toBeNull();
      await store.keepCreateLink("https://graph.test/delta?token=1");
      expect(await store.createLink()).toBe("https://graph.test/delta?token=1");
    });
  });
}
