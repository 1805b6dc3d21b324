import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { cancelRun, planRun, startRun } from "./mutations";
import { getOpenRuns, listRuns, listSyncsOfRuns } from "./queries";
import { openRunsInput, type RunFilter } from "./schema";

const ada: Context = {
  actor: { kind: "person", userId: "u", name: "schedule", roles: ["Steward"] },
  requestId: "test",
};
const schedule: Context = { actor: { kind: "worker", name: "schedule" }, requestId: "test" };

describe("the list of runs", () => {
  let database: TestDatabase;
  const definitions: string[] = [];
  let byPerson: string;
  let bySchedule: string;
  let plan: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    configureDatabase(database.url);
    configureQueue(database.url);
    for (const name of ["Orders", "Parts", "Staff"]) definitions.push((await storeDefinition(db(), name)).definitionId);
    const [orders = "", parts = "", staff = ""] = definitions;
    byPerson = (await startRun(ada, { definitionId: orders })).runId;
    bySchedule = (await startRun(schedule, { definitionId: parts })).runId;
    plan = (await planRun(ada, { definitionId: staff })).runId;
    const at = (day: number) => new Date(`2026-11-0${day}T12:00:00Z`);
    for (const [id, day] of [
      [byPerson, 1],
      [bySchedule, 2],
      [plan, 3],
    ] as const)
      await db().syncRun.update({ where: { id }, data: { startTime: at(day) } });
  });
  afterAll(async () => {
    await closeQueue();
    await closeDatabase();
    await database.drop();
  });

  const ids = async (filter: Partial<RunFilter>) =>
    (await listRuns(ada, { limit: 50, ...filter })).rows.map((run) => run.id);

  it("is narrowed by who started them, also where a person is called like a schedule", async () => {
    expect(await ids({ startedBy: "person" })).toEqual([plan, byPerson]);
    expect(await ids({ startedBy: "worker" })).toEqual([bySchedule]);
    expect(await ids({ startedBy: "command-line" })).toEqual([]);
  });

  it("is narrowed by purpose, days and sync", async () => {
    expect(await ids({ purpose: "PLAN" })).toEqual([plan]);
    const from = new Date("2026-11-02T00:00:00Z");
    expect(await ids({ from, to: new Date("2026-11-03T00:00:00Z") })).toEqual([bySchedule]);
    expect(await ids({ definitionId: definitions[0] })).toEqual([byPerson]);
  });

  it("finds a run by how its id begins, and runs by their sync's name", async () => {
    expect(await ids({ search: byPerson })).toEqual([byPerson]);
    expect(await ids({ search: byPerson.slice(0, 8).toUpperCase() })).toEqual([byPerson]);
    expect(await ids({ search: byPerson.slice(0, 15) })).toEqual([byPerson]);
    expect(await ids({ search: "pART" })).toEqual([bySchedule]);
    expect(await ids({ search: "ffff-zz" })).toEqual([]);
  });

  it("pages in both directions of time", async () => {
    for (const oldestFirst of [false, true]) {
      const expected = oldestFirst ? [byPerson, bySchedule, plan] : [plan, bySchedule, byPerson];
      const seen: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await listRuns(ada, { limit: 1, cursor, oldestFirst });
        seen.push(...page.rows.map((run) => run.id));
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(expected);
    }
  });

  it("offers the syncs by name, the chosen one among them", async () => {
    const offered = await listSyncsOfRuns(ada, { definitionId: definitions[1] });
    expect(offered.map(({ name }) => name)).toEqual(["Orders", "Parts", "Staff"]);
  });

  it("tells how the open ones of a page stand, and who stopped one", async () => {
    await cancelRun(ada, { runId: byPerson });
    const asked = openRunsInput.parse({ runIds: `${byPerson},${plan},00000000-0000-4000-8000-000000000000` });
    expect(await getOpenRuns(ada, asked)).toMatchObject([
      { id: plan, isCancelRequested: false, cancelledBy: null },
      { id: byPerson, isCancelRequested: true, cancelledBy: "schedule", requestedByKind: "person" },
    ]);
  });

  it("takes only ids for those it keeps true", () => {
    expect(openRunsInput.safeParse({ runIds: "" }).success).toBe(false);
    expect(openRunsInput.safeParse({ runIds: `${plan},x` }).success).toBe(false);
  });
});
