import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { saveRowFilter } from "@/lib/features/expressions/mutations";
import { addMapping, describeDefinition, removeMapping } from "@/lib/features/syncs/mutations";
import { type MappingDocument, type MappingRow, newRow } from "./document/document";
import { settleClash } from "./document/merge";
import { discardDraft, publishDraft, rollBack, saveDraft } from "./mutations";
import { examineDocument, getEditorView, getMappingPulse, getVersion, listVersions } from "./queries";

const person = (name: string): Context => ({
  actor: { kind: "person", userId: randomUUID(), name, roles: ["Steward"] },
  requestId: "test",
});
const [ada, bob] = [person("Ada"), person("Bob")];

describe("drafts and versions of a mapping", () => {
  let database: TestDatabase;
  let ids: StoredIds;
  let count = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    configureDatabase(database.url);
  });
  afterAll(async () => {
    await closeDatabase();
    await database.drop();
  });
  beforeEach(async () => {
    ids = await storeDefinition(db(), `Drafts ${++count}`);
    await db().sharepointColumn.create({
      data: { listId: ids.targetListId, columnName: "Code", columnType: "text", definition: { text: {} } },
    });
  });

  const ref = () => ({ definitionId: ids.definitionId });
  const view = (context = ada) => getEditorView(context, ref());
  const present = async () => (await view()).published;
  const columnId = async (name: string) => {
    const { columns } = await view();
    const found = [...columns.sources, ...columns.targets].find((column) => column.name === name);
    if (!found) throw new Error(`There is no column ${name}.`);
    return found.id;
  };
  const rowOf = (document: MappingDocument, name: string): MappingRow => {
    const row = document.rows.find(({ id }) => id === ids.mappingIds[name]);
    if (!row) throw new Error(`Nothing is mapped from ${name}.`);
    return row;
  };
  const withRow = (document: MappingDocument, name: string, change: Partial<MappingRow>): MappingDocument => {
    const { id } = rowOf(document, name);
    return { ...document, rows: document.rows.map((row) => (row.id === id ? { ...row, ...change } : row)) };
  };
  /** Saves a draft as a first one, or over the one that is there. */
  const draft = async (context: Context, document: MappingDocument, baseVersion?: number) => {
    const { draft: former, published } = await view(context);
    const base = baseVersion ?? former?.baseVersion ?? published.version;
    const saved = await saveDraft(context, {
      ...ref(),
      revision: former?.revision ?? null,
      baseVersion: base,
      document,
    });
    if (!saved.ok) throw new Error("The draft is stale.");
    return saved.draft.revision;
  };
  const publishing = async (context: Context, document: MappingDocument) =>
    publishDraft(context, { ...ref(), revision: await draft(context, document), reason: "Because" });
  const storedMappings = () => db().fieldMapping.findMany({ where: { syncDefId: ids.definitionId } });
  /** Each version that the definition had is kept, and the newest is what its field mappings say. */
  const expectComplete = async () => {
    const { published } = await view();
    const versions = await db().mappingVersion.findMany({ where: { syncDefId: ids.definitionId } });
    expect(versions.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: published.version }, (_, index) => index + 1),
    );
    expect((await getVersion(ada, { ...ref(), version: published.version })).document).toEqual(published.document);
  };

  it("belong to one person, with a revision that a second window cannot overwrite", async () => {
    const { document } = await present();
    const first = withRow(document, "name", { transform: "value.upper()" });
    expect(await draft(ada, first)).toBe(1);
    expect(await draft(ada, withRow(document, "name", { transform: "value.lower()" }))).toBe(2);
    const late = await saveDraft(ada, { ...ref(), revision: 1, baseVersion: 1, document: first });
    expect(late).toMatchObject({ ok: false, reason: "stale", draft: { revision: 2 } });
    expect(await saveDraft(ada, { ...ref(), revision: null, baseVersion: 1, document: first })).toMatchObject({
      ok: false,
    });
    expect((await view()).draft).toMatchObject({ revision: 2, baseVersion: 1 });
    expect((await view(bob)).draft).toBeNull();
    const adas = [{ by: "Ada", baseVersion: 1 }];
    expect((await view(bob)).otherDrafts).toMatchObject(adas);
    expect(await getMappingPulse(bob, ref())).toMatchObject({ version: 1, otherDrafts: adas });
    expect(await getMappingPulse(ada, ref())).toEqual({ version: 1, otherDrafts: [] });
    expect(await discardDraft(ada, { ...ref(), revision: 1 })).toMatchObject({ draft: { revision: 2 } });
    expect(await discardDraft(ada, { ...ref(), revision: 2 })).toEqual({ draft: null });
  });

  it("are published as a version with who, when, why and the difference; unchanged rows keep their ids", async () => {
    const { document } = await present();
    const added = newRow(randomUUID(), null, await columnId("Code"));
    const next = withRow(document, "name", { transform: "value.upper()" });
    const result = await publishing(ada, { ...next, rows: [...next.rows, { ...added, transform: '"C-1"' }] });
    expect(result).toMatchObject({ ok: true, version: 2, difference: { added: [{ id: added.id }], removed: [] } });
    const stored = await storedMappings();
    expect(new Set(stored.map(({ id }) => id))).toEqual(new Set([...Object.values(ids.mappingIds), added.id]));
    expect(await db().syncDefinition.findUniqueOrThrow({ where: { id: ids.definitionId } })).toMatchObject({
      mappingVersion: 2,
      rescanRequired: true,
    });
    const first = await listVersions(ada, { ...ref(), limit: 1 });
    const second = await listVersions(ada, { ...ref(), limit: 1, cursor: first.nextCursor ?? undefined });
    expect(second.nextCursor).toBeNull();
    expect([...first.rows, ...second.rows]).toMatchObject([
      {
        version: 2,
        by: "Ada",
        reason: "Because",
        isPublished: true,
        rowCount: 3,
        difference: { changed: [{ fields: ["transform"] }] },
      },
      { version: 1, by: "SyncBridge", difference: null, rowCount: 2 },
    ]);
    const audit = await db().auditEvent.findFirstOrThrow({
      where: { targetId: ids.definitionId, action: "sync.mapping-published" },
    });
    expect(audit).toMatchObject({
      before: { version: 1 },
      after: { version: 2, reason: "Because", added: [{ targetColumn: "Code", transform: '"C-1"' }] },
    });
    expect((await view()).draft).toBeNull();
    await expectComplete();
  });

  it("with errors are kept, and not published", async () => {
    const { document } = await present();
    const broken = withRow(document, "name", { transform: "naem.upper()" });
    const { problems } = await examineDocument(ada, { ...ref(), document: broken });
    expect(problems.filter(({ severity }) => severity === "error")).toMatchObject([{ code: "expression" }]);
    const result = await publishing(ada, broken);
    expect(result).toMatchObject({
      ok: false,
      reason: "problems",
      problems: [{ code: "expression", rowId: ids.mappingIds.name, field: "transform" }],
    });
    expect(await present()).toMatchObject({ version: 1, document });
    expect((await view()).draft).toMatchObject({ document: broken });
  });

  it("run their examples first, and a failing one refuses", async () => {
    const { document } = await present();
    const [name, title] = [await columnId("name"), await columnId("Title")];
    const unitRow = { id: randomUUID(), name: "Capitals", values: { [name]: "ada" }, expected: { [title]: "ADA" } };
    const result = await publishing(ada, { ...document, unitRows: [unitRow] });
    expect(result).toMatchObject({
      ok: false,
      reason: "problems",
      problems: [{ code: "unit-row-failed", unitRowId: unitRow.id }],
    });
    const good = { ...withRow(document, "name", { transform: "value.upper()" }), unitRows: [unitRow] };
    expect(await publishing(ada, good)).toMatchObject({ ok: true, version: 2 });
    await removeMapping(ada, { ...ref(), mappingId: ids.mappingIds.amount ?? "" });
    expect((await present()).document.unitRows).toEqual([unitRow]);
    await expectComplete();
  });

  it("of two people that are published at once: exactly one wins, the other sees both merged, and nothing is lost", async () => {
    const { document } = await present();
    const revisions = [
      await draft(ada, withRow(document, "name", { transform: "value.upper()" })),
      await draft(
        bob,
        withRow(withRow(document, "name", { transform: "value.lower()" }), "amount", { nullPolicy: "KEEP" }),
      ),
    ];
    const results = await Promise.all(
      [ada, bob].map((context, index) =>
        publishDraft(context, { ...ref(), revision: revisions[index] ?? 0, reason: "" }),
      ),
    );
    const [winner, loser] = results[0]?.ok ? [ada, bob] : [bob, ada];
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = results.find(({ ok }) => !ok);
    if (!refused || refused.ok || refused.reason !== "behind") throw new Error("Nobody was refused as behind.");
    expect(refused.published).toMatchObject({ version: 2, by: winner.actor.name });
    const { merged } = refused;
    expect(merged.clashes).toMatchObject([{ part: "row", id: ids.mappingIds.name, field: "transform" }]);
    expect(rowOf(merged.document, "amount").nullPolicy).toBe("KEEP");

    const [clash] = merged.clashes;
    if (!clash) throw new Error("There is no clash.");
    const revision = await draft(loser, settleClash(merged.document, clash, "mine"), 2);
    const last = await publishDraft(loser, { ...ref(), revision, reason: "Mine after all" });
    const mine = loser === ada ? "value.upper()" : "value.lower()";
    expect(last).toMatchObject({ ok: true, version: 3 });
    const now = (await present()).document;
    expect(rowOf(now, "name").transform).toBe(mine);
    expect(rowOf(now, "amount").nullPolicy).toBe("KEEP");
    await expectComplete();
  });

  it("are not behind for a version that changed nothing in the mapping", async () => {
    const { document } = await present();
    const revision = await draft(ada, withRow(document, "name", { transform: "value.upper()" }));
    await describeDefinition(bob, { ...ref(), description: null, timeZone: "Europe/Vienna" });
    expect(await publishDraft(ada, { ...ref(), revision, reason: "" })).toMatchObject({ ok: true, version: 3 });
    await expectComplete();
  });

  it("meet the other ways to change a mapping, each of which is a version too", async () => {
    const { document } = await present();
    const revision = await draft(ada, withRow(document, "name", { transform: "value.upper()" }));
    const code = await columnId("Code");
    await removeMapping(bob, { ...ref(), mappingId: ids.mappingIds.amount ?? "" });
    await addMapping(bob, {
      ...ref(),
      sourceColumnId: rowOf(document, "amount").sourceColumnId ?? "",
      targetColumnId: code,
    });
    await saveRowFilter(bob, { ...ref(), rowFilter: "id > 0" });
    await expectComplete();
    const behind = await publishDraft(ada, { ...ref(), revision, reason: "" });
    if (behind.ok || behind.reason !== "behind") throw new Error("The draft is not behind.");
    expect(behind.merged.clashes).toEqual([]);
    expect(behind.merged.document.rowFilter).toBe("id > 0");
    expect(behind.merged.document.rows.map(({ targetColumnId }) => targetColumnId)).toContain(code);
    expect(rowOf(behind.merged.document, "name").transform).toBe("value.upper()");
  });

  it("give a row that goes into another list column a new id, since its base is of the former one", async () => {
    const { document } = await present();
    const code = await columnId("Code");
    expect(await publishing(ada, withRow(document, "name", { targetColumnId: code }))).toMatchObject({ ok: true });
    const stored = await storedMappings();
    expect(stored.find(({ targetColumnId }) => targetColumnId === code)?.id).not.toBe(ids.mappingIds.name);
    await expectComplete();
  });

  it("let two rows trade their columns", async () => {
    const { document } = await present();
    const [name, amount] = [rowOf(document, "name"), rowOf(document, "amount")];
    const swapped = withRow(withRow(document, "name", { sourceColumnId: amount.sourceColumnId }), "amount", {
      sourceColumnId: name.sourceColumnId,
      transform: "number(value)",
    });
    expect(await publishing(ada, swapped)).toMatchObject({ ok: true });
    expect((await storedMappings()).find(({ id }) => id === ids.mappingIds.name)?.sourceColumnName).toBe("amount");
    await expectComplete();
  });

  it("are rolled back to as a new version, with what is gone named", async () => {
    const { document } = await present();
    expect(
      await publishing(ada, {
        ...document,
        rowFilter: "id > 5",
        rows: document.rows.filter(({ id }) => id === ids.mappingIds.name),
      }),
    ).toMatchObject({ ok: true, version: 2 });
    expect(await rollBack(bob, { ...ref(), version: 1, publishedVersion: 1, reason: "" })).toMatchObject({
      ok: false,
      reason: "behind",
    });
    expect(await rollBack(bob, { ...ref(), version: 1, publishedVersion: 2, reason: "" })).toMatchObject({
      ok: true,
      version: 3,
      notRestored: [],
    });
    expect((await present()).document).toEqual(document);
    expect((await storedMappings()).map(({ id }) => id).toSorted()).toEqual(Object.values(ids.mappingIds).toSorted());
    await db().sharepointColumn.updateMany({
      where: { listId: ids.targetListId, columnName: "Amount" },
      data: { vanishedAt: new Date() },
    });
    expect(await rollBack(bob, { ...ref(), version: 2, publishedVersion: 3, reason: "" })).toMatchObject({
      ok: true,
      version: 4,
    });
    expect(await rollBack(bob, { ...ref(), version: 1, publishedVersion: 4, reason: "" })).toMatchObject({
      ok: true,
      version: 5,
      notRestored: ["“amount” → “Amount”: the column is gone from the list."],
    });
    await expectComplete();
  });
});
