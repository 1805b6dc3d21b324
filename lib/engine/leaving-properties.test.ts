import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markId } from "./mark";
import { diedIn } from "./testing/crash";
import { definitionOf, pushed, targetColumn } from "./testing/definitions";
import { MemoryWorld } from "./testing/memory-world";
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

/** The rules at work. */
class RuledWorld extends MemoryWorld {
  constructor(of: Rules, pageSize: number) {
    const definition = { ...base, ...of, guards, rowFilter: 'name != "out"' };
    super(definition, { fields: [name.id, amount.id, markId], pageSize, apply: { groupSize: 3 } });
  }

  hold(table: Table, isReversed: boolean): void {
    const rows = Object.entries(table).map(([id, row]) => ({ id, ...row }));
    this.source.rows = isReversed ? rows.reverse() : rows;
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
          const world = new RuledWorld(of, pageSize);
          const model = new Model(of);
          const pending = [...plan];
          for (const [index, table] of states.entries()) {
            world.hold(table, index % 2 === 1);
            world.store.startRun();
            for (let crash = pending.shift(); crash; crash = pending.shift()) {
              if (!(await diedIn(world.slice({ crash })))) break;
              // The holder died; either the same run goes on, or it was given up and a new one begins.
              if (givesUp) world.store.startRun();
            }
            await world.workOn();
            model.follow(table);
            expect(world.listed()).toEqual(model.list());
            const written = world.written();
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
        const world = new RuledWorld(of, 3);
        for (const table of states) {
          world.hold(table, false);
          const before = world.dump();
          world.store.startRun(true);
          expect(await world.slice({ isPlan: true })).toEqual({ state: "planned", halt: null });
          expect(world.dump()).toEqual(before);
          const planned = world.store.counts;
          await world.run();
          expect(world.store.counts).toEqual(planned);
        }
      }),
      { numRuns: 100 },
    );
  });
});
