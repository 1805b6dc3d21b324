import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import type { Context } from "@/lib/context";
import { db } from "@/lib/db/client";
import { addMapping, removeMapping } from "@/lib/features/syncs/mutations";
import { createColumn } from "@/lib/graph/columns";
import { discoverList } from "@/lib/sync/discover-sharepoint";
import { measureFits } from "./mutations";
import { listFits } from "./queries";

const viewer: Context = {
  actor: { kind: "person", userId: "00000000-0000-4000-8000-000000000001", name: "Vic", roles: ["Viewer"] },
  requestId: "test",
};

describe("how well a definition's mappings fit", () => {
  let stack: SyncStack;
  const fitTo = async (column: string, context: Context = commandLine) => {
    const fits = await listFits(context, { definitionId: stack.definitionId });
    const fit = fits.find(({ targetColumn }) => targetColumn === column);
    if (!fit) throw new Error(`Nothing is mapped to ${column}.`);
    return fit;
  };

  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query(`
      INSERT INTO things SELECT n, CASE WHEN n % 4 = 0 THEN repeat('x', 60) WHEN n % 4 = 1 THEN NULL ELSE 'name ' || n END, n
      FROM generate_series(1, 1200) n`);
    const definition = await db().syncDefinition.findUniqueOrThrow({
      where: { id: stack.definitionId },
      include: { targetList: true, fieldMappings: true },
    });
    const args = { siteId: stack.graph.site.id, listId: definition.targetList.listId };
    await createColumn(stack.graph.client, { ...args, column: { name: "Brief", text: { maxLength: 20 } } });
    await createColumn(stack.graph.client, { ...args, column: { name: "Few", choice: { choices: ["name 2"] } } });
    await discoverList({
      siteId: definition.targetList.siteId,
      listId: args.listId,
      signal: new AbortController().signal,
    });
    const onto = async (source: string, name: string) => {
      const mapping = definition.fieldMappings.find(({ sourceColumnName }) => sourceColumnName === source);
      if (mapping) await removeMapping(commandLine, { definitionId: definition.id, mappingId: mapping.id });
      const target = await db().sharepointColumn.findFirstOrThrow({
        where: { listId: definition.targetListId, columnName: name },
      });
      const column = await db().tableColumn.findFirstOrThrow({ where: { columnName: source } });
      await addMapping(commandLine, {
        definitionId: definition.id,
        sourceColumnId: column.id,
        targetColumnId: target.id,
      });
    };
    await onto("name", "Brief");
    await onto("note", "Few");
  });
  afterAll(async () => {
    await stack?.stop();
  });

  it("follows from the types before anybody measured it", async () => {
    expect(await fitTo("Brief")).toMatchObject({ level: "lossy", measured: null });
    expect((await fitTo("Brief")).reasons[0]).toContain("holds 20 characters, character varying(100) has up to 100");
    expect(await fitTo("Few")).toMatchObject({ level: "lossy" });
    expect(await fitTo("Amount")).toMatchObject({ level: "exact", reasons: [] });
  });

  it("is measured on the table's rows, with the failing ones", async () => {
    expect(await measureFits(commandLine, { definitionId: stack.definitionId })).toEqual({ rows: 1200, isWhole: true });
    const fit = await fitTo("Brief");
    expect(fit.level).toBe("lossy");
    expect(fit.reasons[0]).toMatch(/^25 % of all 1,200 rows: /);
    expect(fit.measured).toMatchObject({
      rows: 1200,
      isWhole: true,
      refused: 300,
      empty: 300,
      longest: 60,
      isOutdated: false,
    });
    expect(fit.measured?.values?.failing).toHaveLength(20);
    expect(fit.measured?.values?.failing[0]).toEqual({
      identity: "id=4",
      message: "The text has 60 characters, the column holds 20.",
    });
    expect(await fitTo("Few")).toMatchObject({ level: "safe", measured: { empty: 1200, unknownChoices: 0 } });
  });

  it("shows viewers counts and no values of rows", async () => {
    const { measured } = await fitTo("Brief", viewer);
    expect(measured).toMatchObject({ refused: 300, values: null });
    await expect(measureFits(viewer, { definitionId: stack.definitionId })).rejects.toMatchObject({
      code: "not-allowed",
    });
  });

  it("tells the audit trail who looked, and never at what", async () => {
    const event = await db().auditEvent.findFirstOrThrow({ where: { action: "sync.fit-measured" } });
    expect(event.after).toMatchObject({ rows: 1200 });
    expect(JSON.stringify(event)).not.toContain("id=4");
  });

  it("is out of date when the mapping changes, and then says no more than the types do", async () => {
    const { mappingId } = await fitTo("Few");
    await removeMapping(commandLine, { definitionId: stack.definitionId, mappingId });
    const fit = await fitTo("Brief");
    expect(fit).toMatchObject({ level: "lossy", measured: { isOutdated: true } });
    expect(fit.reasons.join(" ")).not.toContain("%");
  });

  it("counts only rows that pass the filter", async () => {
    await db().syncDefinition.update({ where: { id: stack.definitionId }, data: { rowFilter: "id <= 8" } });
    expect(await measureFits(commandLine, { definitionId: stack.definitionId })).toEqual({ rows: 8, isWhole: true });
    expect((await fitTo("Brief")).measured).toMatchObject({ refused: 2 });
  });
});
