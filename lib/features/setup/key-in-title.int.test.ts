import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import { introspectNow } from "@/lib/features/bundle/read-catalogs";
import { startRun } from "@/lib/features/runs/mutations";
import { provisionList } from "@/lib/features/sharepoint/mutations";
import { previewList } from "@/lib/features/sharepoint/queries";
import { createDefinition } from "@/lib/features/syncs/mutations";
import { continueRun } from "@/lib/sync/run-sync";
import { chooseMappings, finishSetup } from "./mutations";
import { getMappingProposal } from "./queries";

const never = new AbortController().signal;

describe("the Title of a new list", () => {
  let stack: SyncStack;
  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query("CREATE TABLE rates (code varchar(10) PRIMARY KEY, percent integer NOT NULL)");
    await stack.source.query("INSERT INTO rates VALUES ('full', 20), ('half', 10)");
    await stack.source.query(`CREATE TABLE places (id integer PRIMARY KEY, "place name" text)`);
    await stack.source.query("INSERT INTO places VALUES (1, 'Kathmandu'), (2, repeat('🙂', 400)), (3, NULL)");
    await stack.source.query(
      "CREATE TABLE readings (year integer, sensor uuid, value integer, PRIMARY KEY (year, sensor))",
    );
    await stack.source.query("INSERT INTO readings VALUES (2026, '00000000-0000-4000-8000-000000000001', 7)");
    const { id, name } = await db().database.findFirstOrThrow();
    await introspectNow({ context: commandLine, signal: never, onProgress: () => undefined }, { id, name });
  });
  afterAll(async () => {
    await stack?.stop();
  });

  async function work(definitionId: string, runId: string) {
    for (;;) {
      const next = await continueRun({ definitionId, holder: "test", signal: never });
      if (next.state !== "again") break;
      await sleep(next.startAfterMs);
    }
    return db().syncRun.findUniqueOrThrow({ where: { id: runId } });
  }

  it("is the key, shown once, where that is the only short text, and each row is found again", async () => {
    const { id: tableId } = await db().databaseTable.findFirstOrThrow({ where: { tableName: "rates" } });
    const { id: siteId } = await db().sharepointSite.findFirstOrThrow();
    const proposed = await previewList(commandLine, { tableId, siteId });
    expect(proposed.map(({ sourceColumn, titleFit }) => [sourceColumn, titleFit])).toEqual([
      ["code", "best"],
      ["percent", null],
    ]);

    const wish = { tableId, siteId, displayName: "Rates", columns: ["percent"] };
    const list = await provisionList(commandLine, wish);
    expect(list).toMatchObject({ keyLevel: "K1", columns: [{ sourceColumn: "percent" }] });
    const made = await createDefinition(commandLine, {
      ...{ name: "Rates", tableId, listId: list.listRowId, titleFrom: "code" },
      conflictPolicy: "SOURCE_WINS",
    });
    const { pairs, leftBehind, problems } = await getMappingProposal(commandLine, made);
    expect(pairs.map(({ sourceColumn, targetColumn, transform }) => [sourceColumn, targetColumn, transform])).toEqual([
      ["code", "Title", null],
      ["percent", "Percent", null],
    ]);
    expect({ leftBehind, problems }).toEqual({ leftBehind: [], problems: [] });

    const { runId } = await finishSetup(commandLine, { ...made, run: true });
    expect(await work(made.definitionId, runId ?? "")).toMatchObject({ outcome: "SUCCEEDED", itemsCreated: 2 });
    await stack.source.query("UPDATE rates SET percent = 21 WHERE code = 'full'");
    const again = await startRun(commandLine, made);
    expect(await work(made.definitionId, again.runId)).toMatchObject({
      ...{ outcome: "SUCCEEDED", itemsCreated: 0, itemsUpdated: 1 },
    });
    const items = await stack.graph.sandbox.levers.dump("Rates");
    expect(items.map(({ values }) => [values.Title, values.Percent]).sort()).toEqual([
      ["full", 21],
      ["half", 10],
    ]);
  });

  it.each([
    ["places", `left(text(row["place name"]), 127)`, ["", "Kathmandu", "🙂".repeat(127)]],
    ["readings", 'left(concat(year, " ", sensor), 127)', ["2026 00000000-0000-4000-8000-000000000001"]],
  ])(
    "says in the Title what a row of %s is, cut to what it holds, where no column fits whole",
    async (table, transform, titles) => {
      const { id: tableId } = await db().databaseTable.findFirstOrThrow({ where: { tableName: table } });
      const { id: siteId } = await db().sharepointSite.findFirstOrThrow();
      const list = await provisionList(commandLine, { tableId, siteId, displayName: table });
      const made = await createDefinition(commandLine, {
        ...{ name: table, tableId, listId: list.listRowId },
        conflictPolicy: "SOURCE_WINS",
      });
      const proposal = await getMappingProposal(commandLine, made);
      const title = proposal.pairs.find(({ targetColumn }) => targetColumn === "Title");
      expect(title).toMatchObject({ mappingId: null, transform, isSure: true });
      expect(proposal.missingRequired).toEqual([]);
      const { sourceColumnId, targetColumnId = "" } = title ?? {};
      await chooseMappings(commandLine, {
        ...made,
        add: [{ sourceColumnId: sourceColumnId ?? null, targetColumnId, transform }],
        remove: [],
      });
      const { runId } = await finishSetup(commandLine, { ...made, run: true });
      expect(await work(made.definitionId, runId ?? "")).toMatchObject({ outcome: "SUCCEEDED" });
      const items = await stack.graph.sandbox.levers.dump(table);
      expect(items.map(({ values }) => values.Title ?? "").sort()).toEqual(titles);
    },
  );
});
