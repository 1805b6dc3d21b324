import { expect, type Page, test } from "@playwright/test";
import { expectAccessibleInEveryLook } from "./support/axe";
import { expectEnd, openCountries } from "./support/countries";
import { inDemoDatabase } from "./support/demo-database";
import { listen } from "./support/quiet-page";
import { change, fault, refusedItem } from "./support/sandbox-pages";
import { figure, openAs } from "./support/story-page";

// One story, told in order, by two people side by side: what one of them does has to reach the other's page by itself.
test.describe.configure({ mode: "serial" });

let steward: Page;
let watcher: Page;
let logs: readonly ReturnType<typeof listen>[];

test.beforeAll(async ({ browser }) => {
  steward = await openAs(browser, "Stella Steward");
  watcher = await openAs(browser, "Ada Admin");
  logs = [listen(steward), listen(watcher)];
});
test.afterEach(() => {
  for (const log of logs) log.expectQuiet();
});
test.afterAll(async () => {
  await Promise.all([steward.context().close(), watcher.context().close()]);
});

/** The row of a sync, on the overview and in the list of syncs. */
const row = (page: Page, name: string) =>
  page
    .getByRole("region", { name: "Syncs", exact: true })
    .getByRole("row")
    .filter({ has: page.getByRole("link", { name, exact: true }) });
const bar = () => steward.getByRole("region", { name: "Selected syncs" });

/** Asks for a run by the menu of the sync's row in the list, and waits for its end on its page. */
async function runByMenu(name: string, end: string): Promise<void> {
  await steward.goto("/syncs");
  await steward.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
  await steward.getByRole("menuitem", { name: "Run now" }).click();
  const question = steward.getByRole("dialog", { name: `Run ${name} now?` });
  await question.getByRole("button", { name: "Run now" }).click();
  await expect(steward.getByRole("heading", { name: `Run of ${name}` })).toBeVisible();
  await expectEnd(steward, end);
}

/** Opens the list of syncs with what was written on the address of a former visit forgotten. */
async function openSyncs(): Promise<void> {
  await steward.goto("/syncs");
  await expect(steward.getByRole("heading", { name: "Syncs", level: 1 })).toBeVisible();
}

test("how a sync stands turns by itself on the overview when somebody else's run ends", async () => {
  const runs = figure(watcher, "Runs in 24 h");
  const before = Number((await runs.innerText()).replaceAll(",", ""));
  await runByMenu("Countries", "Succeeded");
  await expect(runs).toHaveText(String(before + 1));
  await expect(row(watcher, "Countries")).toContainText("In sync");
});

test("a run that the schedule begins appears by itself on its sync's page, among all runs and on the overview", async () => {
  await steward.goto("/");
  const before = Number((await figure(steward, "Runs in 24 h").innerText()).replaceAll(",", ""));
  const runs = await steward.context().newPage();
  await runs.goto("/runs");
  await openCountries(watcher, "Schedule");
  await watcher.getByRole("button", { name: "Set a schedule" }).click();
  await watcher.getByLabel("When", { exact: true }).selectOption("own");
  await watcher.getByLabel("Cron line").fill("0 0 29 2 *");
  await watcher.getByRole("button", { name: "Save schedule" }).click();
  await expect(figure(watcher, "Last run")).toContainText("Stella Steward");
  const pages = [watcher, runs, steward];
  for (const page of pages) await page.evaluate(() => Object.assign(window, { isSamePage: true }));

  // As when the leap day has come.
  await inDemoDatabase("syncbridge", (client) =>
    client.query("UPDATE sync_definitions SET next_run_at = now() WHERE name = 'Countries'"),
  );
  await expect(figure(watcher, "Last run")).toContainText("started by schedule", { timeout: 60_000 });
  const run = (await figure(watcher, "Last run").getByRole("link").getAttribute("href")) ?? "";
  const scheduled = runs.getByRole("row").filter({ has: runs.locator(`a[href="${run}"]`) });
  await expect(scheduled).toContainText("schedule");
  await expect(scheduled).toContainText("Succeeded");
  await expect(figure(steward, "Runs in 24 h")).toHaveText(String(before + 1));
  for (const page of pages) expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
  await runs.close();

  await watcher.getByRole("button", { name: "Change schedule" }).click();
  await watcher.getByLabel("When", { exact: true }).selectOption("never");
  await watcher.getByRole("button", { name: "Save schedule" }).click();
  await expect(watcher.getByText("This sync runs only when someone asks for it.")).toBeVisible();
  await watcher.goto("/");
});

test("what needs a person appears by itself, and leads to where it is mended", async () => {
  await fault(refusedItem);
  await change(steward, "Found a country");
  await runByMenu("Countries", "Partly done");
  await fault(null);
  const item = watcher.getByRole("listitem").filter({ hasText: "1 row cannot be written to Countries" });
  await expect(item).toContainText("Rejected rows");
  await expect(row(watcher, "Countries")).toContainText("Behind");
  await expectAccessibleInEveryLook(watcher, "the overview");
  await item.getByRole("link", { name: /^See causes and remedies/ }).click();
  await expect(watcher).toHaveURL(/\/syncs\/[0-9a-f-]{36}\/rejections$/);
  await watcher.getByRole("button", { name: "Retry now" }).first().click();
  await expect(watcher.getByText("The next run tries them again")).toBeVisible();
  await watcher.goto("/");
  await runByMenu("Countries", "Succeeded");
  await expect(row(watcher, "Countries")).toContainText("In sync");
  await expect(item).toBeHidden();
});

test("syncs are selected by keyboard, one and a range, and let go by Escape", async () => {
  await openSyncs();
  await expect(bar()).toBeHidden();
  await steward.keyboard.press("j");
  await steward.keyboard.press("Space");
  await expect(bar()).toContainText("1 selected");
  await steward.keyboard.press("j");
  await steward.keyboard.press("Shift+Space");
  await expect(bar()).toContainText("2 selected");
  await expectAccessibleInEveryLook(steward, "the list of syncs");
  await steward.keyboard.press("Escape");
  await expect(bar()).toBeHidden();
});

test("several syncs are paused and enabled at once, and each that is refused is told with its reason", async () => {
  await openSyncs();
  for (const name of ["Countries", "Cities"]) await steward.getByLabel(`Select ${name}`, { exact: true }).check();
  await bar().getByRole("button", { name: "Pause" }).click();
  await expect(steward.getByText("2 syncs paused")).toBeVisible();
  for (const name of ["Countries", "Cities"]) await expect(row(steward, name)).toContainText("Paused");

  for (const name of ["Countries", "Cities"]) await steward.getByLabel(`Select ${name}`, { exact: true }).check();
  await expect(bar().getByRole("button", { name: "Pause" })).toBeDisabled();
  await fault({ method: "GET", path: "/columns", action: { kind: "answer", status: 403 } });
  await bar().getByRole("button", { name: "Enable" }).click();
  await steward.getByRole("dialog", { name: "Enable 2 syncs?" }).getByRole("button", { name: "Enable" }).click();
  const refusals = steward.getByRole("dialog", { name: "2 syncs refused" });
  await expect(refusals.getByRole("listitem")).toHaveCount(2);
  await expectAccessibleInEveryLook(steward, "the refusals");
  await refusals.getByRole("button", { name: "Close" }).last().click();
  await fault(null);

  await expect(bar()).toContainText("2 selected");
  await bar().getByRole("button", { name: "Enable" }).click();
  await steward.getByRole("dialog", { name: "Enable 2 syncs?" }).getByRole("button", { name: "Enable" }).click();
  await expect(steward.getByText("2 syncs enabled")).toBeVisible();
  for (const name of ["Countries", "Cities"]) await expect(row(steward, name)).not.toContainText("Paused");
});

test("a selection is kept over pages, let go by another filter, and widened to all that match only when asked", async () => {
  await inDemoDatabase("syncbridge", (client) =>
    client.query(`INSERT INTO sync_definitions (name, source_table_id, target_list_id, sync_mode)
      SELECT 'Paged ' || n, source_table_id, target_list_id, sync_mode FROM sync_definitions, generate_series(1, 55) n
      WHERE name = 'Countries'`),
  );
  try {
    await steward.goto("/syncs?q=Paged");
    const whole = steward.getByLabel("Select all syncs", { exact: true });
    const next = () => steward.getByRole("link", { name: "Next", exact: true }).click();
    await expect(steward.getByText("55 in all")).toBeVisible();
    await steward.getByLabel("Select Paged 2", { exact: true }).check();
    await steward.getByLabel("Select Paged 3", { exact: true }).check();
    await next();
    await expect(bar()).toContainText("2 selected, 2 not on this page");
    await expect(whole).not.toBeChecked();
    await steward.getByLabel("Select Paged 55", { exact: true }).check();
    await expect(bar()).toContainText("3 selected, 2 not on this page");
    await expectAccessibleInEveryLook(steward, "a selection over pages");
    await steward.getByRole("link", { name: "Previous", exact: true }).click();
    await expect(bar()).toContainText("3 selected, 1 not on this page");
    await expect(steward.getByLabel("Select Paged 3", { exact: true })).toBeChecked();
    await bar().getByRole("button", { name: "Clear the selection" }).click();
    await expect(bar()).toBeHidden();

    await whole.check();
    await expect(bar()).toContainText("50 selected");
    await bar().getByRole("button", { name: "Select all 55 that match" }).click();
    await expect(bar()).toContainText("55 selected, 5 not on this page");
    await expect(bar().getByRole("button", { name: "Pause" })).toBeDisabled();
    await bar().getByRole("button", { name: "Enable" }).click();
    const question = steward.getByRole("dialog", { name: "Enable 55 syncs?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    await next();
    await expect(whole).toBeChecked();
    await steward.getByRole("searchbox").fill("Paged 5");
    await expect(steward).toHaveURL(/q=Paged\+5/);
    await expect(bar()).toBeHidden();
  } finally {
    await inDemoDatabase("syncbridge", (client) =>
      client.query("DELETE FROM sync_definitions WHERE name LIKE 'Paged %'"),
    );
  }
});

test("the list is narrowed by database, site and state in its address, which shows a colleague the same", async () => {
  await openSyncs();
  await steward.getByLabel("Database", { exact: true }).selectOption({ label: "Database: Geography" });
  await expect(steward).toHaveURL(/database=[0-9a-f-]{36}/);
  await steward.getByLabel("Site", { exact: true }).selectOption({ label: "Site: Reference data" });
  await expect(steward).toHaveURL(/site=[0-9a-f-]{36}/);
  await expect(row(steward, "Countries")).toBeVisible();
  await steward.getByLabel("State", { exact: true }).selectOption({ label: "State: Halted" });
  await expect(steward.getByText("No syncs match")).toBeVisible();
  await watcher.goto(steward.url());
  await expect(watcher.getByText("No syncs match")).toBeVisible();
  await expect(watcher.getByLabel("Database", { exact: true }).locator("option:checked")).toHaveText(
    "Database: Geography",
  );
  await steward.getByRole("link", { name: "Clear search and filters" }).click();
  await expect(steward).toHaveURL(/\/syncs$/);
});

test("the palette leads from the overview to a sync by keyboard alone", async () => {
  await watcher.goto("/");
  await watcher.keyboard.press("Control+k");
  await watcher.keyboard.type("countries");
  const found = watcher.getByRole("dialog", { name: "Search or go to" }).getByRole("option", { name: /^Countries/ });
  await expect(found.first()).toBeVisible();
  await watcher.keyboard.press("Enter");
  await expect(watcher.getByRole("heading", { name: /^countries/i, level: 1 })).toBeVisible();
});

test("a viewer sees how syncs stand, and nothing that could be done with them", async ({ browser }) => {
  const viewer = await openAs(browser, "Victor Viewer");
  await viewer.goto("/syncs");
  await expect(row(viewer, "Countries")).toBeVisible();
  await expect(viewer.getByRole("checkbox")).toHaveCount(0);
  await expect(viewer.getByRole("button", { name: /^Actions for/ })).toHaveCount(0);
  await viewer.context().close();
});
