import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { startRun } from "./mutations";

const context: Context = { actor: { kind: "command-line", name: "test" }, requestId: "test" };

describe("asking for a run", () => {
  let database: TestDatabase;
  let definitionId: string;
  let count = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    configureDatabase(database.url);
    configureQueue(database.url);
  });
  beforeEach(async () => {
    ({ definitionId } = await storeDefinition(db(), `Start ${++count}`));
  });
  afterAll(async () => {
    await closeQueue();
    await closeDatabase();
    await database.drop();
  });

  const runs = () => db().syncRun.count({ where: { syncDefId: definitionId } });
  const audits = () => db().auditEvent.count({ where: { action: "run.started", targetName: `Start ${count}` } });
  const jobs = async () => {
    const [row] = await db().$queryRaw<{ jobs: number }[]>`
      SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'run-definition' AND singleton_key = ${definitionId}`;
    return row?.jobs;
  };

  it("several times at once gives one run, one wake-up and one line in the audit trail (P8)", async () => {
    const started = await Promise.all(Array.from({ length: 6 }, () => startRun(context, { definitionId })));
    expect(new Set(started.map(({ runId }) => runId)).size).toBe(1);
    expect([await runs(), await jobs(), await audits()]).toEqual([1, 1, 1]);
  });

  it("is refused while the definition is paused", async () => {
    await db().syncDefinition.update({ where: { id: definitionId }, data: { isEnabled: false } });
    await expect(startRun(context, { definitionId })).rejects.toMatchObject({ code: "definition-incomplete" });
    expect([await runs(), await jobs(), await audits()]).toEqual([0, 0, 0]);
  });

  it("is refused for a definition that does not exist", async () => {
    await expect(startRun(context, { definitionId: crypto.randomUUID() })).rejects.toMatchObject({ code: "not-found" });
  });

  it("leaves neither run nor wake-up when its transaction is rolled back at the very end", async () => {
    await db().$executeRawUnsafe(`
      CREATE FUNCTION refuse_commit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$`);
    await db().$executeRawUnsafe(`
      CREATE CONSTRAINT TRIGGER refuse_commit AFTER INSERT ON sync_runs DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION refuse_commit()`);
    await expect(startRun(context, { definitionId })).rejects.toThrow("not today");
    await db().$executeRawUnsafe("DROP TRIGGER refuse_commit ON sync_runs");
    expect([await runs(), await jobs(), await audits()]).toEqual([0, 0, 0]);
    await startRun(context, { definitionId });
    expect([await runs(), await jobs(), await audits()]).toEqual([1, 1, 1]);
  });
});
