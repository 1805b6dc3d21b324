import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { MetastoreBudget } from "./graph-budget";
import { onErrand } from "./graph-errand";
import { RunMeter, runMeter } from "./run-meter";

const tenantId = "tenant";
let clientCount = 0;

describe("the budget of an application in a tenant", () => {
  let database: TestDatabase;
  let clientId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    configureDatabase(database.url);
  });
  afterAll(async () => {
    await closeDatabase();
    await database.drop();
  });
  beforeEach(() => {
    clientId = `client ${++clientCount}`;
  });

  const limited = (minuteLimit: number, dayLimit = 1_000_000n) =>
    db().graphBudget.create({ data: { tenantId, clientId, minuteLimit, dayLimit, isLimitFixed: true } });
  const budget = () => new MetastoreBudget(tenantId, clientId);
  const asRun = <T>(definitionId: string, work: () => Promise<T>) => runMeter.run(new RunMeter(definitionId), work);
  const stored = () => db().graphBudget.findUniqueOrThrow({ where: { tenantId_clientId: { tenantId, clientId } } });
  const spentBy = async (spender: string) =>
    (await db().graphSpending.findMany({ where: { clientId, spender } })).reduce((sum, row) => sum + row.units, 0);

  it("begins with the limits of the smallest tier", async () => {
    await budget().spend(2, undefined);
    expect(await stored()).toMatchObject({ minuteLimit: 1_250, dayLimit: 1_200_000n, isLimitFixed: false });
  });

  it("gives several processes together no more than the rate and one burst, and wastes none of it (R5)", async () => {
    // 200 units a second flow; a burst of 377.
    const minuteLimit = 12_570;
    await limited(minuteLimit);
    const startedMs = performance.now();
    const processes = Array.from({ length: 4 }, budget);
    let used = 0;
    const until = startedMs + 3_000;
    await Promise.all(
      processes.flatMap((process, index) =>
        ["a", "b"].map((definition) =>
          asRun(`${index}${definition}`, async () => {
            while (performance.now() < until) {
              await process.spend(40, undefined);
              used += 40;
            }
          }),
        ),
      ),
    );
    const seconds = (performance.now() - startedMs) / 1_000;
    const allowed = (0.955 * minuteLimit * seconds) / 60 + 0.03 * minuteLimit;
    expect(used).toBeLessThanOrEqual(allowed + 1);
    const taken = await db().graphSpending.aggregate({ where: { clientId }, _sum: { units: true } });
    expect(taken._sum.units).toBe(used);
    expect(used).toBeGreaterThan(0.75 * allowed);
  });

  it("lets every definition have its turn", async () => {
    await limited(12_570);
    const definitions = ["a", "b", "c", "d", "e", "f"];
    const counts = new Map(definitions.map((definition) => [definition, 0]));
    const processes = [budget(), budget()];
    const controller = new AbortController();
    const reason = new Error("enough");
    const working = definitions.map((definition, index) =>
      asRun(definition, async () => {
        for (;;) {
          await processes[index % 2]?.spend(40, controller.signal);
          counts.set(definition, (counts.get(definition) ?? 0) + 1);
        }
      }).catch((error: unknown) => error),
    );
    const total = () => [...counts.values()].reduce((sum, count) => sum + count, 0);
    // Whoever comes first may have all of the burst.
    await expect.poll(total).toBeGreaterThan(16);
    const before = new Map(counts);
    await expect.poll(total).toBeGreaterThan(16 + 30);
    const turns = definitions.map((definition) => (counts.get(definition) ?? 0) - (before.get(definition) ?? 0));
    controller.abort(reason);
    expect(await Promise.all(working)).toEqual(definitions.map(() => reason));
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(3);
  });

  it("counts what each spends, by the minute", async () => {
    await limited(100_000);
    const one = budget();
    await asRun("definition", async () => {
      for (let at = 0; at < 5; at++) await one.spend(40, undefined);
    });
    await one.spend(3, undefined);
    expect([await spentBy("definition"), await spentBy("other")]).toEqual([200, 3]);
  });

  it("lets a person's call pass a queue of bulk work", async () => {
    await limited(1_257);
    const bulk = budget();
    const controller = new AbortController();
    const working = asRun("load", async () => {
      for (;;) await bulk.spend(40, controller.signal);
    }).catch((error: unknown) => error);
    await expect.poll(() => spentBy("load")).toBeGreaterThan(80);
    await budget().spend(2, undefined);
    expect(await spentBy("other")).toBe(2);
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await working).toBe(reason);
  });

  it("counts an errand under its name, whatever is done in it", async () => {
    await limited(100_000);
    const one = budget();
    await onErrand("discovery", () => one.spend(3, undefined));
    await onErrand("provisioning", async () => {
      await one.spend(2, undefined);
      await onErrand("discovery", () => one.spend(5, undefined));
    });
    await asRun("load", () => one.spend(1, undefined));
    await one.spend(4, undefined);
    const spent = await Promise.all(["discovery", "provisioning", "load", "other"].map(spentBy));
    expect(spent).toEqual([3, 7, 1, 4]);
  });

  it("lets an errand pass bulk work as far as somebody waits for it, and is bulk work from there", async () => {
    await limited(1_257);
    const bulk = budget();
    const controller = new AbortController();
    const working = asRun("load", async () => {
      for (;;) await bulk.spend(40, controller.signal);
    }).catch((error: unknown) => error);
    await expect.poll(() => spentBy("load")).toBeGreaterThan(80);
    const web = budget();
    await onErrand("verification", () => web.spend(5, undefined));
    const passed = async () => (await stored()).passedSeconds;
    const before = await passed();
    expect(before).toBeGreaterThan(0);
    // A hundred units of a verification are a person's: what one asks at once beyond them waits in the queue, and puts nobody off.
    const waitedFrom = performance.now();
    await onErrand("verification", () => web.spend(101, undefined));
    expect(performance.now() - waitedFrom).toBeGreaterThan(2_000);
    expect(await passed()).toBe(before);
    controller.abort(new Error("enough"));
    await working;
  });

  it("lets a run that a person waits for pass bulk work as far as it is awaited", async () => {
    await limited(1_000_000, 1_000n);
    const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    await db().graphSpending.create({ data: { tenantId, clientId, minute, spender: "load", units: 900 } });
    const one = budget();
    const refusal = { code: "graph-throttled", details: { limit: "day" } };
    await expect(asRun("load", () => one.spend(1, undefined))).rejects.toMatchObject(refusal);
    await runMeter.run(new RunMeter("plan", 10), async () => {
      await one.spend(10, undefined);
      await expect(one.spend(1, undefined)).rejects.toMatchObject(refusal);
    });
    expect([await spentBy("plan"), await spentBy("load")]).toEqual([10, 900]);
  });

  it("keeps the day's reserve from an errand without end", async () => {
    await limited(1_000_000, 1_000n);
    const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
    await db().graphSpending.create({ data: { tenantId, clientId, minute, spender: "load", units: 900 } });
    const web = budget();
    const refusal = { code: "graph-throttled", details: { limit: "day" } };
    await onErrand("discovery", async () => {
      for (let at = 0; at < 20; at++) await web.spend(10, undefined);
      await expect(web.spend(10, undefined)).rejects.toMatchObject(refusal);
    });
    // One that goes on after a wait is bulk work from its first unit on; the next one that a person asks for is served again.
    const resumed = onErrand("discovery", () => web.spend(1, undefined), { isResumed: true });
    await expect(resumed).rejects.toMatchObject(refusal);
    await onErrand("discovery", () => web.spend(10, undefined));
    await web.spend(10, undefined);
  });

  it("keeps everybody waiting while Graph says so", async () => {
    await limited(100_000);
    const told = budget();
    await told.spend(1, undefined);
    told.pause(120_000);
    await expect.poll(async () => (await stored()).pausedUntil).not.toBeNull();
    await expect(asRun("load", () => budget().spend(2, undefined))).rejects.toMatchObject({
      code: "graph-throttled",
      trait: "transient",
      details: { unsent: true },
    });
    expect(await spentBy("load")).toBe(0);
  });

  it("stops bulk work before the day's limit, and leaves the rest to people", async () => {
    await limited(100_000, 1_000n);
    const spender = "yesterday and today";
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    await budget().spend(1, undefined);
    await db().graphSpending.createMany({
      data: [
        { tenantId, clientId, spender, minute: hoursAgo(23), units: 900 },
        { tenantId, clientId, spender, minute: hoursAgo(25), units: 5_000 },
      ],
    });
    await expect(asRun("load", () => budget().spend(2, undefined))).rejects.toMatchObject({
      code: "graph-throttled",
      details: { limit: "day" },
    });
    await budget().spend(2, undefined);
    expect(await spentBy("other")).toBe(3);
  });

  it("learns the limit and what is left of the minute, unless an administrator fixed it", async () => {
    const free = budget();
    await free.spend(1, undefined);
    free.learn({ limit: 2_500, remaining: 100, resetMs: 30_000 });
    await expect.poll(async () => (await stored()).minuteLimit).toBe(2_500);
    const ahead = (await stored()).reservedUntil.getTime() - Date.now();
    expect(ahead).toBeGreaterThan(15_000);
    expect(ahead).toBeLessThanOrEqual(30_000);

    clientId = `client ${++clientCount}`;
    await limited(777);
    const fixed = budget();
    await fixed.spend(1, undefined);
    fixed.learn({ limit: 2_500, remaining: 100, resetMs: 30_000 });
    await fixed.spend(1, undefined);
    expect((await stored()).minuteLimit).toBe(777);
  });

  it("believes no header that speaks of more than the minute", async () => {
    const free = budget();
    await free.spend(1, undefined);
    free.learn({ limit: 2_500, remaining: 0, resetMs: 999_999_999_000 });
    await expect.poll(async () => (await stored()).minuteLimit).toBe(2_500);
    const aheadMs = (await stored()).reservedUntil.getTime() - Date.now();
    expect(aheadMs).toBeGreaterThan(30_000);
    expect(aheadMs).toBeLessThanOrEqual(60_000);
  });

  it("gives way at once to a signal", async () => {
    await limited(60);
    const slow = budget();
    const controller = new AbortController();
    const reason = new Error("enough");
    const waiting = asRun("load", async () => {
      for (;;) await slow.spend(10, controller.signal);
    });
    setTimeout(() => controller.abort(reason), 200);
    await expect(waiting).rejects.toBe(reason);
  });

  it("takes exactly one grant of 40 units for a batch of 20 writes, and loses nothing of what reads left over", async () => {
    await limited(100_000);
    const one = budget();
    await asRun("definition", async () => {
      for (let at = 0; at < 3; at++) await one.spend(40, undefined);
      expect(await spentBy("definition")).toBe(120);
      // A read between batches takes a block for what may follow it; the next batch asks only for what is missing of its own.
      await one.spend(1, undefined);
      const before = await spentBy("definition");
      await one.spend(40, undefined);
      expect(before).toBe(160);
      expect(await spentBy("definition")).toBe(161);
    });
  });

  it("lets a call leave the queue of its spender at once", async () => {
    await limited(60);
    const slow = budget();
    const controller = new AbortController();
    const reason = new Error("enough");
    const other = new AbortController();
    const ahead = asRun("load", async () => {
      for (;;) await slow.spend(10, other.signal);
    }).catch((error: unknown) => error);
    await expect.poll(() => spentBy("load")).toBeGreaterThanOrEqual(10);
    const waiting = asRun("load", () => slow.spend(10, controller.signal));
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    other.abort(reason);
    expect(await ahead).toBe(reason);
  });

  it("goes on when its row is deleted meanwhile", async () => {
    await limited(100_000);
    const one = budget();
    await one.spend(1, undefined);
    await db().graphBudget.delete({ where: { tenantId_clientId: { tenantId, clientId } } });
    await one.spend(2, undefined);
    expect(await spentBy("other")).toBe(2);
    expect(await stored()).toMatchObject({ minuteLimit: 1_250 });
  });

  it("does not wait for a time that was written before the server's clock was set back", async () => {
    await limited(100_000);
    const anHour = new Date(Date.now() + 3_600_000);
    const where = { tenantId_clientId: { tenantId, clientId } };
    await db().graphBudget.update({ where, data: { reservedUntil: anHour, personUntil: anHour } });
    await asRun("load", () => budget().spend(40, undefined));
    await budget().spend(2, undefined);
    expect([await spentBy("load"), await spentBy("other")]).toEqual([40, 2]);
    expect((await stored()).reservedUntil.getTime()).toBeLessThan(anHour.getTime() - 3_000_000);
  });

  it("drops what was spent long ago", async () => {
    await limited(100_000);
    const minute = new Date(Date.now() - 50 * 3_600_000);
    await db().graphSpending.create({ data: { tenantId, clientId, minute, spender: "old", units: 7 } });
    await asRun("load", () => budget().spend(40, undefined));
    await expect.poll(() => spentBy("old")).toBe(0);
  });

  it("keeps bulk work waiting while the metastore cannot be asked, and lets people look", async () => {
    const unasked = budget();
    await closeDatabase();
    configureDatabase("postgresql://nobody@127.0.0.1:1/nothing");
    try {
      await expect(asRun("load", () => unasked.spend(2, undefined))).rejects.toMatchObject({
        code: "metastore-unreachable",
        trait: "transient",
        details: { unsent: true },
      });
      await expect(unasked.spend(2, undefined)).resolves.toBeUndefined();
    } finally {
      await closeDatabase();
      configureDatabase(database.url);
    }
    await asRun("load", () => unasked.spend(2, undefined));
    expect(await spentBy("load")).toBe(2);
  });
});
