import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { applyAlone } from "./apply-alone";

let metastore: TestDatabase;
beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
});
afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

const { signal } = new AbortController();
const unheard = () => undefined;

it("says at once who applies and when it goes on if they are no more, and goes on when they have ended", async () => {
  let waiting: Promise<string> | undefined;
  const told = await applyAlone({ by: "Ada", signal, onWait: unheard }, () => {
    return new Promise<string>((onWait) => {
      waiting = applyAlone({ by: "Stella", signal, onWait }, async () => "done");
    });
  });
  expect(told).toMatch(
    /^waiting: Ada began to apply a file \d+ seconds ago; if it broke off, this goes on in ([1-9]|10) seconds$/,
  );
  expect(await waiting).toBe("done");
  expect(await db().provisioningLock.count()).toBe(0);
});

it("goes on after one that was killed, which has not let go", async () => {
  // As a holder leaves it that is no more: nobody prolongs it.
  const holder = "7f4df2a2-5b27-4d0c-9b6e-1f0f2f6b0a11";
  await db().$executeRaw`
    INSERT INTO provisioning_locks (key, holder, started_by, taken_at, expires_at)
    VALUES ('bundle', ${holder}::uuid, 'Ada', clock_timestamp(), clock_timestamp() + interval '1 second')`;
  expect(await applyAlone({ by: "Stella", signal, onWait: unheard }, async () => "done")).toBe("done");
});
