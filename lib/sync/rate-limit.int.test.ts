import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { createPrisma, type Db } from "@/lib/db/client";
import { type RateLimit, takeTurn } from "./rate-limit";

const limit: RateLimit = { name: "trial", perPerson: 3, perInstallation: 5 };

let metastore: TestDatabase;
/** Two web processes. */
let first: Db;
let second: Db;

beforeAll(async () => {
  metastore = await createTestDatabase();
  first = createPrisma(metastore.url);
  second = createPrisma(metastore.url);
});

afterAll(async () => {
  await first.$disconnect();
  await second.$disconnect();
  await metastore.drop();
});

beforeEach(async () => {
  await first.$executeRaw`DELETE FROM rate_limits`;
  // A minute that ends within the test would begin to count anew.
  const [clock] = await first.$queryRaw<{ left: number }[]>`
    SELECT (60 - extract(second FROM clock_timestamp()))::float8 AS left`;
  if ((clock?.left ?? 0) < 10) await first.$executeRaw`SELECT pg_sleep(${clock?.left ?? 0})`;
});

/** How many of so many turns at once were let through. */
async function passed(turns: readonly (readonly [Db, string])[]): Promise<number> {
  const results = await Promise.allSettled(turns.map(([client, person]) => takeTurn(limit, person, client)));
  for (const result of results)
    if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "too-many-requests" });
  return results.filter(({ status }) => status === "fulfilled").length;
}

describe("turns in a minute", () => {
  it("are as many as a person has, over all processes", async () => {
    expect(
      await passed([
        [first, "ada"],
        [second, "ada"],
        [first, "ada"],
        [second, "ada"],
      ]),
    ).toBe(3);
    await expect(takeTurn(limit, "ada", second)).rejects.toMatchObject({
      message: "You may do this 3 times a minute.",
      remedy: expect.stringMatching(/^Wait \d+ seconds/) as string,
    });
    await takeTurn({ ...limit, perInstallation: 100 }, "bob", first);
  });

  it("are as many as all have together", async () => {
    const people = ["a", "b", "c", "d", "e", "f", "g"];
    expect(await passed(people.map((person, at) => [at % 2 === 0 ? first : second, person]))).toBe(5);
    await expect(takeTurn(limit, "h", first)).rejects.toMatchObject({
      message: "All people together may do this 5 times a minute.",
    });
  });

  it("come back with the next minute, and those before are forgotten", async () => {
    expect(
      await passed([
        [first, "ada"],
        [first, "ada"],
        [first, "ada"],
        [first, "ada"],
      ]),
    ).toBe(3);
    await first.$executeRaw`UPDATE rate_limits SET minute = minute - interval '3 minutes'`;
    await takeTurn(limit, "ada", second);
    expect(await first.$queryRaw`SELECT key, used FROM rate_limits ORDER BY key`).toEqual([
      { key: "trial|all", used: 1 },
      { key: "trial|person|ada", used: 1 },
    ]);
  });
});
