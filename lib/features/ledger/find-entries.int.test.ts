import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context, Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { findEntries, listLedgers } from "./queries";
import { entrySearch } from "./schema";

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Somebody", roles: [role] },
  requestId: "request-1",
});

describe("rows in the ledgers of all syncs", () => {
  let metastore: TestDatabase;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    for (const name of ["Orders", "Products"]) {
      const { definitionId, targetListId } = await storeDefinition(db(), name);
      ids[name] = definitionId;
      const { listId } = await db().sharepointList.findUniqueOrThrow({ where: { id: targetListId } });
      const numbers = name === "Orders" ? [4711, 4712, 47, 8, 9, 5] : [4711, 471, 47_110, 47_111, 47_112, 47_113];
      await db().syncLedgerEntry.createMany({
        data: numbers.map((number, at) => ({
          syncDefId: definitionId,
          sourceIdentity: `id=${number}`,
          sourceIdentityHash: `${name} ${number}`,
          sourceKeyStrategy: "PRIMARY_KEY" as const,
          provenance: "PUSH" as const,
          state: number === 8 ? ("DELETED" as const) : ("LINKED" as const),
          spListId: listId,
          spItemId: at + 1,
        })),
      });
    }
  });
  afterAll(async () => {
    await closeDatabase();
    await metastore?.drop();
  });

  const found = async (filter: object, role: Role = "Steward") => {
    const { rows } = await findEntries(as(role), entrySearch.parse(filter));
    return rows.map(({ definitionName, identity }) => `${definitionName} ${identity}`);
  };

  it("are found by a key's value, by its beginning, by the identity, and by the item's number", async () => {
    const both = [
      "Orders id=4711",
      "Products id=4711",
      "Products id=47110",
      "Products id=47111",
      "Products id=47112",
      "Products id=47113",
    ];
    expect(await found({ search: "4711" })).toEqual(both);
    expect(await found({ search: "id=4711" })).toEqual(both);
    // Item 4 of each list; no key begins so.
    expect(await found({ search: "3" })).toEqual(["Orders id=47", "Products id=47110"]);
    expect(await found({ search: "4" })).toContain("Orders id=8");
  });

  it("are narrowed to a sync and to a state", async () => {
    expect(await found({ search: "4711", definitionId: ids.Orders })).toEqual(["Orders id=4711"]);
    expect(await found({ search: "id=", state: "DELETED" })).toEqual(["Orders id=8"]);
  });

  it("are the first of each sync, of which the last says that there are more", async () => {
    const { rows } = await findEntries(as("Steward"), entrySearch.parse({ search: "id=" }));
    expect(rows.map(({ hasMore }) => hasMore)).toEqual([
      false,
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it("come page by page, each once", async () => {
    const whole = await found({ search: "47" });
    const pages: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await findEntries(
        as("Steward"),
        entrySearch.parse({ search: "47", limit: 2, cursor: cursor ?? undefined }),
      );
      pages.push(...page.rows.map(({ definitionName, identity }) => `${definitionName} ${identity}`));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(pages).toEqual(whole);
  });

  it("take any text for what it is, and find nothing without one", async () => {
    for (const search of ["'; DROP TABLE sync_ledger; --", "%", "\\", "99999999999999999999", "ключ", "4711 "])
      await found({ search });
    expect(await found({ search: "%" })).toEqual([]);
    expect(await found({})).toEqual([]);
  });

  it("are for viewers only those of databases that show their values, and so are the ledgers", async () => {
    expect(await found({ search: "4711" }, "Viewer")).toEqual([]);
    expect(await listLedgers(as("Viewer"), {})).toEqual([]);
    await db().database.updateMany({ where: { name: "Orders" }, data: { viewersMaySeeValues: true } });
    expect(await found({ search: "4711" }, "Viewer")).toEqual(["Orders id=4711"]);
    expect(await listLedgers(as("Viewer"), {})).toMatchObject([
      { definitionName: "Orders", tableName: "public.things" },
    ]);
    expect(await listLedgers(as("Steward"), { definitionId: ids.Products })).toMatchObject([
      { definitionName: "Products" },
      { definitionName: "Orders" },
    ]);
  });
});
