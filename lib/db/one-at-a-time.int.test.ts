import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import { loadDefinition } from "@/lib/sync/load-definition";
import { closeDatabase, configureDatabase, db } from "./client";
import { inTransaction } from "./transaction";

let metastore: TestDatabase;
beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
});
afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

it("reads what belongs to a row in one transaction without asking a connection that is busy", async () => {
  const { definitionId } = await storeDefinition(db());
  const warnings: string[] = [];
  const note = ({ message }: Error) => warnings.push(message);
  process.on("warning", note);
  const stored = await inTransaction((tx) => loadDefinition(definitionId, tx));
  // Warnings are told with the next turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("warning", note);
  expect(stored.fieldMappings).toHaveLength(2);
  expect(warnings).toEqual([]);
});

it("keeps nobody waiting behind a statement that fails", async () => {
  const [first] = await db().$transaction((tx) =>
    Promise.allSettled([tx.$queryRaw`SELECT 1/0`, tx.$queryRaw`SELECT 2`]),
  );
  expect(first).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining("division by zero") } });
  expect(await inTransaction((tx) => tx.$queryRaw`SELECT 3 AS three`)).toEqual([{ three: 3 }]);
});
