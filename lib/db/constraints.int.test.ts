import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { createPrisma, type Db } from "./client";
import type { LedgerState } from "./generated/enums";

let database: TestDatabase;
let client: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  client = createPrisma(database.url);
});

afterAll(async () => {
  await client.$disconnect();
  await database.drop();
});

/** A definition with everything it stands on. */
async function makeDefinition() {
  const application = await client.application.create({ data: { name: "Atlas" } });
  const source = await client.database.create({
    data: {
      applicationId: application.id,
      name: "Atlas",
      dbType: "POSTGRES",
      environment: "DEV",
      databaseName: "atlas",
      instances: {
        create: {
          instanceLabel: "main",
          host: "db",
          port: 5432,
          dbName: "atlas",
          dbUser: "reader",
          dbPassword: "sealed",
        },
      },
      tables: {
        create: {
          schemaName: "public",
          tableName: "countries",
          tableType: "BASE",
          lastIntrospectedAt: new Date(),
          columns: {
            create: {
              columnName: "code",
              ordinalPosition: 1,
              dataType: "text",
              nativeType: "text",
              valueKind: "text",
              isNullable: false,
            },
          },
        },
      },
    },
    include: { instances: true, tables: { include: { columns: true } } },
  });
  const connection = await client.sharepointConnection.create({
    data: {
      name: "Contoso",
      tenantId: randomUUID(),
      clientId: randomUUID(),
      sites: {
        create: {
          tenantId: "contoso",
          hostname: "contoso.sharepoint.com",
          sitePath: "/sites/atlas",
          siteId: "contoso.sharepoint.com,1,2",
          webUrl: "https://contoso.sharepoint.com/sites/atlas",
          lists: {
            create: {
              listId: randomUUID(),
              displayName: "Countries",
              template: "genericList",
              columns: { create: { columnName: "Code", columnType: "text", definition: { text: {} } } },
            },
          },
        },
      },
    },
    include: { sites: { include: { lists: { include: { columns: true } } } } },
  });
  const [table] = source.tables;
  const [site] = connection.sites;
  const [list] = site?.lists ?? [];
  if (!table || !site || !list) throw new Error("the inventory was not made");
  const definition = await client.syncDefinition.create({
    data: { name: "Countries", sourceTableId: table.id, targetListId: list.id, syncMode: "ONE_WAY_PUSH" },
  });
  return { application, source, instance: source.instances[0], table, connection, site, list, definition };
}

type Made = Awaited<ReturnType<typeof makeDefinition>>;

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

function entry(made: Made, code: string, state: LedgerState, spItemId: number | null) {
  return client.syncLedgerEntry.create({
    data: {
      syncDefId: made.definition.id,
      sourceIdentity: `code=${code}`,
      sourceIdentityHash: hash(code),
      sourceKeyStrategy: "PRIMARY_KEY",
      sourceInstanceId: made.instance?.id,
      spListId: "list-of-all-tests",
      spItemId,
      provenance: "PUSH",
      state,
    },
  });
}

const run = (made: Made) =>
  client.syncRun.create({ data: { syncDefId: made.definition.id, runType: "PUSH", requestedBy: "test" } });

const refused = (code: "P2002" | "P2003") => ({ code });
/** PostgreSQL names the constraint in its message. */
const violates = (constraint: string) =>
  expect.objectContaining({ message: expect.stringContaining(constraint) as string });

describe("one owner per item", () => {
  test("two live entries never share an item, not even across definitions", async () => {
    const [first, second] = [await makeDefinition(), await makeDefinition()];
    await entry(first, "FR", "LINKED", 7);
    for (const state of ["LINKED", "MOVING", "PENDING_DELETE", "PARTIAL", "ARCHIVED", "ASKED"] as const) {
      await expect(entry(second, "FR", state, 7)).rejects.toMatchObject(refused("P2002"));
    }
    await entry(second, "FR", "DETACHED", 7);
    await entry(second, "DE", "DELETED", 7);
    await entry(second, "IT", "LINKED", 8);
  });

  test("only an entry that waits for its create has no item", async () => {
    const made = await makeDefinition();
    await entry(made, "FR", "PENDING_CREATE", null);
    await entry(made, "DE", "PENDING_CREATE", null);
    await expect(entry(made, "IT", "PENDING_CREATE", 1)).rejects.toEqual(violates("sync_ledger_item_check"));
    await expect(entry(made, "IT", "LINKED", null)).rejects.toEqual(violates("sync_ledger_item_check"));
  });
});

describe("NULLs are equal", () => {
  test("in the scope of a cursor", async () => {
    const made = await makeDefinition();
    const write = (value: string) => client.$executeRaw`
      INSERT INTO sync_cursors (sync_def_id, cursor_scope, cursor_type, cursor_value, source_instance_id)
      VALUES (${made.definition.id}::uuid, 'SOURCE', 'TIMESTAMP', ${value}, ${made.instance?.id}::uuid)
      ON CONFLICT (sync_def_id, cursor_scope, source_instance_id, target_list_id) DO UPDATE SET cursor_value = excluded.cursor_value`;
    await write("1");
    await write("2");
    const cursors = await client.syncCursor.findMany({ where: { syncDefId: made.definition.id } });
    expect(cursors.map((cursor) => cursor.cursorValue)).toEqual(["2"]);
  });

  test("in the rollup of a list", async () => {
    const made = await makeDefinition();
    const write = () =>
      client.syncMetric.create({ data: { syncDefId: made.definition.id, targetListId: made.list.id } });
    await write();
    await expect(write()).rejects.toMatchObject(refused("P2002"));
  });
});

describe("runs", () => {
  test("one at a time a definition; an ended one makes room", async () => {
    const [made, other] = [await makeDefinition(), await makeDefinition()];
    const { id } = await run(made);
    await expect(run(made)).rejects.toMatchObject(refused("P2002"));
    await run(other);
    await client.syncRun.update({
      where: { id },
      data: { status: "COMPLETED", outcome: "SUCCEEDED", phase: "DONE", endTime: new Date() },
    });
    await run(made);
  });

  test("end, outcome and status go together", async () => {
    const { id } = await run(await makeDefinition());
    for (const data of [{ status: "FAILED" }, { endTime: new Date() }, { outcome: "FAILED" }] as const) {
      await expect(client.syncRun.update({ where: { id }, data })).rejects.toEqual(violates("sync_runs_end_check"));
    }
  });
});

test("a row has one open rejection, and as many settled ones as it likes", async () => {
  const made = await makeDefinition();
  const reject = (resolvedAt: Date | null) =>
    client.syncRejection.create({
      data: {
        syncDefId: made.definition.id,
        sourceIdentity: "code=FR",
        sourceIdentityHash: hash("FR"),
        origin: "LOCAL",
        code: "text-too-long",
        message: "300 characters, 255 allowed",
        mappingVersion: 1,
        resolvedAt,
      },
    });
  await reject(null);
  await expect(reject(null)).rejects.toMatchObject(refused("P2002"));
  await reject(new Date());
  await reject(new Date());
});

test("a mapping flows from a column or an expression", async () => {
  const made = await makeDefinition();
  const [target] = made.list.columns;
  const [column] = made.table.columns;
  const map = (flow: { sourceColumnId?: string; transformRule?: string }) =>
    client.fieldMapping.create({
      data: {
        syncDefId: made.definition.id,
        targetColumnId: target?.id ?? "",
        targetColumnName: "Code",
        targetType: "text",
        syncDirection: "PUSH_ONLY",
        ...flow,
      },
    });
  await expect(map({})).rejects.toEqual(violates("field_mappings_source_check"));
  await map({ transformRule: '"a"' });
  await map({ transformRule: '"b"' });
  await map({ sourceColumnId: column?.id });
  await expect(map({ sourceColumnId: column?.id })).rejects.toMatchObject(refused("P2002"));
});

test("a definition has one default target, an installation one mark, and actors the kinds we know", async () => {
  const [made, other] = [await makeDefinition(), await makeDefinition()];
  const target = (of: Made) =>
    client.syncTarget.create({
      data: {
        syncDefId: made.definition.id,
        targetListId: of.list.id,
        connectionId: of.connection.id,
        siteId: of.site.id,
        isDefault: true,
      },
    });
  await target(made);
  await expect(target(other)).rejects.toMatchObject(refused("P2002"));

  await client.installation.create({ data: { databaseSystemId: "1", databaseOid: 1n } });
  const second = client.installation.create({ data: { id: 2, databaseSystemId: "1", databaseOid: 1n } });
  await expect(second).rejects.toEqual(violates("installation_single_check"));

  const ghost = { actorKind: "ghost", actorName: "?", action: "haunt", targetKind: "house" };
  await expect(client.auditEvent.create({ data: ghost })).rejects.toEqual(violates("audit_events_actor_kind_check"));
});

describe("deleting", () => {
  test("what a definition stands on is kept", async () => {
    const made = await makeDefinition();
    await client.syncSource.create({
      data: { syncDefId: made.definition.id, databaseInstanceId: made.instance?.id ?? "" },
    });
    const attempts = [
      () => client.application.delete({ where: { id: made.application.id } }),
      () => client.database.delete({ where: { id: made.source.id } }),
      () => client.databaseInstance.delete({ where: { id: made.instance?.id ?? "" } }),
      () => client.databaseTable.delete({ where: { id: made.table.id } }),
      () => client.sharepointConnection.delete({ where: { id: made.connection.id } }),
      () => client.sharepointSite.delete({ where: { id: made.site.id } }),
      () => client.sharepointList.delete({ where: { id: made.list.id } }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject(refused("P2003"));
  });

  test("a definition with a ledger or with history is kept, one without goes with its parts", async () => {
    const [withLedger, withRuns, fresh] = [await makeDefinition(), await makeDefinition(), await makeDefinition()];
    await entry(withLedger, "XX", "LINKED", 900);
    await run(withRuns);
    for (const { definition } of [withLedger, withRuns]) {
      const attempt = client.syncDefinition.delete({ where: { id: definition.id } });
      await expect(attempt).rejects.toMatchObject(refused("P2003"));
    }
    await client.syncSource.create({
      data: { syncDefId: fresh.definition.id, databaseInstanceId: fresh.instance?.id ?? "" },
    });
    await client.syncDefinition.delete({ where: { id: fresh.definition.id } });
    expect(await client.syncSource.count({ where: { syncDefId: fresh.definition.id } })).toBe(0);
    // Nothing stands on the inventory now: it goes as a whole.
    await client.database.delete({ where: { id: fresh.source.id } });
    expect(await client.tableColumn.count({ where: { tableId: fresh.table.id } })).toBe(0);
  });

  test("a ledger entry outlives the instance and the run that touched it last", async () => {
    const made = await makeDefinition();
    const { id: runId } = await run(made);
    const { id } = await entry(made, "YY", "LINKED", 901);
    await client.syncLedgerEntry.update({ where: { id }, data: { lastRunId: runId } });
    await client.syncRun.delete({ where: { id: runId } });
    await client.databaseInstance.delete({ where: { id: made.instance?.id ?? "" } });
    expect(await client.syncLedgerEntry.findUnique({ where: { id } })).toMatchObject({
      lastRunId: null,
      sourceInstanceId: null,
      spItemId: 901,
    });
  });
});
