import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import { masterKey, seal } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { startBoss } from "@/lib/jobs/start-boss";
import { passwordContext } from "@/lib/sync/open-source";
import { examine } from "./examine";
import type { Examined } from "./examined";
import { examineKeys } from "./keys";
import { examineQueue } from "./queue";

const never = new AbortController().signal;

async function examined(url: string, isOutwards = false): Promise<readonly Examined[]> {
  const parts: Examined[] = [];
  for await (const part of examine({ url, isOutwards, signal: never })) parts.push(part);
  return parts;
}
const findingsOf = (parts: readonly Examined[], name: string) =>
  parts.find(({ part }) => part === name)?.findings ?? [];

describe("the doctor", () => {
  let metastore: TestDatabase;
  const secret = randomBytes(32).toString("base64");

  beforeAll(async () => {
    process.env.SYNCBRIDGE_SECRET_KEY = secret;
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
  });
  afterAll(async () => {
    await closeDatabase();
    await metastore.drop();
  });

  it("finds a metastore of the present schema in order, and stores nothing", async () => {
    const before = await db().auditEvent.count();
    const parts = await examined(metastore.url);
    expect(findingsOf(parts, "metastore").map(({ id, level }) => `${id} ${level}`)).toEqual([
      "metastore ok",
      "version ok",
      "migrations ok",
      "clock ok",
      "connections ok",
    ]);
    expect(parts.map(({ part }) => part)).toEqual(["metastore", "keys", "queue", "sign-in"]);
    expect(await db().auditEvent.count()).toBe(before);
  });

  it("says what an address lacks, without its password", async () => {
    const address = new URL(metastore.url);
    address.password = "planted-wrong-password";
    const [wrong, ...others] = await examined(address.href);
    expect(wrong?.findings).toMatchObject([
      { level: "error", remedy: expect.stringContaining("DATABASE_URL") as string },
    ]);
    expect(JSON.stringify(wrong)).not.toContain("planted-wrong-password");
    expect(others.map(({ part }) => part)).toEqual(["sign-in"]);
  });

  it("tells an empty database from a metastore, and makes none of it", async () => {
    const empty = await createEmptyDatabase();
    // Twice: the first look has made nothing that the second could find.
    for (let look = 0; look < 2; look++) {
      const [found] = await examined(empty.url);
      expect(found?.findings).toContainEqual(expect.objectContaining({ id: "migrations", level: "error" }));
    }
    await empty.drop();
  });

  it("names whose secret the key does not open", async () => {
    const { instanceId } = await storeDefinition(db(), "Countries");
    const sealedBy = (key: string) =>
      db().databaseInstance.update({
        where: { id: instanceId },
        data: { dbPassword: seal(masterKey(key), "planted-password", passwordContext) },
      });
    await db().sharepointConnection.updateMany({ data: { clientSecret: null } });
    await sealedBy(secret);
    expect(await examineKeys()).toMatchObject([{ level: "ok" }]);
    await sealedBy(randomBytes(32).toString("base64"));
    const { instanceLabel } = await db().databaseInstance.findUniqueOrThrow({ where: { id: instanceId } });
    const found = await examineKeys();
    expect(found).toMatchObject([{ level: "error", title: expect.stringContaining(instanceLabel) as string }]);
    expect(JSON.stringify(found)).not.toContain("planted-password");
  });

  it("goes on after an instance that cannot be opened", async () => {
    const parts = await examined(metastore.url, true);
    const [instance] = parts.filter(({ part }) => part.startsWith("database "));
    expect(instance?.findings).toMatchObject([{ level: "error" }]);
    expect(parts.some(({ part }) => part.startsWith("connection "))).toBe(true);
  });

  it("sees that nobody works the queue", async () => {
    expect(await examineQueue()).toMatchObject([{ id: "queue", level: "warning" }]);
    const boss = await startBoss({ url: metastore.url, role: "send" });
    expect((await examineQueue())[0]).toMatchObject({ id: "queue", level: "ok" });
    await boss.send("run-definition", { definitionId: "00000000-0000-4000-8000-000000000000" });
    await db().$executeRaw`UPDATE pgboss.job SET start_after = now() - interval '20 minutes'`;
    expect((await examineQueue())[0]).toMatchObject({
      id: "queue",
      level: "error",
      title: expect.stringContaining("20 minutes") as string,
    });
    await boss.stop({ graceful: false });
  });
});
