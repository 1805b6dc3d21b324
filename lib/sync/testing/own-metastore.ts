import { afterAll, beforeAll } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { createPrisma, type Db } from "@/lib/db/client";

/** Gives the tests of a file, or of the group that it is called in, a metastore of their own, which goes with the last of them. */
export function withOwnMetastore(take: (db: Db) => void): void {
  let database: TestDatabase;
  let db: Db;
  beforeAll(async () => {
    database = await createTestDatabase();
    db = createPrisma(database.url);
    take(db);
  });
  afterAll(async () => {
    await db.$disconnect();
    await database.drop();
  });
}
