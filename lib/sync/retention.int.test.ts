import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import { createPrisma, type Db } from "@/lib/db/client";
import { removeOldOperations } from "./retention";

type State = "PENDING" | "SENT" | "DONE" | "REJECTED" | "HELD" | "DROPPED";

describe("operations of ended runs", () => {
  let database: TestDatabase;
  let db: Db;
  let definitionId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    db = createPrisma(database.url);
    ({ definitionId } = await storeDefinition(db, "Old"));
  });
  afterAll(async () => {
    await db.$disconnect();
    await database.drop();
  });
  beforeEach(async () => {
    await db.syncOperation.deleteMany();
    await db.syncRun.deleteMany();
  });

  /** A run that ended so many days ago, or is still open. */
  const run = async (endedDaysAgo: number | null, states: readonly State[], count = 1) => {
    const ended = endedDaysAgo === null ? null : new Date(Date.now() - endedDaysAgo * 86_400_000);
    const { id } = await db.syncRun.create({
      data: {
        syncDefId: definitionId,
        runType: "PUSH",
        requestedBy: "test",
        startTime: new Date(Date.now() - 100 * 86_400_000),
        ...(ended ? { status: "COMPLETED", phase: "DONE", outcome: "SUCCEEDED", endTime: ended } : {}),
      },
    });
    await db.syncEvent.create({ data: { syncRunId: id, severity: "INFO", eventType: "completed", message: "Done." } });
    await db.syncOperation.createMany({
      data: states.flatMap((state, place) =>
        Array.from({ length: count }, (_, index) => ({
          syncRunId: id,
          syncDefId: definitionId,
          seq: place * count + index + 1,
          side: "LIST" as const,
          kind: "CREATE" as const,
          state,
          sourceIdentity: `id=${place}-${index}`,
          sourceIdentityHash: `${place}-${index}`,
          spListId: "list",
          intended: {},
          contentHash: "",
        })),
      ),
    });
    return id;
  };
  const left = async (syncRunId: string) =>
    (await db.syncOperation.findMany({ where: { syncRunId }, orderBy: { seq: "asc" } })).map(({ state }) => state);

  it("are removed after so many days, and the run keeps its story and says when", async () => {
    const [old, young] = [await run(91, ["DONE", "REJECTED", "DROPPED"]), await run(89, ["DONE"])];
    expect(await removeOldOperations(90, db)).toBe(3);
    expect(await left(old)).toEqual([]);
    expect(await left(young)).toEqual(["DONE"]);
    const [oldRun, youngRun] = await Promise.all(
      [old, young].map((id) => db.syncRun.findUniqueOrThrow({ where: { id } })),
    );
    expect(oldRun?.operationsGoneAt).not.toBeNull();
    expect(youngRun?.operationsGoneAt).toBeNull();
    expect(await db.syncEvent.count({ where: { syncRunId: old } })).toBe(1);
    expect(await removeOldOperations(90, db)).toBe(0);
  });

  it("stay with their whole run while one of it is in doubt, and do not hold up the runs after it", async () => {
    const [doubtful, clear] = [await run(200, ["DONE", "SENT"]), await run(100, ["DONE"])];
    expect(await removeOldOperations(90, db)).toBe(1);
    expect(await left(doubtful)).toEqual(["DONE", "SENT"]);
    expect(await left(clear)).toEqual([]);
    await db.syncOperation.updateMany({ where: { state: "SENT" }, data: { state: "DONE" } });
    expect(await removeOldOperations(90, db)).toBe(2);
  });

  it("stay where they wait for a person", async () => {
    const id = await run(200, ["DONE", "HELD"]);
    expect(await removeOldOperations(90, db)).toBe(1);
    expect(await left(id)).toEqual(["HELD"]);
  });

  it("of an open run stay, however long it takes", async () => {
    const id = await run(null, ["DONE"]);
    expect(await removeOldOperations(1, db)).toBe(0);
    expect(await left(id)).toEqual(["DONE"]);
  });

  it("are removed in bounded batches, by several workers at once, each once", async () => {
    const ids = [await run(300, ["DONE"], 6_000), await run(200, ["DONE"], 10)];
    const removed = await Promise.all([removeOldOperations(90, db), removeOldOperations(90, db)]);
    expect(removed[0] + removed[1]).toBe(6_010);
    for (const id of ids) expect(await left(id)).toEqual([]);
  });
});
