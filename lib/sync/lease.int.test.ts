import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Db } from "@/lib/db/client";
import { type LeaseSettings, takeLease, underLease } from "./lease";
import { withOwnMetastore } from "./testing/own-metastore";

const settings: LeaseSettings = { leaseMs: 1_000, heartbeatMs: 100, requestTimeoutMs: 700 };
/** Never renewed within a test. */
const silent: LeaseSettings = { ...settings, heartbeatMs: 60_000 };

describe("the lease of a definition", () => {
  let db: Db;
  let definitionId: string;
  let count = 0;
  withOwnMetastore((own) => {
    db = own;
  });
  const fresh = async () => {
    ({ definitionId } = await storeDefinition(db, `Lease ${++count}`));
  };

  it("has one holder, whoever asks at the same time (P8)", async () => {
    await fresh();
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, index) => takeLease(definitionId, `worker ${index}`, settings, db)),
    );
    expect(taken.filter((lease) => lease !== null)).toHaveLength(1);
    await Promise.all(taken.map(async (lease) => lease?.release()));
  });

  it("raises its epoch at each taking and needs no quiet time after a clean release", async () => {
    await fresh();
    const first = await takeLease(definitionId, "a", settings, db);
    await first?.release();
    const second = await takeLease(definitionId, "b", settings, db);
    expect([first?.epoch, second?.epoch, second?.quietAt]).toEqual([1n, 2n, 0]);
    await second?.release();
  });

  it("is kept by heartbeats for longer than it lasts", async () => {
    await fresh();
    const lease = await takeLease(definitionId, "a", settings, db);
    await sleep(settings.leaseMs * 1.5);
    expect(await takeLease(definitionId, "b", settings, db)).toBeNull();
    expect(lease?.signal.aborted).toBe(false);
    lease?.requireHeld();
    await lease?.release();
  });

  it("aborts its holder before it ends, and the next one waits for requests that may be under way", async () => {
    await fresh();
    const lease = await takeLease(definitionId, "a", silent, db);
    if (!lease) throw new Error("The lease was free.");
    await new Promise((resolve) => lease.signal.addEventListener("abort", resolve));
    expect(lease.signal.reason).toMatchObject({ code: "lease-lost" });
    expect(() => lease.requireHeld()).toThrow(/lease/);
    expect(await takeLease(definitionId, "b", settings, db)).toBeNull();
    await sleep(settings.leaseMs * 0.2);
    const next = await takeLease(definitionId, "b", settings, db);
    expect(next?.epoch).toBe(2n);
    expect(next?.quietAt).toBeGreaterThan(performance.now());
    await lease.release();
    expect(await db.syncLease.findUnique({ where: { syncDefId: definitionId } })).toMatchObject({ holder: "b" });
    await next?.release();
  });

  it("hands the wait for requests of a dead holder on, where the next one ends before it is over", async () => {
    await fresh();
    await takeLease(definitionId, "dead", silent, db);
    await sleep(settings.leaseMs * 1.05);
    // Such as one that only ends a cancelled run.
    const short = await takeLease(definitionId, "short", settings, db);
    const quietAt = short?.quietAt ?? 0;
    await short?.release();
    const next = await takeLease(definitionId, "next", settings, db);
    expect(next?.epoch).toBe(3n);
    expect(Math.abs((next?.quietAt ?? 0) - quietAt)).toBeLessThan(200);
    await sleep(settings.requestTimeoutMs);
    await next?.release();
    const last = await takeLease(definitionId, "last", settings, db);
    expect(last?.quietAt).toBe(0);
    await last?.release();
  });

  it("fences the transactions of a former holder", async () => {
    await fresh();
    const former = await takeLease(definitionId, "a", silent, db);
    if (!former) throw new Error("The lease was free.");
    await sleep(settings.leaseMs * 1.1);
    const holder = await takeLease(definitionId, "b", settings, db);
    if (!holder) throw new Error("The lease was free.");
    const rename = (name: string) => (tx: Parameters<Parameters<typeof underLease>[1]>[0]) =>
      tx.syncDefinition.update({ where: { id: definitionId }, data: { name } });
    await expect(underLease(former, rename("by the former"), db)).rejects.toMatchObject({
      code: "lease-lost",
      trait: "halt",
    });
    await underLease(holder, rename("by the holder"), db);
    expect(await db.syncDefinition.findUnique({ where: { id: definitionId } })).toMatchObject({
      name: "by the holder",
    });
    await holder.release();
    await former.release();
  });
});
