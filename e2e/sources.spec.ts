import { expect, type Page, test } from "@playwright/test";
import { expectAccessibleInEveryLook } from "./support/axe";
import { inDemoDatabase } from "./support/demo-database";
import { signIn } from "./support/sandbox-pages";
import { tellStory } from "./support/story-page";

let page: Page;
tellStory("Stella Steward", (opened) => {
  page = opened;
});

const replica = { label: "geo replica", isIts: "instance_label = 'geo replica'" };
const sql = (text: string) => inDemoDatabase("syncbridge", (client) => client.query(text));

test.beforeAll(() =>
  sql(`
    INSERT INTO database_instances
    SELECT (jsonb_populate_record(i, '{"instance_label": "${replica.label}", "role": "SECONDARY", "priority": 5}'
      || jsonb_build_object('id', gen_random_uuid()))).*
    FROM database_instances i
    WHERE i.id IN (SELECT s.database_instance_id FROM sync_sources s JOIN sync_definitions d ON d.id = s.sync_def_id WHERE d.name = 'Countries')`),
);
test.afterAll(async () => {
  const instances = `(SELECT id FROM database_instances WHERE ${replica.isIts})`;
  await sql(`DELETE FROM sync_sources WHERE database_instance_id IN ${instances}`);
  await sql(`DELETE FROM database_instances WHERE ${replica.isIts}`);
  await sql("UPDATE sync_sources SET is_enabled = true, role = 'PRIMARY', priority = 0");
});

async function openSources(of: Page): Promise<void> {
  await of.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Syncs" }).click();
  await of.locator("[data-row-link]", { hasText: /^Countries$/ }).click();
  await of.getByRole("navigation", { name: "Parts of the sync" }).getByRole("link", { name: "Sources" }).click();
  await expect(of.getByRole("heading", { name: "Where runs read" })).toBeVisible();
}
const itemsOf = (of: Page) => of.getByRole("list", { name: "Instances" }).getByRole("listitem");

test("a sync reads from another instance when it is chosen, in an order of its own", async () => {
  await openSources(page);
  const items = itemsOf(page);
  const added = items.filter({ hasText: replica.label });
  await expect(items).toHaveCount(2);
  await expect(added).toContainText("Not read");
  await expect(items.first()).toContainText("Primary");
  await expect(items.first().getByRole("button")).toHaveCount(0);

  await added.getByRole("button", { name: "Read from it" }).click();
  await expect(added).toContainText("Secondary");
  await added.getByRole("button", { name: "Try earlier" }).click();
  const question = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await expect(question).toContainText(`Make “${replica.label}” the primary of this sync?`);
  await question.getByRole("button", { name: "Make primary" }).click();
  await expect(items.first()).toContainText(replica.label);
  await expect(items.first()).toContainText("never read by this sync");
  await expectAccessibleInEveryLook(page, "Sources");
});

test("the next run reads from the first, and the page says when", async () => {
  await page.getByRole("button", { name: "Run now" }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]+$/);
  // Stories before this one may have left a row that the list does not take.
  await expect(page.getByText(/^(Succeeded|Partly done)$/).first()).toBeVisible({ timeout: 60_000 });
  await openSources(page);
  await expect(itemsOf(page).first()).toContainText(/last read .* by a run/);
});

test("without a primary it says what does not happen", async () => {
  const first = itemsOf(page).first();
  await first.getByRole("button", { name: "Do not read" }).click();
  const question = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await expect(question).toContainText("nothing is deleted until this sync has one again");
  await question.getByRole("button", { name: "Read no more" }).click();
  await expect(page.getByText("No primary is read")).toBeVisible();
  await expect(itemsOf(page).filter({ hasText: replica.label })).toContainText("Not read");
  await expectAccessibleInEveryLook(page, "Sources without a primary");
  await first.getByRole("button", { name: "Make primary" }).click();
  await question.getByRole("button", { name: "Make primary" }).click();
  await expect(first).toContainText("Primary");
  await expect(page.getByText("No primary is read")).toHaveCount(0);
});

test("a viewer sees where runs read, and nothing to press", async ({ page: own }) => {
  await signIn(own, "Victor Viewer");
  await openSources(own);
  await expect(itemsOf(own)).toHaveCount(2);
  await expect(itemsOf(own).getByRole("button")).toHaveCount(0);
});
