import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { storeDefinition } from "@/e2e/support/stored-definition";
import { answerAsReadable } from "@/lib/connectors/sqlserver/testing/readable-table";
import { rows } from "@/lib/connectors/sqlserver/testing/scripted-answer";
import { type ScriptedServer, startScriptedServer } from "@/lib/connectors/sqlserver/testing/scripted-server";
import { masterKey, seal } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { requireSetting } from "@/lib/env";
import { setCursor } from "@/lib/features/cursors/mutations";
import { getCursor } from "@/lib/features/cursors/queries";
import { loadCursors } from "./load-cursors";
import { loadDefinition } from "./load-definition";
import { passwordContext } from "./open-source";
import { storeCursor } from "./pending-cursor";
import type { NewEvent } from "./run-events";
import { InstanceSource } from "./source-port";

const never = new AbortController().signal;
const admin = { actor: { kind: "command-line", name: "test" }, requestId: "test" } as const;
const latin = "SQL_Latin1_General_CP1_CI_AS";

/** SQL Server as scripted: what is asked of it is what a real one is asked. */
describe("a definition that reads a SQL Server table by its row version", () => {
  let metastore: TestDatabase;
  let server: ScriptedServer;
  let definitionId: string;
  let instanceId: string;
  let told: NewEvent[] = [];
  let isSnapshotAllowed = true;

  beforeAll(async () => {
    process.env.SYNCBRIDGE_SECRET_KEY ??= randomBytes(32).toString("base64");
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    server = await startScriptedServer({
      logins: { sync: "Geheim-7" },
      answer: answerAsReadable({
        schema: "public",
        name: "things",
        rowCount: 2,
        get isSnapshotAllowed() {
          return isSnapshotAllowed;
        },
        columns: [
          ["id", false, "int", 4, 10, 0, null],
          ["name", true, "nvarchar", 100, 0, 0, latin],
          ["version", false, "timestamp", 8, 0, 0, null],
        ],
        keys: [["id"]],
        read: ({ sql }) =>
          sql.includes("[version]")
            ? rows({ id: "int", name: "nvarchar", version: "varbinary" }, [
                [1, "one", "00000000000007d0"],
                [2, "two", "00000000000007ff"],
              ])
            : rows({ id: "int", name: "nvarchar" }, [
                [1, "one"],
                [2, "two"],
              ]),
      }),
    });
    const stored = await storeDefinition(db(), "Versions");
    ({ definitionId, instanceId } = stored);
    await db().database.updateMany({ data: { dbType: "SQLSERVER" } });
    await db().databaseInstance.update({
      where: { id: instanceId },
      data: {
        host: server.host,
        port: server.port,
        dbName: "master",
        dbUser: "sync",
        dbPassword: seal(masterKey(requireSetting("SYNCBRIDGE_SECRET_KEY")), "Geheim-7", passwordContext),
        config: { tls: { mode: "off" } },
      },
    });
    const column = { tableId: stored.tableId, dataType: "timestamp", nativeType: "rowversion", valueKind: "binary" };
    const version = await db().tableColumn.create({
      data: { ...column, ordinalPosition: 4, columnName: "version", isNullable: false, isRowVersion: true },
    });
    await setCursor(admin, { definitionId, columnId: version.id });
  });
  afterEach(() => {
    told = [];
  });
  afterAll(async () => {
    await server?.stop();
    await closeDatabase();
    await metastore?.drop();
  });

  const read = async () => {
    const stored = await loadDefinition(definitionId);
    let cursorColumn: string | null = null;
    const source = new InstanceSource(stored, await loadCursors(definitionId), {
      tell: async (event) => void told.push(event),
      onOpen: (opened) => {
        cursorColumn = opened.cursorColumn;
      },
    });
    const snapshot = await source.open(["id", "name"], never);
    const found: unknown[] = [];
    for await (const page of snapshot.pages()) found.push(...page);
    const { isComplete, isSnapshot, isPrimary, isStale, freshnessToken, takenAt } = snapshot;
    const position = snapshot.position();
    await snapshot.close();
    return { found, isComplete, isSnapshot, isPrimary, isStale, freshnessToken, takenAt, position, cursorColumn };
  };

  it("reads everything at first, then what is at or after a position that never passes what is not committed", async () => {
    const first = await read();
    expect(first).toMatchObject({ isComplete: true, isStale: false, position: "00000000000007d2" });
    expect(first.found).toHaveLength(2);
    expect(told).toMatchObject([{ type: "full-scan", payload: { reason: "no-cursor" } }]);
    const { id: runId } = await db().syncRun.create({
      data: { syncDefId: definitionId, runType: "PUSH", requestedBy: "test" },
    });
    const { position, freshnessToken, takenAt, cursorColumn } = first;
    const cursor = {
      instanceId,
      column: cursorColumn,
      position,
      freshnessToken,
      takenAt,
      isStale: false,
      hasPutOff: false,
      mappingVersion: 1,
    };
    const run = { runId, definitionId, isFullScan: true, startTime: new Date(), cursor };
    await db().$transaction((tx) => storeCursor(tx, run));
    expect(await db().syncCursor.findMany()).toMatchObject([
      { cursorType: "LSN", cursorValue: position, cursorColumn: "version rowversion", freshnessToken },
    ]);

    told = [];
    expect(await read()).toMatchObject({ isComplete: false, isStale: false, position: "00000000000007d2" });
    expect(told).toEqual([]);
    const since = server.statements().filter(({ sql }) => sql.includes("r.[version] >="));
    expect(since).toHaveLength(1);
    const { cursors, column } = await getCursor(admin, { definitionId });
    expect(cursors).toMatchObject([{ position }]);
    expect(column).toMatchObject({ isRowVersion: true, warnings: ["no-index"] });
  });

  it("says whether the reading saw one state of the table, and whether the primary was read", async () => {
    expect(await read()).toMatchObject({ isSnapshot: true, isPrimary: true });
    isSnapshotAllowed = false;
    expect(await read()).toMatchObject({ isSnapshot: false, isPrimary: true });
    isSnapshotAllowed = true;
    await db().syncSource.updateMany({ data: { role: "SECONDARY" } });
    expect(await read()).toMatchObject({ isSnapshot: true, isPrimary: false });
    await db().syncSource.updateMany({ data: { role: "PRIMARY" } });
  });

  it("is stale where the server's versions are behind what the list holds", async () => {
    const { freshnessToken } = await read();
    const newer = freshnessToken?.replace(":00000000000007d1:", ":0000000000000900:");
    await db().syncDefinition.update({ where: { id: definitionId }, data: { freshnessToken: newer ?? null } });
    told = [];
    expect(await read()).toMatchObject({ isStale: true, isComplete: false });
    expect(told).toMatchObject([{ type: "stale-reading", severity: "WARN", payload: { staleness: "older" } }]);
  });
});
