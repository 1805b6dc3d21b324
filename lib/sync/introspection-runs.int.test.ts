import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type CatalogedSource, startCatalogedSource } from "@/e2e/support/cataloged-source";
import { patience } from "@/e2e/support/patience";
import { db } from "@/lib/db/client";
import { introspectDatabase } from "./introspect-database";
import { claimRun, endAllSilentIntrospections, endRun, noteProgress, releaseRun } from "./introspection-runs";

let source: CatalogedSource;

beforeAll(async () => {
  source = await startCatalogedSource();
});

afterAll(async () => {
  await source?.stop();
});

beforeEach(async () => {
  await source.clear();
  await source.sql.query("CREATE TABLE t (id int PRIMARY KEY)");
});

const never = new AbortController().signal;

async function openRun(): Promise<string> {
  const { id } = await db().introspectionRun.create({ data: { databaseInstanceId: source.instanceId } });
  return id;
}

const runOf = (id: string) => db().introspectionRun.findUniqueOrThrow({ where: { id } });

/** Lets the last sign of life, or the request where there was none, be so long ago. */
async function silentFor(id: string, seconds: number): Promise<void> {
  await db().$executeRaw`
    UPDATE introspection_runs SET started_at = started_at - make_interval(secs => ${seconds}::int),
      stats = CASE WHEN stats ? 'heartbeatAt'
        THEN stats || jsonb_build_object('heartbeatAt', clock_timestamp() - make_interval(secs => ${seconds}::int)) ELSE stats END
    WHERE id = ${id}::uuid`;
}

async function claimed(id: string) {
  const run = await claimRun(id);
  if (!run) throw new Error("The run cannot be claimed.");
  return run;
}

describe("an introspection in a worker's hands", () => {
  it("is worked by nobody else: the job that comes twice ends at once", async () => {
    const id = await openRun();
    const first = await claimed(id);
    expect(await claimRun(id)).toBeNull();
    await introspectDatabase({ introspectionRunId: id, signal: never });
    expect(await runOf(id)).toMatchObject({ status: null });
    expect(await db().databaseTable.count({ where: { databaseId: source.databaseId } })).toBe(0);
    await endRun(db(), first, {});
    expect(await runOf(id)).toMatchObject({ status: "SUCCESS" });
  });

  it("can be worked by another one once it has been given back", async () => {
    const id = await openRun();
    await releaseRun(await claimed(id));
    await introspectDatabase({ introspectionRunId: id, signal: never });
    expect(await runOf(id)).toMatchObject({ status: "SUCCESS" });
  });

  it("can be worked by another one when its worker is silent, and the first may write no more", async () => {
    const id = await openRun();
    const first = await claimed(id);
    await silentFor(id, 30);
    const second = await claimed(id);
    await expect(noteProgress(db(), first, "x", {})).rejects.toMatchObject({ code: "lease-lost" });
    await expect(endRun(db(), first, {})).rejects.toMatchObject({ code: "lease-lost" });
    await endRun(db(), second, {});
  });

  it("stops when it was ended meanwhile, and stores nothing more", async () => {
    const id = await openRun();
    const run = await claimed(id);
    await silentFor(id, 100);
    await endAllSilentIntrospections();
    await expect(noteProgress(db(), run, "Reading tables", {})).rejects.toMatchObject({ code: "lease-lost" });
    expect(await runOf(id)).toMatchObject({ status: "FAILED" });
  });
});

describe("an introspection whose worker died", () => {
  it("is ended soon and says so, and blocks nothing", async () => {
    const id = await openRun();
    await claimed(id);
    await silentFor(id, 60);
    expect(await endAllSilentIntrospections()).toEqual([]);
    await silentFor(id, 100);
    expect(await endAllSilentIntrospections()).toEqual([id]);
    expect(await runOf(id)).toMatchObject({
      status: "FAILED",
      errorCode: "unexpected",
      errorMessage: "The worker stopped before the end.",
    });
    expect(await endAllSilentIntrospections()).toEqual([]);
  });

  it("is told from one that only waits for a worker, which is given ten minutes", async () => {
    const id = await openRun();
    await silentFor(id, 300);
    expect(await endAllSilentIntrospections()).toEqual([]);
    await silentFor(id, 400);
    expect(await endAllSilentIntrospections()).toEqual([id]);
    expect((await runOf(id)).errorMessage).toBe("No worker began.");
  });

  it("is told from one that takes its turn after others, which is given hours", async () => {
    const [waiting, worked] = [await openRun(), await openRun()];
    const other = await claimed(worked);
    await silentFor(waiting, 3_600);
    expect(await endAllSilentIntrospections()).toEqual([]);
    await endRun(db(), other, { elapsedMs: 1 });
    expect(await endAllSilentIntrospections()).toEqual([]);
    await db()
      .$executeRaw`UPDATE introspection_runs SET ended_at = ended_at - interval '11 min' WHERE id = ${worked}::uuid`;
    expect(await endAllSilentIntrospections()).toEqual([waiting]);

    const [lost, next] = [await openRun(), await openRun()];
    await claimed(next);
    await silentFor(lost, 7 * 3_600);
    expect(await endAllSilentIntrospections()).toEqual([lost]);
  });

  it("is told from one that its worker gave back, which waits for the next", async () => {
    const id = await openRun();
    await releaseRun(await claimed(id));
    await silentFor(id, 300);
    expect(await endAllSilentIntrospections()).toEqual([]);
    await silentFor(id, 700);
    expect(await endAllSilentIntrospections()).toEqual([id]);
  });

  it("is told from one whose database answers slowly: signs of life go on", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    await source.sql.query("BEGIN; LOCK TABLE pg_catalog.pg_description IN ACCESS EXCLUSIVE MODE");
    const id = await openRun();
    const stopping = new AbortController();
    const work = introspectDatabase({ introspectionRunId: id, signal: stopping.signal }).catch(() => undefined);
    try {
      const heartbeat = async () => (await runOf(id)).stats as { heartbeatAt?: string; holder?: string };
      await vi.waitUntil(async () => (await heartbeat()).holder !== undefined, patience);
      await silentFor(id, 80);
      const before = (await heartbeat()).heartbeatAt;
      vi.advanceTimersByTime(10_000);
      await vi.waitUntil(async () => (await heartbeat()).heartbeatAt !== before, patience);
    } finally {
      stopping.abort();
      await source.sql.query("ROLLBACK");
      await work;
      vi.useRealTimers();
    }
    expect((await runOf(id)).status).toBeNull();
  });
});
