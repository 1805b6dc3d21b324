import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import type { Context, Role } from "@/lib/context";
import { db } from "@/lib/db/client";
import { listAuditEvents } from "@/lib/features/audit/queries";
import { auditFilter } from "@/lib/features/audit/schema";
import { startRun } from "@/lib/features/runs/mutations";
import { addMapping } from "@/lib/features/syncs/mutations";
import { getDefinition } from "@/lib/features/syncs/queries";
import { loadDefinition, uncheckedDefinition } from "@/lib/sync/load-definition";
import { continueRun } from "@/lib/sync/run-sync";
import { addMarkColumn, setGuardDefaults, setGuards, setPolicies } from "./mutations";
import { getGuardDefaults, getPolicies } from "./queries";
import { type SetPoliciesInput, setGuardDefaultsInput, setGuardsInput, setPoliciesInput } from "./schema";

const person = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const steward = person("Steward");
const never = new AbortController().signal;

describe("the rules of a definition", () => {
  let stack: SyncStack;
  let definitionId: string;

  beforeAll(async () => {
    stack = await startSyncStack();
    definitionId = stack.definitionId;
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const stored = () => db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } });
  const standard: SetPoliciesInput = {
    definitionId: "",
    mode: "ONE_WAY_PUSH",
    conflictPolicy: "SOURCE_WINS",
    onSourceDelete: "KEEP",
    onLeftFilter: "KEEP",
    onListDelete: "RECREATE",
    markColumnId: null,
  };
  const set = (part: Partial<SetPoliciesInput>, context = steward) =>
    setPolicies(context, { ...standard, definitionId, ...part });
  const lastAudit = async () => {
    const { rows } = await listAuditEvents(person("Admin"), auditFilter.parse({ targetId: definitionId, limit: 1 }));
    return rows[0];
  };

  beforeEach(async () => {
    await set({});
    await db().syncDefinition.update({ where: { id: definitionId }, data: { rescanRequired: false } });
  });

  it("are kept, make the next run compare everything and are told in the audit trail with before and after", async () => {
    const { mappingVersion } = await stored();
    await set({ onSourceDelete: "DELETE" });
    expect(await getPolicies(person("Viewer"), { definitionId })).toMatchObject({ onSourceDelete: "DELETE" });
    expect(await stored()).toMatchObject({ rescanRequired: true, mappingVersion });
    expect(await lastAudit()).toMatchObject({
      action: "sync.policies-changed",
      actorName: "Ada",
      before: { onSourceDelete: "KEEP" },
      after: { onSourceDelete: "DELETE" },
    });
    expect(Object.keys((await lastAudit())?.after ?? {})).toEqual(["onSourceDelete"]);
  });

  it("leave no trace when nothing changes", async () => {
    const before = await db().auditEvent.count();
    await set({});
    expect(await db().auditEvent.count()).toBe(before);
    expect(await stored()).toMatchObject({ rescanRequired: false });
  });

  it("have what was refused judged again when the conflict policy or the mode changes", async () => {
    const { mappingVersion } = await stored();
    await set({ conflictPolicy: "MANUAL" });
    expect(await stored()).toMatchObject({ mappingVersion: mappingVersion + 1, rescanRequired: true });
    await set({ conflictPolicy: "MANUAL", mode: "ARCHIVE_ONLY" });
    expect(await stored()).toMatchObject({ mappingVersion: mappingVersion + 2, syncMode: "ARCHIVE_ONLY" });
  });

  it("are changed by a steward and not by a viewer, guards by an administrator only", async () => {
    const guards = setGuardsInput.parse({ definitionId, guards: {} });
    await expect(set({ onListDelete: "ASK" }, person("Viewer"))).rejects.toMatchObject({ code: "not-allowed" });
    await expect(setGuards(steward, guards)).rejects.toMatchObject({ code: "not-allowed" });
    await expect(addMarkColumn(person("Viewer"), { definitionId, displayName: "x" })).rejects.toMatchObject({
      code: "not-allowed",
    });
    await set({ onListDelete: "ASK" });
    expect(await stored()).toMatchObject({ onListDelete: "ASK" });
  });

  it("say that two-way is not there yet, and that a mark needs a column", () => {
    const parse = (part: object) => setPoliciesInput.safeParse({ ...standard, definitionId, ...part });
    const said = (part: object) => parse(part).error?.issues.map((issue) => issue.message);
    expect(said({ mode: "TWO_WAY" })).toEqual(["Two-way sync is not there yet."]);
    expect(said({ conflictPolicy: "LATEST_WINS" })?.[0]).toContain("not there yet");
    expect(said({ onLeftFilter: "MARK" })).toEqual(["Choose the column that takes the mark."]);
    expect(parse({ onLeftFilter: "MARK", mode: "ARCHIVE_ONLY" }).success).toBe(true);
    expect(parse({ markColumnId: "" }).data?.markColumnId).toBe(null);
  });

  it("of rows that leave cannot change under an open run, which was planned by them", async () => {
    const run = await db().syncRun.create({ data: { syncDefId: definitionId, runType: "PUSH", requestedBy: "test" } });
    await expect(set({ onSourceDelete: "DELETE" })).rejects.toMatchObject({ code: "in-use" });
    expect(await stored()).toMatchObject({ onSourceDelete: "KEEP" });
    await set({ conflictPolicy: "DESTINATION_WINS" });
    expect(await getPolicies(steward, { definitionId })).toMatchObject({
      hasOpenRun: true,
      conflictPolicy: "DESTINATION_WINS",
    });
    await db().syncRun.delete({ where: { id: run.id } });
  });

  it("mark in a column that can hold it, that nothing is mapped to, and that no mapping takes afterwards", async () => {
    const columns = await db().sharepointColumn.findMany();
    const idOf = (name: string) => columns.find((column) => column.columnName === name)?.id ?? "none";
    await expect(set({ markColumnId: idOf("HappenedOn") })).rejects.toMatchObject({
      message: "“happened_on” is mapped to this column.",
      details: { field: "markColumnId" },
    });
    await expect(set({ markColumnId: idOf("SyncBridgeKey") })).rejects.toMatchObject({ code: "input-invalid" });
    await expect(set({ markColumnId: idOf("Modified") })).rejects.toMatchObject({ code: "input-invalid" });
    await expect(set({ markColumnId: crypto.randomUUID() })).rejects.toMatchObject({
      message: "The list has no such column.",
    });

    const made = await addMarkColumn(steward, { definitionId, displayName: "Left the table" });
    expect(made.columnName).toBe("LeftTheTable");
    expect(await stored()).toMatchObject({ markColumnId: made.columnId });
    expect(await lastAudit()).toMatchObject({
      action: "sync.mark-column-added",
      before: { markColumn: null },
      after: { markColumn: "LeftTheTable", displayName: "Left the table" },
    });
    const { markColumns } = await getPolicies(steward, { definitionId });
    expect(markColumns).toEqual([
      { id: made.columnId, name: "LeftTheTable", displayName: "Left the table", takes: "the date and time" },
    ]);

    const { freeTargetColumns } = await getDefinition(steward, { definitionId });
    expect(freeTargetColumns.map((column) => column.name)).not.toContain("LeftTheTable");
    const mapping = await db().fieldMapping.findFirstOrThrow({ where: { sourceColumnName: "happened_on" } });
    await db().fieldMapping.delete({ where: { id: mapping.id } });
    const taking = addMapping(steward, {
      definitionId,
      sourceColumnId: mapping.sourceColumnId ?? "",
      targetColumnId: made.columnId,
    });
    await expect(taking).rejects.toMatchObject({ code: "input-invalid", details: { field: "targetColumnId" } });
    await set({ onSourceDelete: "MARK", markColumnId: made.columnId });
    expect(await stored()).toMatchObject({ onSourceDelete: "MARK", markColumnId: made.columnId });
    const again = addMarkColumn(steward, { definitionId, displayName: "Created" });
    await expect(again).rejects.toMatchObject({ details: { field: "displayName" } });
  });

  it("leave marks where they stand when another column takes them, and a row that comes back is without any", async () => {
    const run = async () => {
      await startRun(steward, { definitionId });
      while ((await continueRun({ definitionId, holder: "test", signal: never })).state === "again");
    };
    const marks = async () => {
      const items = await stack.graph.sandbox.levers.dump(stack.listName);
      return items
        .map(({ values }) => [Number(values.IdValue), values.GoneA != null, values.GoneB != null] as const)
        .toSorted(([a], [b]) => a - b);
    };
    await stack.source.query("INSERT INTO things SELECT n, 'thing ' || n FROM generate_series(1, 3) n");
    const first = await addMarkColumn(steward, { definitionId, displayName: "Gone A" });
    await set({ onSourceDelete: "MARK", markColumnId: first.columnId });
    await run();
    await stack.source.query("DELETE FROM things WHERE id > 1");
    await run();
    expect(await marks()).toEqual([
      [1, false, false],
      [2, true, false],
      [3, true, false],
    ]);
    // As a run leaves it that was abandoned before it heard whether the mark was written.
    const marking = { where: { syncDefId: definitionId, kind: "MARK" } } as const;
    await db().syncOperation.updateMany({ ...marking, data: { state: "SENT" } });
    await expect(set({ onSourceDelete: "KEEP", markColumnId: null })).rejects.toMatchObject({ code: "in-use" });
    await db().syncOperation.updateMany({ ...marking, data: { state: "DONE" } });
    const second = await addMarkColumn(steward, { definitionId, displayName: "Gone B" });
    expect(await stored()).toMatchObject({ markColumnId: second.columnId });
    expect((await stored()).formerMarkColumnIds).toContain(first.columnId);
    await stack.source.query("INSERT INTO things VALUES (2, 'thing 2'); DELETE FROM things WHERE id = 1");
    await run();
    expect(await marks()).toEqual([
      [1, false, true],
      [2, false, false],
      [3, true, false],
    ]);
    // The former column takes marks again, then none does: what stands in either is taken off where rows come back.
    await set({ onSourceDelete: "MARK", markColumnId: first.columnId });
    await set({ onSourceDelete: "KEEP", markColumnId: null });
    expect((await stored()).formerMarkColumnIds.slice(-2)).toEqual([second.columnId, first.columnId]);
    await stack.source.query("INSERT INTO things VALUES (1, 'thing 1'), (3, 'thing 3')");
    await run();
    expect(await marks()).toEqual([1, 2, 3].map((id) => [id, false, false]));
  });
});

describe("the guards of a definition", () => {
  let stack: SyncStack;
  let definitionId: string;
  const admin = person("Admin");

  beforeAll(async () => {
    stack = await startSyncStack();
    definitionId = stack.definitionId;
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const set = (guards: object) => setGuards(admin, setGuardsInput.parse({ definitionId, guards }));
  const stored = async () => (await db().syncDefinition.findUniqueOrThrow({ where: { id: definitionId } })).guards;

  it("are the defaults until somebody sets others, and only those that differ are kept", async () => {
    expect(await getPolicies(steward, { definitionId })).toMatchObject({
      guards: {
        emptySource: true,
        mostDeletes: { rows: 10, percent: 5 },
        mostUpdates: { percent: 30 },
        mostAlike: { percent: 20, fromRows: 50 },
        mostVanished: { percent: 10, fromItems: 20 },
      },
      ownGuards: [],
    });
    await set({ mostDeletes: { rows: 3, percent: 7 }, mostUpdates: { percent: 30 } });
    expect(await stored()).toEqual({ mostDeletes: { rows: 3, share: 0.07 } });
    const policies = await getPolicies(steward, { definitionId });
    expect(policies.ownGuards).toEqual(["mostDeletes"]);
    expect(policies.guards.mostDeletes).toEqual({ rows: 3, percent: 7 });
    const { rows } = await listAuditEvents(admin, auditFilter.parse({ targetId: definitionId, limit: 1 }));
    expect(rows[0]).toMatchObject({
      action: "sync.guards-changed",
      before: { mostDeletes: { rows: 10, percent: 5 } },
      after: { mostDeletes: { rows: 3, percent: 7 } },
    });
    await set({});
    expect(await stored()).toEqual({});
  });

  it("follow the installation's defaults as far as they have no limit of their own, in runs too", async () => {
    await set({ mostUpdates: { percent: 12 } });
    const defaults = (guards: object) => setGuardDefaults(admin, setGuardDefaultsInput.parse({ guards }));
    await defaults({ mostDeletes: { rows: 1, percent: 2 }, mostUpdates: { percent: 50 } });
    const policies = await getPolicies(steward, { definitionId });
    expect(policies.guards).toMatchObject({ mostDeletes: { rows: 1, percent: 2 }, mostUpdates: { percent: 12 } });
    expect(policies.defaultGuards).toMatchObject({ mostUpdates: { percent: 50 } });
    const { guards } = uncheckedDefinition(await loadDefinition(definitionId), "namespace", {
      id: "r",
      startedAt: new Date(),
    });
    expect(guards).toMatchObject({ mostDeletes: { rows: 1, share: 0.02 }, mostUpdates: { share: 0.12 } });
    expect(await getGuardDefaults(steward)).toMatchObject({
      definitions: 1,
      exceptions: [{ id: definitionId, own: ["mostUpdates"] }],
      productGuards: { mostUpdates: { percent: 30 } },
    });
    const { rows } = await listAuditEvents(admin, auditFilter.parse({ targetKind: "installation", limit: 1 }));
    expect(rows[0]).toMatchObject({
      action: "installation.guards-changed",
      before: { mostUpdates: { percent: 30 } },
      after: { mostUpdates: { percent: 50 } },
    });
    await defaults({});
    await set({});
  });

  it("of all definitions are set by administrators only", async () => {
    const asking = setGuardDefaults(steward, setGuardDefaultsInput.parse({ guards: {} }));
    await expect(asking).rejects.toMatchObject({ code: "not-allowed" });
  });

  it("take shares from 0 to 100 % only", () => {
    const parse = (guards: object) => setGuardsInput.safeParse({ definitionId, guards }).success;
    expect(parse({ mostUpdates: { percent: 100 } })).toBe(true);
    expect(parse({ mostUpdates: { percent: 101 } })).toBe(false);
    expect(parse({ mostDeletes: { rows: 1.5, percent: 5 } })).toBe(false);
    expect(parse({ mostDeletes: { rows: -1, percent: 5 } })).toBe(false);
  });
});
