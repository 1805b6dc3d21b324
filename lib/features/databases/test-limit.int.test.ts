import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { verifyConnection, verifyConnectionDraft } from "@/lib/features/sharepoint/mutations";
import { testInstance, testInstanceDraft } from "./mutations";

const person = (userId: string): Context => ({
  actor: { kind: "person", userId, name: userId, roles: ["Admin"] },
  requestId: "r",
});

let metastore: TestDatabase;
let instanceId: string;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  ({ instanceId } = await storeDefinition(db(), "Tested"));
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

/** Uses turns up, in this minute and the next, lest it turn within the test. */
const useUp = (key: string, used: number) => db().$executeRaw`
  INSERT INTO rate_limits (key, minute, used)
  SELECT ${key}, date_trunc('minute', clock_timestamp()) + later * interval '1 minute', ${used}::int FROM generate_series(0, 1) AS later`;

describe("tests of connections", () => {
  it.each<[string, (who: Context) => Promise<unknown>]>([
    ["of an instance", (who) => testInstance(who, { instanceId })],
    ["of an instance that is not stored", (who) => testInstanceDraft(who, {} as never)],
    ["of a connection", (who) => verifyConnection(who, { connectionId: instanceId })],
    ["of a connection that is not stored", (who) => verifyConnectionDraft(who, {} as never)],
  ])("%s are so many a minute for one person, before any address is reached", async (name, test) => {
    await useUp(`connection-test|person|${name}`, 10);
    await expect(test(person(name))).rejects.toMatchObject({
      code: "too-many-requests",
      message: "You may do this 10 times a minute.",
    });
  });

  it("are so many for all together", async () => {
    await db().$executeRaw`DELETE FROM rate_limits`;
    await useUp("connection-test|all", 60);
    await expect(testInstance(person("new"), { instanceId })).rejects.toMatchObject({ code: "too-many-requests" });
  });
});
