import { beforeEach, describe, expect, it } from "vitest";
import { defaultApplyOptions } from "./apply";
import type { WriteAnswer } from "./ports";
import { continueRun } from "./run";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryList } from "./testing/memory-list";
import { MemoryReferences } from "./testing/memory-references";
import { MemorySource } from "./testing/memory-source";
import { MemoryStore } from "./testing/memory-store";
import type { KeyLevel } from "./types";

const code = pushed("code", "text", targetColumn("Code", "text"));
const name = pushed("name", "text", targetColumn("Title", "text"));

let list: MemoryList;
let store: MemoryStore;
let source: MemorySource;
let waitedMs: number;

const levels: readonly KeyLevel[] = ["K1", "K2", "K3", "K4"];
const definitionAt = (keyLevel: KeyLevel) => definitionOf([code, name], { keyLevel });

function setUp(level: KeyLevel): void {
  list.isKeyUnique = level === "K1";
  list.hasKeyColumn = level === "K1" || level === "K2";
  list.unique = level === "K3" ? [code.id] : [];
}

beforeEach(() => {
  list = new MemoryList([code.id, name.id]);
  store = new MemoryStore();
  source = new MemorySource(columnsOf(definitionAt("K1")));
  source.rows = Array.from({ length: 12 }, (_, index) => ({
    id: `${index}`,
    code: `c${index}`,
    name: `row ${index % 3}`,
  }));
  waitedMs = 0;
});

async function run(level: KeyLevel, isDecided = false): Promise<void> {
  const clock = {
    sleep: async (ms: number) => {
      waitedMs += ms;
      store.advance(ms);
    },
  };
  const ports = { source, list, references: new MemoryReferences(), store, clock };
  const options = { ...defaultApplyOptions, groupSize: 4, absencePauseMs: 500 };
  const result = await continueRun(definitionAt(level), ports, { isDecided }, options, new AbortController().signal);
  if (result.state === "again") {
    store.advance(result.inMs);
    await run(level, true);
  }
}

const titles = () => [...list.items.values()].map((item) => item.values[code.id]).sort();
const wanted = () => source.rows.map((row) => row.code).sort();
const lost: WriteAnswer = { status: "in-doubt", code: "graph-in-doubt" };

describe.each(levels)("creates whose answers are lost at %s", (level) => {
  beforeEach(() => setUp(level));

  it("make no second item, whether they were applied or not (P6, F5)", async () => {
    let sent = 0;
    list.interfere = () => {
      sent++;
      return sent % 3 === 0 ? { answer: lost, applied: sent % 2 === 0 } : undefined;
    };
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted());
    expect([...store.ledger.values()].filter((entry) => entry.state === "LINKED")).toHaveLength(12);
    const writes = list.writes;
    list.interfere = () => undefined;
    store.startRun();
    await run(level);
    expect(list.writes).toBe(writes);
  });

  it("are found by the next holder when the first one died in the middle (P6)", async () => {
    let sent = 0;
    list.interfere = () => {
      sent++;
      return sent === 6 ? { answer: lost, applied: true } : undefined;
    };
    const settle = store.settle.bind(store);
    // The first holder dies after its requests went out and before it stored any outcome.
    store.settle = async () => {
      throw new Error("killed");
    };
    store.startRun();
    await expect(run(level)).rejects.toThrow("killed");
    expect(list.items.size).toBeGreaterThan(0);
    store.settle = settle;
    await run(level, true);
    expect(titles()).toEqual(wanted());
  });
});

describe.each(levels)("creates that the list says to have put off at %s", (level) => {
  beforeEach(() => setUp(level));

  const putOff: WriteAnswer = { status: "later", code: "graph-throttled", retryAfterMs: 1_000, wasSent: true };

  it("make no second item although they were carried out (Graph contract 8)", async () => {
    let sent = 0;
    list.interfere = () => (++sent % 3 === 0 ? { answer: putOff, applied: sent % 2 === 0 } : undefined);
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted());
    expect([...store.ledger.values()].filter((entry) => entry.state === "LINKED")).toHaveLength(12);
    expect(store.rejections.size).toBe(0);
  });

  it("wait until an item made all the same must have been told", async () => {
    const told = new Map<number, number>();
    const itemsSince = list.itemsSince.bind(list);
    // The list tells of an item half a second after it was made.
    list.itemsSince = async function* (link) {
      for await (const part of itemsSince(link)) {
        if (part.kind === "end") yield part;
        else yield { ...part, items: part.items.filter(({ itemId }) => (told.get(itemId) ?? 0) <= waitedMs) };
      }
    };
    let isFirst = true;
    list.interfere = (request) => {
      if (request.kind !== "create" || request.values[code.id] !== "c5" || !isFirst) return undefined;
      isFirst = false;
      told.set(list.items.size + 1, waitedMs + 500);
      return { answer: { ...putOff, retryAfterMs: 1 }, applied: true };
    };
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted());
  });

  it("are no attempts, however often it says so", async () => {
    let left = 20;
    list.interfere = () => (left-- > 0 ? { answer: putOff, applied: false } : undefined);
    source.rows.length = 1;
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted());
    expect(store.rejections.size).toBe(0);
  });

  it("are given up where only one of them is put off for ever, and make one item once it is served", async () => {
    list.interfere = (request) =>
      request.kind === "create" && request.values[code.id] === "c5" ? { answer: putOff, applied: false } : undefined;
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted().filter((title) => title !== "c5"));
    expect([...store.rejections.values()]).toEqual([expect.objectContaining({ code: "write-put-off" })]);
    list.interfere = () => undefined;
    for (const rejection of store.rejections.values()) rejection.retryDue = true;
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted());
  });

  it("are settled before the next run decides, when theirs ended meanwhile", async () => {
    list.interfere = (request) =>
      request.kind === "create" && request.values[code.id] === "c5"
        ? { answer: { ...putOff, retryAfterMs: 60_000 }, applied: true }
        : undefined;
    store.startRun();
    const ports = { source, list, references: new MemoryReferences(), store, clock: { sleep: async () => undefined } };
    const options = { ...defaultApplyOptions, groupSize: 4, absencePauseMs: 500 };
    const signal = new AbortController().signal;
    expect(await continueRun(definitionAt(level), ports, { isDecided: false }, options, signal)).toEqual({
      state: "again",
      inMs: 60_000,
    });
    expect(list.items.size).toBe(12);
    list.interfere = () => undefined;
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted());
  });
});

describe.each(["K2", "K4"] as const)("creates that are put off at %s", (level) => {
  beforeEach(() => setUp(level));

  it("keep no others waiting, but for a bound on what is in doubt", async () => {
    source.rows = Array.from({ length: 40 }, (_, index) => ({ id: `${index}`, code: `c${index}`, name: "row" }));
    let mostOpen = 0;
    const write = list.write.bind(list);
    list.write = async (requests, signal) => {
      mostOpen = Math.max(mostOpen, (await store.backlog()).sent);
      return write(requests, signal);
    };
    const refused = new Set<unknown>();
    list.interfere = (request) => {
      if (request.kind !== "create" || refused.has(request.values[code.id])) return undefined;
      refused.add(request.values[code.id]);
      return refused.size % 2 === 0
        ? { answer: { status: "later", code: "graph-throttled", retryAfterMs: 10, wasSent: true }, applied: false }
        : undefined;
    };
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted());
    expect(mostOpen).toBeLessThanOrEqual(8);
    // 20 of 40 were put off; at most 6 of them wait together.
    expect(waitedMs).toBeLessThanOrEqual(7 * 500);
  });
});

describe.each(["K2", "K4"] as const)("changes that are told late at %s", (level) => {
  beforeEach(() => setUp(level));

  it("are read again after a pause before an item counts as not made", async () => {
    list.interfere = (request) =>
      request.kind === "create" && request.values[code.id] === "c5" ? { answer: lost, applied: true } : undefined;
    list.lateReadings = 1;
    store.startRun();
    await run(level);
    expect(titles()).toEqual(wanted());
    expect(waitedMs).toBeGreaterThanOrEqual(500);
  });
});

describe("at K4", () => {
  beforeEach(() => setUp("K4"));

  it("an item that looks like a lost create but belongs to another row is left to it", async () => {
    source.rows = [
      { id: "1", code: "same", name: "a" },
      { id: "2", code: "same", name: "a" },
    ];
    let sent = 0;
    list.interfere = () => (++sent === 2 ? { answer: lost, applied: false } : undefined);
    store.startRun();
    await run("K4");
    expect(list.items.size).toBe(2);
    expect(new Set([...store.ledger.values()].map((entry) => entry.itemId)).size).toBe(2);
  });
});

describe("a unique column of the list", () => {
  beforeEach(() => {
    setUp("K1");
    list.unique = [code.id];
  });

  it("names the item that differs only in case, and syncs the others", async () => {
    source.rows = [
      { id: "1", code: "abc", name: "a" },
      { id: "2", code: "ABC", name: "b" },
      { id: "3", code: "x", name: "c" },
    ];
    store.startRun();
    await run("K1");
    expect(list.items.size).toBe(2);
    expect([...store.rejections.values()]).toEqual([
      expect.objectContaining({ code: "unique-clash", field: "Code", message: expect.stringMatching(/Item 1 .*case/) }),
    ]);
  });

  it("names the other item of an update that is refused, by the column that clashes and not by its own former value", async () => {
    list.unique = [name.id, code.id];
    source.rows = [
      { id: "1", code: "abc", name: "a" },
      { id: "2", code: "def", name: "b" },
    ];
    store.startRun();
    await run("K1");
    source.rows = [
      { id: "1", code: "abc", name: "a" },
      { id: "2", code: "abc", name: "B" },
    ];
    store.startRun();
    await run("K1");
    expect([...store.rejections.values()]).toMatchObject([
      { code: "unique-clash", field: "Code", message: expect.stringMatching(/^Item 1 has this row's value/) },
    ]);
  });

  it("lets an update wait that is refused while nothing is found", async () => {
    source.rows = [{ id: "1", code: "abc", name: "a" }];
    store.startRun();
    await run("K1");
    source.rows = [{ id: "1", code: "def", name: "a" }];
    let refusals = 0;
    list.interfere = () => (++refusals < 3 ? { answer: { status: "not-unique" }, applied: false } : undefined);
    store.startRun();
    await run("K1");
    expect(list.items.get(1)?.values).toMatchObject({ [code.id]: "def" });
    expect(store.rejections.size).toBe(0);
  });

  it("lets a create wait that is refused as not unique while nothing is found, and gives it up in the end", async () => {
    source.rows = [{ id: "1", code: "abc", name: "a" }];
    let refusals = 0;
    list.interfere = () => (++refusals < 3 ? { answer: { status: "not-unique" }, applied: false } : undefined);
    store.startRun();
    await run("K1");
    expect(list.items.size).toBe(1);
    source.rows = [{ id: "2", code: "def", name: "a" }];
    list.interfere = () => ({ answer: { status: "not-unique" }, applied: false });
    store.startRun();
    await run("K1");
    expect([...store.rejections.values()]).toMatchObject([{ code: "unique-clash" }]);
  });
});
