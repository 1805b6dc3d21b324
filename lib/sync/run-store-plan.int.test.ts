import { describe, expect, it } from "vitest";
import { MetastoreWorld, rows } from "@/e2e/support/metastore-world";
import type { Db } from "@/lib/db/client";
import { inTransaction } from "@/lib/db/transaction";
import { abandonRun } from "./end-run";
import { withOwnMetastore } from "./testing/own-metastore";

describe("a dry run over the metastore", () => {
  let db: Db;
  let world: MetastoreWorld;
  withOwnMetastore((own) => {
    db = own;
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
      world = await MetastoreWorld.begin(db);
      world.definition = { ...world.definition, onSourceDelete: "DELETE" };
      world.source.rows = [...rows(30), { id: "31", name: "x".repeat(30), amount: "1" }];
      await world.slice();
      // Something of each kind: a new row, a changed one, twelve that left, a mended one and a newly rejected one.
      world.source.rows = [...rows(31), { id: "40", name: "new", amount: "1" }].filter(({ id }) => Number(id) > 12);
      Object.assign(world.source.rows[0] as object, { name: "changed" });
      Object.assign(world.source.rows[1] as object, { name: "y".repeat(30) });
      world.isPlanned = true;
      try {
        const run = await world.openRun();
        const before = { store: await dump(run.id), items: structuredClone([...world.list.items]) };
        const planned = await world.slice();
        expect(await dump(run.id)).toEqual(before.store);
        expect([...world.list.items]).toEqual(before.items);
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
        world.source.isComplete = false;
        const partial = await world.slice();
        const unknown = await db.syncEvent.findMany({ where: { syncRunId: partial.id, eventType: "plan-unknown" } });
        expect(partial.plannedDeletes).toBe(0);
        expect(unknown.map((event) => event.message).join(" ")).toContain("whether rows are gone is not known");
        world.source.isComplete = true;
      } finally {
        world.isPlanned = false;
      }
      // The run itself plans the same.
      world.definition = {
        ...world.definition,
        guards: { ...world.definition.guards, mostDeletes: { rows: 12, share: 0 } },
      };
      expect(await world.slice()).toMatchObject({
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
    world = await MetastoreWorld.begin(db);
    const haltedCode = async () =>
      (await db.syncDefinition.findUnique({ where: { id: world.ids.definitionId } }))?.haltedCode;
    const end = { outcome: "HALTED", code: "mapping-broken", message: "A column is gone." } as const;
    for (const [plans, code] of [
      [true, null],
      [false, "mapping-broken"],
    ] as const) {
      world.isPlanned = plans;
      const { id } = await world.openRun();
      world.isPlanned = false;
      await inTransaction((tx) => abandonRun(tx, { runId: id, definitionId: world.ids.definitionId }, end), {
        client: db,
      });
      expect(await haltedCode()).toBe(code);
    }
  });
});
