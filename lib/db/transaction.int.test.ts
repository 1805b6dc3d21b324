import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { createPrisma, type Db, type Tx } from "./client";
import { inTransaction } from "./transaction";

let database: TestDatabase;
let client: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createPrisma(database.url);
});

afterAll(async () => {
  await client.$disconnect();
  await database.drop();
});

/** Resolves for all callers when as many have come as are expected. */
function meetingOf(count: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived >= count) open();
    return all;
  };
}

async function twoApplications(): Promise<[string, string]> {
  const first = await client.application.create({ data: { name: "first", ownerTeam: "" } });
  const second = await client.application.create({ data: { name: "second", ownerTeam: "" } });
  return [first.id, second.id];
}

test("two transactions that lock each other out both succeed in the end, with Prisma's queries and with raw ones", async () => {
  const [first, second] = await twoApplications();
  const touch = {
    prisma: (tx: Tx, id: string, mark: string) => tx.application.update({ where: { id }, data: { ownerTeam: mark } }),
    raw: (tx: Tx, id: string, mark: string) =>
      tx.$executeRaw`UPDATE applications SET owner_team = ${mark} WHERE id = ${id}::uuid`,
  };
  for (const [name, update] of Object.entries(touch)) {
    const bothHoldOne = meetingOf(2);
    let starts = 0;
    const cross = (ids: [string, string], mark: string) =>
      inTransaction(
        async (tx) => {
          starts += 1;
          await update(tx, ids[0], mark);
          await bothHoldOne();
          await update(tx, ids[1], mark);
        },
        { client },
      );
    await Promise.all([cross([first, second], `${name} a`), cross([second, first], `${name} b`)]);
    // A deadlock was met: one of the two began again.
    expect(starts).toBe(3);
    const marks = await client.application.findMany({ where: { id: { in: [first, second] } } });
    expect(new Set(marks.map((row) => row.ownerTeam)).size).toBe(1);
    expect(marks[0]?.ownerTeam).toContain(name);
  }
});

test("a serialization failure is repeated", async () => {
  const [id] = await twoApplications();
  const bothHaveRead = meetingOf(2);
  const append = (letter: string) =>
    inTransaction(
      async (tx) => {
        const { ownerTeam } = await tx.application.findUniqueOrThrow({ where: { id } });
        await bothHaveRead();
        await tx.application.update({ where: { id }, data: { ownerTeam: `${ownerTeam}${letter}` } });
      },
      { client, isolation: "RepeatableRead" },
    );
  await Promise.all([append("a"), append("b")]);
  const { ownerTeam } = await client.application.findUniqueOrThrow({ where: { id } });
  expect(ownerTeam?.split("").sort().join("")).toBe("ab");
});

test("any other error ends the transaction at once and leaves nothing behind", async () => {
  let starts = 0;
  const failing = inTransaction(
    async (tx) => {
      starts += 1;
      await tx.application.create({ data: { name: "never" } });
      throw new Error("no");
    },
    { client },
  );
  await expect(failing).rejects.toThrow("no");
  expect(starts).toBe(1);
  expect(await client.application.count({ where: { name: "never" } })).toBe(0);
});
