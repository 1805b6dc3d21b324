import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";
import { commandLine } from "@/e2e/support/sync-stack";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { getDefinition, listChoosableDefinitions, listDefinitions } from "./queries";
import { type DefinitionFilter, definitionFilter, definitionMatch } from "./schema";

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const viewer: Context = {
  actor: { kind: "person", userId: "u-1", name: "Vera", roles: ["Viewer"] },
  requestId: "request-1",
};

const list = (part: Partial<DefinitionFilter> = {}) =>
  listDefinitions(commandLine, definitionFilter.parse({ limit: 50, ...part }));
const namesOf = async (part: Partial<DefinitionFilter>) => (await list(part)).rows.map(({ name }) => name);

describe("the list of definitions", () => {
  let metastore: TestDatabase;
  const stored: Record<string, StoredIds> = {};
  const of = (name: string) => {
    const ids = stored[name];
    if (!ids) throw new Error(`${name} was not stored.`);
    return ids;
  };

  const run = (name: string, minutes: number, part: object = {}) =>
    db().syncRun.create({
      data: {
        syncDefId: of(name).definitionId,
        runType: "PUSH",
        requestedBy: "schedule",
        status: "COMPLETED",
        phase: "DONE",
        outcome: "SUCCEEDED",
        startTime: minutesAgo(minutes),
        decidedAt: minutesAgo(minutes - 1),
        endTime: minutesAgo(minutes - 1),
        ...part,
      },
    });
  const reject = (name: string, row: number, minutes: number) =>
    db().syncRejection.create({
      data: {
        syncDefId: of(name).definitionId,
        sourceIdentity: `id=${row}`,
        sourceIdentityHash: String(row),
        origin: "GRAPH",
        code: "item-refused",
        message: "No.",
        mappingVersion: 1,
        firstSeenAt: minutesAgo(minutes),
      },
    });

  beforeAll(async () => {
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    for (const name of ["Clean", "Cut", "Halted", "New", "Off", "Parted", "Running 2", "Running 10"])
      stored[name] = await storeDefinition(db(), name);
    await run("Clean", 30);
    await run("Clean", 10, { outcome: "SUCCEEDED", purpose: "PLAN" });
    await db().syncDefinition.update({
      where: { id: of("Clean").definitionId },
      data: { scheduleCron: "0 * * * *", nextRunAt: minutesAgo(-20) },
    });
    // Cancelled after 4 of 10, and then a run that failed before it had read anything.
    await run("Cut", 90);
    await run("Cut", 50, {
      status: "FAILED",
      outcome: "CANCELLED",
      plannedCreates: 7,
      plannedUpdates: 3,
      itemsProcessed: 4,
    });
    await run("Cut", 40, { status: "FAILED", outcome: "FAILED", decidedAt: null, errorCode: "graph-unavailable" });
    await run("Halted", 25, { status: "FAILED", phase: "HALTED", outcome: "HALTED", plannedDeletes: 20 });
    await db().syncDefinition.update({
      where: { id: of("Halted").definitionId },
      data: {
        haltedCode: "source-unreachable",
        haltedReason: "Row 7 says secret.",
        haltedAt: minutesAgo(24),
        nextRunAt: minutesAgo(-5),
      },
    });
    await run("Off", 60);
    await db().sharepointSite.updateMany({
      where: { lists: { some: { id: of("Off").targetListId } } },
      data: { status: "DISABLED" },
    });
    await run("Parted", 80);
    await run("Parted", 20, { outcome: "PARTIAL", itemsFailed: 2 });
    // Met before the second clean run, and open ever since: that run left something open after all.
    await reject("Parted", 1, 70);
    await reject("Parted", 2, 19);
    await run("Parted", 60);
    for (const name of ["Running 2", "Running 10"]) {
      const { id } = await run(name, 2, {
        status: "RUNNING",
        phase: "APPLYING",
        outcome: null,
        endTime: null,
        plannedUpdates: 5,
        itemsProcessed: 2,
      });
      if (name === "Running 10") continue;
      await reject(name, 1, 30);
      await reject(name, 2, 15);
      await db().syncOperation.create({
        data: {
          syncRunId: id,
          syncDefId: of(name).definitionId,
          seq: 1,
          side: "LIST",
          kind: "UPDATE",
          sourceIdentity: "id=1",
          sourceIdentityHash: "1",
          spListId: "l",
          intended: {},
          contentHash: "h",
        },
      });
    }
    await db().syncMetric.create({
      data: {
        syncDefId: of("Clean").definitionId,
        targetListId: of("Clean").targetListId,
        targetRowCount: 12,
        lastSyncTs: minutesAgo(29),
      },
    });
  });
  afterAll(async () => {
    await closeDatabase();
    await metastore?.drop();
  });

  it("tells of each how it stands", async () => {
    const { rows } = await list();
    const told = rows.map(({ name, state, rowsBehind }) => [name, state, rowsBehind]);
    expect(told).toEqual([
      ["Clean", "in-sync", 0],
      ["Cut", "failed", 6],
      ["Halted", "halted", 20],
      ["New", "never-run", null],
      ["Off", "paused", 0],
      ["Parted", "behind", 2],
      // Three to write and two rejected, one of which is among the three.
      ["Running 2", "running", 4],
      ["Running 10", "running", 3],
    ]);
  });

  it("tells since when nothing was left open, and the oldest change that is", async () => {
    const { rows } = await list();
    const row = (name: string) => rows.find((each) => each.name === name);
    const minutes = (at: Date | null | undefined) => (at ? Math.round((Date.now() - at.getTime()) / 60_000) : at);
    const told = (name: string) => [minutes(row(name)?.inSyncSince), minutes(row(name)?.oldestUnsyncedAt)];
    expect(told("Clean")).toEqual([30, null]);
    expect(told("Cut")).toEqual([90, 50]);
    expect(told("Halted")).toEqual([null, 25]);
    expect(told("Parted")).toEqual([80, 70]);
    expect(row("Off")?.pausedBy).toContain("is disabled");
    expect(row("Clean")).toMatchObject({ linkedItems: 12, lastOutcome: "SUCCEEDED" });
    expect(minutes(row("Clean")?.nextRunAt)).toBe(-20);
    // A halted one is not started at its time.
    expect(row("Halted")?.nextRunAt).toBeNull();
  });

  it("is narrowed by state, mode, database and site, each and together", async () => {
    expect(await namesOf({ state: "running" })).toEqual(["Running 2", "Running 10"]);
    expect(await namesOf({ mode: "ARCHIVE_ONLY" })).toEqual([]);
    const table = await db().databaseTable.findUniqueOrThrow({ where: { id: of("Cut").tableId } });
    const target = await db().sharepointList.findUniqueOrThrow({ where: { id: of("Off").targetListId } });
    expect(await namesOf({ databaseId: table.databaseId })).toEqual(["Cut"]);
    expect(await namesOf({ siteId: target.siteId })).toEqual(["Off"]);
    expect(await namesOf({ siteId: target.siteId, state: "failed" })).toEqual([]);
    expect(await namesOf({ search: "running", state: "running" })).toEqual(["Running 2", "Running 10"]);
  });

  it("is put in order by what one asks for, with those that have no such value last", async () => {
    expect(await namesOf({ sort: "health" })).toEqual([
      "Halted",
      "Cut",
      "Parted",
      "Running 2",
      "Running 10",
      "New",
      "Off",
      "Clean",
    ]);
    expect((await namesOf({ sort: "last", descending: true })).at(-1)).toBe("New");
    expect((await namesOf({ sort: "last" })).at(-1)).toBe("New");
    expect((await namesOf({ sort: "next" }))[0]).toBe("Clean");
    expect((await namesOf({ sort: "items", descending: true }))[0]).toBe("Clean");
    expect((await namesOf({ sort: "rejections", descending: true })).slice(0, 2)).toEqual(["Parted", "Running 2"]);
    expect((await namesOf({ sort: "name", descending: true }))[0]).toBe("Running 10");
  });

  it.each(["name", "health", "last", "next", "rejections", "items"] as const)(
    "comes in pages without loss or repetition, sorted by %s either way",
    async (sort) => {
      for (const descending of [false, true]) {
        const whole = await namesOf({ sort, descending });
        const paged: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await list({ sort, descending, limit: 3, ...(cursor ? { cursor } : {}) });
          paged.push(...page.rows.map(({ name }) => name));
          cursor = page.nextCursor ?? undefined;
        } while (cursor);
        expect(paged).toEqual(whole);
        expect(new Set(paged).size).toBe(8);
      }
    },
  );

  it("tells how many the filters leave on all pages, and chooses all of them", async () => {
    const halted = await list({ state: "halted", limit: 1 });
    expect(halted).toMatchObject({ total: (await namesOf({ state: "halted" })).length, rows: [{ name: "Halted" }] });
    expect((await list({ limit: 3 })).total).toBe(8);
    const chosen = await listChoosableDefinitions(commandLine, definitionMatch.parse({ sort: "health" }));
    expect(chosen.map(({ name }) => name)).toEqual(await namesOf({ sort: "health" }));
    await expect(listChoosableDefinitions(viewer, definitionMatch.parse({}))).rejects.toMatchObject({
      code: "not-allowed",
    });
  });

  it("hides from those who may not see values what a database said", async () => {
    const { rows } = await listDefinitions(viewer, definitionFilter.parse({ state: "halted" }));
    expect(rows[0]?.haltedReason).not.toContain("secret");
    expect((await getDefinition(viewer, of("Halted"))).haltedReason).not.toContain("secret");
    expect((await getDefinition(commandLine, of("Halted"))).haltedReason).toBe("Row 7 says secret.");
  });
});
