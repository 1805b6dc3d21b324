import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { listRejectionCauses } from "./queries";
import { causeFilter } from "./schema";

const viewer: Context = {
  actor: { kind: "person", userId: "u-1", name: "Vic", roles: ["Viewer"] },
  requestId: "request-1",
};

describe("causes of rejections in all syncs", () => {
  let metastore: TestDatabase;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    for (const name of ["Orders", "Products"]) ids[name] = (await storeDefinition(db(), name)).definitionId;
    const row = (sync: string, id: number, code: string, part = {}) => ({
      syncDefId: ids[sync] ?? "",
      sourceIdentity: `id=${id}`,
      sourceIdentityHash: `${sync} ${id}`,
      message: `sEcReT of row ${id}.`,
      origin: "LOCAL" as const,
      code,
      mappingVersion: 1,
      firstSeenAt: new Date(2026, 1, id),
      ...part,
    });
    await db().syncRejection.createMany({
      data: [
        row("Orders", 1, "text-too-long"),
        row("Orders", 2, "unique-clash", { nextRetryAt: new Date(Date.now() + 3_600_000) }),
        row("Orders", 3, "unique-clash"),
        row("Products", 4, "text-too-long"),
        row("Products", 5, "text-too-long"),
        row("Products", 6, "text-too-long"),
        row("Products", 7, "unique-clash", { resolvedAt: new Date() }),
      ],
    });
  });
  afterAll(async () => {
    await closeDatabase();
    await metastore?.drop();
  });

  const found = async (filter: object) => {
    const { rows } = await listRejectionCauses(viewer, causeFilter.parse(filter));
    return rows.map(({ definitionName, code, rows: count }) => `${definitionName} ${code} ${count}`);
  };

  it("are counted by sync and code, the most frequent first, without those that are settled", async () => {
    expect(await found({})).toEqual(["Products text-too-long 3", "Orders unique-clash 2", "Orders text-too-long 1"]);
  });

  it("are found by sync and by cause, and sorted", async () => {
    expect(await found({ search: "order", sort: "since" })).toEqual([
      "Orders text-too-long 1",
      "Orders unique-clash 2",
    ]);
    expect(await found({ code: "text-too-long", sort: "rows", direction: "asc" })).toEqual([
      "Orders text-too-long 1",
      "Products text-too-long 3",
    ]);
    expect(await found({ search: "UNIQUE" })).toEqual(["Orders unique-clash 2"]);
    expect(await found({ definitionId: ids.Products })).toEqual(["Products text-too-long 3"]);
  });

  it("come page by page in each order, and each once", async () => {
    for (const sort of ["rows", "sync", "since"] as const)
      for (const direction of ["asc", "desc"] as const) {
        const whole = await found({ sort, direction });
        const pages: string[] = [];
        let cursor: string | null = null;
        do {
          const page = await listRejectionCauses(
            viewer,
            causeFilter.parse({ sort, direction, limit: 1, cursor: cursor ?? undefined }),
          );
          pages.push(...page.rows.map(({ definitionName, code, rows }) => `${definitionName} ${code} ${rows}`));
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(pages, `${sort} ${direction}`).toEqual(whole);
      }
  });

  it("tell when they are tried again, and nothing of the rows", async () => {
    const page = await listRejectionCauses(viewer, causeFilter.parse({ search: "unique" }));
    expect(page.rows[0]).toMatchObject({
      maySeeRows: false,
      waiting: 1,
      nextRetryAt: expect.any(Date),
      title: expect.any(String),
    });
    expect(JSON.stringify(page)).not.toMatch(/sEcReT|id=/);
    await db().database.updateMany({ data: { viewersMaySeeValues: true } });
    const { rows } = await listRejectionCauses(viewer, causeFilter.parse({ search: "unique" }));
    expect(rows).toMatchObject([{ maySeeRows: true }]);
  });
});
