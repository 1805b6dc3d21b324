import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { retryRejections } from "./mutations";
import { listRejectionGroups, listRejections } from "./queries";

const steward: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Steward"] },
  requestId: "request-1",
};

describe("rejections of a definition", () => {
  let metastore: TestDatabase;
  let definitionId: string;

  beforeAll(async () => {
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    ({ definitionId } = await storeDefinition(db()));
    const [graph, local] = ["GRAPH", "LOCAL"] as const;
    const later = new Date(Date.now() + 3_600_000);
    const row = <T extends object>(id: number, part: T) => ({
      syncDefId: definitionId,
      sourceIdentity: `id=${id}`,
      sourceIdentityHash: String(id),
      message: `Row ${id}.`,
      mappingVersion: 1,
      lastSeenAt: new Date(2026, 1, id),
      ...part,
    });
    await db().syncRejection.createMany({
      data: [
        row(1, { origin: graph, code: "item-refused", nextRetryAt: later }),
        row(2, { origin: graph, code: "item-refused", nextRetryAt: later }),
        row(3, { origin: graph, code: "unique-clash", nextRetryAt: later }),
        row(4, { origin: local, code: "text-too-long", fieldName: "name" }),
        row(5, { origin: local, code: "text-too-long", resolvedAt: new Date() }),
      ],
    });
  });
  afterAll(async () => {
    await closeDatabase();
    await metastore?.drop();
  });

  it("are grouped by code with cause and remedy, the most frequent first, each with its newest sample", async () => {
    const groups = await listRejectionGroups(steward, { definitionId });
    expect(groups.map(({ code, rows, waiting }) => [code, rows, waiting])).toEqual([
      ["item-refused", 2, 2],
      ["text-too-long", 1, 0],
      ["unique-clash", 1, 1],
    ]);
    expect(groups[0]).toMatchObject({
      title: "SharePoint refuses this item.",
      sampleIdentity: "id=2",
      sampleMessage: "Row 2.",
    });
    expect(groups[1]).toMatchObject({ sampleField: "name", nextRetryAt: null });
    expect(groups[1]?.remedy).toContain("Shorten");
  });

  it("of one code are tried again by the next run when a steward asks for it, and that is told", async () => {
    expect(await retryRejections(steward, { definitionId, code: "item-refused" })).toEqual({ rows: 2 });
    const groups = await listRejectionGroups(steward, { definitionId });
    expect(groups.map(({ code, waiting }) => [code, waiting])).toEqual([
      ["item-refused", 0],
      ["text-too-long", 0],
      ["unique-clash", 1],
    ]);
    expect(await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } })).toMatchObject({
      rescanRequired: true,
    });
    const audit = await db().auditEvent.findMany({ where: { action: "sync.rejections-retried" } });
    expect(audit).toMatchObject([{ targetId: definitionId, after: { rows: 2, code: "item-refused" } }]);
    expect(await retryRejections(steward, { definitionId, code: "item-refused" })).toEqual({ rows: 0 });
    expect(await db().auditEvent.count({ where: { action: "sync.rejections-retried" } })).toBe(1);
  });

  it("are told with whether they wait for their time", async () => {
    const { rows } = await listRejections(steward, { definitionId, limit: 50 });
    expect(rows.map(({ identity, isWaiting }) => [identity, isWaiting])).toEqual([
      ["id=1", false],
      ["id=2", false],
      ["id=3", true],
      ["id=4", false],
    ]);
  });

  it("are one by one or all tried again, and never by a viewer", async () => {
    const { id: rejectionId } = await db().syncRejection.findFirstOrThrow({ where: { code: "unique-clash" } });
    expect(await retryRejections(steward, { definitionId, rejectionId })).toEqual({ rows: 1 });
    const viewer: Context = { ...steward, actor: { kind: "person", userId: "u-2", name: "Vic", roles: ["Viewer"] } };
    await expect(retryRejections(viewer, { definitionId })).rejects.toMatchObject({ code: "not-allowed" });
    await expect(retryRejections(steward, { definitionId: crypto.randomUUID() })).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
