import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleInEveryLook } from "./support/axe";
import { openAs, tellStory } from "./support/story-page";

let page: Page;
tellStory("Stella Steward", async (opened) => {
  page = opened;
  await openMapping();
});

async function openMapping(of: Page = page): Promise<void> {
  await of.goto("/syncs");
  await of.getByRole("table").getByRole("link", { name: "Countries", exact: true }).click();
  await expect(grid(of)).toBeVisible();
}

const grid = (of: Page = page) => of.getByRole("grid", { name: "Mappings" });
const opener = (source: string, of: Page = page) =>
  grid(of).getByRole("button", { name: new RegExp(`^Open the mapping of ${source} to `) });
const tableColumn = (name: string) =>
  page
    .getByRole("listbox", { name: "Columns of geo.countries" })
    .getByRole("option", { name: new RegExp(`^${name}\\b`) });
const listColumn = (name: string) =>
  page.getByRole("listbox", { name: "Columns of Countries" }).getByRole("option", { name: new RegExp(`^${name}\\b`) });
const details = (of: Page = page) => of.getByRole("complementary", { name: "Details of the mapping" });

const expectSaved = (of: Page = page) => expect(of.getByText(/^Draft saved/)).toBeVisible();
const publishButton = (of: Page = page) => of.getByRole("button", { name: "Publish", exact: true });

async function remove(source: string): Promise<void> {
  await grid()
    .getByRole("button", { name: new RegExp(`^Remove the mapping of ${source} to `) })
    .click();
  await expect(opener(source)).toHaveCount(0);
}

async function discard(of: Page = page): Promise<void> {
  await of.getByRole("button", { name: "Discard", exact: true }).click();
  await of.getByRole("dialog").getByRole("button", { name: "Discard draft" }).click();
  await expect(of.getByText("As published")).toBeVisible();
}

async function writeExpression(source: string, text: string, of: Page = page): Promise<void> {
  await opener(source, of).click();
  await details(of)
    .getByRole("textbox", { name: /^Expression/ })
    .fill(text);
  await expect(details(of).getByText("Gives: text")).toBeVisible();
  await details(of).getByRole("button", { name: "Close the details" }).click();
  await expectSaved(of);
}

async function publish(why: string, of: Page = page): Promise<void> {
  await publishButton(of).click();
  const dialog = of.getByRole("dialog");
  await dialog.getByLabel("Why").fill(why);
  await dialog.getByRole("button", { name: "Publish", exact: true }).click();
}

test("the editor shows both sides, and the same as a table", async () => {
  await expect(opener("cca3")).toBeVisible();
  await expect(tableColumn("area_km2")).toContainText("numeric(12,2)");
  await expect(page.getByText("As published")).toBeVisible();
  await expect(publishButton()).toBeDisabled();
  await expectAccessibleInEveryLook(page, "the mapping editor");
});

test("a mapping is removed and made by keyboard only", async () => {
  await opener("flag").focus();
  await page.keyboard.press("Delete");
  await expect(opener("flag")).toHaveCount(0);
  await page.getByRole("combobox", { name: "Find in Columns of geo.countries" }).focus();
  await page.keyboard.type("flag");
  await page.keyboard.press("Enter");
  await expect(page.getByText("flag is picked.")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Find in Columns of Countries" })).toBeFocused();
  await page.keyboard.type("fla");
  await page.keyboard.press("Enter");
  await expect(opener("flag")).toBeVisible();
  // The keyboard is back where it began, so that the next column follows.
  await expect(page.getByRole("listbox", { name: "Columns of geo.countries" })).toBeFocused();
  await expectSaved();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toContainText("Remove the mapping");
  await page.keyboard.press("Escape");
});

test("a mapping is made by a click on each side, and by dragging from either", async () => {
  await remove("languages");
  await listColumn("Languages").click();
  await expect(page.getByText("Languages is picked.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Languages is picked.")).toHaveCount(0);
  await tableColumn("languages").click();
  await listColumn("Languages").click();
  await expect(opener("languages")).toBeVisible();

  await remove("currencies");
  await drag(tableColumn("currencies"), listColumn("Currencies"));
  await expect(opener("currencies")).toBeVisible();
  await remove("currencies");
  await drag(listColumn("Currencies"), tableColumn("currencies"));
  await expect(opener("currencies")).toBeVisible();
});

async function drag(from: ReturnType<typeof tableColumn>, to: ReturnType<typeof tableColumn>): Promise<void> {
  await from.scrollIntoViewIfNeeded();
  await to.scrollIntoViewIfNeeded();
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error("Both columns are seen.");
  await page.mouse.move(start.x + 40, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + 60, end.y + 4, { steps: 8 });
  await page.mouse.move(end.x + 40, end.y + end.height / 2);
  await page.mouse.up();
}

test("what was done is undone and done again", async () => {
  await page.keyboard.press("Control+z");
  await expect(opener("currencies")).toHaveCount(0);
  await page.keyboard.press("Control+Shift+z");
  await expect(opener("currencies")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(opener("currencies")).toHaveCount(0);
});

test("a suggestion says why, and is accepted", async () => {
  await page.getByRole("button", { name: /^Suggestions 1$/ }).click();
  const dialog = page.getByRole("dialog", { name: "Suggested mappings" });
  await expect(dialog).toContainText("The names are the same.");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Accept currencies to Currencies" }).click();
  await page.keyboard.press("Escape");
  await expect(opener("currencies")).toBeVisible();
  await discard();
});

test("a problem is counted, leads to its place, and keeps the draft from being published", async () => {
  await opener("capital").click();
  await details()
    .getByRole("textbox", { name: /^Expression/ })
    .fill("value.nonsense()");
  await expect(page.getByRole("button", { name: "1 problem to mend before publishing" })).toBeVisible();
  await details().getByRole("button", { name: "Close the details" }).click();
  await page.getByRole("button", { name: "Next problem" }).click();
  await expect(details()).toContainText("capital");
  await expectAccessible(page);
  await details().getByRole("button", { name: "Close the details" }).click();
  await publishButton().click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true })).toBeDisabled();
  await page.keyboard.press("Escape");
  await discard();
});

test("the details show real values of a column, and which rows do not fit", async () => {
  await opener("official_name").click();
  await expect(details().getByText("Null share")).toBeVisible();
  await expect(details()).toContainText("250 rows (all)");
  await expectAccessibleInEveryLook(page, "the details of a mapping");
  await details().getByRole("button", { name: "Close the details" }).click();
});

test("publishing shows what differs and makes a version with its reason", async () => {
  await writeExpression("subregion", "value.trim()");
  await publishButton().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Expression: none → value.trim()");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await publish("No blanks around");
  await expect(page.getByText(/^Version \d+ is published/)).toBeVisible();
  await expect(page.getByText("As published")).toBeVisible();
  await page.getByRole("link", { name: "Versions" }).click();
  const newest = page.getByRole("row").filter({ hasText: "No blanks around" });
  await expect(newest).toContainText("Stella Steward");
  await expect(newest).toContainText("1 changed");
  await expectAccessibleInEveryLook(page, "the versions");
});

test("an open editor tells what another steward saves and publishes, and keeps what was changed in it", async ({
  browser,
}) => {
  const ada = await openAs(browser, "Ada Admin");
  await openMapping(ada);
  await openMapping();
  await writeExpression("subregion", "value.lower()", ada);
  await expect(page.getByText(/^Ada Admin has a draft too/)).toBeVisible();
  await publish("In small letters for a while", ada);
  await expect(page.getByText(/^Ada Admin published version \d+, which is shown now$/)).toBeVisible();
  await expect(grid().getByRole("row").filter({ hasText: "subregion" })).toContainText("value.lower()");
  await expect(page.getByText("As published")).toBeVisible();
  await expect(page.getByText(/^Ada Admin has a draft too/)).toHaveCount(0);

  await writeExpression("capital", "value.trim()");
  await writeExpression("subregion", "value.trim()", ada);
  await publish("As before", ada);
  await expect(page.getByText(/^Ada Admin published version \d+ after your draft began$/)).toBeVisible();
  await expect(grid().getByRole("row").filter({ hasText: "capital" })).toContainText("value.trim()");
  await discard();
  await expect(grid().getByRole("row").filter({ hasText: "subregion" })).toContainText("value.trim()");
  await ada.context().close();
});

test("of two editors the second to publish sees the difference, and nothing is lost", async ({ browser }) => {
  const ada = await openAs(browser, "Ada Admin");
  await openMapping(ada);
  await writeExpression("subregion", "value.trim().upper()", ada);
  await writeExpression("capital", "value.trim()", ada);
  await openMapping();
  await expect(page.getByText(/^Ada Admin has a draft too/)).toBeVisible();
  await writeExpression("subregion", "value.lower()");
  await publish("In small letters");
  await expect(page.getByText(/^Version \d+ is published/)).toBeVisible();

  await publish("In capitals", ada);
  const dialog = ada.getByRole("dialog", { name: "Somebody published meanwhile" });
  await expect(dialog).toContainText("In small letters");
  await expect(dialog.getByRole("button", { name: "Take over into my draft" })).toBeDisabled();
  await expectAccessible(ada);
  await dialog
    .getByRole("group", { name: /subregion/ })
    .getByRole("radio", { name: /^Mine/ })
    .check();
  await dialog.getByRole("button", { name: "Take over into my draft" }).click();
  await expect(ada.getByRole("dialog")).toContainText("value.lower() → value.trim().upper()");
  await ada.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(ada.getByText(/^Version \d+ is published/)).toBeVisible();
  await expect(grid(ada).getByRole("row").filter({ hasText: "capital" })).toContainText("value.trim()");
  await ada.context().close();
});

test("a mapping goes back to an earlier version, as a new one", async () => {
  await openMapping();
  await page.getByRole("link", { name: "Versions" }).click();
  await page.getByRole("row").filter({ hasText: "No blanks around" }).getByRole("link").click();
  await page.getByRole("button", { name: "Roll back to this version" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("value.trim().upper() → value.trim()");
  await expectAccessible(page);
  await dialog.getByLabel("Why").fill("Letters as they were");
  await dialog.getByRole("button", { name: "Roll back" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Letters as they were" })).toContainText("published");
});

test("a row is tried, sent as a test and taken back", async () => {
  await openMapping();
  await writeExpression("subregion", 'value + " (test)"');
  await page.getByRole("button", { name: "More to do with the mapping" }).click();
  await page.getByRole("menuitem", { name: "Try a row" }).click();
  const trying = page.getByRole("dialog", { name: "Try a row" });
  await trying.getByLabel("Key of the row").fill("NPL");
  await trying.getByRole("button", { name: "Try", exact: true }).click();
  await expect(trying).toContainText("Southern Asia (test)");
  await expectAccessible(page);
  await trying.getByRole("button", { name: "Send it as a test" }).click();
  const testing = page.getByRole("dialog", { name: "Send one row as a test" });
  await testing.getByRole("button", { name: "Send this row" }).click();
  await expect(testing.getByText(/^(The item was updated|An item was created)$/)).toBeVisible({ timeout: 60_000 });
  await expect(testing.getByText(/^(PATCH|POST)$/).first()).toBeVisible();
  await expectAccessible(page);
  await testing.getByRole("button", { name: "Undo" }).click();
  await expect(testing.getByText(/^(The item is as it was before|The item was deleted again)$/)).toBeVisible({
    timeout: 60_000,
  });
  await page.keyboard.press("Escape");
  await discard();
});

test("a column is created in the list from a column of the table, in place", async () => {
  await openMapping();
  await tableColumn("updated_at").click();
  await page.getByRole("button", { name: "Create column in list" }).click();
  const dialog = page.getByRole("dialog", { name: "Create a column in Countries" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create column" }).click();
  await expect(opener("updated_at")).toBeVisible({ timeout: 60_000 });
  await discard();
});

test("a viewer sees the same mapping and can change nothing", async ({ browser }) => {
  const viewer = await openAs(browser, "Victor Viewer");
  await openMapping(viewer);
  await expect(viewer.getByText(/^Published, version \d+$/)).toBeVisible();
  await expect(publishButton(viewer)).toHaveCount(0);
  await opener("subregion", viewer).click();
  await expect(details(viewer).getByText("value.trim()")).toBeVisible();
  await expect(details(viewer).getByRole("textbox")).toHaveCount(0);
  await expect(details(viewer).getByText("Null share")).toHaveCount(0);
  await expectAccessible(viewer);
  await viewer.context().close();
});
