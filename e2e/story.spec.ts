import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { forgetGraphCalls, graphWrites, sandboxPage } from "./support/sandbox-pages";
import { figure, tellStory } from "./support/story-page";

let page: Page;
tellStory("Stella Steward", (opened) => {
  page = opened;
});

async function openSync(name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Syncs" }).click();
  await expect(page.getByRole("heading", { name: "Syncs", level: 1 })).toBeVisible();
  await page.getByRole("table").getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
}

/** A tab of the sync that is open. */
async function openPart(name: RegExp): Promise<void> {
  await page.getByRole("navigation", { name: "Parts of the sync" }).getByRole("link", { name }).click();
}

/** Presses Run now and waits for the end of the run on its page. */
async function runNow(name: string): Promise<void> {
  await openSync(name);
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByRole("heading", { name: `Run of ${name}` })).toBeVisible();
  await expect(page.getByText("Succeeded", { exact: true })).toBeVisible({ timeout: 60_000 });
}

test("the overview says what is set up and what is left to do", async () => {
  await expect(page.getByText("5 of 6 done")).toBeVisible();
  await expect(page.getByText(/^\d+ tables and views cataloged/)).toBeVisible();
  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
  await expectAccessible(page);
});

test("the catalog shows the application, its database and the tables that introspection found", async () => {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Applications" }).click();
  await expect(page.getByRole("heading", { name: "Applications" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Reference data", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Reference data" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Geography", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Geography" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "geo.cities" })).toContainText("135,233");
  await expectAccessible(page);
  await page.getByRole("link", { name: "geo.countries" }).click();
  await expect(page.getByRole("row").filter({ hasText: "area_km2" })).toContainText("numeric(12,2)");
  await expectAccessible(page);
});

test("SharePoint shows the verified connection, its site and the lists that were discovered", async () => {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "SharePoint" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Contoso (sandbox)" }).first()).toContainText("Verified");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Reference data", exact: true }).click();
  for (const list of ["Countries", "Cities", "Offices"]) {
    await expect(page.getByRole("link", { name: new RegExp(`^${list}`) })).toBeVisible();
  }
  await expectAccessible(page);
});

test("the prepared sync shows its mapping", async () => {
  await openSync("Countries");
  await expect(page.getByRole("row").filter({ hasText: "cca3" })).toContainText("Key");
  await expect(page.getByRole("row").filter({ hasText: "area_km2" })).toContainText("AreaKm2");
  await expect(page.getByRole("option", { name: /^Independent/ })).toContainText("choice");
  await expectAccessible(page);
});

test("the first run creates an item for every row, and its page shows it live", async () => {
  await runNow("Countries");
  await expect(figure(page, "Read")).toContainText("250");
  await expect(figure(page, "Created")).toContainText("250");
  await expect(figure(page, "Rejected")).toContainText("0");
  await expect(page.getByText("Created 250, updated 0, adopted 0, rejected 0.")).toBeVisible();
  await expectAccessible(page);
});

test("a ledger entry leads to its item in the list", async () => {
  await openSync("Countries");
  await openPart(/^Ledger/);
  await page.getByRole("searchbox").fill("cca3=NPL");
  const entry = page.getByRole("row").filter({ hasText: "cca3=NPL" });
  await expect(entry).toContainText("Kathmandu");
  await expect(page.getByRole("row").filter({ hasText: "cca3=" })).toHaveCount(1);
  await expectAccessible(page);
  const opened = page.context().waitForEvent("page");
  await entry.getByRole("link", { name: "in a new tab" }).click();
  const item = await opened;
  await expect(item.getByText("Federal Democratic Republic of Nepal").first()).toBeVisible();
  await expect(item.getByText("Kathmandu").first()).toBeVisible();
  await item.close();
});

test("the second run writes nothing", async () => {
  await forgetGraphCalls();
  await runNow("Countries");
  await expect(figure(page, "Unchanged")).toContainText("250");
  await expect(figure(page, "Created")).toContainText("0");
  await expect(page.getByText("Read 250 rows; nothing to write.")).toBeVisible();
  expect(await graphWrites()).toEqual([]);
});

test("a row changed with plain SQL updates exactly its item", async () => {
  await page.goto(sandboxPage("/database"));
  const change = page.locator("section").filter({ hasText: "Move a capital" });
  await expect(change).toContainText("UPDATE geo.countries");
  await change.getByRole("button", { name: "Run this SQL" }).click();
  await expect(page.getByRole("status").first()).toContainText("1 row changed");

  await page.goto("/");
  await forgetGraphCalls();
  await runNow("Countries");
  await expect(figure(page, "Unchanged")).toContainText("249");
  await expect(figure(page, "Updated")).toContainText("1");
  const writes = await graphWrites();
  expect(writes).toHaveLength(1);
  expect(writes[0]).toMatch(/^PATCH /);

  await page.getByRole("link", { name: /^Operations/ }).click();
  const operation = page.getByRole("row").filter({ hasText: "cca3=KAZ" });
  await expect(operation).toContainText("Astana");
  await expect(operation).toContainText("Almaty");
  await expectAccessible(page);
});

test("lists of runs, rejections and the audit trail tell what happened", async () => {
  await openSync("Countries");
  await openPart(/^Rejections/);
  await expect(page).toHaveURL(/\/rejections/);
  await expectAccessible(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Succeeded" })).toHaveCount(3);
  await expectAccessible(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Audit" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Stella Steward" }).first()).toBeVisible();
  await expectAccessible(page);
});

test("the overview counts what was done, in the dark as well", async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/");
  await expect(page.getByRole("row", { name: /^Countries In sync/ })).toBeVisible();
  await expect(figure(page, "Created in 24 h")).toContainText("250");
  await expectAccessible(page);
  await openSync("Countries");
  await expectAccessible(page);
});
