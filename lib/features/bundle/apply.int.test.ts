import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyText, commandLine as context, refusalOf, told } from "@/e2e/support/apply-bundle";
import { type BundleStack, shopBundle, startBundleStack } from "@/e2e/support/bundle-stack";
import { db } from "@/lib/db/client";
import { exportBundle } from "./export-bundle";
import { presentDefinitions } from "./queries";
import { writeBundle } from "./write-file";

let stack: BundleStack;
beforeAll(async () => {
  stack = await startBundleStack();
  await stack.enterNew();
});
afterAll(() => stack?.stop());

const apply = (text: string, wish?: Parameters<typeof applyText>[2]) => applyText(stack, text, wish);

/** Everything that an application may write, but for what time alone moves. */
async function stored() {
  const [audit, jobs, runs, sources] = await Promise.all([
    db().auditEvent.count(),
    db().$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM pgboss.job`,
    db().introspectionRun.count(),
    db().syncSource.count(),
  ]);
  const [definition] = await db().$queryRaw<
    { xmin: string }[]
  >`SELECT string_agg(xmin::text, ',') AS xmin FROM sync_definitions`;
  return { audit, jobs: Number(jobs[0]?.count), runs, sources, definition: definition?.xmin };
}

describe("applying a file", () => {
  it("shows the difference first and writes nothing", async () => {
    const changes = await apply(shopBundle, { isDry: true });
    expect(told(changes)).toEqual([
      "create application Shop",
      "create database Shop / Orders",
      "create instance Shop / Orders / main",
      "create connection Contoso",
      `create site Contoso / ${stack.environment.SITE}`,
      `create list Contoso / ${stack.environment.SITE} / Products`,
      "create definition Products",
    ]);
    expect(JSON.stringify(changes)).not.toContain(stack.environment.CLIENT_SECRET);
    expect(await db().application.count()).toBe(0);
    expect(await db().auditEvent.count()).toBe(0);
  });

  it("makes everything on an empty installation, reading what it needs", async () => {
    const changes = await apply(shopBundle);
    expect(told(changes)).toEqual([
      "create application Shop",
      "create database Shop / Orders",
      "create instance Shop / Orders / main",
      "create connection Contoso",
      expect.stringMatching(/^create site Contoso/),
      expect.stringMatching(/^create catalog https:.*operations$/),
      "create catalog Shop / Orders",
      expect.stringMatching(/^create list Contoso .* Products$/),
      "create definition Products",
    ]);
    const [definition] = await presentDefinitions(context, { name: "Products" });
    expect(definition).toMatchObject({
      description: "What the shop sells.",
      isEnabled: false,
      onSourceDelete: "DELETE",
      ownGuards: ["mostDeletes"],
      schedule: { cron: "*/15 * * * *", timeZone: "Europe/Zurich", fullScan: null },
      sources: [{ instance: "main", role: "PRIMARY", enabled: true }],
    });
    expect(definition?.mappings.map(({ from, to }) => `${from} → ${to}`).toSorted()).toEqual([
      "active → Active",
      "listed_on → ListedOn",
      "name → Title",
      "price → Price",
      "sku → Sku",
    ]);
    const actors = await db().auditEvent.groupBy({ by: ["actorKind", "actorName"] });
    expect(actors).toEqual([{ actorKind: "command-line", actorName: "command line (test)" }]);
  });

  it("does nothing the second time, not even an audit row", async () => {
    const before = await stored();
    const again = await apply(shopBundle);
    expect(told(again)).toEqual([]);
    expect(await stored()).toEqual(before);
  });

  it("keeps a stored secret whose variable is not set, and tells so", async () => {
    const changes = await apply(shopBundle, { environment: { SHOP_PASSWORD: undefined, CLIENT_SECRET: undefined } });
    expect(told(changes)).toEqual([]);
    expect(changes.flatMap(({ notes }) => notes)).toEqual(
      expect.arrayContaining([
        "SHOP_PASSWORD is not set: the stored password stays.",
        "CLIENT_SECRET is not set: the stored secret stays.",
      ]),
    );
  });

  it("changes what differs and nothing else", async () => {
    const changed = shopBundle
      .replace("ownerTeam: Sales", "ownerTeam: Retail")
      .replace("rows: 50", "rows: 60")
      .replace("      - { from: active, to: Active }\n", "")
      .replace("{ from: price, to: Price }", "{ from: note, to: Price }")
      .replace("                - active\n", "                - active\n                - note\n")
      .replace("{ from: note, to: Price }", "{ from: note, to: Note }");
    const [definition] = (await apply(changed, { isDry: true })).filter(({ kind }) => kind === "definition");
    expect(definition?.action).toBe("change");
    const changes = await apply(changed);
    expect(told(changes)).toEqual([
      "change application Shop",
      expect.stringMatching(/^change list .* Products$/),
      "change definition Products",
    ]);
    expect(changes.find(({ kind }) => kind === "definition")?.fields).toEqual([
      { field: "mapping", before: null, after: "note → Note" },
      {
        field: "guards.mostDeletes",
        before: '{"rows":50,"percent":10}',
        after: '{"rows":60,"percent":10}',
      },
    ]);
    expect(told(await apply(changed))).toEqual([]);
    // What the file does not name stays, and may be told to go.
    const kept = await presentDefinitions(context, { name: "Products" });
    expect(kept[0]?.mappings).toHaveLength(6);
    const whole = changed.replace("    mappings:\n", "    otherMappings: remove\n    mappings:\n");
    const removed = (await apply(whole)).find(({ kind }) => kind === "definition");
    expect(removed?.fields.map(({ before }) => before)).toEqual(["active → Active", "price → Price"]);
    expect((await presentDefinitions(context, { name: "Products" }))[0]?.mappings).toHaveLength(4);
  });

  it("keeps a field as it is known where it takes another column of the table, so that its items are not all written", async () => {
    const fields = async () => (await presentDefinitions(context, { name: "Products" }))[0]?.mappings ?? [];
    const idOf = (column: string, mappings: Awaited<ReturnType<typeof fields>>) =>
      mappings.find(({ to }) => to === column)?.id;
    const before = await fields();
    const mappings = "    mappings:\n      - { from: note, to: Title }\n      - { from: name, to: Note }\n";
    const traded = shopBundle.replace(/ {4}mappings:[\s\S]*$/, mappings);
    expect(told(await apply(traded))).toContain("change definition Products");
    const after = await fields();
    expect(after.map(({ from, to }) => `${from} → ${to}`)).toEqual(
      expect.arrayContaining(["note → Title", "name → Note"]),
    );
    expect([idOf("Title", after), idOf("Note", after)]).toEqual([idOf("Title", before), idOf("Note", before)]);
    const computed = traded.replace("{ from: name, to: Note }", `{ to: Note, transform: "name.trim()" }`);
    await apply(computed);
    expect(idOf("Note", await fields())).toBe(idOf("Note", before));
    const back = "    mappings:\n      - { from: name, to: Title }\n      - { from: note, to: Note }\n";
    await apply(shopBundle.replace(/ {4}mappings:[\s\S]*$/, back));
    expect(idOf("Title", await fields())).toBe(idOf("Title", before));
  });

  it("sets expressions, null rules and the row filter, and does nothing the second time", async () => {
    const ruled = shopBundle
      .replace("    mappings:\n", "    rowFilter: price > 0\n    mappings:\n")
      .replace(
        "{ from: price, to: Price }",
        '{ from: price, to: Price, transform: "round(value, 1)", whenEmpty: KEEP }',
      )
      .replace("{ from: active, to: Active }", '{ to: Active, transform: "active && price > 5" }');
    const changes = await apply(ruled);
    expect(changes.find(({ kind }) => kind === "definition")?.fields).toEqual(
      expect.arrayContaining([
        { field: "mapping", before: null, after: "an expression → Active" },
        { field: "price → Price: transform", before: null, after: "round(value, 1)" },
        { field: "price → Price: whenEmpty", before: "CLEAR", after: "KEEP" },
        { field: "rowFilter", before: null, after: "price > 0" },
      ]),
    );
    const [definition] = await presentDefinitions(context, { name: "Products" });
    expect(definition?.rowFilter).toBe("price > 0");
    expect(definition?.mappings.map(({ from, to, transform }) => ({ from, to, transform }))).toEqual(
      expect.arrayContaining([
        { from: null, to: "Active", transform: "active && price > 5" },
        { from: "price", to: "Price", transform: "round(value, 1)" },
      ]),
    );
    expect(told(await apply(ruled))).toEqual([]);
    // What the file leaves out stays; null takes it away.
    const without = ruled.replace('transform: "round(value, 1)", whenEmpty: KEEP', "transform: null");
    await apply(without.replace("rowFilter: price > 0", "rowFilter: null"));
    const [after] = await presentDefinitions(context, { name: "Products" });
    expect(after?.rowFilter).toBeNull();
    expect(after?.mappings.find(({ to }) => to === "Price")).toMatchObject({ transform: null, whenEmpty: "KEEP" });
    const wrong = ruled.replace("rowFilter: price > 0", "rowFilter: prise > 0");
    expect(await refusalOf(apply(wrong))).toBe(
      "47:16 There is no column “prise”. (line 1, character 1) → Did you mean price?",
    );
  });

  it("sets the key by which rows are known, and whether the list may be made unique", async () => {
    const keyed = shopBundle.replace(
      "    mappings:\n",
      "    key: { strategy: COMPOSITE_COLUMNS, columns: [sku] }\n    mayMakeUnique: true\n    mappings:\n",
    );
    await apply(shopBundle);
    expect((await apply(keyed)).find(({ kind }) => kind === "definition")?.fields).toEqual([
      {
        field: "key",
        before: '{"strategy":"PRIMARY_KEY"}',
        after: '{"strategy":"COMPOSITE_COLUMNS","columns":["sku"]}',
      },
      { field: "mayMakeUnique", before: null, after: "true" },
    ]);
    expect(told(await apply(keyed))).toEqual([]);
    expect(told(await apply(writeBundle(await exportBundle(context))))).toEqual([]);
    const wrong = keyed.replace("columns: [sku]", "columns: [skuu]");
    expect(await refusalOf(apply(wrong))).toBe("47:51 The table has no column “skuu”. → Did you mean “sku”?");
    await apply(keyed.replace("{ strategy: COMPOSITE_COLUMNS, columns: [sku] }", "{ strategy: PRIMARY_KEY }"));
    expect((await presentDefinitions(context, { name: "Products" }))[0]?.key).toEqual({
      strategy: "PRIMARY_KEY",
      columns: ["sku"],
    });
  });

  it("sets the column by which changed rows are found", async () => {
    const read = shopBundle.replace("    mappings:\n", "    cursor: { column: listed_on }\n    mappings:\n");
    expect((await apply(read)).find(({ kind }) => kind === "definition")?.fields).toContainEqual({
      field: "cursor",
      before: null,
      after: '{"column":"listed_on"}',
    });
    expect(told(await apply(read))).toEqual([]);
    expect(told(await apply(writeBundle(await exportBundle(context))))).toEqual([]);
    const wrong = read.replace("column: listed_on", "column: note");
    expect(await refusalOf(apply(wrong))).toMatch(/^47:23 “note” .* cannot tell when a row changed/);
    await apply(read.replace("{ column: listed_on }", "null"));
    expect((await presentDefinitions(context, { name: "Products" }))[0]?.cursor).toBeNull();
  });

  it("sets another secret where it changed, and tells no more than that", async () => {
    const marker = "mArKeR-password-0123456789";
    const changes = await apply(shopBundle, { isDry: true, environment: { SHOP_PASSWORD: marker } });
    const instance = changes.find(({ kind }) => kind === "instance");
    expect(instance?.fields).toEqual([{ field: "password", before: "set", after: "changed" }]);
    expect(JSON.stringify(changes)).not.toContain(marker);
  });

  it("finds a list that people made since its site was discovered", async () => {
    const { displayName } = await stack.graph.newList();
    const text = shopBundle.replace(
      "- name: Products\n            prov",
      `- name: ${displayName}\n          - name: Products\n            prov`,
    );
    expect(told(await apply(text))).toEqual([expect.stringMatching(/^create catalog .*operations$/)]);
    expect(await db().sharepointList.count({ where: { displayName } })).toBe(1);
  });

  it("removes nothing that the file does not name", async () => {
    const counts = () =>
      Promise.all([db().application.count(), db().sharepointConnection.count(), db().syncDefinition.count()]);
    const before = await counts();
    expect(told(await apply("syncbridge: 1\n"))).toEqual([]);
    expect(await counts()).toEqual(before);
  });

  it("switches a definition on only when asked to, and off when the file says so", async () => {
    const on = await apply(shopBundle, { isEnabling: true });
    expect(on.find(({ kind }) => kind === "definition")?.fields).toContainEqual({
      field: "enabled",
      before: "false",
      after: "true",
    });
    expect((await presentDefinitions(context, { name: "Products" }))[0]?.isEnabled).toBe(true);
    const off = shopBundle.replace("    description: What", "    enabled: false\n    description: What");
    expect((await apply(off)).find(({ kind }) => kind === "definition")?.fields).toEqual([
      { field: "enabled", before: "true", after: "false" },
    ]);
  });
});

it("is applied by two at once as by one after the other: the second finds what the first made", async () => {
  await stack.enterNew();
  const [one, other] = await Promise.all([apply(shopBundle), apply(shopBundle)]);
  const [made, found] = [one, other].map(told).sort((a, b) => b.length - a.length);
  const kinds = ["application", "database", "instance", "connection", "site", "definition"];
  expect(made?.map((line) => line.split(" ")[1]).filter((kind = "") => kinds.includes(kind))).toEqual(kinds);
  expect(found).toEqual([]);
  expect(await db().application.count()).toBe(1);
});
