import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CatalogedSource, startCatalogedSource } from "@/e2e/support/cataloged-source";
import { mapTable } from "@/e2e/support/mapped-table";
import type { Context, Role } from "@/lib/context";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { previewExpression } from "@/lib/features/expressions/mutations";
import { getKey } from "@/lib/features/keys/queries";
import { explainRow, getPassport, listLedger, listRowOperations } from "@/lib/features/ledger/queries";
import { listFits } from "@/lib/features/mapping/queries";
import { listRejectionGroups, listRejections, listRunRejections } from "@/lib/features/rejections/queries";
import { getLiveRun, listOperations, listRuns } from "@/lib/features/runs/queries";
import { search } from "@/lib/features/search/queries";
import { getDefinition, listDefinitions } from "@/lib/features/syncs/queries";
import { profileColumn, profileTable, sampleTable } from "@/lib/features/tables/mutations";
import { setValueSight } from "./mutations";
import { maySeeValues, requireValues } from "./queries";

/** Stands in a row, and in everything that was kept of it. */
const marker = "mArKeRvalue0123";
const hash = "a".repeat(64);

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u", name: role, roles: [role] },
  requestId: "r",
});

let source: CatalogedSource;
let tableId: string;
let columnId: string;
let definitionId: string;
let runId: string;

beforeAll(async () => {
  source = await startCatalogedSource();
  await source.sql.query(
    `CREATE TABLE things (code text PRIMARY KEY, name text); INSERT INTO things VALUES ('${marker}', 'x')`,
  );
  await source.introspect();
  const table = await source.table("things");
  tableId = table.id;
  columnId = table.columns.find(({ columnName }) => columnName === "code")?.id ?? "";
  definitionId = await mapTable(db(), { tableId, name: "Things", key: "code", mapped: "code" });
  const reason = `duplicate key (${marker})`;
  await db().syncDefinition.update({
    where: { id: definitionId },
    data: { haltedCode: "source-failed", haltedReason: reason, haltedAt: new Date() },
  });
  const mapping = await db().fieldMapping.findFirstOrThrow({ where: { syncDefId: definitionId } });
  const run = await db().syncRun.create({
    data: {
      syncDefId: definitionId,
      runType: "PUSH",
      status: "FAILED",
      phase: "DONE",
      outcome: "FAILED",
      purpose: "SYNC",
      requestedBy: "test",
      endTime: new Date(),
      errorCode: "source-failed",
      errorMessage: reason,
    },
  });
  runId = run.id;
  const row = { sourceIdentity: `code=${marker}`, sourceIdentityHash: hash };
  await db().syncEvent.create({
    data: { syncRunId: runId, severity: "ERROR", eventType: "failed", message: reason },
  });
  await db().syncOperation.create({
    data: {
      ...row,
      syncRunId: runId,
      syncDefId: definitionId,
      seq: 1n,
      side: "LIST",
      kind: "UPDATE",
      state: "DONE",
      spListId: "l",
      spItemId: 1,
      intended: { [mapping.id]: "after" },
      before: { [mapping.id]: marker },
      contentHash: "c",
    },
  });
  await db().syncLedgerEntry.create({
    data: {
      ...row,
      syncDefId: definitionId,
      sourceKeyStrategy: "PRIMARY_KEY",
      spListId: "l",
      spItemId: 1,
      provenance: "PUSH",
      state: "LINKED",
      base: { [mapping.id]: marker },
    },
  });
  await db().syncRejection.create({
    data: {
      ...row,
      syncDefId: definitionId,
      origin: "LOCAL",
      code: "text-too-long",
      message: reason,
      mappingVersion: 1,
    },
  });
  await db().syncRunRejections.create({
    data: {
      syncRunId: runId,
      code: "text-too-long",
      fieldName: "code",
      rows: 1n,
      samples: [{ identity: row.sourceIdentity, hash, message: reason }],
    },
  });
  await db().mappingFit.create({
    data: {
      fieldMappingId: mapping.id,
      syncDefId: definitionId,
      mappingVersion: 1,
      instanceLabel: "main",
      isWhole: true,
      measure: {
        rows: 1,
        empty: 0,
        refused: 1,
        byCode: [{ code: "text-too-long", rows: 1 }],
        longest: 20,
        unknownChoices: null,
        duplicates: null,
        outOfRange: null,
        failing: [{ identity: row.sourceIdentity, code: "text-too-long", message: reason }],
      },
    },
  });
  await db().syncMatch.create({
    data: {
      syncDefId: definitionId,
      purpose: "FIRST",
      state: "READY",
      requestedBy: "test",
      mappingVersion: 1,
      items: { create: { ...row, side: "ROW", verdict: "ONLY_ROW", values: { [mapping.id]: marker } } },
    },
  });
});

afterAll(async () => {
  await source?.stop();
});

type Asking = (context: Context) => Promise<unknown>;
const page = { limit: 50 };

/** Queries whose whole answer is about rows: refused without the right. */
const refused: readonly (readonly [string, Asking])[] = [
  ["a table's sample", (who) => sampleTable(who, { tableId, from: "first", limit: 20 })],
  ["a table's profile", (who) => profileTable(who, { tableId })],
  ["a column's profile", (who) => profileColumn(who, { tableId, columnId })],
  ["the operations of a run", (who) => listOperations(who, { runId, ...page })],
  ["the ledger", (who) => listLedger(who, { definitionId, ...page })],
  ["a row's passport", (who) => getPassport(who, { definitionId, key: marker })],
  ["why a row is not in the list", (who) => explainRow(who, { definitionId, key: marker })],
  ["the runs that touched a row", (who) => listRowOperations(who, { definitionId, identityHash: hash, ...page })],
  ["rejected rows", (who) => listRejections(who, { definitionId, ...page })],
  ["rejections by cause", (who) => listRejectionGroups(who, { definitionId })],
];

/** Queries that anybody may ask, and that leave values out without the right. */
const reduced: readonly (readonly [string, Asking])[] = [
  ["a run with its story", (who) => getLiveRun(who, { runId })],
  ["what a run rejected", (who) => listRunRejections(who, { runId })],
  ["all runs", (who) => listRuns(who, page)],
  ["all definitions", (who) => listDefinitions(who, page)],
  ["a definition", (who) => getDefinition(who, { definitionId })],
  ["the fits of a mapping", (who) => listFits(who, { definitionId })],
  ["the key with its comparison", (who) => getKey(who, { definitionId })],
  ["the search", (who) => search(who, { q: marker })],
];

const show = (viewersMaySeeValues: boolean) =>
  setValueSight(as("Admin"), { databaseId: source.databaseId, viewersMaySeeValues });

/** What someone learns: the marker, an answer without it, or the code of the refusal. */
async function learned(asking: Asking, role: Role): Promise<string> {
  try {
    const answer = await asking(as(role));
    const text = JSON.stringify(answer, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    return text.includes(marker) ? "values" : "no values";
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

const everything: readonly (readonly [string, Asking, string])[] = [
  ...refused.map(([name, asking]) => [name, asking, "not-allowed"] as const),
  ...reduced.map(([name, asking]) => [name, asking, "no values"] as const),
];

describe("values of rows", () => {
  it.each(everything)("%s: a viewer without the right, one with it, a steward", async (_, asking, without) => {
    await show(false);
    expect([await learned(asking, "Viewer"), await learned(asking, "Steward")]).toEqual([without, "values"]);
    await show(true);
    expect([await learned(asking, "Viewer"), await learned(asking, "Steward")]).toEqual(["values", "values"]);
  });

  it("that an expression makes are shown to those who write it only", async () => {
    await show(true);
    const preview = previewExpression(as("Viewer"), { definitionId, text: "code", use: { kind: "filter" } });
    await expect(preview).rejects.toMatchObject({ code: "not-allowed" });
  });

  it("of another database stay hidden", async () => {
    await show(true);
    const { applicationId } = await db().database.findUniqueOrThrow({ where: { id: source.databaseId } });
    const { id } = await db().database.create({
      data: { applicationId, name: "Other", dbType: "POSTGRES", environment: "DEV", databaseName: "other" },
    });
    expect(await maySeeValues(as("Viewer"), { databaseId: id })).toBe(false);
    expect(await maySeeValues(as("Viewer"), { databaseId: source.databaseId })).toBe(true);
    await expect(requireValues(as("Viewer"), { runId: id })).rejects.toMatchObject({ code: "not-allowed" });
  });
});

describe("the right", () => {
  it("is given by administrators only, and each change stands in the audit trail", async () => {
    const change = { databaseId: source.databaseId, viewersMaySeeValues: true };
    await expect(setValueSight(as("Steward"), change)).rejects.toMatchObject({ code: "not-allowed" });
    await show(false);
    await db().auditEvent.deleteMany({ where: { action: "database.value-sight-changed" } });
    await show(true);
    await show(true);
    await show(false);
    const events = await db().auditEvent.findMany({
      where: { action: "database.value-sight-changed" },
      orderBy: { at: "asc" },
    });
    expect(events.map(({ before, after }) => [before, after])).toEqual([
      [{ viewersMaySeeValues: false }, { viewersMaySeeValues: true }],
      [{ viewersMaySeeValues: true }, { viewersMaySeeValues: false }],
    ]);
  });
});
