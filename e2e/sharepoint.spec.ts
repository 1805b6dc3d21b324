import { expect, type Page, test } from "@playwright/test";
import { expectAccessibleInEveryLook } from "./support/axe";
import { sandboxPage, signIn } from "./support/sandbox-pages";
import { tellStory } from "./support/story-page";

/** An application of the sandbox's tenant that may only read. */
const readOnlyApplication = { clientId: "5ab0c0de-5c4c-4000-8000-000000000003", secret: "sandbox-trial-secret" };

let page: Page;
tellStory("Ada Admin", (opened) => {
  page = opened;
});

const row = (text: string) => page.getByRole("row").filter({ hasText: text });
const region = (name: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { name, exact: true }) });
const dialog = () => page.getByRole("dialog");

async function openSharePoint(): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "SharePoint" }).click();
  await expect(page.getByRole("heading", { name: "SharePoint", level: 1 })).toBeVisible();
}

async function openSite(name: string): Promise<void> {
  await openSharePoint();
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name, exact: true, level: 1 })).toBeVisible();
}

/** Opens the preview of a new list at the site of the reference data. */
async function previewListFor(table: string): Promise<void> {
  await openSite("Operations");
  await page.getByRole("link", { name: "New list from a table" }).click();
  await page.getByRole("link", { name: table }).click();
  await expect(page.getByRole("heading", { name: "New list from a table" })).toBeVisible();
  await expect(page.getByLabel("Name of the list")).toBeVisible();
}

test("a connection is verified, and says what it found and what it may spend", async () => {
  await openSharePoint();
  await expectAccessibleInEveryLook(page, "connections");
  await page.getByRole("link", { name: "Contoso (sandbox)" }).first().click();
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText("The findings are up to date")).toBeVisible();
  const findings = region("Verification");
  await expect(findings).toContainText("Entra ID accepts the application's login.");
  await expect(findings).toContainText("Microsoft Graph answers");
  await expect(findings).toContainText("The site “Reference data”");
  const budget = region("Budget");
  await expect(budget).toContainText("Not throttled");
  await expect(budget).toContainText("set by an administrator");
  await expect(budget.getByRole("row").filter({ hasText: "Connection tests" })).toBeVisible();
  await expect(budget.getByRole("row").filter({ hasText: "Discoveries" })).toBeVisible();
  await expectAccessibleInEveryLook(page, "connection");
});

test("settings are tried before they are stored, and each finding says what to mend", async () => {
  const fact = (label: string) =>
    page.locator("dl > div").filter({ hasText: label }).locator("code").first().innerText();
  const [tenantId, authority, scope] = [await fact("Tenant id"), await fact("Sign-in address"), await fact("Scope")];
  await openSharePoint();
  await page.getByRole("link", { name: "New connection" }).click();
  await page.getByRole("button", { name: "Try it first" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expectAccessibleInEveryLook(page, "new-connection");
  await page.getByLabel("Name", { exact: true }).fill("Reader");
  await page.getByLabel("Tenant id").fill(tenantId);
  await page.getByLabel("Client id").fill(readOnlyApplication.clientId);
  await page.getByLabel("Client secret").fill("not the secret");
  await page.getByLabel("Sign-in address").fill(authority);
  await page.getByLabel("Scope").fill(scope);
  const found = page.getByRole("region", { name: "What was found" });
  await page.getByRole("button", { name: "Try it first" }).click();
  await expect(found).toContainText("secret");
  await expect(found.getByRole("listitem")).toHaveCount(1);
  await page.getByLabel("Client secret").fill(readOnlyApplication.secret);
  await page.getByRole("button", { name: "Try it first" }).click();
  await expect(found).toContainText("Entra ID accepts the application's login.");
  await expect(found).toContainText("Sites.Read.All");
  await expectAccessibleInEveryLook(page, "new-connection-findings");
});

test("a site is found by a part of its name, added, and its lists come by themselves", async () => {
  await openSharePoint();
  await page.getByRole("link", { name: "Contoso (sandbox)" }).first().click();
  await page.getByLabel("Part of the name").fill("oper");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("button", { name: "Add Operations" }).click();
  await expect(page.getByRole("heading", { name: "Operations", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Announcements", exact: true })).toBeVisible({ timeout: 30_000 });
  await expectAccessibleInEveryLook(page, "site");
});

test("hidden lists are read when they are asked for, and left out again", async () => {
  const hidden = page.getByRole("link", { name: "User Information List" });
  await expect(hidden).toHaveCount(0);
  await page.getByRole("button", { name: "Read hidden lists too" }).click();
  await expect(hidden).toBeVisible({ timeout: 30_000 });
  await expect(row("User Information List")).toContainText("Hidden");
  await expectAccessibleInEveryLook(page, "site-hidden");
  await hidden.click();
  await expect(page.getByRole("heading", { name: "User Information List" })).toBeVisible();
  await expect(page.getByRole("link", { name: "New sync into this list" })).toHaveCount(0);
  await page.goBack();
  await page.getByRole("button", { name: "Leave hidden lists out" }).click();
  await expect(page.getByRole("button", { name: "Read hidden lists too" })).toBeEnabled({ timeout: 30_000 });
  await expect(hidden).toHaveCount(0);
});

test("a list shows its columns with types and limits, and its counted items", async () => {
  await openSite("Reference data");
  await page.getByRole("searchbox").fill("offi");
  await expect(page.getByRole("link", { name: "Countries", exact: true })).toHaveCount(0);
  await page.getByRole("link", { name: "Offices", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Offices", level: 1 })).toBeVisible();
  await expect(page.locator("dl > div").filter({ hasText: "Items" }).first()).toContainText("4");
  await expect(row("OfficeCode")).toContainText("8 characters");
  await expect(row("OfficeCode")).toContainText("Unique");
  await expect(row("Amenities")).toContainText("Canteen, Parking");
  await expect(row("Opened").getByText("Date", { exact: true })).toBeVisible();
  await expectAccessibleInEveryLook(page, "list");
  await page
    .getByRole("navigation", { name: "Groups of columns" })
    .getByRole("link", { name: /^Read-only/ })
    .click();
  await expect(row("Modified").first()).toBeVisible();
  await expectAccessibleInEveryLook(page, "list-read-only");
});

test("a new list is proposed column by column, changed, made and taken up", async () => {
  await openSite("Operations");
  await page.getByRole("link", { name: "New list from a table" }).click();
  await expectAccessibleInEveryLook(page, "provision-tables");
  await page.getByRole("link", { name: "geo.countries" }).click();
  await expect(row("cca3")).toContainText("Unique");
  await expect(row("independent")).toContainText("Choice");
  const cost = region("What it costs");
  await expect(cost).toContainText("with 14 columns");
  await expect(cost).toContainText("about 500");
  await expect(cost).toContainText("Estimated, not measured");

  await page.getByRole("button", { name: "Change capital" }).click();
  await expectAccessibleInEveryLook(page, "provision-column");
  await dialog().getByLabel("Internal name").fill("Title");
  await dialog().getByRole("button", { name: "Apply" }).click();
  await expect(dialog().getByLabel("Internal name")).toHaveAttribute("aria-invalid", "true");
  await dialog().getByLabel("Internal name").fill("Hauptstadt");
  await dialog().getByLabel("Name", { exact: true }).fill("Capital city");
  await dialog().getByLabel("Characters at most").fill("90");
  await dialog().getByLabel("Indexed").check();
  await dialog().getByRole("button", { name: "Apply" }).click();
  await expect(dialog()).toHaveCount(0);
  await expect(row("Hauptstadt")).toContainText("Capital city");
  await expect(row("Hauptstadt")).toContainText("90 characters");
  await expect(row("Hauptstadt")).toContainText("Changed");
  await page.getByRole("checkbox", { name: "languages" }).uncheck();
  await expect(cost).toContainText("with 13 columns");
  await expectAccessibleInEveryLook(page, "provision");

  await page.getByLabel("Name of the list").fill("Countries of the world");
  await page.getByRole("button", { name: "Create list with 13 columns" }).click();
  await expect(page.getByText("The list “Countries of the world” stands with 13 columns.")).toBeVisible({
    timeout: 60_000,
  });
  await expectAccessibleInEveryLook(page, "provisioned");
  await page.getByRole("link", { name: "Show the list" }).click();
  await expect(page.getByRole("heading", { name: "Countries of the world" })).toBeVisible();
  await expect(row("Hauptstadt")).toContainText("90 characters");
  await expect(row("Hauptstadt")).toContainText("Indexed");
  await page
    .getByRole("navigation", { name: "Groups of columns" })
    .getByRole("link", { name: /^Hidden/ })
    .click();
  await expect(row("SyncBridgeKey").first()).toContainText("Unique");
  await expectAccessibleInEveryLook(page, "list-provisioned");
});

test("a list that has the name already is offered with what fits, and taken over without a change of its columns", async () => {
  await previewListFor("geo.regions");
  await page.getByLabel("Name of the list").fill("announcements");
  await page.getByRole("button", { name: /^Create list with/ }).click();
  await expect(page.getByText("This list can be used as it is")).toBeVisible();
  await page.getByRole("button", { name: "See what fits" }).click();
  await expect(page.getByText("Use the list “Announcements”?")).toBeVisible();
  await expect(page.getByText(/^Added to the list: 1 column/)).toBeVisible();
  await expectAccessibleInEveryLook(page, "adoption");
  await page.getByRole("button", { name: "Use this list" }).click();
  await expect(page.getByText("The list “Announcements” stands with 1 column.")).toBeVisible({ timeout: 60_000 });
});

test("the overview says what is left of each budget and who spends it", async () => {
  await page.goto("/");
  const budget = page.locator("#budget section").filter({ hasText: "Contoso (sandbox)" });
  await expect(budget).toContainText("Not throttled");
  await expect(budget.getByRole("heading", { name: "This minute" })).toBeVisible();
  await expect(budget.getByRole("row").filter({ hasText: "Provisioning of lists" })).toBeVisible();
  await expectAccessibleInEveryLook(page, "overview");
});

test("a viewer sees the same, and nothing to press", async ({ page: own }) => {
  await signIn(own, "Victor Viewer");
  await own.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "SharePoint" }).click();
  await expect(own.getByRole("link", { name: "New connection" })).toHaveCount(0);
  await own.getByRole("link", { name: "Contoso (sandbox)" }).first().click();
  await expect(own.getByRole("heading", { name: "Verification" })).toBeVisible();
  for (const name of ["Verify", "Limits", "Search", "Add site"]) {
    await expect(own.getByRole("button", { name, exact: true })).toHaveCount(0);
  }
  await own.goto(sandboxPage("/"));
});
