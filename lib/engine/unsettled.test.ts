import { describe, expect, it } from "vitest";
import { decide } from "./decide";
import { identityOf } from "./identity";
import type { SourceSnapshot } from "./ports";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemorySource } from "./testing/memory-source";
import { MemoryStore } from "./testing/memory-store";
import type { SourceRow } from "./types";

const definition = definitionOf([pushed("name", "text", targetColumn("Title", "text"))]);
const hashOf = (id: string) => identityOf(definition.keyColumns, [id]).hash;
const never = new AbortController().signal;

/** A reading that meets only some rows, and knows the others by key. */
class PartialSource extends MemorySource {
  met: string[] = [];
  asked: (readonly string[])[] = [];
  override isComplete = false;
  isStale = false;

  constructor() {
    super(columnsOf(definition));
  }

  override async open(names: readonly string[]): Promise<SourceSnapshot> {
    const snapshot = await super.open(names);
    const rows: SourceRow[] = [];
    for await (const page of snapshot.pages()) rows.push(...page);
    const of = (ids: readonly string[]) => rows.filter(([id]) => ids.includes(id ?? ""));
    return {
      ...snapshot,
      isComplete: this.isComplete,
      isStale: this.isStale,
      pages: async function* (this: PartialSource) {
        yield of(this.isComplete ? rows.map(([id]) => id ?? "") : this.met);
      }.bind(this),
      lookUp: async (keys) => {
        this.asked.push(...keys);
        return of(keys.map(([id]) => id ?? ""));
      },
    };
  }
}

const setUp = () => {
  const source = new PartialSource();
  const store = new MemoryStore();
  const references = { rowsOf: async () => new Map(), personsOf: async () => new Map() };
  const run = async () => {
    store.startRun();
    return (await decide(definition, { source, store, references: references as never }, never)).counts;
  };
  return { source, store, run };
};

describe("a reading by cursor", () => {
  it("judges rejected rows again that it has not met, each once, and leaves the rest alone (P3)", async () => {
    const { source, store, run } = setUp();
    source.rows = [
      { id: "1", name: "\u0001" },
      { id: "2", name: "\u0001" },
      { id: "3", name: "good" },
    ];
    source.isComplete = true;
    expect(await run()).toMatchObject({ rowsRead: 3, rowsRejected: 2, plannedCreates: 1 });
    source.isComplete = false;
    source.met = ["2"];
    expect(await run()).toMatchObject({ rowsRead: 2, rowsRejected: 2 });
    expect(source.asked).toEqual([["1"]]);
    source.rows = source.rows.map((row) => ({ ...row, name: "mended" }));
    source.met = [];
    expect(await run()).toMatchObject({ rowsRead: 2, rowsRejected: 0, plannedCreates: 2 });
    expect(store.operations.filter(({ state }) => state === "PENDING")).toHaveLength(2);
  });

  it("asks for nothing by key where everything is read", async () => {
    const { source, run } = setUp();
    source.rows = [{ id: "1", name: "\u0001" }];
    source.isComplete = true;
    await run();
    await run();
    expect(source.asked).toEqual([]);
  });
});

describe("a stale reading", () => {
  it("plans new rows only: it neither changes an item nor brings one back", async () => {
    const { source, store, run } = setUp();
    const entry = { itemId: 1, etag: "1", contentHash: null, base: { name: "fresher" } };
    const known = (id: string, state: "LINKED" | "DELETED" | "PENDING_CREATE") => {
      const identity = identityOf(definition.keyColumns, [id]);
      store.ledger.set(hashOf(id), {
        ...entry,
        identity,
        state,
        itemId: state === "LINKED" ? 1 : null,
      });
    };
    known("1", "LINKED");
    known("2", "DELETED");
    known("3", "PENDING_CREATE");
    source.rows = ["1", "2", "3", "4"].map((id) => ({ id, name: "older" }));
    source.met = ["1", "2", "3", "4"];
    source.isStale = true;
    expect(await run()).toMatchObject({ rowsStale: 2, plannedCreates: 2, plannedUpdates: 0 });
    const planned = store.operations.filter(({ state }) => state === "PENDING");
    expect(planned.map(({ kind, identity }) => `${kind} ${identity.text}`)).toEqual(["CREATE id=3", "CREATE id=4"]);
    source.isStale = false;
    expect(await run()).toMatchObject({ rowsStale: 0, plannedUpdates: 1, plannedCreates: 3 });
  });
});
