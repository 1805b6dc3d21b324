import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyText, commandLine as context, told } from "@/e2e/support/apply-bundle";
import { type BundleStack, shopBundle, startBundleStack } from "@/e2e/support/bundle-stack";
import { db } from "@/lib/db/client";
import { exportBundle } from "./export-bundle";
import { presentDefinitions } from "./queries";
import { writeBundle } from "./write-file";

let stack: BundleStack;
let formerId: string;
let syncDefId: string;
beforeAll(async () => {
  stack = await startBundleStack();
  await stack.enterNew();
  await apply(shopBundle);
  ({ id: formerId } = await db().sharepointList.findFirstOrThrow({ where: { displayName: "Products" } }));
  syncDefId = (await presentDefinitions(context, { name: "Products" }))[0]?.id ?? "";
  await vanish(formerId);
});
afterAll(() => stack?.stop());

const apply = (text: string, wish?: Parameters<typeof applyText>[2]) => applyText(stack, text, wish);
const vanish = (id: string) => db().sharepointList.update({ where: { id }, data: { vanishedAt: new Date() } });
const target = () => db().syncDefinition.findUniqueOrThrow({ where: { id: syncDefId } });
const exported = async () => writeBundle(await exportBundle(context));

/** As a discovery finds a list that somebody made again by the same name. */
async function makeAgain(): Promise<string> {
  const { id: _, ...former } = await db().sharepointList.findUniqueOrThrow({ where: { id: formerId } });
  const again = await db().sharepointList.create({ data: { ...former, listId: "made-again", vanishedAt: null } });
  const columns = await db().sharepointColumn.findMany({ where: { listId: formerId } });
  await db().sharepointColumn.createMany({
    data: columns.map(({ id: __, definition, choices, ...column }) => ({
      ...column,
      listId: again.id,
      choices: choices ?? undefined,
      definition: definition ?? {},
    })),
  });
  return again.id;
}

describe("a list that was deleted", () => {
  it("is neither made nor changed by the export of the sync that wrote to it, which says so", async () => {
    for (const isDry of [true, false]) {
      const changes = await apply(await exported(), { isDry });
      expect(told(changes)).toEqual([]);
      expect(changes.find(({ kind }) => kind === "list")?.notes).toEqual([
        "It was deleted, and “Products” stands on it: it is made again with “recreated: true” in the target of that definition.",
      ]);
      expect(changes.find(({ kind }) => kind === "definition")?.notes).toContainEqual(
        expect.stringMatching(
          /^Its list was deleted, and it stays as it is\. .* syncbridge match "Products" --list "Products"\.$/,
        ),
      );
    }
    expect(await db().sharepointList.count({ where: { displayName: "Products" } })).toBe(1);
  });

  it("keeps its sync when it was made again, whatever else the file changes", async () => {
    await makeAgain();
    expect(told(await apply(await exported()))).toEqual([]);
    const text = shopBundle.replace("What the shop sells.", "What it sells.");
    expect(told(await apply(text))).toEqual(["change definition Products"]);
    expect(await target()).toMatchObject({ targetListId: formerId, description: "What it sells." });
    await apply(shopBundle);
  });

  it("gives its place to the one that was made again where the file says so", async () => {
    const again = await db().sharepointList.findFirstOrThrow({ where: { listId: "made-again" } });
    await db().syncDefinition.update({ where: { id: syncDefId }, data: { isEnabled: true, mayMakeUnique: true } });
    const taken = shopBundle.replace("list: Products }", "list: Products, recreated: true }");
    const change = {
      action: "change",
      fields: [{ field: "target", before: "Products, which was deleted", after: "Products, made again" }],
      notes: expect.arrayContaining([expect.stringContaining('syncbridge match "Products"')]),
    };
    for (const isDry of [true, false]) {
      expect(await target()).toMatchObject({ targetListId: formerId, isEnabled: true, mayMakeUnique: true });
      const changes = await apply(taken, { isDry, isEnabling: true });
      expect(changes.find(({ kind }) => kind === "definition")).toMatchObject(change);
    }
    expect(await target()).toMatchObject({ targetListId: again.id, isEnabled: false, mayMakeUnique: null });
    expect(told(await apply(taken))).toEqual([]);
    expect(told(await apply(shopBundle))).toEqual([]);
  });
});
