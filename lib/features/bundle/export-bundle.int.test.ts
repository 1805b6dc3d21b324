import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyText, commandLine as context, refusalOf, told } from "@/e2e/support/apply-bundle";
import { type BundleStack, shopBundle, startBundleStack } from "@/e2e/support/bundle-stack";
import { db } from "@/lib/db/client";
import { exportBundle } from "./export-bundle";
import { presentDefinitions } from "./queries";
import { readBundle } from "./read-file";
import { writeBundle } from "./write-file";

let stack: BundleStack;
beforeAll(async () => {
  stack = await startBundleStack();
  await stack.enterNew();
  await apply(shopBundle);
});
afterAll(() => stack?.stop());

const apply = (text: string, wish?: Parameters<typeof applyText>[2]) => applyText(stack, text, wish);

describe("an export", () => {
  it("does nothing where it comes from, and makes the same elsewhere, disabled (R9)", async () => {
    await db().syncDefinition.updateMany({
      data: { identityNamespace: "shop/orders/DEV/shop/products", isEnabled: true },
    });
    const text = writeBundle(await exportBundle(context));
    const secrets = [stack.environment.CLIENT_SECRET, stack.environment.SHOP_PASSWORD];
    for (const secret of secrets) expect(text).not.toContain(`: ${secret}`);
    const variables = {
      ORDERS_MAIN_PASSWORD: stack.environment.SHOP_PASSWORD,
      CONTOSO_SECRET: stack.environment.CLIENT_SECRET,
    };
    expect([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name)).toEqual(Object.keys(variables));
    // With and without the secrets at hand.
    expect(told(await apply(text))).toEqual([]);
    expect(told(await apply(text, { environment: variables }))).toEqual([]);
    const here = (await presentDefinitions(context)).map(withoutIds);

    await stack.enterNew();
    expect(await refusalOf(apply(text))).toMatch(/The variable ORDERS_MAIN_PASSWORD is not set/);
    await apply(text, { environment: variables });
    const there = (await presentDefinitions(context)).map(withoutIds);
    expect(there).toEqual(here.map((definition) => ({ ...definition, isEnabled: false })));
    expect(told(await apply(text, { environment: variables }))).toEqual([]);
    expect(writeBundle(await exportBundle(context))).toBe(text.replace("enabled: true", "enabled: false"));
  });

  it("goes on where it stopped after a failure", async () => {
    await stack.enterNew();
    const broken = shopBundle.replace("to: Sku }", "to: Skuu }");
    expect(await refusalOf(apply(broken))).toMatch(/The list has no column “Skuu”/);
    expect(told(await apply(shopBundle))).toEqual(["create definition Products"]);
  });

  it("escapes texts that look like variables", async () => {
    const bundle = { syncbridge: 1 as const, applications: [{ name: "A", description: "costs ${PRICE}" }] };
    const text = writeBundle(bundle);
    expect(readBundle(text, "a.yaml", {}).bundle).toEqual(bundle);
  });
});

function withoutIds(definition: Awaited<ReturnType<typeof presentDefinitions>>[number]) {
  const { id: _id, tableId: _tableId, listId: _listId, mappings, ...rest } = definition;
  const pairs = mappings.map(({ id: _mapping, ...mapping }) => JSON.stringify(mapping)).toSorted();
  return { ...rest, mappings: pairs };
}
