import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type BundleStack, shopBundle, shopPassword } from "@/e2e/support/bundle-stack";
import { type CommandStack, startCommandStack } from "@/e2e/support/command-stack";
import type { TestDatabase } from "@/e2e/support/metastore";
import { startWireProxy } from "@/lib/connectors/postgres/testing/wire-proxy";
import { db } from "@/lib/db/client";
import { graphPath } from "@/lib/graph/path";

const root = path.resolve(import.meta.dirname, "../..");
const bin = path.join(import.meta.dirname, "syncbridge.mjs");
/** Each command is a process of its own, and takes seconds on a busy machine. */
vi.setConfig({ testTimeout: 240_000 });

let commands: CommandStack;
let stack: BundleStack;
let store: TestDatabase;
let folder: string;
let run: CommandStack["run"];
let documentOf: CommandStack["documentOf"];

beforeAll(async () => {
  commands = await startCommandStack();
  ({ stack, store, folder, run, documentOf } = commands);
});
afterAll(() => commands?.stop());

describe("apply", () => {
  it("shows the difference and ends with 3, and asks only where somebody can answer", async () => {
    const looked = await run(["apply", "shop.yaml", "--dry-run"]);
    expect(looked).toMatchObject({ code: 3 });
    expect(looked.out).toContain("  + application Shop\n");
    expect(looked.out).toContain("      password: set\n");
    expect(looked.out).toContain("to make, 0 to change, 0 left as they are.");
    const unasked = await run(["apply", "shop.yaml"]);
    expect(unasked).toMatchObject({ code: 2 });
    expect(unasked.err).toContain("There is no terminal to ask on.");
    expect(await db().application.count()).toBe(0);
  });

  it("makes it so, and does nothing the second time", async () => {
    const made = await run(["apply", "shop.yaml", "--yes", "--enable"]);
    expect(made.err).toContain("  + definition Products");
    expect(made).toMatchObject({ code: 0 });
    const again = await run(["apply", "shop.yaml", "--yes", "--enable"]);
    expect(again).toMatchObject({ code: 0, out: "There is nothing to do.\n" });
  });

  it("tells what is wrong with a file by line and column, and ends with 2", async () => {
    writeFileSync(path.join(folder, "wrong.yaml"), shopBundle.replace("kind: POSTGRES", "kind: ORACLE"));
    const { code, err } = await run(["apply", "wrong.yaml", "--yes"]);
    expect(err).toBe("wrong.yaml:7:15: This must be POSTGRES, SQLSERVER or MYSQL. Correct “kind”.\n");
    expect(code).toBe(2);
    const unset = await run(["apply", "shop.yaml", "--dry-run", "--json"], { SHOP_HOST: undefined });
    expect(JSON.parse(unset.out)).toMatchObject({
      format: 1,
      error: {
        code: "bundle-invalid",
        problems: [{ line: 13, column: 19, message: "The variable SHOP_HOST is not set." }],
      },
    });
    expect(unset.code).toBe(2);
  });

  it("ends with 5 for what a rule refuses", async () => {
    const twin = shopBundle.replace("  - name: Products\n    description", "  - name: Produce\n    description");
    writeFileSync(path.join(folder, "twin.yaml"), twin);
    const { code, err } = await run(["apply", "twin.yaml", "--yes"]);
    expect(err).toMatch(/twin\.yaml:\d+:\d+: “Products” syncs this table into this list already\./);
    expect(code).toBe(5);
  });
});

describe("a definition from the command line", () => {
  it("has one row written and told, and taken back", async () => {
    const sent = await documentOf(["run", "Products", "--test", "A-1"]);
    expect(sent).toMatchObject({
      code: 0,
      json: { purpose: "test", did: "created", exchanges: [{ method: "POST", status: 201 }] },
    });
    expect(await stack.graph.sandbox.levers.dump("Products")).toHaveLength(1);
    const test = String(sent.json.runId);
    const undone = await documentOf(["run", "Products", "--test", test, "--undo"]);
    expect(undone).toMatchObject({ code: 0, json: { purpose: "undo", did: "deleted" } });
    expect(await stack.graph.sandbox.levers.dump("Products")).toHaveLength(0);
    const missed = await run(["run", "Products", "--test", "A-0"]);
    expect(missed).toMatchObject({ code: 3, out: expect.stringMatching(/^sku=A-0: The table has no row sku=A-0\./) });
    expect(await run(["run", "Products", "--undo"])).toMatchObject({ code: 2 });
    expect(await run(["run", "Products", "--test", randomUUID(), "--undo"])).toMatchObject({ code: 5 });
  });

  it("is checked, run and followed to its end", async () => {
    const checked = await documentOf(["check"]);
    expect(checked).toMatchObject({ code: 0, json: { command: "check", wrong: 0 } });
    const ran = await documentOf(["run", "Products", "--wait"]);
    expect(ran).toMatchObject({ code: 0, json: { run: { outcome: "SUCCEEDED", itemsCreated: 2 } } });
    const items = await stack.graph.sandbox.levers.dump("Products");
    expect(items.map(({ values }) => values.Title).toSorted()).toEqual(["Anchor", "Bell"]);
    const [event] = await db().auditEvent.findMany({ where: { action: "run.started" } });
    expect(event).toMatchObject({
      actorKind: "command-line",
      actorName: expect.stringMatching(/^command line \(.+\)$/),
    });
  });

  it("shows its ledger, its state and no rejection", async () => {
    const entries = await run(["ledger", "Products", "--key", "A-1"]);
    expect(entries.out).toMatch(/sku=A-1 +LINKED +\d+ .*Title=Anchor/);
    const told = await documentOf(["status", "Products"]);
    expect(told).toMatchObject({ code: 0, json: { definition: { name: "Products", state: "in-sync" } } });
    expect(await run(["status"])).toMatchObject({ code: 0, out: expect.stringMatching(/^Products +In sync/m) });
    expect(await run(["rejections", "Products"])).toMatchObject({ code: 0, out: "No row is rejected.\n" });
    expect(await run(["cancel", "Products"])).toMatchObject({ code: 0, out: "No run is open.\n" });
  });

  it("decides what waits in the ledger, after saying what will happen", async () => {
    const sku = { sourceIdentity: "sku=A-1" };
    await db().syncLedgerEntry.updateMany({ where: sku, data: { state: "ASKED", cause: "list-delete" } });
    expect(await run(["ledger", "Products", "--decide", "away"])).toMatchObject({ code: 2 });
    expect(await run(["ledger", "Products", "--decide", "leave", "--state", "held"])).toMatchObject({ code: 2 });
    const silent = await run(["ledger", "Products", "--decide", "leave"]);
    expect(silent).toMatchObject({ code: 2, err: expect.stringMatching(/1 entry\. The items stay deleted/) });
    const none = await documentOf(["ledger", "Products", "--decide", "leave", "--key", "B-", "--yes"]);
    expect(none).toMatchObject({ code: 0, json: { waiting: 0, entries: 0 } });
    expect(await db().syncLedgerEntry.findFirst({ where: sku })).toMatchObject({ state: "ASKED" });
    const left = await documentOf(["ledger", "Products", "--decide", "leave", "--key", "A-", "--yes"]);
    expect(left).toMatchObject({ code: 0, json: { decision: "leave", waiting: 1, entries: 1, isMore: false } });
    expect(await db().syncLedgerEntry.findFirst({ where: sku })).toMatchObject({ state: "DETACHED" });
    await db().syncLedgerEntry.updateMany({ where: sku, data: { state: "LINKED", cause: null } });
  });

  it("ends with 3 while rows are rejected, and says why", async () => {
    await stack.sql.query("ALTER TABLE shop.products ALTER name TYPE text");
    await stack.sql.query("INSERT INTO shop.products VALUES ('C-3', repeat('long ', 60), 1, true, NULL, NULL)");
    const ran = await run(["run", "Products", "--wait"]);
    expect(ran.out).toMatch(/^Products: partly done .*1 rejected/);
    expect(ran.code).toBe(3);
    const rejected = await run(["rejections", "Products"]);
    expect(rejected.out).toMatch(/^sku=C-3 {2}text-too-long \(name\): /);
    expect(rejected.code).toBe(3);
    const mistyped = await run(["rejections", "Products", "--code", "text-to-long"]);
    expect(mistyped).toMatchObject({ code: 2, err: expect.stringMatching(/Did you mean text-too-long\?/) });
    const other = await run(["rejections", "Products", "--code", "key-null"]);
    expect(other).toMatchObject({ code: 0, out: "No row is rejected as key-null.\n" });
    const absent = await run(["why", "Products", "C-3"]);
    expect(absent.out).toMatch(/STOPS/);
    expect(absent.code).toBe(3);
    const below = await run(["why", "Products", "-7"]);
    expect(below).toMatchObject({ code: 3, out: expect.stringMatching(/sku=-7/) });
    expect(await documentOf(["why", "Products", "sku=A-1"])).toMatchObject({ code: 0, json: { isPresent: true } });
  });

  it("is planned without a write, halted by its guard, approved and carried out", async () => {
    await stack.sql.query("DELETE FROM shop.products WHERE sku = 'C-3'");
    expect((await run(["run", "Products", "--wait"])).code).toBe(0);
    const idle = await run(["plan", "Products"]);
    expect(idle).toMatchObject({ code: 0, out: expect.stringContaining("nothing is to be done") });
    await stack.sql.query(
      "INSERT INTO shop.products SELECT 'N-' || n, 'New ' || n, n, true, NULL, NULL FROM generate_series(1, 20) AS n",
    );
    const planned = await run(["plan", "Products", "--operations", "2"]);
    expect(planned.out).toMatch(/^Products: of 22 rows read 20 to create; nothing was written\./);
    expect(planned.out.match(/^ {2}create {2}sku=N-/gm)).toHaveLength(2);
    expect(planned.code).toBe(3);
    expect(await stack.graph.sandbox.levers.dump("Products")).toHaveLength(2);
    expect((await run(["run", "Products", "--wait"])).code).toBe(0);

    // A table that is suddenly empty is no reason to empty the list without asking.
    await stack.sql.query("DELETE FROM shop.orders; DELETE FROM shop.products");
    const halted = await run(["run", "Products", "--wait"]);
    expect(halted.out).toMatch(/syncbridge approve [0-9a-f-]{36}/);
    expect(halted.code).toBe(4);
    expect((await run(["status"])).code).toBe(4);
    const approved = await documentOf(["approve", "Products", "--wait"]);
    expect(approved).toMatchObject({ code: 0, json: { run: { itemsDeleted: 22 } } });
    expect((await run(["approve", "Products"])).code).toBe(5);
  });

  it("is named by its name or id, and what was meant is told", async () => {
    const missed = await run(["status", "Prodcuts"]);
    expect(missed.err).toBe("There is no definition “Prodcuts”.\nDid you mean “Products”?\n");
    expect(missed.code).toBe(5);
    const nowhere = await run(["introspect", "Warehouse"]);
    expect(nowhere).toMatchObject({ code: 5, err: "There is no database “Warehouse”.\nThere is “Orders”.\n" });
    const untabled = await run(["provision", "shop.nothing", stack.environment.SITE ?? "", "Nothing"]);
    expect(untabled).toMatchObject({
      code: 5,
      err: expect.stringMatching(/There is “shop\.orders” and “shop\.products”\./),
    });
    const { id } = await db().syncDefinition.findFirstOrThrow({ select: { id: true } });
    expect(await documentOf(["status", id])).toMatchObject({ code: 0 });
  });
});

describe("the catalog from the command line", () => {
  it("is read, and a list is made from a table", async () => {
    expect(await run(["introspect", "Shop/Orders"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("2 tables with 9 columns"),
    });
    const site = stack.environment.SITE ?? "";
    expect(await documentOf(["discover", site])).toMatchObject({ code: 0, json: { site: { isDiscovering: false } } });
    const planned = await run(["provision", "shop.orders", site, "Orders", "--dry-run"]);
    expect(planned.out).toMatch(/^amount +Amount +Number/m);
    expect(planned.code).toBe(3);
    const made = await documentOf(["provision", "Orders/shop.orders", site, "Orders"]);
    expect(made).toMatchObject({ code: 0, json: { list: { displayName: "Orders", keyLevel: "K1" } } });
    const taken = await run(["provision", "shop.products", site, "Orders"]);
    expect(taken.code).toBe(5);
    expect(taken.err).toContain("was not made for this table");
  });
});

describe("an introspection that fails for a reason that nobody foresaw", () => {
  it("is told with the id by which it is found again", async () => {
    await db().$executeRawUnsafe(
      "CREATE FUNCTION refuse_end() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END'",
    );
    await db().$executeRawUnsafe(
      "CREATE TRIGGER refuse_end BEFORE UPDATE ON introspection_runs FOR EACH ROW WHEN (NEW.status = 'SUCCESS') EXECUTE FUNCTION refuse_end()",
    );
    const told = await run(["introspect", "Shop/Orders"]);
    const { id } = await db().introspectionRun.findFirstOrThrow({ orderBy: { startedAt: "desc" } });
    expect(told).toMatchObject({
      code: 1,
      err: expect.stringMatching(`report the reference id\\.\nReference id: ${id}\\. `),
    });
    const failed = await documentOf(["introspect", "Shop/Orders"]);
    const { id: reference } = await db().introspectionRun.findFirstOrThrow({ orderBy: { startedAt: "desc" } });
    expect(failed).toMatchObject({ code: 1, json: { error: { code: "unexpected", reference } } });
    await db().$executeRawUnsafe("DROP TRIGGER refuse_end ON introspection_runs");
    await db().$executeRawUnsafe("DROP FUNCTION refuse_end()");
  });
});

describe("a list that is not empty", () => {
  it("is matched before its first push, and nothing is written until that is confirmed", async () => {
    const levers = stack.graph.sandbox.levers;
    await stack.sql.query("INSERT INTO shop.products VALUES ('M-1', 'Mast', 5, true, NULL, NULL)");
    await stack.sql.query("INSERT INTO shop.orders VALUES (7, 'M-1', 2), (8, 'M-1', 4)");
    await levers.addItem("Orders", { Title: "M-1", IdValue: 7, Sku: "M-1", Amount: 2 });
    const more = shopBundle.replace(
      "definitions:\n",
      `definitions:
  - name: Orders
    table: { database: Orders, schema: shop, table: orders }
    target: { connection: Contoso, site: "\${SITE}", list: Orders }
    mappings:
      - { from: id, to: IdValue }
      - { from: sku, to: Sku }
      - { from: amount, to: Amount }
`,
    );
    writeFileSync(path.join(folder, "orders.yaml"), more);
    const refused = await run(["apply", "orders.yaml", "--yes", "--enable"]);
    expect(refused.err).toMatch(/orders\.yaml:\d+:\d+: The list “Orders” has items/);
    expect(refused.code).toBe(5);
    const looked = await documentOf(["match", "Orders"]);
    expect(looked).toMatchObject({
      code: 3,
      json: { confirmed: false, match: { matched: 1, onlyRows: 1, onlyItems: 0 } },
    });
    expect(await run(["match", "Orders", "--confirm"])).toMatchObject({ code: 2 });
    const confirmed = await run(["match", "Orders", "--confirm", "--adopt", "source", "--create"]);
    expect(confirmed.out).toContain("Confirmed");
    expect(confirmed.code).toBe(0);
    expect((await run(["apply", "orders.yaml", "--yes", "--enable"])).code).toBe(0);
    expect((await run(["run", "Orders", "--wait"])).code).toBe(0);
    expect(await levers.dump("Orders")).toHaveLength(2);
  });

  it("is compared under another key that a file asks for, which looking at it does not drop", async () => {
    const present = readFileSync(path.join(folder, "orders.yaml"), "utf8");
    const key = "    key: { strategy: COMPOSITE_COLUMNS, columns: [id, sku] }\n";
    writeFileSync(path.join(folder, "rekey.yaml"), present.replace("    mappings:\n", `${key}    mappings:\n`));
    expect((await run(["apply", "rekey.yaml", "--yes"])).code).toBe(0);
    const looked = await run(["match", "Orders"]);
    expect(looked).toMatchObject({ code: 3, out: expect.stringContaining("under the other key that was asked for") });
    expect((await run(["match", "Orders", "--confirm", "--adopt", "source"])).code).toBe(0);
    expect(await db().syncDefinition.findFirstOrThrow({ where: { name: "Orders" } })).toMatchObject({
      keyStrategy: "COMPOSITE_COLUMNS",
    });
    expect((await run(["run", "Orders", "--wait"])).code).toBe(0);
    expect(await stack.graph.sandbox.levers.dump("Orders")).toHaveLength(2);
  });

  it("takes the place of one that was deleted, when asked, and is matched like it", async () => {
    const site = stack.environment.SITE ?? "";
    const { id: former, listId } = await db().sharepointList.findFirstOrThrow({ where: { displayName: "Orders" } });
    const there = await run(["match", "Orders", "--list", "Orders", "--yes"]);
    expect(there).toMatchObject({ code: 5, err: expect.stringContaining("syncbridge discover SITE") });
    await stack.graph.client.send({ method: "DELETE", path: graphPath`/sites/${stack.graph.site.id}/lists/${listId}` });
    expect((await run(["discover", site])).code).toBe(0);
    expect((await run(["provision", "shop.orders", site, "Orders"])).code).toBe(0);
    const left = await run(["apply", "orders.yaml", "--dry-run"]);
    expect(left).toMatchObject({ code: 0, out: expect.stringContaining('syncbridge match "Orders" --list "Orders"') });
    const mistyped = await run(["match", "Orders", "--list", "Ordres", "--yes"]);
    expect(mistyped).toMatchObject({ code: 5, err: "There is no list “Ordres”.\nDid you mean “Orders”?\n" });
    expect(await run(["match", "Orders", "--list", "Orders", "--confirm", "--adopt", "list"])).toMatchObject({
      code: 2,
    });
    const unasked = await run(["match", "Orders", "--list", "Orders"]);
    expect(unasked).toMatchObject({
      code: 2,
      err: expect.stringMatching(/The list “Orders” .+ is gone.+no terminal/s),
    });
    const definition = () => db().syncDefinition.findFirstOrThrow({ where: { name: "Orders" } });
    expect(await definition()).toMatchObject({ targetListId: former, isEnabled: true });
    const looked = await documentOf(["match", "Orders", "--list", "Orders", "--yes"]);
    expect(looked).toMatchObject({ code: 3, json: { confirmed: false, match: { matched: 0, onlyRows: 2 } } });
    const { targetListId, isEnabled, id } = await definition();
    expect({ isMoved: targetListId !== former, isEnabled }).toEqual({ isMoved: true, isEnabled: false });
    expect(await db().syncLedgerEntry.count({ where: { syncDefId: id } })).toBe(0);
    expect(await stack.graph.sandbox.levers.dump("Orders")).toHaveLength(0);
    expect((await run(["match", "Orders", "--confirm", "--adopt", "source", "--create"])).code).toBe(0);
    expect((await run(["apply", "orders.yaml", "--yes", "--enable"])).code).toBe(0);
  });
});

describe("export", () => {
  it("writes a file without secrets that changes nothing where it comes from", async () => {
    const { code } = await run(["export", "--definition", "Products", "--out", "copy.yaml"]);
    expect(code).toBe(0);
    expect(readFileSync(path.join(folder, "copy.yaml"), "utf8")).toContain("password: ${ORDERS_MAIN_PASSWORD}");
    const again = await run(["apply", "copy.yaml", "--dry-run"]);
    expect(again.out).toContain("There is nothing to do.");
    expect(again.code).toBe(0);
  });
});

describe("a call that cannot be followed", () => {
  it("ends with 2 and says what is taken, never quoting what was given", async () => {
    const unknown = await run(["aply"]);
    expect(unknown).toMatchObject({ code: 2, err: "There is no such command.\nDid you mean syncbridge apply?\n" });
    const option = await run(["run", "Products", "--password=hunter2"]);
    expect(option).toMatchObject({ code: 2 });
    expect(option.err).not.toContain("hunter2");
    expect(await run(["run"])).toMatchObject({ code: 2, err: expect.stringContaining("syncbridge run DEFINITION") });
  });
});

describe("a metastore that is lost while a command works", () => {
  it("is told as such, with what to do, and nothing of the driver's own words", async () => {
    const address = new URL(store.url);
    const target = { host: address.hostname, port: Number(address.port) };
    for (const format of [[], ["--json"]]) {
      const wire = await startWireProxy(target);
      address.hostname = "127.0.0.1";
      address.port = String(wire.port);
      await vi.waitUntil(async () => (await db().syncRun.count({ where: { status: "RUNNING" } })) === 0, 60_000);
      const before = await db().syncRun.count();
      const following = run(["run", "Products", "--wait", ...format], { DATABASE_URL: address.toString() });
      await vi.waitUntil(async () => (await db().syncRun.count()) > before, { timeout: 60_000, interval: 5 });
      await wire.close();
      const { code, out, err } = await following;
      expect(code).toBe(1);
      expect(err).toMatch(/^No usable PostgreSQL at 127\.0\.0\.1:\d+: .+\nStart the server or correct DATABASE_URL\./m);
      expect(`${out}${err}`).not.toMatch(/prisma|invocation/i);
      if (format.length > 0) expect(JSON.parse(out)).toMatchObject({ error: { code: "metastore-unreachable" } });
    }
  });
});

it("is the package's own command, also from source", async () => {
  const { bin: own } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { bin: object };
  expect(own).toEqual({ syncbridge: path.relative(root, bin) });
  const { code, out } = await run(["--help"], {}, bin);
  expect(code).toBe(0);
  for (const name of ["apply", "export", "check", "run", "status", "doctor"])
    expect(out).toContain(`  syncbridge ${name}`);
});

it("no command ever told a secret", () => {
  const all = commands.written.join("\n");
  expect(all.length).toBeGreaterThan(1_000);
  for (const secret of [
    shopPassword,
    encodeURIComponent(shopPassword),
    stack.environment.CLIENT_SECRET ?? "",
    process.env.SYNCBRIDGE_SECRET_KEY ?? "",
  ])
    expect(all.includes(secret)).toBe(false);
});
