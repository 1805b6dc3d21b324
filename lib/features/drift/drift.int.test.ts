import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CatalogedSource, startCatalogedSource } from "@/e2e/support/cataloged-source";
import { mapTable } from "@/e2e/support/mapped-table";
import type { Context } from "@/lib/context";
import { db } from "@/lib/db/client";
import { loadDefinition, problemsOf } from "@/lib/sync/load-definition";
import {
  acceptRename,
  acknowledgeDrift,
  acknowledgeTableDrift,
  ignoreDrift,
  rejectRename,
  reopenDrift,
} from "./mutations";
import { countDrift, listDrift } from "./queries";
import { driftFilter } from "./schema";

let source: CatalogedSource;

const steward: Context = {
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: ["Steward"] },
  requestId: "request-1",
};

beforeAll(async () => {
  source = await startCatalogedSource();
});

afterAll(async () => {
  await source?.clear();
  await source?.sql.query("DROP ROLE IF EXISTS drift_reader");
  await source?.stop();
});

beforeEach(async () => {
  await db().syncDefinition.deleteMany({});
  await source.clear();
  await source.sql.query(`
    CREATE TABLE person (id int PRIMARY KEY, name varchar(50), email varchar(100) UNIQUE, born date);
    CREATE TABLE other (id int PRIMARY KEY)`);
  await source.introspect();
});

async function changed(statement: string) {
  await source.sql.query(statement);
  return source.introspect();
}

const list = async (change: object = {}) =>
  (await listDrift(steward, driftFilter.parse({ databaseId: source.databaseId, ...change }))).rows;
const open = async () => (await list()).map((row) => [row.kind, row.columnName]).toReversed();

async function only() {
  const rows = await list();
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (!row) throw new Error("There is no finding.");
  return row;
}

const personId = async () => (await source.table("person")).id;
const columnOf = async (name: string) =>
  (await source.table("person")).columns.find((column) => column.columnName === name);

describe("introspection finds", () => {
  it("nothing at a table's first introspection, and nothing when nothing changed", async () => {
    const run = await changed("CREATE TABLE third (id int)");
    expect(run.stats).toMatchObject({ tablesAdded: 1, differences: {} });
    expect(await open()).toEqual([]);
  });

  it.each<[string, string, (string | null)[][]]>([
    ["an added column", "ALTER TABLE person ADD city text", [["COLUMN_ADDED", "city"]]],
    ["a removed column", "ALTER TABLE person DROP born", [["COLUMN_REMOVED", "born"]]],
    ["a retyped column", "ALTER TABLE person ALTER born TYPE text", [["COLUMN_RETYPED", "born"]]],
    ["a widened column", "ALTER TABLE person ALTER name TYPE varchar(80)", [["COLUMN_WIDENED", "name"]]],
    ["a narrowed column", "ALTER TABLE person ALTER name TYPE varchar(10)", [["COLUMN_NARROWED", "name"]]],
    [
      "a column that must have a value",
      "ALTER TABLE person ALTER name SET NOT NULL",
      [["NULLABILITY_CHANGED", "name"]],
    ],
    ["a key that went", "ALTER TABLE person DROP CONSTRAINT person_email_key", [["KEY_CHANGED", null]]],
    ["a unique index that came", "CREATE UNIQUE INDEX x ON person (name)", [["KEY_CHANGED", null]]],
    ["no key in a partial unique index", "CREATE UNIQUE INDEX x ON person (name) WHERE id > 5", []],
    ["P25: a renamed column", "ALTER TABLE person RENAME born TO birthday", [["COLUMN_RENAMED", "birthday"]]],
    ["a dropped table", "DROP TABLE other", [["TABLE_VANISHED", null]]],
    [
      "no drift in a comment or a default",
      "COMMENT ON TABLE person IS 'x'; ALTER TABLE person ALTER name SET DEFAULT 'y'",
      [],
    ],
  ])("%s", async (_, statement, expected) => {
    const run = await changed(statement);
    expect(await open()).toEqual(expected);
    expect((run.stats as { differences: object }).differences).toEqual(
      Object.fromEntries(expected.map(([kind]) => [kind, 1])),
    );
    // Told once.
    await source.introspect();
    expect(await open()).toEqual(expected);
  });

  it("what is searched for by a part of a table's or column's name", async () => {
    await changed("ALTER TABLE person ADD city text; DROP TABLE other");
    const found = async (search: string) => (await list({ search })).map(({ kind }) => kind);
    expect(await found("CIT")).toEqual(["COLUMN_ADDED"]);
    expect(await found("public.oth")).toEqual(["TABLE_VANISHED"]);
    expect(await found("none such")).toEqual([]);
  });

  it("that a difference went away again", async () => {
    await changed("ALTER TABLE person DROP born; DROP TABLE other");
    await changed("ALTER TABLE person ADD born date; CREATE TABLE other (id int PRIMARY KEY)");
    expect(await open()).toEqual([]);
    const settled = await list({ status: "ALL" });
    expect(settled.map((row) => row.settledBy)).toEqual(["Introspection", "Introspection"]);
    await expect(reopenDrift(steward, { findingId: settled[0]?.id ?? "" })).rejects.toMatchObject({
      code: "input-invalid",
    });
  });

  it("that a table is back whose loss was acknowledged", async () => {
    await changed("DROP TABLE other");
    await acknowledgeDrift(steward, { findingId: (await only()).id });
    await changed("CREATE TABLE other (id int PRIMARY KEY)");
    expect(await open()).toEqual([["TABLE_RETURNED", null]]);
  });
});

describe("a lost right is no removal", () => {
  beforeEach(async () => {
    await source.sql.query("DROP ROLE IF EXISTS drift_reader; CREATE ROLE drift_reader LOGIN PASSWORD 'reader'");
    await source.sql.query("GRANT USAGE ON SCHEMA public TO drift_reader");
    await source.sql.query("GRANT SELECT ON person, other TO drift_reader");
    await source.connectAs("drift_reader", "reader");
    await source.introspect();
  });

  it.each([
    ["of a table", "REVOKE SELECT ON other FROM drift_reader", "GRANT SELECT ON other TO drift_reader"],
    [
      "of a column",
      "REVOKE SELECT ON person FROM drift_reader; GRANT SELECT (id, name) ON person TO drift_reader",
      "GRANT SELECT ON person TO drift_reader",
    ],
  ])("%s", async (_, revoke, grant) => {
    const run = await changed(revoke);
    expect(run).toMatchObject({ status: "SUCCESS" });
    expect(run.stats).toMatchObject({ tablesVanished: 0, columnsVanished: 0 });
    const { tablesKept = 0, columnsKept = 0, hidden = [] } = run.stats as Record<string, never>;
    expect(tablesKept + columnsKept).toBeGreaterThan(0);
    expect(hidden).not.toEqual([]);
    expect(await open()).toEqual([]);
    expect((await source.table("other")).vanishedAt).toBeNull();
    expect((await columnOf("email"))?.vanishedAt).toBeNull();

    // What is dropped meanwhile is told all the same.
    await changed("ALTER TABLE person DROP born");
    expect(await open()).toEqual([["COLUMN_REMOVED", "born"]]);
    await changed(grant);
    expect(await open()).toEqual([["COLUMN_REMOVED", "born"]]);
  });

  it("and neither is a table that the chosen schemas leave out: it goes from the catalog without a finding", async () => {
    await source.sql.query(
      "CREATE SCHEMA IF NOT EXISTS extra; CREATE TABLE extra.t (id int); GRANT USAGE ON SCHEMA extra TO drift_reader",
    );
    await changed("GRANT SELECT ON extra.t TO drift_reader");
    await db().databaseInstance.update({
      where: { id: source.instanceId },
      data: { config: { excludeSchemas: ["extra"] } },
    });
    const run = await changed("SELECT 1");
    await db().databaseInstance.update({ where: { id: source.instanceId }, data: { config: {} } });
    await source.sql.query("DROP SCHEMA extra CASCADE");
    expect(run.stats).toMatchObject({ tablesVanished: 1 });
    expect(await open()).toEqual([]);
  });

  it("and its coming back into the chosen schemas is no finding either", async () => {
    await source.sql.query("CREATE SCHEMA IF NOT EXISTS extra; CREATE TABLE extra.t (id int)");
    await source.sql.query("GRANT USAGE ON SCHEMA extra TO drift_reader; GRANT SELECT ON extra.t TO drift_reader");
    const choose = (config: object) =>
      db().databaseInstance.update({ where: { id: source.instanceId }, data: { config } });
    await source.introspect();
    await choose({ excludeSchemas: ["extra"] });
    await source.introspect();
    await choose({});
    const run = await source.introspect();
    await source.sql.query("DROP SCHEMA extra CASCADE");
    expect(run.stats).toMatchObject({ tablesReturned: 1, differences: {} });
    expect(await open()).toEqual([]);
  });

  it("and a table that a definition reads stays, whichever schemas one instance chooses", async () => {
    await source.sql.query(
      "CREATE SCHEMA IF NOT EXISTS extra; CREATE TABLE extra.used (id int PRIMARY KEY, name text)",
    );
    await source.sql.query("GRANT USAGE ON SCHEMA extra TO drift_reader; GRANT SELECT ON extra.used TO drift_reader");
    await source.introspect();
    const { id: tableId } = await source.table("used");
    const definitionId = await mapTable(db(), { tableId, name: "Used", key: "id", mapped: "name" });
    const excluding = { config: { excludeSchemas: ["extra"] } };
    await db().databaseInstance.update({ where: { id: source.instanceId }, data: excluding });
    const run = await source.introspect();
    const problems = problemsOf(await loadDefinition(definitionId));
    await source.sql.query("DROP TABLE extra.used");
    const dropped = await source.introspect();
    await db().databaseInstance.update({ where: { id: source.instanceId }, data: { config: {} } });
    await source.sql.query("DROP SCHEMA extra CASCADE");
    expect(run.stats).toMatchObject({ tablesVanished: 0, tablesKept: 1 });
    expect(problems.map(({ code }) => code)).not.toContain("mapping-broken");
    expect(dropped.stats).toMatchObject({ tablesVanished: 1, differences: { TABLE_VANISHED: 1 } });
  });
});

describe("what a finding touches", () => {
  let definitionId: string;

  beforeEach(async () => {
    definitionId = await mapTable(db(), { tableId: await personId(), name: "People", key: "id", mapped: "name" });
  });

  it.each<[string, string, string, string[]]>([
    ["a mapped column removed", "ALTER TABLE person DROP name", "breaking", ["mapped"]],
    ["a mapped column narrowed", "ALTER TABLE person ALTER name TYPE varchar(10)", "breaking", ["mapped"]],
    ["a mapped column widened", "ALTER TABLE person ALTER name TYPE text", "warning", ["mapped"]],
    ["a mapped column that need have a value", "ALTER TABLE person ALTER name SET NOT NULL", "information", ["mapped"]],
    ["a key column retyped", "ALTER TABLE person ALTER id TYPE text", "breaking", ["key"]],
    ["another column removed", "ALTER TABLE person DROP born", "information", []],
    ["another table gone", "DROP TABLE other", "warning", []],
    [
      "a key besides that of the definition",
      "ALTER TABLE person DROP CONSTRAINT person_email_key",
      "warning",
      ["table"],
    ],
    ["the table itself", "DROP TABLE person", "breaking", ["table"]],
  ])("%s", async (_, statement, severity, touches) => {
    await changed(statement);
    const row = await only();
    expect({ severity: row.severity, touches: row.touches.map((touch) => touch.as) }).toEqual({ severity, touches });
  });

  it("shows on the badges of table, database and definition", async () => {
    await changed("ALTER TABLE person DROP name, DROP born; DROP TABLE other");
    const tableId = await personId();
    expect(await countDrift(steward, { of: "table", ids: [tableId] })).toEqual([
      { id: tableId, open: 2, breaking: 1, warnings: 0 },
    ]);
    expect(await countDrift(steward, { of: "database", ids: [source.databaseId] })).toEqual([
      { id: source.databaseId, open: 3, breaking: 1, warnings: 1 },
    ]);
    expect(await countDrift(steward, { of: "definition", ids: [definitionId] })).toEqual([
      { id: definitionId, open: 2, breaking: 1, warnings: 0 },
    ]);
    expect(await list({ definitionId })).toHaveLength(2);
  });

  it("P25: an accepted rename keeps the column's id, its mapping and the definition going", async () => {
    const before = await columnOf("name");
    await changed("ALTER TABLE person RENAME name TO full_name");
    const finding = await only();
    expect(finding).toMatchObject({
      isProposal: true,
      previousName: "name",
      columnName: "full_name",
      severity: "breaking",
    });
    expect(problemsOf(await loadDefinition(definitionId)).map((problem) => problem.code)).toContain("mapping-broken");
    await db().syncDefinition.update({ where: { id: definitionId }, data: { haltedCode: "mapping-broken" } });

    expect(await acceptRename(steward, { findingId: finding.id })).toEqual({ definitionIds: [definitionId] });
    const after = await columnOf("full_name");
    expect(after).toMatchObject({ id: before?.id, vanishedAt: null });
    expect(await columnOf("name")).toBeUndefined();
    const definition = await loadDefinition(definitionId);
    expect(definition.fieldMappings).toMatchObject([{ sourceColumnId: before?.id, sourceColumnName: "full_name" }]);
    expect(definition).toMatchObject({ haltedCode: null, rescanRequired: false, mappingVersion: 1 });
    expect(problemsOf(definition)).toEqual([]);
    await expect(acceptRename(steward, { findingId: finding.id })).rejects.toMatchObject({ code: "input-invalid" });
    await source.introspect();
    expect(await open()).toEqual([]);
    const event = await db().auditEvent.findFirstOrThrow({ orderBy: { at: "desc" } });
    expect(event).toMatchObject({ action: "drift.rename-accepted", after: { previousName: "name" } });
  });

  it("P25: a key column that was renamed stays the key", async () => {
    await changed("ALTER TABLE person RENAME id TO number");
    await acceptRename(steward, { findingId: (await only()).id });
    const definition = await loadDefinition(definitionId);
    expect(definition.keyColumns.map((key) => key.column.columnName)).toEqual(["number"]);
    expect(problemsOf(definition)).toEqual([]);
  });

  it("a rename is refused while old and new column are mapped both", async () => {
    await changed("ALTER TABLE person RENAME name TO full_name");
    const target = await db().sharepointColumn.findFirstOrThrow({ where: { columnName: "Amount" } });
    const column = await columnOf("full_name");
    await db().fieldMapping.create({
      data: {
        syncDefId: definitionId,
        sourceColumnId: column?.id ?? null,
        sourceColumnName: "full_name",
        targetColumnId: target.id,
        targetColumnName: "Amount",
        targetType: "number",
        syncDirection: "PUSH_ONLY",
      },
    });
    await expect(acceptRename(steward, { findingId: (await only()).id })).rejects.toMatchObject({ code: "in-use" });
    expect((await only()).isProposal).toBe(true);
  });

  it("a rejected rename is one column removed and another added, and is not proposed again", async () => {
    await changed("ALTER TABLE person RENAME name TO full_name");
    await rejectRename(steward, { findingId: (await only()).id });
    const told = [
      ["COLUMN_ADDED", "full_name"],
      ["COLUMN_REMOVED", "name"],
    ];
    expect((await open()).toSorted()).toEqual(told);
    await changed("ALTER TABLE person ADD city text");
    expect((await open()).toSorted()).toEqual([["COLUMN_ADDED", "city"], ...told]);
  });

  it("a rename that is out of date is not accepted", async () => {
    await changed("ALTER TABLE person RENAME name TO full_name");
    const { id } = await only();
    await changed("ALTER TABLE person RENAME full_name TO name");
    await expect(acceptRename(steward, { findingId: id })).rejects.toMatchObject({ code: "input-invalid" });
    expect((await columnOf("name"))?.vanishedAt).toBeNull();
  });
});

describe("settling", () => {
  it("acknowledges, ignores and reopens one finding", async () => {
    await changed("ALTER TABLE person DROP born");
    const { id: findingId } = await only();
    await acknowledgeDrift(steward, { findingId });
    expect(await list({ status: "ACKNOWLEDGED" })).toMatchObject([{ id: findingId, settledBy: "Ada" }]);
    await reopenDrift(steward, { findingId });
    expect(await only()).toMatchObject({ id: findingId, settledBy: null, settledAt: null });
    await ignoreDrift(steward, { findingId });
    expect(await list()).toEqual([]);
  });

  it("does not bring back for long what went away since it was settled", async () => {
    await changed("ALTER TABLE person DROP born; DROP TABLE other");
    const [gone, column] = (await list()).toSorted((a, b) => (a.kind < b.kind ? 1 : -1));
    for (const row of [gone, column]) await acknowledgeDrift(steward, { findingId: row?.id ?? "" });
    await changed("ALTER TABLE person ADD born date; CREATE TABLE other (id int PRIMARY KEY)");
    for (const row of await list()) await acknowledgeDrift(steward, { findingId: row.id });
    const reopened = reopenDrift(steward, { findingId: gone?.id ?? "" });
    await expect(reopened).rejects.toMatchObject({ code: "input-invalid" });
    await reopenDrift(steward, { findingId: column?.id ?? "" });
    expect(await open()).toEqual([["COLUMN_REMOVED", "born"]]);
    await source.introspect();
    expect(await open()).toEqual([]);
  });

  it("acknowledges all of a table but a rename, which wants a decision", async () => {
    await changed(
      "ALTER TABLE person DROP born, ADD city text; ALTER TABLE person RENAME name TO full_name; DROP TABLE other",
    );
    const rename = (await list()).find((row) => row.kind === "COLUMN_RENAMED");
    await expect(acknowledgeDrift(steward, { findingId: rename?.id ?? "" })).rejects.toMatchObject({
      code: "input-invalid",
    });
    expect(await acknowledgeTableDrift(steward, { tableId: await personId() })).toEqual({ acknowledged: 2 });
    expect(await open()).toEqual(
      expect.arrayContaining([
        ["COLUMN_RENAMED", "full_name"],
        ["TABLE_VANISHED", null],
      ]),
    );
    expect(await open()).toHaveLength(2);
  });

  it("writes who did it into the audit trail", async () => {
    await changed("ALTER TABLE person DROP born");
    await acknowledgeDrift(steward, { findingId: (await only()).id });
    const event = await db().auditEvent.findFirstOrThrow({ orderBy: { at: "desc" } });
    expect(event).toMatchObject({ action: "drift.acknowledged", actorName: "Ada", targetName: "public.person" });
  });

  it("pages through many findings without losing one", async () => {
    await changed(Array.from({ length: 9 }, (_, at) => `ALTER TABLE person ADD c${at} int`).join(";"));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDrift(steward, driftFilter.parse({ databaseId: source.databaseId, limit: 2, cursor }));
      seen.push(...page.rows.map((row) => row.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(9);
    expect(seen).toHaveLength(9);
  });
});
