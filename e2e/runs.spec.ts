import { expect, type Page, test } from "@playwright/test";
import { expectAccessible, expectAccessibleByDayAndNight } from "./support/axe";
import { expectEnd, openCountries, startCountries } from "./support/countries";
import { change, fault, refusedItem } from "./support/sandbox-pages";
import { figure, openAs, tellStory } from "./support/story-page";

let page: Page;
tellStory("Ada Admin", async (opened) => {
  page = opened;
  // Whatever was before: from here on table and list hold the same.
  await startCountries(page);
  await expectEnd(page, "Succeeded");
});

const row = (text: string) => page.getByRole("row").filter({ hasText: text });
const causes = () => page.locator("#rejections > div > ul > li");

/** How long Graph takes for each answer, so that a run can be watched. */
const slow = (ms: number) => fault({ where: "call", action: { kind: "delay", ms } });

async function storeDeleteRules(rule: RegExp, limit: "none" | "default"): Promise<void> {
  await openCountries(page, "Deletes & guards");
  await page.getByRole("group", { name: "When a row leaves the table" }).getByRole("radio", { name: rule }).check();
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByText("Rules saved")).toBeVisible();
  const deletes = page.getByRole("group", { name: "Many deletes" });
  if (limit === "default") await deletes.getByRole("button", { name: "Use default" }).click();
  else for (const field of ["Rows", "Share"]) await deletes.getByLabel(field).fill("0");
  await page.getByRole("button", { name: "Save guards" }).click();
  await expect(page.getByText("Guards saved")).toBeVisible();
}

test("a run that somebody else starts appears by itself, and its row turns when it ends", async ({ browser }) => {
  await change(page, "Move a capital");
  await page.goto("/runs");
  await expect(row("Countries").first()).toContainText("Succeeded");
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  await slow(2_500);
  const other = await openAs(browser, "Stella Steward");
  await startCountries(other);
  await expect(other.getByRole("progressbar")).toBeVisible();
  await expect(row("Stella Steward").first()).toContainText(/Running|Queued/);
  await expect(row("Stella Steward").first()).toContainText("Succeeded", { timeout: 30_000 });
  await expect(other.getByText("Succeeded", { exact: true })).toBeVisible();
  await fault(null);
  expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
  await other.context().close();
  await expectAccessibleByDayAndNight(page);
});

test("figures lead to the rows behind them, with before and after, and keys and items are found", async () => {
  await row("Stella Steward").first().getByRole("link").first().click();
  await expect(figure(page, "Changed")).toContainText("1");
  await expect(figure(page, "Unchanged").getByRole("link")).toHaveCount(0);
  await figure(page, "Updated").getByRole("link").first().click();
  await expect(page).toHaveURL(/outcome=updated/);
  const operation = row("cca3=KAZ");
  await expect(operation).toContainText("Astana");
  await expect(operation).toContainText("Almaty");
  await operation.locator("summary").click();
  await expect(operation.getByRole("definition").filter({ hasText: "Kazakhstan" }).first()).toContainText("unchanged");
  await expectAccessibleByDayAndNight(page);
  const item = (await operation.getByRole("cell").nth(3).innerText()).trim();
  await page.getByRole("searchbox").fill("NPL");
  await expect(row("cca3=")).toHaveCount(0);
  await page.getByRole("searchbox").fill(item);
  await expect(row("cca3=KAZ")).toHaveCount(1);
  await expect(page).toHaveURL(/q=/);
  const file = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
  expect(new URLSearchParams(file?.split("?")[1]).get("search")).toBe(item);
  expect(new URLSearchParams(file?.split("?")[1]).get("outcome")).toBe("updated");
});

test("rows that were rejected are told by cause, and tried again from there once it is mended", async ({ browser }) => {
  await fault(refusedItem);
  await change(page, "Found a country");
  await startCountries(page);
  await expectEnd(page, "Partly done");
  await figure(page, "Rejected").getByRole("link").click();
  await expect(page).toHaveURL(/#rejections$/);
  await expect(causes()).toHaveCount(1);
  const cause = causes().first();
  await expect(cause).toContainText("SharePoint refuses this item.");
  await expect(cause).toContainText("1 row");
  await expect(cause).toContainText("cca3=XSB");
  await expect(cause).toContainText("correct the value, the mapping or the column");
  await expectAccessibleByDayAndNight(page);

  const viewer = await openAs(browser, "Victor Viewer");
  await viewer.goto(page.url());
  await expect(viewer.locator("#rejections")).toContainText("SharePoint refuses this item.");
  await expect(viewer.getByText("XSB")).toHaveCount(0);
  await expect(viewer.getByRole("button", { name: /Retry|Run again|Cancel run/ })).toHaveCount(0);
  await expect(viewer.getByRole("link", { name: "Operations" })).toHaveCount(0);
  await expectAccessible(viewer);
  await viewer.goto(`${page.url().replace(/#.*/, "")}/operations`);
  await expect(viewer.getByText("You have the role Viewer.")).toBeVisible();
  await viewer.context().close();

  await cause.getByRole("link", { name: "Their operations" }).click();
  await expect(row("cca3=XSB")).toContainText("Rejected");
  await page.goBack();
  await fault(null);
  await cause.getByRole("button", { name: "Retry these rows" }).click();
  await expect(page.getByRole("dialog", { name: "Try 1 row again?" })).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Retry" }).click();
  await expect(page.getByText("1 row is tried again by this run")).toBeVisible();
  await expectEnd(page, "Succeeded");
  await expect(figure(page, "Created")).toContainText("1");
});

test("a row that left and whose item is kept is planned as a change of the ledger only", async () => {
  await change(page, "Dissolve that country");
  await openCountries(page);
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  await expectEnd(page, "Succeeded");
  await expect(figure(page, "Ledger only")).toHaveText("1no write to the list");
  await figure(page, "Ledger only").getByRole("link").click();
  await expect(row("cca3=XSB")).toContainText("Ledger only");
  await expect(row("cca3=XSB")).toContainText("row left the table, its item is kept");
});

test("a dry run writes nothing, a guard halts the run, and the approved plan is carried out", async () => {
  await storeDeleteRules(/^Delete the item/, "none");
  await openCountries(page);
  await page.getByRole("button", { name: "Plan", exact: true }).click();
  await expect(page.getByText("Dry run, nothing is written")).toBeVisible();
  await expectEnd(page, "Succeeded");
  await figure(page, "To delete").getByRole("link").click();
  await expect(row("cca3=XSB")).toContainText("row left the table");
  await expect(row("cca3=XSB")).toContainText("To do");
  await startCountries(page);
  await expectEnd(page, "Halted by a guard");
  await expect(page.getByText(/1 of 251 items would be deleted/).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
  await expectEnd(page, "Succeeded");
  await expect(figure(page, "Deleted")).toContainText("1");
  await storeDeleteRules(/^Keep the item/, "default");
});

test("a run is cancelled within seconds, and what it left is done by the next", async () => {
  await change(page, "Move a capital");
  await slow(2_500);
  await startCountries(page);
  await page.getByRole("button", { name: "Cancel run" }).click();
  await expectEnd(page, "Cancelled");
  await expect(page.getByText("The run was cancelled.").first()).toBeVisible();
  await fault(null);
  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page.getByRole("button", { name: "Run now" })).toBeVisible({ timeout: 60_000 });
  await expect(figure(page, "Updated")).toContainText("1");
});

test("requests of a run are kept without secrets", async () => {
  await page.getByRole("link", { name: "Requests" }).click();
  await expect(page.getByRole("row").filter({ hasText: "/$batch" }).first()).toBeVisible();
  await expect(page.getByText(/Bearer|eyJ/)).toHaveCount(0);
  await expectAccessibleByDayAndNight(page);
});
