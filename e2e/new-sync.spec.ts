import { expect, type Page, test } from "@playwright/test";
import { expectAccessibleInEveryLook } from "./support/axe";
import { addListItem, signIn } from "./support/sandbox-pages";
import { figure, tellStory } from "./support/story-page";

let page: Page;
tellStory("Ada Admin", (opened) => {
  page = opened;
});

const row = (text: string) => page.getByRole("row").filter({ hasText: text });
const step = (title: string) => page.getByRole("heading", { name: title, level: 2 });
const steps = () => page.getByRole("navigation", { name: "Steps" });

async function beginNewSync(): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Syncs" }).click();
  await page.getByRole("link", { name: "New sync" }).first().click();
  await expect(step("Choose the table")).toBeVisible();
}

test("a table is chosen by search, and a list is proposed for it", async () => {
  await beginNewSync();
  await expect(row("geo.cities")).toContainText("city_id");
  await expect(row("geo.cities")).toContainText("135,233");
  await expectAccessibleInEveryLook(page, "choose-table");
  await page.getByRole("searchbox").fill("regi");
  await expect(row("geo.cities")).toHaveCount(0);
  await expect(row("geo.regions")).toContainText("region_code");
  // By keyboard: the first row, opened.
  await page.getByRole("searchbox").blur();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(step("Choose the list")).toBeVisible();
  await page.getByRole("link", { name: "A list that is there" }).click();
  await expect(row("Offices")).toContainText("Reference data");
  await page.getByRole("searchbox").fill("offi");
  await expect(row("Countries")).toHaveCount(0);
  await expect(row("Offices")).toContainText("4");
  await expectAccessibleInEveryLook(page, "choose-list");
  await page.getByRole("link", { name: "A new list" }).click();
  const site = page.getByRole("table").getByRole("link", { name: "Reference data", exact: true });
  const name = page.getByLabel("Name of the list");
  // With a single site there is nothing to choose.
  await expect(site.or(name)).toBeVisible();
  if (await site.isVisible()) await site.click();
  await expect(name).toHaveValue("Regions");
  await expect(row("region_code")).toContainText("Unique");
  await expect(page.getByLabel("Title of an item")).toHaveValue("name");
  await expect(row("name")).toContainText("Every list has this column, and shows it first.");
  await expectAccessibleInEveryLook(page, "new-list");
});

test("the list is made in place, and the draft begins", async () => {
  await page.getByLabel("Name of the list").fill("Regions of the world");
  await page.keyboard.press("Enter");
  await expect(page.getByText("The list “Regions of the world” stands with 1 column.")).toBeVisible({
    timeout: 60_000,
  });
  const name = page.getByLabel("Name of the sync");
  await expect(name).toBeFocused();
  await expect(name).toHaveValue("Regions to Regions of the world");
  await page.keyboard.press("Enter");
  await expect(step("Which row is which item")).toBeVisible();
  await expect(page.getByText("It is the table's own key")).toBeVisible();
  await expectAccessibleInEveryLook(page, "setup-key");
});

test("the draft can be left and taken up where it stood", async () => {
  await page.getByRole("link", { name: "Leave, keep the draft" }).click();
  await expect(page.getByRole("link", { name: "Continue set-up" })).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Syncs" }).click();
  await row("Regions to Regions of the world").getByRole("link", { name: "Continue set-up" }).click();
  await expect(step("Which row is which item")).toBeVisible();
});

test("the key is prepared, the proposed mapping taken, the schedule read aloud", async () => {
  await page.getByRole("button", { name: "Prepare the list and go on" }).click();
  await expect(step("Which column goes where")).toBeVisible({ timeout: 30_000 });
  await expect(row("region_code")).toContainText("Key");
  await expect(row("region_code").getByRole("checkbox")).toBeChecked();
  // Its text stands in the list once, in the column that every list has.
  const named = page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: /^name / }) });
  await expect(named).toHaveCount(1);
  await expect(named).toContainText("Title");
  await expectAccessibleInEveryLook(page, "setup-mapping");
  await page.getByRole("button", { name: "Take 2 columns and go on" }).click();
  await expect(step("How and when")).toBeVisible();
  await expect(page.getByRole("region", { name: "Next times" }).getByRole("listitem")).toHaveCount(5);
  await expect(page.getByLabel("Time zone")).toHaveValue(/^Asia\/Kath?mandu$/);
  await expectAccessibleInEveryLook(page, "setup-schedule");
  await page.getByRole("button", { name: "Save and go on" }).click();
  await expect(step("What would be written")).toBeVisible();
});

test("the dry run shows what would be written, and nothing is", async () => {
  await page.getByRole("button", { name: "Make the dry run" }).click();
  await expect(page.getByRole("link", { name: "Looks right, go on" })).toBeVisible({ timeout: 60_000 });
  await expect(figure(page, "To create")).toContainText("6");
  await expect(row("region_code=EUR")).toContainText("Europe");
  await expect(page.getByRole("heading", { name: "Carrying it out" })).toBeVisible();
  await expectAccessibleInEveryLook(page, "setup-plan");
  await page.getByRole("link", { name: "Looks right, go on" }).click();
  await expect(step("Enable it")).toBeVisible();
  await expect(page.getByText("6 creates, 0 updates", { exact: true })).toBeVisible();
  await expectAccessibleInEveryLook(page, "setup-enable");
});

test("the sync is enabled and run, and its items are in the list", async () => {
  await page.getByRole("button", { name: "Enable and run now" }).click();
  await expect(page.getByRole("heading", { name: "Run of Regions to Regions of the world" })).toBeVisible();
  await expect(page.getByText("Succeeded", { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(figure(page, "Created")).toContainText("6");
  await page.getByRole("link", { name: "Open sync" }).click();
  await expect(page.getByRole("link", { name: "Continue set-up" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
});

test("a list with items is matched with the rows before anything is written", async () => {
  await page.goto("/syncs/new?to=new");
  await page.getByRole("link", { name: "geo.countries" }).click();
  await expect(step("Choose the list")).toBeVisible();
  const site = page.getByRole("table").getByRole("link", { name: "Reference data", exact: true });
  const name = page.getByLabel("Name of the list");
  await expect(site.or(name)).toBeVisible();
  if (await site.isVisible()) await site.click();
  await name.fill("Countries of old");
  await page.getByLabel("Title of an item").selectOption("");
  await expect(row("NameValue")).toBeVisible();
  await page.getByRole("button", { name: /^Create list/ }).click();
  await expect(page.getByLabel("Name of the sync")).toBeFocused({ timeout: 60_000 });
  await page.keyboard.press("Enter");
  await expect(step("Which row is which item")).toBeVisible();
  await addListItem("Countries of old", { Cca3: "NPL", NameValue: "Nepal of old" });
  await addListItem("Countries of old", { Cca3: "XXX", NameValue: "Nowhere" });
  await steps()
    .getByRole("link", { name: /First match/ })
    .click();
  await expect(page.getByText("The list “Countries of old” has items")).toBeVisible();
  await page.getByRole("button", { name: "Compare rows and items" }).click();
  const matched = page.getByRole("region", { name: /Rows with an item/ });
  await expect(matched).toContainText("cca3=NPL", { timeout: 60_000 });
  await expect(page.getByRole("region", { name: /Only in the table/ })).toContainText("249");
  await expect(page.getByRole("region", { name: /Only in the list/ })).toContainText("Nowhere");
  await expectAccessibleInEveryLook(page, "setup-match");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("It is settled which items belong to which rows")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("link", { name: "Next: dry run" }).click();
  await expect(async () => {
    // The run that gives the matched items their keys may still be under way.
    await page.getByRole("button", { name: "Make the dry run" }).click({ timeout: 5_000 });
    await expect(page.getByRole("link", { name: "Looks right, go on" })).toBeVisible({ timeout: 20_000 });
  }).toPass({ timeout: 60_000 });
  await expect(figure(page, "To create")).toContainText("249");
  await expect(figure(page, "To update")).toContainText("1");
});

test("somebody who may not make syncs reads which role is missing", async ({ browser }) => {
  const context = await browser.newContext();
  const other = await context.newPage();
  await signIn(other, "Victor Viewer");
  await expect(other.getByRole("heading", { name: "Overview" })).toBeVisible();
  await other.goto("/syncs/new");
  await expect(
    other.getByText("Ask an administrator for the app role SyncBridge.Steward", { exact: false }),
  ).toBeVisible();
  await context.close();
});
