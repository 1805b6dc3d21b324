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
import { finishSetup } from "./mutations";
import { getMappingProposal } from "./queries";

const never = new AbortController().signal;

describe("a new list for a table whose only short text is its key", () => {
  let stack: SyncStack;
  beforeAll(async () => {
    stack = await startSyncStack();
    await stack.source.query("CREATE TABLE rates (code varchar(10) PRIMARY KEY, percent integer NOT NULL)");
    await stack.source.query("INSERT INTO rates VALUES ('full', 20), ('half', 10)");
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

  it("shows the key once, as the Title, and finds each row again", async () => {
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
});
