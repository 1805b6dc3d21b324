import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyText, commandLine as context, refusalOf } from "@/e2e/support/apply-bundle";
import { type BundleStack, shopBundle, startBundleStack } from "@/e2e/support/bundle-stack";
import { db } from "@/lib/db/client";
import { createDefinition } from "@/lib/features/syncs/mutations";

let stack: BundleStack;
beforeAll(async () => {
  stack = await startBundleStack();
  await stack.enterNew();
  await apply(shopBundle);
});
afterAll(() => stack?.stop());

const apply = (text: string, wish?: Parameters<typeof applyText>[2]) => applyText(stack, text, wish);

describe("what cannot be applied is told at its place", () => {
  it("a table, a column, an instance and a list that are not there", async () => {
    const table = shopBundle.replace(
      "{ database: Orders, schema: shop, table: products }\n    target",
      "{ database: Orders, schema: shop, table: produkts }\n    target",
    );
    expect(await refusalOf(apply(table))).toBe(
      "42:53 The database “Orders” shows no table shop.produkts. → Did you mean “shop.products”?",
    );
    const column = shopBundle.replace("{ from: sku, to: Sku }", "{ from: skuu, to: Sku }");
    expect(await refusalOf(apply(column))).toBe("49:17 The table has no column “skuu”. → Did you mean “sku”?");
    const source = shopBundle.replace("    mappings:", "    sources: [{ instance: mian }]\n    mappings:");
    expect(await refusalOf(apply(source, { isDry: true }))).toBe(
      "47:27 The table's database has no instance “mian”. → Did you mean “main”?",
    );
    const list = shopBundle.replace("list: Products }", "list: Prodcuts }");
    expect(await refusalOf(apply(list))).toMatch(/^43:\d+ There is no list “Prodcuts”. → Did you mean “Products”\?$/);
  });

  it("a second definition on the same rows and list, also in a dry run", async () => {
    const twin = shopBundle.replace("definitions:\n  - name: Products", "definitions:\n  - name: Twin");
    expect(twin).not.toBe(shopBundle);
    for (const isDry of [true, false])
      expect(await refusalOf(apply(twin, { isDry }))).toMatch(
        /^\d+:\d+ “Products” syncs this table into this list already\. → Call the definition “Products”/,
      );
  });

  it("of people who ask for the same rows and list at once, all but one", async () => {
    const { id: tableId } = await db().databaseTable.findFirstOrThrow({ where: { tableName: "orders" } });
    const { id: listId } = await db().sharepointList.findFirstOrThrow({ where: { displayName: "Products" } });
    const asked = await Promise.allSettled(
      ["a", "b", "c", "d"].map((name) =>
        createDefinition(context, { name, tableId, listId, conflictPolicy: "SOURCE_WINS", mappings: [] }),
      ),
    );
    expect(await db().syncDefinition.count({ where: { sourceTableId: tableId } })).toBe(1);
    const refusals = asked.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refusals.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => "already-exists"));
    await db().syncDefinition.deleteMany({ where: { sourceTableId: tableId } });
  });

  it("a secret that is needed and whose variable is not set", async () => {
    const moved = { SHOP_HOST: "elsewhere.example", SHOP_PASSWORD: undefined };
    expect(await refusalOf(apply(shopBundle, { isDry: true, environment: moved }))).toBe(
      "17:23 The variable SHOP_PASSWORD is not set. → Set SHOP_PASSWORD in the environment of this command: a password is needed here.",
    );
  });

  it("what a mutation refuses, such as a cron line", async () => {
    const cron = shopBundle.replace('"0 3 * * *"', '"0 25 * * *"');
    expect(await refusalOf(apply(cron))).toMatch(/^10:32 These times cannot be read/);
  });
});
