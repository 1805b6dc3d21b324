import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultApplyOptions } from "./apply";
import { markId } from "./mark";
import { continueRun } from "./run";
import { columnsOf, definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryList } from "./testing/memory-list";
import { MemoryReferences } from "./testing/memory-references";
import { MemorySource } from "./testing/memory-source";
import { MemoryStore } from "./testing/memory-store";
import type { Definition, DeletePolicy } from "./types";

const name = pushed("name", "text", targetColumn("Title", "text"));
const amount = pushed("amount", "integer", targetColumn("Amount", "number"));
const base = definitionOf([name, amount]);
const goneAt = "2026-01-01T00:00:00Z";

type Cells = { readonly name: string; readonly amount: string | null };
type Table = Readonly<Record<string, Cells>>;

/** Guards have tables of their own; here everything may happen. */
const guards: Definition["guards"] = {
  emptySource: false,
  mostDeletes: { rows: 1_000, share: 1 },
  mostUpdates: { share: 1 },
  mostAlike: { share: 1, fromRows: 1_000 },
  mostVanished: { share: 1, fromItems: 1_000 },
};

const policy = fc.constantFrom<DeletePolicy>("KEEP", "DELETE", "MARK");
const rules = fc.record({
  mode: fc.constantFrom("ONE_WAY_PUSH" as const, "ARCHIVE_ONLY" as const),
  onSourceDelete: policy,
  onLeftFilter: policy,
  markField: fc.constantFrom(targetColumn("LeftAt", "date-time"), null),
});
type Rules = typeof rules extends fc.Arbitrary<infer T> ? T : never;

const cells = fc.record({
  name: fc.constantFrom("a", "b", "out"),
  amount: fc.option(fc.integer({ min: 0, max: 3 }).map(String)),
});
const tables = fc.array(fc.dictionary(fc.integer({ min: 1, max: 8 }).map(String), cells, { maxKeys: 8 }), {
  minLength: 1,
  maxLength: 5,
});

/** What the list must hold after each table, told in the simplest way: an item a row, and what the rules say of rows that left. */
class Model {
  readonly items = new Map<string, { cells: Cells; mark: string | null; isThere: boolean }>();

  constructor(private readonly of: Rules) {}

  follow(table: Table): void {
    for (const [id, row] of Object.entries(table)) {
      if (row.name !== "out") this.items.set(id, { cells: row, mark: null, isThere: true });
    }
    for (const [id, item] of this.items) {
      if (!item.isThere || (table[id] && table[id].name !== "out")) continue;
      const chosen = table[id] ? this.of.onLeftFilter : this.of.onSourceDelete;
      const does = this.of.mode === "ARCHIVE_ONLY" ? "MARK" : chosen;
      if (does === "DELETE") this.items.delete(id);
      else this.items.set(id, { ...item, isThere: false, mark: does === "MARK" && this.of.markField ? goneAt : null });
    }
  }

  /** Title, amount and mark of each item, in any order. */
  list() {
    return [...this.items.values()].map(({ cells: row, mark }) => [row.name, row.amount, mark].join("|")).sort();
  }
}

class Crash extends Error {}

/** Kills the run at the n-th call of any port, before or after the call took effect. */
function crashing<T extends object>(target: T, counter: { left: number; after: boolean }): T {
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

/** A definition at work over one table, list and metastore. */
class World {
  readonly definition: Definition;
  readonly source: MemorySource;
  readonly list = new MemoryList([name.id, amount.id, markId]);
  readonly store = new MemoryStore();

  constructor(of: Rules, pageSize: number) {
    this.definition = { ...base, ...of, guards, rowFilter: 'name != "out"' };
    this.source = new MemorySource(columnsOf(base), pageSize);
  }

  hold(table: Table, isReversed: boolean): void {
    const rows = Object.entries(table).map(([id, row]) => ({ id, ...row }));
    this.source.rows = isReversed ? rows.reverse() : rows;
  }

  async slice(crash: { left: number; after: boolean } | null, isPlan = false) {
    const { definition, source, list, store } = this;
    const wrap = <T extends object>(port: T): T => (crash ? crashing(port, crash) : port);
    const clock = { sleep: async (ms: number) => store.advance(ms) };
    const ports = {
      source: wrap(source),
      list: wrap(list),
      store: wrap(store),
      references: new MemoryReferences(),
      clock,
    };
    const options = { ...defaultApplyOptions, groupSize: 3 };
    const state = { isDecided: store.isDecided, isPlan };
    return continueRun(definition, ports, state, options, new AbortController().signal);
  }

  async run(): Promise<void> {
    for (;;) {
      const result = await this.slice(null);
      if (result.state !== "again") return;
      this.store.advance(result.inMs);
    }
  }

  listed() {
    return [...this.list.items.values()]
      .map(({ values }) => [values[name.id], values[amount.id], values[markId]].map((value) => value ?? "").join("|"))
      .sort();
  }

  /** Everything but the plans themselves. */
  dump() {
    const { ledger, rejections } = this.store;
    return structuredClone({ ledger: [...ledger], rejections: [...rejections], items: [...this.list.items] });
  }

  written() {
    return { list: this.list.writes, ledger: this.store.ledgerWrites };
  }
}

describe("rows that come, change, leave the table or the filter, and come back", () => {
  const crashes = fc.array(fc.record({ left: fc.integer({ min: 0, max: 30 }), after: fc.boolean() }), { maxLength: 8 });

  it("end with what the rules say, whatever dies when and in whatever order they are read, and then settle (P6, P15)", async () => {
    await fc.assert(
      fc.asyncProperty(
        rules,
        tables,
        crashes,
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        async (of, states, plan, givesUp, pageSize) => {
          const world = new World(of, pageSize);
          const model = new Model(of);
          const pending = [...plan];
          for (const [index, table] of states.entries()) {
            world.hold(table, index % 2 === 1);
            world.store.startRun();
            for (let crash = pending.shift(); crash; crash = pending.shift()) {
              const died = await world.slice(crash).then(
                () => false,
                (error: unknown) => {
                  if (!(error instanceof Crash)) throw error;
                  return true;
                },
              );
              if (!died) break;
              // The holder died; either the same run goes on, or it was given up and a new one begins.
              if (givesUp) world.store.startRun();
            }
            await world.run();
            model.follow(table);
            expect(world.listed()).toEqual(model.list());
            const written = world.written();
            world.store.startRun();
            await world.run();
            expect(world.written()).toEqual(written);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("are planned by a dry run as the run then does, and a dry run changes nothing (R1)", async () => {
    await fc.assert(
      fc.asyncProperty(rules, tables, async (of, states) => {
        const world = new World(of, 3);
        for (const table of states) {
          world.hold(table, false);
          const before = world.dump();
          world.store.startRun(true);
          expect(await world.slice(null, true)).toEqual({ state: "planned", halt: null });
          expect(world.dump()).toEqual(before);
          const planned = world.store.counts;
          world.store.startRun();
          await world.run();
          expect(world.store.counts).toEqual(planned);
        }
      }),
      { numRuns: 100 },
    );
  });
});
