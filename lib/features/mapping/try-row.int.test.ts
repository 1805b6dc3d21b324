import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import { listColumns } from "@/lib/graph/columns";
import { type MappingDocument, newRow } from "./document/document";
import { createListColumn, getColumnSamples, tryRow } from "./mutations";
import { getEditorView } from "./queries";

describe("real rows and the list, from the editor", () => {
  let stack: SyncStack;
  let document: MappingDocument;
  const ref = () => ({ definitionId: stack.definitionId });
  const view = () => getEditorView(commandLine, ref());
  const change = (name: string, rule: object): MappingDocument => ({
    ...document,
    rows: document.rows.map((row) => (row.sourceColumnId === columnId(name) ? { ...row, ...rule } : row)),
  });
  let sources: Awaited<ReturnType<typeof getEditorView>>["columns"]["sources"];
  const columnId = (name: string) => {
    const found = sources.find((column) => column.name === name);
    if (!found) throw new Error(`There is no column ${name}.`);
    return found.id;
  };

  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query(`
      INSERT INTO things SELECT n, CASE WHEN n = 2 THEN repeat('x', 99) ELSE 'name ' || n END, n * 1.5, NULL, '2026-05-31'
      FROM generate_series(1, 10) n`);
    const { published, columns } = await view();
    document = published.document;
    sources = columns.sources;
  });
  afterAll(async () => {
    await stack?.stop();
  });

  it("shows five values of each column, the share of NULL and the longest, and records the look only", async () => {
    const samples = await getColumnSamples(commandLine, ref());
    expect(samples).toMatchObject({ rows: 10, isWhole: true, instanceLabel: "main" });
    const of = (name: string) => samples.columns.find((column) => column.columnId === columnId(name));
    expect(of("name")).toMatchObject({ longest: 99, nullShare: 0, distinct: 10 });
    expect(of("name")?.examples).toHaveLength(5);
    expect(of("note")).toMatchObject({ longest: null, nullShare: 1, examples: [] });
    const audit = await db().auditEvent.findFirstOrThrow({ where: { action: "sync.samples-read" } });
    expect(JSON.stringify(audit)).not.toContain("name 1");
  });

  it("takes a row through the draft: cells, canonical values, the JSON for Graph", async () => {
    const draft = change("name", { transform: "value.upper()" });
    const tried = await tryRow(commandLine, { ...ref(), document: draft, row: { by: "key", key: "4" } });
    expect(tried).toMatchObject({ identity: "id=4", refusal: null, isFiltered: false, itemId: null });
    const named = (column: string) => tried.fields.find(({ cells }) => cells[0]?.column === column);
    expect(named("name")).toMatchObject({
      cells: [{ column: "name", value: "name 4" }],
      canonical: "NAME 4",
      rejection: null,
    });
    expect(named("amount")).toMatchObject({ cells: [{ value: "6.00" }], canonical: 6 });
    expect(named("note")).toMatchObject({ canonical: null, isKept: false });
    const name = named("name")?.targetColumn ?? "";
    expect(tried.json).toMatchObject({
      [name]: "NAME 4",
      SyncBridgeKey: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it("says at each field why it would be refused, and what the filter does", async () => {
    const draft = { ...change("name", { transform: "number(value)" }), rowFilter: "id > 5" };
    const tried = await tryRow(commandLine, { ...ref(), document: draft, row: { by: "key", key: "id=4" } });
    expect(tried).toMatchObject({ isFiltered: true, refusal: "The row filter leaves it out.", json: null });
    expect(tried.fields.filter(({ rejection }) => rejection)).toMatchObject([
      { rejection: { code: "expression-failed" } },
    ]);
    const broken = change("name", { transform: "naem" });
    const told = await tryRow(commandLine, { ...ref(), document: broken, row: { by: "key", key: "4" } });
    expect(told.fields.filter(({ rejection }) => rejection)).toMatchObject([{ rejection: { code: "mapping-broken" } }]);
    await expect(tryRow(commandLine, { ...ref(), document, row: { by: "key", key: "99" } })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(tryRow(commandLine, { ...ref(), document, row: { by: "key", key: "x" } })).rejects.toMatchObject({
      code: "input-invalid",
    });
  });

  it("leafs through rows of a sample", async () => {
    const [first, second] = [
      await tryRow(commandLine, { ...ref(), document, row: { by: "sample", index: 0 } }),
      await tryRow(commandLine, { ...ref(), document, row: { by: "sample", index: 9 } }),
    ];
    expect(first.identity).not.toBe(second.identity);
    await expect(tryRow(commandLine, { ...ref(), document, row: { by: "sample", index: 10 } })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  it("adds a list column of the type that fits, under a free name, which can be mapped at once", async () => {
    const made = await createListColumn(commandLine, { ...ref(), sourceColumnId: columnId("amount") });
    expect(made.column).toMatchObject({ type: "number", isReadOnly: false, isUnique: false });
    const { columns } = await view();
    expect(columns.targets.map(({ id }) => id)).toContain(made.column.id);
    const titles = columns.targets.map(({ displayName }) => displayName);
    expect(titles.filter((title) => title === made.column.displayName)).toHaveLength(1);
    const { targetList } = await db().syncDefinition.findUniqueOrThrow({
      where: { id: stack.definitionId },
      include: { targetList: true },
    });
    const present = await listColumns(stack.graph.client, { siteId: stack.graph.site.id, listId: targetList.listId });
    expect(present.find(({ name }) => name === made.column.name)?.number).toBeDefined();
    const rows = [...document.rows, { ...newRow(randomUUID(), null, made.column.id), transform: "amount * 2" }];
    const tried = await tryRow(commandLine, {
      ...ref(),
      document: { ...document, rows },
      row: { by: "key", key: "4" },
    });
    expect(tried.json).toMatchObject({ [made.column.name]: 12 });
    await expect(
      createListColumn(commandLine, {
        ...ref(),
        sourceColumnId: columnId("amount"),
        displayName: made.column.displayName,
      }),
    ).rejects.toMatchObject({ code: "graph-name-taken" });
  });
});
