import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import type { Context } from "@/lib/context";
import { db } from "@/lib/db/client";
import { getEditorView } from "@/lib/features/mapping/queries";
import { startRun } from "@/lib/features/runs/mutations";
import { removeMapping } from "@/lib/features/syncs/mutations";
import { getDefinition } from "@/lib/features/syncs/queries";
import { continueRun } from "@/lib/sync/run-sync";
import { addField, previewExpression, saveField, saveRowFilter } from "./mutations";
import { checkExpression } from "./queries";
import { addFieldInput, type SaveFieldInput, saveFieldInput } from "./schema";

const never = new AbortController().signal;
const viewer: Context = {
  actor: { kind: "person", userId: "u-1", name: "Vera", roles: ["Viewer"] },
  requestId: "request-1",
};

describe("expressions of a definition", () => {
  let stack: SyncStack;
  let ref: { readonly definitionId: string };

  beforeAll(async () => {
    stack = await startSyncStack();
    ref = { definitionId: stack.definitionId };
    await stack.source.query(`INSERT INTO things VALUES
      (1, '  Ada ', 10.50, 'first', '2026-01-31'), (2, 'Bob', 20.00, NULL, NULL), (3, NULL, NULL, 'n/a', '2026-03-01')`);
  });
  afterAll(async () => {
    await stack?.stop();
  });

  const work = async () => {
    const { runId } = await startRun(commandLine, ref);
    const slice = () => continueRun({ ...ref, holder: "test", signal: never });
    for (let next = await slice(); next.state === "again"; next = await slice()) await sleep(next.startAfterMs);
    return db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  };
  const mappingOf = async (name: string) => {
    const mapping = await db().fieldMapping.findFirstOrThrow({
      where: { syncDefId: stack.definitionId, OR: [{ sourceColumnName: name }, { targetColumnName: name }] },
    });
    const { id: mappingId, targetColumnName: targetColumn, syncDirection: direction } = mapping;
    return { ...mapping, mappingId, targetColumn, direction };
  };
  const save = async (name: string, part: Partial<SaveFieldInput>) => {
    const { mappingId } = await mappingOf(name);
    const rule = { transform: null, inverse: null, nullPolicy: "CLEAR", defaultValue: null } as const;
    return saveField(commandLine, saveFieldInput.parse({ ...ref, mappingId, ...rule, ...part }));
  };
  const versions = () =>
    db().syncDefinition.findUniqueOrThrow({
      where: { id: stack.definitionId },
      select: { mappingVersion: true, rescanRequired: true },
    });
  const listed = async () => {
    const items = await stack.graph.sandbox.levers.dump(stack.listName);
    return items.map(({ values }) => values).toSorted((a, b) => Number(a.IdValue) - Number(b.IdValue));
  };
  const settles = async () =>
    expect(await work()).toMatchObject({ plannedCreates: 0, plannedUpdates: 0, rowsRejected: 0n });
  const listedOf = async (name: string) => {
    const { targetColumn } = await mappingOf(name);
    return (await listed()).map((values) => values[targetColumn] ?? null);
  };

  it("are saved with a version, an audit row and the wish to compare everything", async () => {
    const before = await versions();
    expect(await save("name", { transform: "value.trim().upper()" })).toEqual({
      direction: "PUSH_ONLY",
      becamePushOnly: false,
    });
    expect(await versions()).toEqual({ mappingVersion: before.mappingVersion + 1, rescanRequired: true });
    const audit = await db().auditEvent.findFirstOrThrow({ where: { action: "sync.mapping-changed" } });
    expect(audit).toMatchObject({ after: { transformRule: "value.trim().upper()" }, before: { transformRule: null } });
    await save("name", { transform: "value.trim().upper()" });
    expect((await versions()).mappingVersion).toBe(before.mappingVersion + 1);
  });

  it("flow into the list, and the second run plans nothing", async () => {
    await save("note", { nullPolicy: "DEFAULT", defaultValue: "none" });
    expect(await work()).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 3 });
    expect(await listedOf("name")).toEqual(["ADA", "BOB", null]);
    expect(await listedOf("note")).toEqual(["first", "none", "n/a"]);
    await settles();
    await save("name", { transform: 'orElse(value.trim(), "nobody")' });
    expect(await work()).toMatchObject({ plannedUpdates: 3 });
    expect(await listedOf("name")).toEqual(["Ada", "Bob", "nobody"]);
    await settles();
  });

  it("leave what the list has where KEEP says so, through run after run", async () => {
    await save("note", { transform: 'nullIf(value, "n/a")', nullPolicy: "KEEP" });
    await work();
    expect(await listedOf("note")).toEqual(["first", "none", "n/a"]);
    await settles();
    await stack.source.query("UPDATE things SET amount = 30, note = NULL");
    expect(await work()).toMatchObject({ plannedUpdates: 3, rowsRejected: 0n });
    expect(await listedOf("note")).toEqual(["first", "none", "n/a"]);
    await settles();
  });

  it("make a field of the whole row, where no column is free for it", async () => {
    const day = await mappingOf("happened_on");
    await removeMapping(commandLine, { ...ref, mappingId: day.mappingId });
    const made = addFieldInput.parse({
      ...ref,
      targetColumnId: day.targetColumnId,
      transform: 'happened_on.addDays(1).orElse(date("2026-12-24"))',
      ...{ inverse: null, nullPolicy: "CLEAR", defaultValue: null },
    });
    await addField(commandLine, made);
    await expect(addField(commandLine, made)).rejects.toMatchObject({ code: "already-exists" });
    const { mappings, problems } = await getDefinition(commandLine, ref);
    expect(problems).toEqual([]);
    expect(mappings.at(-1)).toMatchObject({ sourceColumn: null, targetColumn: day.targetColumn, problem: null });
    expect(await work()).toMatchObject({ plannedUpdates: 3, rowsRejected: 0n });
    await settles();
    await expect(save(day.targetColumn, { transform: null })).rejects.toMatchObject({ code: "input-invalid" });
  });

  it("are refused at their place, and change nothing", async () => {
    const before = await versions();
    await expect(save("name", { transform: "naem.trim()" })).rejects.toMatchObject({
      code: "input-invalid",
      message: "There is no column “naem”. (line 1, character 1)",
      remedy: "Did you mean name?",
      details: { field: "transform" },
    });
    await expect(save("amount", { nullPolicy: "DEFAULT", defaultValue: "many" })).rejects.toMatchObject({
      code: "input-invalid",
      details: { field: "defaultValue" },
    });
    await expect(saveRowFilter(commandLine, { ...ref, rowFilter: "amount + 1" })).rejects.toMatchObject({
      code: "input-invalid",
      details: { field: "rowFilter" },
    });
    expect(
      saveFieldInput.safeParse({
        ...ref,
        mappingId: ref.definitionId,
        transform: null,
        inverse: null,
        nullPolicy: "DEFAULT",
        defaultValue: " ",
      }).success,
    ).toBe(false);
    expect(await versions()).toEqual(before);
  });

  it("of a two-way field need a way back, or it flows one way only", async () => {
    const { mappingId } = await mappingOf("name");
    const twoWay = () =>
      db().fieldMapping.update({ where: { id: mappingId }, data: { syncDirection: "BIDIRECTIONAL" } });
    await twoWay();
    const withoutWayBack = { transform: "value.trim()" };
    expect(await save("name", { ...withoutWayBack, inverse: 'value + "!"' })).toMatchObject({
      direction: "BIDIRECTIONAL",
      becamePushOnly: false,
    });
    await expect(save("name", { ...withoutWayBack, inverse: "value + 1" })).rejects.toMatchObject({
      details: { field: "inverse" },
    });
    expect(await save("name", withoutWayBack)).toEqual({ direction: "PUSH_ONLY", becamePushOnly: true });
    expect((await mappingOf("name")).direction).toBe("PUSH_ONLY");
  });

  it("name the fault of a column that is gone, in the definition's problems", async () => {
    await save("name", { transform: 'value + note.orElse("")' });
    const column = { tableId_columnName: { tableId: await tableId(), columnName: "note" } };
    const vanish = (vanishedAt: Date | null) => db().tableColumn.update({ where: column, data: { vanishedAt } });
    await vanish(new Date());
    const { problems } = await getDefinition(commandLine, ref);
    expect(problems).toContainEqual(
      expect.stringMatching(/^The expression for “.*” cannot be used: There is no column “note”\.$/),
    );
    await vanish(null);
    await save("name", { transform: "value.trim()" });
  });

  const tableId = async () =>
    (await db().databaseTable.findFirstOrThrow({ where: { tableName: "things" }, select: { id: true } })).id;

  it("are checked as they are written, without reading a row", async () => {
    const use = { kind: "filter" } as const;
    expect(await checkExpression(commandLine, { ...ref, text: "amount > 5", use })).toEqual({
      problems: [],
      warnings: [expect.objectContaining({ start: 0, end: 6, remedy: null })],
      result: "yes or no",
      columnsUsed: ["amount"],
    });
    expect(await checkExpression(commandLine, { ...ref, text: "amount >", use })).toMatchObject({
      problems: [{ message: "The expression ends too early.", line: 1, column: 8 }],
    });
  });

  it("are previewed on real rows: cells, result and what the list gets, or the error; the look is recorded", async () => {
    const { targetColumnId, sourceColumnId } = await mappingOf("amount");
    const use = { kind: "field", targetColumnId, sourceColumnId } as const;
    await stack.source.query("UPDATE things SET name = id || '.5' WHERE id < 3");
    const shown = await previewExpression(commandLine, { ...ref, text: "number(name) + value", use });
    expect(shown).toMatchObject({ problems: [], columnsUsed: ["name", "amount"], instanceLabel: "main" });
    expect(shown.rows.toSorted((a, b) => String(a.cells[0]).localeCompare(String(b.cells[0])))).toEqual([
      { cells: ["1.5", "30.00"], result: "31.50", value: "31.5", error: null },
      { cells: ["2.5", "30.00"], result: "32.50", value: "32.5", error: null },
      { cells: [null, "30.00"], result: null, value: null, error: null },
    ]);
    await stack.source.query("UPDATE things SET name = 'Ada' WHERE id = 1");
    const failing = await previewExpression(commandLine, { ...ref, text: "number(name)", use });
    expect(failing.rows.find(({ error }) => error)).toEqual({
      cells: ["Ada"],
      result: null,
      value: null,
      error: '"Ada" is no number.',
    });
    const audit = await db().auditEvent.findFirstOrThrow({ where: { action: "sync.expression-previewed" } });
    expect(audit.after).toMatchObject({ expression: "number(name) + value", instance: "main", rows: 3 });
  });

  it("read no row for a text with a problem, and show no row to viewers", async () => {
    const count = () => db().auditEvent.count({ where: { action: "sync.expression-previewed" } });
    const before = await count();
    const use = { kind: "filter" } as const;
    expect(await previewExpression(commandLine, { ...ref, text: "nope", use })).toMatchObject({
      problems: [{ message: "There is no column “nope”." }],
      rows: [],
      instanceLabel: null,
    });
    expect(await count()).toBe(before);
    await expect(previewExpression(viewer, { ...ref, text: "true", use })).rejects.toMatchObject({
      code: "not-allowed",
    });
    await expect(checkExpression(viewer, { ...ref, text: "true", use })).rejects.toMatchObject({ code: "not-allowed" });
  });

  it("filter rows: what is left out keeps its item, what the filter fails for is rejected, and the second run plans nothing", async () => {
    await save("name", { transform: "value.trim()" });
    await stack.source.query("UPDATE things SET name = 'kept', amount = id * 10");
    await work();
    const before = await versions();
    await saveRowFilter(commandLine, { ...ref, rowFilter: 'id < 2 || note.orElse(name).startsWith("in")' });
    expect((await getEditorView(viewer, ref)).published.document.rowFilter).toContain("id < 2");
    expect(await versions()).toEqual({ mappingVersion: before.mappingVersion + 1, rescanRequired: true });
    await stack.source.query("UPDATE things SET amount = amount + 1");
    expect(await work()).toMatchObject({ rowsRead: 3n, rowsFiltered: 2n, plannedUpdates: 1, rowsRejected: 0n });
    expect(await listedOf("amount")).toEqual([11, 20, 30]);
    expect(await work()).toMatchObject({ plannedCreates: 0, plannedUpdates: 0, rowsFiltered: 2n });

    await saveRowFilter(commandLine, { ...ref, rowFilter: "number(name) > 0 || id == 1" });
    expect(await work()).toMatchObject({ rowsRejected: 2n, plannedUpdates: 0, outcome: "PARTIAL" });
    const rejections = await db().syncRejection.findMany({
      where: { syncDefId: stack.definitionId, resolvedAt: null },
    });
    expect(rejections.map(({ code, message }) => ({ code, message }))).toEqual(
      Array(2).fill({ code: "filter-failed", message: 'The row filter failed: "kept" is no number.' }),
    );
    expect(await listedOf("amount")).toEqual([11, 20, 30]);

    await saveRowFilter(commandLine, { ...ref, rowFilter: null });
    expect(await work()).toMatchObject({ outcome: "SUCCEEDED", plannedUpdates: 2, rowsFiltered: 0n, rowsRejected: 0n });
    expect(await listedOf("amount")).toEqual([11, 21, 31]);
    await settles();
  });

  it("take the items of rows outside with them where that is the rule, the rows looked at once more before", async () => {
    await db().syncDefinition.update({ where: { id: stack.definitionId }, data: { onLeftFilter: "DELETE" } });
    await saveRowFilter(commandLine, { ...ref, rowFilter: "id < 2 || amount > 30" });
    expect(await work()).toMatchObject({ outcome: "SUCCEEDED", plannedDeletes: 1, itemsDeleted: 1 });
    expect(await listedOf("amount")).toEqual([11, 31]);
    await settles();
  });
});
