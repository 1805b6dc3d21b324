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

test("of two who change a rule the second is told, keeps what was entered, and may replace it", async () => {
  await page.getByRole("link", { name: "Deletes & guards" }).click();
  await expect(page.getByRole("button", { name: "Save rules" })).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(page.url());
  const rule = (of: Page) => of.getByRole("group", { name: "When somebody deletes an item in the list" });
  const save = async (of: Page, meaning: RegExp) => {
    await rule(of).getByRole("radio", { name: meaning }).check();
    await of.getByRole("button", { name: "Save rules" }).click();
  };
  await save(other, /^Ask/);
  await expect(other.getByText("Rules saved")).toBeVisible();

  await save(page, /^Leave/);
  await expect(page.getByText("Somebody else changed this meanwhile.").first()).toBeVisible();
  await expect(
    page.getByText("Changed since you opened this: when somebody deletes an item in the list."),
  ).toBeVisible();
  await expect(rule(page).getByRole("radio", { name: /^Leave/ })).toBeChecked();
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByText("Rules saved")).toBeVisible();

  // What one has stored oneself is nobody else's change.
  await save(page, /^Make/);
  const stored = () => sql("SELECT on_list_delete AS rule FROM sync_definitions WHERE name = 'Countries'");
  await expect.poll(async () => (await stored()).rows).toEqual([{ rule: "RECREATE" }]);
  await other.close();
});

test("a viewer sees where runs read, and nothing to press", async ({ page: own }) => {
  await signIn(own, "Victor Viewer");
  await openSources(own);
  await expect(itemsOf(own)).toHaveCount(2);
  await expect(itemsOf(own).getByRole("button")).toHaveCount(0);
});
