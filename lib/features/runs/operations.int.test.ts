import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { listOperationOutcomes, listOperations } from "./queries";
import type { OperationFilter } from "./schema";

const steward: Context = {
  actor: { kind: "person", userId: "u", name: "Ada", roles: ["Steward"] },
  requestId: "test",
};

describe("operations of a run", () => {
  let database: TestDatabase;
  let runId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    configureDatabase(database.url);
    const { definitionId } = await storeDefinition(db());
    const [run, other] = await Promise.all(
      [1, 2].map(() =>
        db().syncRun.create({
          data: {
            syncDefId: definitionId,
            runType: "PUSH",
            requestedBy: "test",
            status: "COMPLETED",
            phase: "DONE",
            outcome: "PARTIAL",
            endTime: new Date(),
          },
        }),
      ),
    );
    runId = run?.id ?? "";
    let seq = 0;
    const operation = (of: string, key: string, part: Partial<Prisma.SyncOperationCreateManyInput>) => ({
      syncRunId: of,
      syncDefId: definitionId,
      seq: BigInt(++seq),
      side: "LIST" as const,
      kind: "UPDATE" as const,
      sourceIdentity: `id=${key}`,
      sourceIdentityHash: `${of} ${key}`,
      spListId: "list",
      intended: {},
      contentHash: "c",
      ...part,
    });
    await db().syncOperation.createMany({
      data: [
        operation(runId, "20", { kind: "CREATE", state: "DONE", outcomeCode: "created", spItemId: 7 }),
        operation(runId, "7", { state: "DONE", outcomeCode: "updated", spItemId: 3 }),
        operation(runId, "71", { state: "REJECTED", outcomeCode: "item-refused", spItemId: 4 }),
        operation(runId, "700", { kind: "DELETE", state: "DONE", outcomeCode: "deleted", cause: "left-filter" }),
        operation(runId, "Ärger", { kind: "DELETE", cause: "source-delete" }),
        operation(other?.id ?? "", "7", { state: "DONE", outcomeCode: "adopted" }),
      ],
    });
  });
  afterAll(async () => {
    await closeDatabase();
    await database?.drop();
  });

  const keys = async (filter: Partial<OperationFilter>) =>
    (await listOperations(steward, { runId, limit: 50, ...filter })).rows.map(({ identity }) => identity.slice(3));

  it("stand in the order of the run, narrowed by kind, state, cause and outcome", async () => {
    expect(await keys({})).toEqual(["20", "7", "71", "700", "Ärger"]);
    expect(await keys({ kind: "DELETE" })).toEqual(["700", "Ärger"]);
    expect(await keys({ kind: "DELETE", state: "PENDING" })).toEqual(["Ärger"]);
    expect(await keys({ cause: "left-filter" })).toEqual(["700"]);
    expect(await keys({ outcome: "item-refused" })).toEqual(["71"]);
    expect(await keys({ outcome: "none-such" })).toEqual([]);
  });

  it("are found by the beginning of a key with or without its name, and by item, once each", async () => {
    expect(await keys({ search: "id=7" })).toEqual(["7", "700", "71"]);
    // Key 7, 71 and 700, and the item 7 of row 20.
    expect(await keys({ search: "7" })).toEqual(["20", "7", "700", "71"]);
    expect(await keys({ search: "4" })).toEqual(["71"]);
    expect(await keys({ search: "Ä" })).toEqual(["Ärger"]);
    expect(await keys({ search: "7", state: "REJECTED" })).toEqual(["71"]);
    expect(await keys({ search: "99999999999" })).toEqual([]);
    expect(await keys({ search: "%" })).toEqual([]);
  });

  it.each([{}, { search: "7" }])("are paged whole with %o", async (filter) => {
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listOperations(steward, { runId, limit: 1, cursor, ...filter });
      seen.push(...page.rows.map(({ identity }) => identity.slice(3)));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(await keys(filter));
  });

  it("are offered by the outcomes that some of the run have", async () => {
    expect(await listOperationOutcomes(steward, { runId })).toEqual(["created", "deleted", "item-refused", "updated"]);
    expect(await listOperationOutcomes(steward, { runId: crypto.randomUUID() })).toEqual([]);
  });
});
