import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { commandLine, type SyncStack, startSyncStack } from "@/e2e/support/sync-stack";
import { db } from "@/lib/db/client";
import { acceptSource } from "@/lib/features/cursors/mutations";
import { updateInstance } from "@/lib/features/databases/mutations";
import { updateInstanceInput } from "@/lib/features/databases/schema";
import { startRun } from "@/lib/features/runs/mutations";
import { continueRun } from "./run-sync";

const never = new AbortController().signal;

/** A database that moved to another host or name, or was restored, is the same source again when a person says so, and never a second one. */
describe("a database that moved", () => {
  let stack: SyncStack;
  /** On the server's own database: no copy is made of one that somebody is connected to. */
  let server: pg.Client;
  let original: string;
  let address: { readonly host: string; readonly port: number; readonly user: string; readonly password: string };
  let copies = 0;

  const on = async (database: string, text: string) => {
    const client = new pg.Client({ ...address, database });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  };
  const copyOf = async (database: string, name = `${original}_copy_${++copies}`) => {
    await server.query(`CREATE DATABASE "${name}" TEMPLATE "${database}"`);
    return name;
  };
  const definition = () => db().syncDefinition.findUniqueOrThrow({ where: { id: stack.definitionId } });

  /** Writes another place into the instance's form, as a person does. */
  const moveTo = async (place: { readonly host?: string; readonly dbName?: string }) => {
    const {
      id,
      verification: _,
      dbPassword: __,
      lastVerifiedAt: ___,
      ...present
    } = await db().databaseInstance.findFirstOrThrow();
    const input = {
      ...present,
      instanceId: id,
      dbPassword: address.password,
      validFrom: null,
      validTo: null,
      ...place,
    };
    await updateInstance(commandLine, updateInstanceInput.parse(input));
  };

  /** One run, worked as a worker does. */
  const run = async () => {
    const { runId } = await startRun(commandLine, { definitionId: stack.definitionId });
    for (;;) {
      const next = await continueRun({ definitionId: stack.definitionId, holder: "test", signal: never });
      if (next.state !== "again") break;
      await sleep(next.startAfterMs);
    }
    const ended = await db().syncRun.findUniqueOrThrow({ where: { id: runId }, include: { events: true } });
    const { outcome, isFullScan, itemsCreated: created, itemsUpdated: updated, itemsDeleted: deleted } = ended;
    const isStale = ended.events.some(({ eventType }) => eventType === "stale-reading");
    return { outcome, isFullScan, isStale, created, updated, deleted };
  };
  const nothing = { outcome: "SUCCEEDED", created: 0, updated: 0, deleted: 0 };

  /** The list as a person sees it: names by item. */
  const items = async () => {
    const found = await stack.graph.sandbox.levers.dump(stack.listName);
    return new Map(found.map(({ id, values }) => [id, values.NameValue]));
  };

  beforeAll(async () => {
    stack = await startSyncStack();
    const { host, port, user = "", password, database = "" } = stack.source;
    address = { host, port, user, password: password ?? "" };
    original = database;
    await stack.source.end();
    server = new pg.Client({ ...address, database: "postgres" });
    await server.connect();
    // Whatever a test takes away is a few rows of few.
    await db().syncDefinition.update({
      where: { id: stack.definitionId },
      data: { onSourceDelete: "DELETE", guards: { mostDeletes: { rows: 100, percent: 100 } } },
    });
  });
  afterAll(async () => {
    for (let copy = 1; copy <= copies; copy++)
      await server.query(`DROP DATABASE IF EXISTS "${original}_copy_${copy}" WITH (FORCE)`);
    await server?.end();
    await stack?.stop();
  });
  beforeEach(async () => {
    await moveTo({ host: address.host, dbName: original });
    await acceptSource(commandLine, { definitionId: stack.definitionId });
    await on(original, "DELETE FROM things");
    await on(original, "INSERT INTO things (id, name) SELECT n, 'thing ' || n FROM generate_series(1, 20) n");
    await run();
    expect(await run()).toMatchObject({ ...nothing, isStale: false });
    expect((await items()).size).toBe(20);
  });

  it("goes on by itself where only the host's name is another one", async () => {
    const before = await items();
    await moveTo({ host: "localhost" });
    expect(await run()).toMatchObject({ ...nothing, isStale: false });
    await on(original, "UPDATE things SET name = 'changed' WHERE id = 1");
    expect(await run()).toMatchObject({ created: 0, updated: 1, deleted: 0, isStale: false });
    expect([...(await items()).keys()]).toEqual([...before.keys()]);
  });

  it("changes nothing from a copy under another name until a person accepts it, and then makes no second item", async () => {
    const copy = await copyOf(original);
    await on(original, "UPDATE things SET name = 'later' WHERE id = 1");
    await on(original, "DELETE FROM things WHERE id = 2");
    await on(original, "INSERT INTO things (id, name) VALUES (21, 'later too')");
    expect(await run()).toMatchObject({ created: 1, updated: 1, deleted: 1 });
    const before = await items();

    await moveTo({ dbName: copy });
    expect(await run()).toMatchObject({ ...nothing, isStale: true });
    expect([...(await items()).values()]).toEqual(expect.arrayContaining(["later", "later too"]));

    await acceptSource(commandLine, { definitionId: stack.definitionId });
    expect(await run()).toMatchObject({ created: 1, updated: 1, deleted: 1, isFullScan: true, isStale: false });
    expect([...(await items()).values()].toSorted()).toEqual(
      Array.from({ length: 20 }, (_, index) => `thing ${index + 1}`).toSorted(),
    );
    const kept = [...before].filter(([, name]) => name !== "later too").map(([id]) => id);
    expect([...(await items()).keys()]).toEqual(expect.arrayContaining(kept));
    expect(await run()).toMatchObject({ ...nothing, isStale: false });
  });

  it("is no less careful where an older state was restored under the same name", async () => {
    const backup = await copyOf(original);
    await on(original, "UPDATE things SET name = 'later' WHERE id = 1");
    await on(original, "INSERT INTO things (id, name) VALUES (21, 'later too')");
    await run();
    await server.query(`DROP DATABASE "${original}" WITH (FORCE)`);
    await copyOf(backup, original);
    expect(await run()).toMatchObject({ ...nothing, isStale: true });
    expect([...(await items()).values()]).toEqual(expect.arrayContaining(["later", "later too"]));
    await acceptSource(commandLine, { definitionId: stack.definitionId });
    expect(await run()).toMatchObject({ created: 0, updated: 1, deleted: 1, isStale: false });
    expect((await items()).size).toBe(20);
  });

  it("does not take a server without tokens for the same one after a move", async () => {
    await db().syncDefinition.update({ where: { id: stack.definitionId }, data: { freshnessToken: null } });
    await on(original, "DELETE FROM things WHERE id = 2");
    await moveTo({ host: "localhost" });
    expect(await run()).toMatchObject({ ...nothing, isStale: true });
    expect((await definition()).freshnessToken).not.toBeNull();
    await acceptSource(commandLine, { definitionId: stack.definitionId });
    expect(await run()).toMatchObject({ created: 0, deleted: 1, isStale: false });
  });

  it("trusts no position of before once the source was accepted", async () => {
    const { id } = await db().databaseInstance.findFirstOrThrow();
    const where = { syncDefId: stack.definitionId, sourceInstanceId: id };
    expect(await db().syncCursor.count({ where })).toBe(1);
    await acceptSource(commandLine, { definitionId: stack.definitionId });
    expect(await db().syncCursor.count({ where })).toBe(0);
  });
});
