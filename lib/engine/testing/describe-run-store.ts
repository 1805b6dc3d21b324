import { beforeEach, describe, expect, it } from "vitest";
import { prefixesOf } from "../hash-words";
import type { OperationKind } from "../operation";
import { done, partial, refused } from "../outcome";
import type { FieldValues, IdentityHash } from "../types";
import { describeSentOperations } from "./describe-sent-operations";
import { byHash, content, operationOf, rowOf, StoreAtWork, type StoreUnderTest } from "./store-at-work";

/** What every store of a run must do, whatever it keeps its rows in. */
export function describeRunStore(name: string, begin: () => Promise<StoreUnderTest>): void {
  describe(`the store of a run, ${name}`, () => {
    let work: StoreAtWork;

    beforeEach(async () => {
      work = await StoreAtWork.begin(begin);
    });

    describe("what is known of a row", () => {
      it("is nothing of one that was never met", async () => {
        expect(await work.lookup(1)).toMatchObject({ isChanged: true, entry: null, isRejected: false });
      });

      it("is left out where the content is the one that was written, and told where it differs or is not known", async () => {
        await work.link(1);
        await work.decideAnew();
        expect(await work.lookup(1)).toMatchObject({ isChanged: false });
        const entry = {
          state: "LINKED",
          itemId: 1,
          etag: '"1,1"',
          contentHash: content("a1"),
          base: work.values("row 1"),
        };
        expect((await work.lookup(1, "b1")).entry).toMatchObject(entry);
        const { changed } = await work.store.lookup([{ hash: rowOf(1).hash, contentHash: null }]);
        expect(changed.get(rowOf(1).hash)).toMatchObject({ ...entry, identity: rowOf(1) });
      });

      it("is told of all rows at once that are in order: linked, and without an open rejection", async () => {
        await work.link(1, 2, 3, 4);
        await work.decideAnew();
        await work.spool({ operations: [work.planned(5)], rejections: [work.rejection(2)] });
        await work.decide();
        await work.claimed();
        const digests: string[] = [];
        await work.store.linked(
          (part) => digests.push(...(Buffer.from(part).toString("hex").match(/.{32}/g) ?? [])) > 0,
        );
        const inOrder = [1, 3, 4].map((id) => rowOf(id).hash.slice(0, 16) + content(`a${id}`).slice(0, 16));
        expect(digests.sort()).toEqual(inOrder.sort());
      });

      it("is how much the definition owns, and whether a run came to its end yet", async () => {
        expect(await work.store.beginDeciding({ rowsExpected: 3, isComplete: true })).toEqual({ isFirstLoad: true });
        expect(await work.store.owned(null)).toBe(0);
        await work.link(1, 2);
        await work.decideAnew();
        expect([await work.store.owned(null), await work.store.owned(2), await work.store.owned(1)]).toEqual([2, 2, 1]);
        const sample = await work.store.ownedIdentities(9);
        expect(sample.map(({ hash }) => hash).sort()).toEqual([rowOf(1).hash, rowOf(2).hash].sort());
        expect(sample).toContainEqual(rowOf(1));
        expect(await work.store.ownedIdentities(1)).toHaveLength(1);
      });
    });

    describe("a plan", () => {
      it("is claimed in its order, in portions, and each part of it once", async () => {
        await work.spool({ operations: [work.planned(3), work.planned(1)] });
        await work.spool({ operations: [work.planned(2)] });
        await work.decide();
        expect((await work.store.claim(2)).map(({ identity }) => identity.text)).toEqual(["id=3", "id=1"]);
        expect((await work.store.claim(2)).map(({ identity }) => identity.text)).toEqual(["id=2"]);
        expect(await work.store.claim(2)).toEqual([]);
      });

      it("is claimed as it was spooled", async () => {
        const update = work.planned(1, {
          kind: "UPDATE",
          itemId: 7,
          expectedEtag: '"7,1"',
          before: work.values("before"),
        });
        await work.spool({ operations: [update] });
        await work.decide();
        expect(await work.store.claim(1)).toMatchObject([{ ...update, attempts: 0 }]);
      });

      it("of an interrupted decide phase is forgotten with what it saw", async () => {
        await work.link(1);
        await work.decideAnew();
        await work.spool({ operations: [work.planned(2)], seen: prefixesOf([rowOf(1).hash]) });
        await work.store.beginDeciding({ rowsExpected: null, isComplete: true });
        expect((await work.store.missing(null, 10)).entries.map(({ identity }) => identity.text)).toEqual(["id=1"]);
        await work.decide();
        expect(await work.store.claim(10)).toEqual([]);
      });

      it("gives back what was spooled of rows that are revoked", async () => {
        await work.spool({
          operations: [work.planned(1), work.planned(2, { kind: "DELETE", itemId: 2, cause: "source-delete" })],
        });
        const revoked = await work.store.revoke([rowOf(2).hash, rowOf(9).hash]);
        expect(revoked.map(({ kind, cause }) => ({ kind, cause }))).toEqual([
          { kind: "DELETE", cause: "source-delete" },
        ]);
        await work.decide();
        expect([...(await work.claimed()).keys()]).toEqual(["id=1"]);
      });

      it("tells its rows by kind, and fields that many of its updates set alike", async () => {
        const update = (id: number, text: string, before: FieldValues | null) =>
          work.planned(id, { kind: "UPDATE", itemId: id, intended: { [work.fields[0]]: text }, before });
        await work.spool({
          operations: [
            ...[1, 2, 3].map((id) => update(id, "same", work.values("other"))),
            update(4, "same", work.values("same")),
            update(5, "same", { [work.fields[1]]: 1 }),
            work.planned(6),
          ],
        });
        expect(await work.store.planned(["UPDATE"] satisfies OperationKind[], 2)).toEqual(["id=1", "id=2"]);
        expect(await work.store.planned(["CREATE", "DELETE"], 9)).toEqual(["id=6"]);
        expect(await work.store.alike(2)).toEqual([{ field: work.fields[0], value: "same", rows: 3 }]);
        expect(await work.store.alike(3)).toEqual([]);
      });
    });

    describe("a rejection", () => {
      it("of a page is open until a page resolves it", async () => {
        await work.spool({ rejections: [work.rejection(1)] });
        expect(await work.lookup(1)).toMatchObject({ isRejected: true, waiting: undefined });
        await work.spool({ resolved: [rowOf(1).hash] });
        expect(await work.lookup(1)).toMatchObject({ isRejected: false });
      });

      it("by Graph keeps what was refused until its next try is due, and closes with the row's next write", async () => {
        await work.spool({ operations: [work.planned(1)] });
        await work.decide();
        await work.store.settle([refused(operationOf(await work.claimed(), 1), "item-refused", "Not this.")]);
        await work.decideAnew();
        expect((await work.lookup(1)).waiting).toMatchObject({
          contentHash: content("a1"),
          mappingVersion: 1,
          operationKind: "CREATE",
        });
        await work.spool({ operations: [work.planned(1, { contentHash: content("b1") })] });
        await work.decide();
        await work.store.settle([done(operationOf(await work.claimed(), 1), "created", { itemId: 1, etag: null })]);
        await work.decideAnew();
        expect(await work.lookup(1, "b1")).toMatchObject({ isChanged: false, isRejected: false });
      });
    });

    describe("what a reading did not meet", () => {
      it("is told by hash, in pages, without rows whose item went before", async () => {
        await work.link(1, 2, 3, 4, 5);
        await work.decideAnew();
        await work.spool({
          operations: [work.planned(5, { kind: "DELETE", itemId: 5, cause: "source-delete", intended: {} })],
        });
        await work.decide();
        await work.store.settle([done(operationOf(await work.claimed(), 5), "deleted", { itemId: 5, etag: null })]);
        await work.decideAnew();
        await work.spool({ seen: prefixesOf([rowOf(2).hash]) });
        const found: IdentityHash[] = [];
        for (let after: IdentityHash | null = null; ; after = found.at(-1) ?? null) {
          const { entries, refused: waiting } = await work.store.missing(after, 2);
          expect(waiting.size).toBe(0);
          if (entries.length === 0) break;
          expect(entries.length).toBeLessThanOrEqual(2);
          found.push(...entries.map(({ identity }) => identity.hash));
        }
        expect(found).toEqual([1, 3, 4].map((id) => rowOf(id).hash).toSorted(byHash));
      });
    });

    it("names the rows that must be judged whatever a cursor passed: rejected, not yet made, or not whole", async () => {
      await work.link(1, 2);
      await work.decideAnew();
      const update = work.planned(2, { kind: "UPDATE", itemId: 2, expectedEtag: null, before: work.values("row 2") });
      await work.spool({ operations: [update, work.planned(3)], rejections: [work.rejection(4)] });
      await work.decide();
      const operations = await work.claimed();
      const refusal = { message: "no", field: "Amount" };
      const item = { itemId: 2, etag: null };
      await work.store.settle([
        partial(operationOf(operations, 2), item, { [work.fields[0]]: "row 2" }, refusal, null),
      ]);
      const wanted = [2, 3, 4].map((id) => rowOf(id)).toSorted((a, b) => byHash(a.hash, b.hash));
      expect(await work.store.unsettled(null, 2)).toEqual(wanted.slice(0, 2));
      expect(await work.store.unsettled(wanted[1]?.hash ?? null, 2)).toEqual(wanted.slice(2));
    });

    describe("items", () => {
      beforeEach(async () => work.link(1, 2));

      it("are told with their rows, and whose they are", async () => {
        expect([...(await work.store.sampleOwned(10))].toSorted((a, b) => a.itemId - b.itemId)).toEqual([
          { identity: "id=1", itemId: 1 },
          { identity: "id=2", itemId: 2 },
        ]);
        expect(await work.store.sampleOwned(1)).toHaveLength(1);
        expect(await work.store.ownedItems([2, 9])).toEqual(new Set([2]));
        const found = [
          { hash: rowOf(1).hash, itemId: 1 },
          { hash: rowOf(9).hash, itemId: 2 },
          { hash: rowOf(8).hash, itemId: 9 },
        ];
        expect(await work.store.ownedElsewhere(found)).toEqual(new Set([rowOf(9).hash]));
      });

      it("are told with what the run has done and will do with them, besides what it could not do", async () => {
        await work.link(3);
        await work.decideAnew();
        const update = (id: number) =>
          work.planned(id, {
            kind: "UPDATE",
            itemId: id,
            intended: work.values("new"),
            before: work.values(`row ${id}`),
          });
        const gone = work.planned(3, { kind: "DELETE", itemId: 3, cause: "source-delete", intended: {} });
        await work.spool({ operations: [update(1), update(2), gone] });
        await work.decide();
        const operations = await work.claimed();
        await work.store.settle([
          done(operationOf(operations, 1), "updated", { itemId: 1, etag: null }),
          refused(operationOf(operations, 2), "item-refused", "no"),
        ]);
        expect(await work.store.plannedOn([1, 2, 3, 9])).toEqual(
          new Map([
            [1, { kind: "UPDATE", intended: work.values("new"), isOpen: false }],
            [3, { kind: "DELETE", intended: {}, isOpen: true }],
          ]),
        );
        expect(await work.store.plannedOn([2])).toEqual(new Map());
      });

      it("have notes of how the list treats their fields, until a field is sent anew", async () => {
        expect(await work.store.listNotes([rowOf(1).hash, rowOf(9).hash])).toEqual(
          new Map([[rowOf(1).hash, { listForm: null, flips: null, etag: '"1,1"' }]]),
        );
        const update = async (text: string, listForm: FieldValues | null) => {
          await work.decideAnew();
          await work.spool({
            operations: [
              work.planned(1, { kind: "UPDATE", itemId: 1, intended: work.values(text), before: work.values("row 1") }),
            ],
          });
          await work.decide();
          const operation = operationOf(await work.claimed(), 1);
          const notes = listForm === null ? undefined : { listForm, flips: null };
          await work.store.settle([done(operation, "updated", { itemId: 1, etag: '"1,2"' }, null, notes)]);
          return (await work.store.listNotes([rowOf(1).hash])).get(rowOf(1).hash);
        };
        expect(await update("row 1", { [work.fields[0]]: "ROW 1" })).toMatchObject({
          listForm: { [work.fields[0]]: "ROW 1" },
          etag: '"1,2"',
        });
        expect(await update("row 1", null)).toMatchObject({ listForm: { [work.fields[0]]: "ROW 1" } });
        expect(await update("other", null)).toMatchObject({ listForm: null });
      });
    });

    it("remembers what was found out about a refusal, and where lost creates are looked for", async () => {
      const culprits = [{ field: work.fields[1], message: "not so many" }];
      expect((await work.store.isolated(["one"])).size).toBe(0);
      await work.store.keepIsolated("one", culprits);
      expect(await work.store.isolated(["one", "two"])).toEqual(new Map([["one", culprits]]));
      expect(await work.store.createLink()).toBeNull();
      await work.store.keepCreateLink("https://graph.test/delta?token=1");
      expect(await work.store.createLink()).toBe("https://graph.test/delta?token=1");
    });

    describeSentOperations(begin);
  });
}
