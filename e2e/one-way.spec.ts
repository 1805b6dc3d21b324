import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleByDayAndNight } from "./support/axe";
import { expectEnd, openCountries, startCountries } from "./support/countries";
import { change, fault, refusedItem } from "./support/sandbox-pages";
import { figure, openAs, tellStory } from "./support/story-page";

let page: Page;
tellStory("Ada Admin", (opened) => {
  page = opened;
});

async function runNow(end: string): Promise<void> {
  await startCountries(page);
  await expectEnd(page, end);
}

async function askFor(key: string): Promise<void> {
  await openCountries(page, /^Ledger/);
  await page.getByLabel("Key of the row").fill(key);
  await page.getByRole("button", { name: "Where is this row?" }).click();
}

test("what becomes of rows that leave is chosen in plain words, and guards by an administrator", async () => {
  await runNow("Succeeded");
  await openCountries(page, "Deletes & guards");
  await expect(page.getByText("Two-way", { exact: true })).toBeVisible();
  await expect(page.getByRole("radio", { name: /^Two-way/ })).toBeDisabled();
  await page
    .getByRole("group", { name: "When a row leaves the table" })
    .getByRole("radio", { name: /^Delete the item/ })
    .check();
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByText("Rules saved")).toBeVisible();
  const deletes = page.getByRole("group", { name: "Many deletes" });
  await expect(deletes).toContainText("As for all syncs: 10 rows or 5 %.");
  await deletes.getByLabel("Rows").fill("0");
  await deletes.getByLabel("Share").fill("0");
  await expect(deletes.getByRole("button", { name: "Use default" })).toBeVisible();
  await page.getByRole("button", { name: "Save guards" }).click();
  await expect(page.getByText("Guards saved")).toBeVisible();
  await expect(page.getByText("Next run compares everything")).toBeVisible();
  await expectAccessibleByDayAndNight(page);
});

test("a row that SharePoint refuses is kept with cause and remedy, and tried again when a person asks for it", async () => {
  await fault(refusedItem);
  await change(page, "Found a country");
  await runNow("Partly done");
  await fault(null);
  await openCountries(page, /^Rejections/);
  const cause = page.getByRole("listitem").filter({ hasText: "SharePoint refuses this item." });
  await expect(cause).toContainText("cca3=XSB");
  await expect(cause).toContainText("correct the value, the mapping or the column");
  await expectAccessibleByDayAndNight(page);
  await page.getByRole("table").getByRole("link", { name: "cca3=XSB" }).click();
  await expect(page.getByText("SharePoint refused the row.").first()).toBeVisible();
  await expectAccessibleByDayAndNight(page);
  await openCountries(page, /^Rejections/);
  await cause.getByRole("button", { name: "Retry now" }).click();
  await expect(page.getByText("The next run tries them again")).toBeVisible();
  await runNow("Succeeded");
  await expect(figure(page, "Created")).toContainText("1");
});

test("the passport of a row shows both sides, and every run that touched it", async () => {
  await askFor("XSB");
  await expect(page.getByText(/^It is in the list: item \d+\.$/).first()).toBeVisible();
  const name = page.getByRole("row").filter({ hasText: "Sandboxia" }).first();
  await expect(name).toContainText("Same");
  const history = page.getByRole("region", { name: "Operations" });
  await expect(history.getByRole("row").filter({ hasText: "Create" }).first()).toContainText("Castle Town");
  await expectAccessibleByDayAndNight(page);
});

test("why a row is not in the list is answered also where no run ever met it", async () => {
  await askFor("XYZ");
  await expect(page.getByText("The table has no row with this key.").first()).toBeVisible();
  await expect(
    page.getByText("Check the key, capital letters, blanks and leading zeros included.").first(),
  ).toBeVisible();
  await expectAccessibleByDayAndNight(page);
});

test("a plan says what a run would do, and writes nothing", async () => {
  await change(page, "Dissolve that country");
  await openCountries(page);
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Plan of Countries" })).toBeVisible();
  await expect(page.getByText("Dry run, nothing is written")).toBeVisible();
  await expect(page.getByText("Succeeded", { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(figure(page, "To delete")).toContainText("1");
  await expect(page.getByRole("heading", { name: "A guard would stop this plan" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Carrying it out" })).toBeVisible();
  await expectAccessibleByDayAndNight(page);
  await askFor("XSB");
  await expect(page.getByText(/^It is in the list/).first()).toBeVisible();
});

test("a guard stops the delete, a viewer sees that and may not approve, and the approved plan deletes the item", async ({
  browser,
}) => {
  await runNow("Halted by a guard");
  await expect(
    page.getByText("1 of 251 items would be deleted or marked as gone; 0 are allowed.").first(),
  ).toBeVisible();
  await expectAccessibleByDayAndNight(page);
  const run = page.url();
  const viewer = await openAs(browser, "Victor Viewer");
  await viewer.goto(run);
  await expect(viewer.getByText("Needs the role Steward")).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await expect(viewer.getByText("XSB")).toHaveCount(0);
  await expectAccessible(viewer);
  await openCountries(viewer, "Deletes & guards");
  await expect(viewer.getByText("Delete the item")).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Save rules" })).toHaveCount(0);
  await expectAccessibleByDayAndNight(viewer);
  await viewer.context().close();

  await openCountries(page);
  await expect(page.getByText("A guard stopped the last run before its first write")).toBeVisible();
  await page.getByRole("link", { name: "Look at the plan" }).click();
  await page.getByRole("link", { name: "See these operations" }).click();
  await expect(page.getByRole("row").filter({ hasText: "cca3=XSB" })).toContainText("row left the table");
  await expectAccessibleByDayAndNight(page);
  await page.goto(run);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText("Succeeded", { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(figure(page, "Deleted")).toContainText("1");
  await askFor("XSB");
  await expect(page.getByText("The row left, and its item was deleted by this sync.").first()).toBeVisible();
  await expectAccessibleByDayAndNight(page);
});

test("the rules go back to what they were", async () => {
  await openCountries(page, "Deletes & guards");
  await page.getByRole("group", { name: "Many deletes" }).getByRole("button", { name: "Use default" }).click();
  await page.getByRole("button", { name: "Save guards" }).click();
  await expect(page.getByText("Guards saved")).toBeVisible();
  await page
    .getByRole("group", { name: "When a row leaves the table" })
    .getByRole("radio", { name: /^Keep the item/ })
    .check();
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByText("Rules saved")).toBeVisible();
});
