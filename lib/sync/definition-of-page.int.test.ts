import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { definitionFor } from "./definition-of-page";

describe("a definition asked for by several parts of a page", () => {
  let database: TestDatabase;
  let ids: StoredIds;

  beforeAll(async () => {
    database = await createTestDatabase();
    configureDatabase(database.url);
    ids = await storeDefinition(db(), "Shared");
  });
  afterAll(async () => {
    await closeDatabase();
    await database.drop();
  });

  it("is read once for the page, and anew for the next one", async () => {
    const page = {};
    const [first, second] = await Promise.all([
      definitionFor({ page }, ids.definitionId),
      definitionFor({ page }, ids.definitionId),
    ]);
    expect(second).toBe(first);
    await db().syncDefinition.update({ where: { id: ids.definitionId }, data: { description: "Changed meanwhile" } });
    expect((await definitionFor({ page: {} }, ids.definitionId)).description).toBe("Changed meanwhile");
  });

  it("is read anew each time without a page", async () => {
    await db().syncDefinition.update({ where: { id: ids.definitionId }, data: { description: "Before" } });
    await definitionFor({}, ids.definitionId);
    await db().syncDefinition.update({ where: { id: ids.definitionId }, data: { description: "After" } });
    expect((await definitionFor({}, ids.definitionId)).description).toBe("After");
  });

  it("is not found where it does not exist, for each part that asks", async () => {
    const page = {};
    const missing = randomUUID();
    await expect(definitionFor({ page }, missing)).rejects.toMatchObject({ code: "not-found" });
    await expect(definitionFor({ page }, missing)).rejects.toMatchObject({ code: "not-found" });
  });
});
