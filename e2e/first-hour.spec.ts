import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { z } from "zod";
import { expectAccessibleInEveryLook } from "./support/axe";
import { type CustomerDatabases, customerReader, startCustomerDatabases } from "./support/customer-databases";
import { type RunningDemo, startDemo } from "./support/demo";
import { listen } from "./support/quiet-page";
import { figure } from "./support/story-page";

// One story, told in order: an administrator's first hour with an installation that holds nothing.
test.describe.configure({ mode: "serial" });

/** What the administrator of Entra ID has written down for them. */
const registration = z.object({
  graphUrl: z.url(),
  authorityUrl: z.url(),
  tenantId: z.string(),
  sync: z.object({ clientId: z.string(), clientSecret: z.string() }),
});

let demo: RunningDemo;
let databases: CustomerDatabases;
let page: Page;
let browserLog: ReturnType<typeof listen>;
test.beforeAll(async ({ browser }) => {
  // It ends by itself, with the end of its log, when the demo hangs.
  test.setTimeout(1_000_000);
  [demo, databases] = await Promise.all([
    startDemo({ name: "first-hour", port: 3720, isEmpty: true }),
    startCustomerDatabases(),
  ]);
  const context = await browser.newContext({ baseURL: demo.addresses.app });
  page = await context.newPage();
  browserLog = listen(page);
});
test.afterEach(() => browserLog.expectQuiet());
test.afterAll(async () => {
  await page?.context().close();
  await demo?.stop();
  await databases?.stop();
});

const row = (text: string) => page.getByRole("row").filter({ hasText: text });
const main = () => page.getByRole("main");
const step = (title: string) => page.getByRole("heading", { name: title, level: 2 });
const place = (name: string) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name });

/** One of the first steps as the overview tells them. */
const firstStep = (title: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("link", { name: title }) });

async function goOnWith(title: string): Promise<void> {
  await place("Overview").click();
  await firstStep(title).getByRole("link").click();
}

const listShape = z.object({ items: z.array(z.object({ values: z.record(z.string(), z.unknown()) })) });

/** A list as the sandbox's SharePoint holds it. */
async function listItems(list: string) {
  const response = await fetch(`${demo.addresses.sandboxLevers}/lists/${list}`);
  return listShape.parse(await response.json()).items;
}

function readRegistration() {
  const file = path.join(demo.dataDir, "sandbox/sandbox.json");
  return registration.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Follows a button on the page, unless the person stands behind it already. */
async function open(button: string, until: ReturnType<Page["getByLabel"]>): Promise<void> {
  const way = main().getByRole("link", { name: button });
  await expect(way.or(until).first()).toBeVisible();
  if (await way.isVisible()) await way.click();
  await expect(until).toBeVisible();
}

test("a new installation says what to do first", async () => {
  await page.goto("/");
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("button", { name: /Ada Admin/ }).click();
  await expect(page.getByRole("heading", { name: "First steps" })).toBeVisible();
  await expect(page.getByText("0 of 6 done")).toBeVisible();
  await expectAccessibleInEveryLook(page, "empty-overview");
});

test("a database of one's own is added, after its test has said what is wrong with the settings", async () => {
  await goOnWith("Add a database");
  await open("New application", page.getByLabel("Name", { exact: true }));
  await page.getByLabel("Name", { exact: true }).fill("Warehouse");
  await page.getByRole("button", { name: "Create application" }).click();
  await expect(page.getByText("No databases yet")).toBeVisible();
  await page.getByRole("link", { name: "New database" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Stock");
  await page.getByLabel("Database name").fill("warehouse");
  await page.getByRole("button", { name: "Create and add an instance" }).click();
  await expect(page.getByRole("heading", { name: "First instance" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("main");
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Port").fill(String(databases.postgres.port));
  await page.getByLabel("User").fill(customerReader.user);
  await page.getByLabel("Password").fill("what was it again");
  await page.getByRole("button", { name: "Test connection" }).click();
  const result = page.getByRole("region", { name: "Result of the test" });
  await expect(result).toContainText("Cannot be used yet");
  await expect(result).toContainText("TLS");
  await expectAccessibleInEveryLook(page, "first-instance");
  await page.getByLabel("Encryption (TLS)").selectOption({ label: "Off: not encrypted" });
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(result).toContainText("password");
  await page.getByLabel("Password").fill(customerReader.password);
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(result).toContainText("Works");
  await page.getByRole("button", { name: "Add instance" }).click();
  await expect(page.getByText("Next: introspect", { exact: true })).toBeVisible();
  await expect(page.getByText(/^(Answers|Works, with warnings)$/)).toBeVisible();
  await expect(main()).not.toContainText(customerReader.password);
});

test("its tables are read, and every page says what comes next", async () => {
  await main().getByRole("button", { name: "Introspect" }).first().click();
  await expect(page.getByRole("row").nth(1)).toContainText("Succeeded", { timeout: 30_000 });
  await expect(page.getByText("First steps, 2 of 6 done")).toBeVisible();
  await expectAccessibleInEveryLook(page, "first-introspection");
  await page.getByRole("link", { name: "Connect SharePoint" }).click();
});

test("SharePoint is connected with what was written down, verified, and its site added by its address", async () => {
  const { graphUrl, authorityUrl, tenantId, sync } = readRegistration();
  await open("New connection", page.getByLabel("Tenant id"));
  await page.getByLabel("Name", { exact: true }).fill("Contoso");
  await page.getByLabel("Tenant id").fill(tenantId);
  await page.getByLabel("Client id").fill(sync.clientId);
  await page.getByLabel("Client secret").fill(sync.clientSecret);
  await page.getByLabel("Sign-in address").fill(authorityUrl);
  await page.getByLabel("Scope").fill(`${graphUrl}/.default`);
  await page.getByRole("button", { name: "Try it first" }).click();
  await expect(page.getByRole("region", { name: "What was found" })).toContainText("Entra ID accepts");
  await page.getByRole("button", { name: "Create connection" }).click();
  await expect(page.getByRole("button", { name: "Verify" })).toBeVisible();
  await expect(page.getByText("Entra ID accepts the application's login.")).toBeVisible();
  await expect(main()).not.toContainText(sync.clientSecret);
  await expectAccessibleInEveryLook(page, "first-connection");
  await page
    .getByLabel("Address", { exact: true })
    .fill("https://contoso.sharepoint.com/sites/operations/Lists/Announcements");
  await page.getByRole("button", { name: "Add site" }).click();
  await expect(page.getByRole("heading", { name: "Operations", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "Announcements", exact: true })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("First steps, 4 of 6 done")).toBeVisible();
});

test("a sync from the table to a new list is made by taking what is proposed", async () => {
  await page.getByRole("link", { name: "Define a sync" }).click();
  await expect(step("Choose the table")).toBeVisible();
  await expect(row("stock.articles")).toContainText("article_no");
  await page.getByRole("link", { name: "stock.articles" }).click();
  await expect(page.getByLabel("Name of the list")).toHaveValue("Articles");
  await page.getByRole("button", { name: /^Create list with/ }).click();
  await expect(page.getByText(/^The list “Articles” stands with \d columns\.$/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Make the draft and go on" }).click();
  await expect(step("Which row is which item")).toBeVisible();
  await page.getByRole("button", { name: "Prepare the list and go on" }).click();
  await expect(step("Which column goes where")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: /^Take \d columns and go on$/ }).click();
  await expect(step("How and when")).toBeVisible();
  await page.getByRole("button", { name: "Save and go on" }).click();
  await expect(step("What would be written")).toBeVisible();
  await page.getByRole("button", { name: "Make the dry run" }).click();
  await expect(page.getByRole("link", { name: "Looks right, go on" })).toBeVisible({ timeout: 60_000 });
  await expect(figure(page, "To create")).toContainText("41");
  await page.getByRole("link", { name: "Looks right, go on" }).click();
});

test("it is enabled, its run ends, and the items are in the list as the rows are in the table", async () => {
  await page.getByRole("button", { name: "Enable and run now" }).click();
  await expect(page.getByText("Succeeded", { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(figure(page, "Created")).toContainText("41");
  await expectAccessibleInEveryLook(page, "first-run");
  await page.getByRole("link", { name: "Open sync" }).click();
  const opened = page.context().waitForEvent("page");
  await page.getByRole("link", { name: "Open list" }).click();
  const list = await opened;
  await expect(list.getByText("Zürich «Größe» 日本 🙂 O'Neil").first()).toBeVisible();
  await expect(list.getByRole("cell", { name: "4,711", exact: true })).toBeVisible();
  await list.close();
  await place("Overview").click();
  await expect(page.getByRole("row", { name: /^Articles to Articles In sync/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "First steps" })).toHaveCount(0);
});

test("a MariaDB is added the same way", async () => {
  await place("Applications").click();
  await page.getByRole("link", { name: "Warehouse", exact: true }).click();
  await page.getByRole("link", { name: "New database" }).click();
  await expect(page.getByRole("heading", { name: "New database" })).toBeVisible();
  await page.getByLabel("Kind").selectOption("MYSQL");
  await page.getByLabel("Name", { exact: true }).fill("Facilities");
  await page.getByLabel("Database name").fill("facilities");
  await page.getByRole("button", { name: "Create and add an instance" }).click();
  await expect(page.getByRole("heading", { name: "First instance" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("main");
  await page.getByLabel("Host").fill(databases.mariadb.host);
  await page.getByLabel("Port").fill(String(databases.mariadb.port));
  await page.getByLabel("User").fill(customerReader.user);
  await page.getByLabel("Password").fill(customerReader.password);
  await page.getByLabel("Encryption (TLS)").selectOption({ label: "Off: not encrypted" });
  await page.getByRole("button", { name: "Add instance" }).click();
  await main().getByRole("button", { name: "Introspect" }).first().click();
  await expect(page.getByRole("row").nth(1)).toContainText("Succeeded", { timeout: 30_000 });
});

test("a list that people keep by hand gets a sync: its items are matched first, and nothing of theirs is lost", async () => {
  await place("SharePoint").click();
  await page.getByRole("link", { name: "Contoso", exact: true }).first().click();
  await page.getByLabel("Part of the name").fill("reference");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByRole("button", { name: "Add Reference data" }).click();
  await page.getByRole("link", { name: "Offices", exact: true }).click({ timeout: 30_000 });
  await page.getByRole("link", { name: "New sync into this list" }).click();
  await expect(step("Choose the table for the list “Offices”")).toBeVisible();
  await page.getByRole("link", { name: "facilities.branches" }).click();
  await expect(page.getByText("The list has 4 items")).toBeVisible();
  await page.getByRole("button", { name: "Make the draft and go on" }).click();
  await expect(page.getByRole("radio", { name: /^Leave it plain/ })).toBeChecked();
  await expectAccessibleInEveryLook(page, "own-list-key");
  await page.getByRole("button", { name: "Prepare the list and go on" }).click();
  await expect(step("Which column goes where")).toBeVisible({ timeout: 30_000 });
  await expect(row("office_code")).toContainText("Office code");
  await page.getByRole("button", { name: /^Take \d columns and go on$/ }).click();
  await page.getByRole("button", { name: "Save and go on" }).click();
  await expect(step("What is in the list already")).toBeVisible();
  await page.getByRole("button", { name: "Compare rows and items" }).click();
  await expect(page.getByRole("region", { name: /Rows with an item/ })).toContainText("office_code=BER", {
    timeout: 60_000,
  });
  await expect(page.getByRole("region", { name: /Only in the table/ })).toContainText("office_code=ZRH");
  await expect(page.getByRole("region", { name: /Only in the list/ })).toContainText("Kathmandu");
  await expectAccessibleInEveryLook(page, "own-list-match");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("It is settled which items belong to which rows")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("link", { name: "Next: dry run" }).click();
  await expect(async () => {
    // The run that gives the matched items their keys may still be under way.
    await page.getByRole("button", { name: "Make the dry run" }).click({ timeout: 5_000 });
    await expect(page.getByRole("link", { name: "Looks right, go on" })).toBeVisible({ timeout: 20_000 });
  }).toPass({ timeout: 60_000 });
  await expect(figure(page, "To create")).toContainText("1");
  await expect(figure(page, "To update")).toContainText("1");
  await page.getByRole("link", { name: "Looks right, go on" }).click();
  await page.getByRole("button", { name: "Enable and run now" }).click();
  await expect(page.getByText("Succeeded", { exact: true })).toBeVisible({ timeout: 60_000 });
  const items = await listItems("Offices");
  expect(items.map(({ values }) => values.OfficeCode).sort()).toEqual(["BER", "GRZ", "KTM", "LYS", "ZRH"]);
  const berlin = items.find(({ values }) => values.OfficeCode === "BER");
  // What only the list has is left as it was.
  expect(berlin?.values).toMatchObject({ Headcount: 220, Kind: "Headquarters", Rent: 48_000 });
});

test("a list without a column for the key is offered one, in place", async () => {
  await page.goto("/syncs/new?to=existing");
  await page.getByRole("link", { name: "stock.articles" }).click();
  await page.getByRole("link", { name: "A list that is there" }).click();
  await page.getByRole("link", { name: "Announcements", exact: true }).click();
  await page.getByRole("button", { name: "Make the draft and go on" }).click();
  await page.getByRole("button", { name: "Prepare the list and go on" }).click();
  await expect(page.getByText("“Announcements” has no column for the key of the table")).toBeVisible({
    timeout: 30_000,
  });
  await expectAccessibleInEveryLook(page, "own-list-without-key");
  await page.getByRole("button", { name: "Add article_no to the list" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Add column" }).click();
  await expect(row("article_no")).toContainText("Article no", { timeout: 30_000 });
  await expect(row("article_no").getByRole("checkbox")).toBeChecked();
  await expect(page.getByText("has no column for the key")).toHaveCount(0);
});

test("no key is skipped unseen, and rows that a list cannot take are told before the sync is enabled", async () => {
  await page.goto("/syncs/new");
  await page.getByRole("link", { name: "stock.readings" }).click();
  await page.getByRole("link", { name: "Operations", exact: true }).click();
  await page.getByRole("button", { name: /^Create list with/ }).click();
  await expect(page.getByText(/^The list “Readings” stands with \d columns\.$/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Make the draft and go on" }).click();
  await expect(page.getByText("These rows cannot be told apart yet")).toBeVisible();
  await expect(page.getByRole("button", { name: "Prepare the list and go on" })).toHaveCount(0);
  const steps = page.getByRole("navigation", { name: "Steps" });
  await steps.getByRole("link", { name: /^Dry run/ }).click();
  await expect(page.getByText("This has to be mended before a dry run")).toBeVisible();
  await page.getByRole("link", { name: "Go to key" }).click();
  await page.getByLabel("Add a column").selectOption({ label: "sensor (text)" });
  await page.getByRole("button", { name: "Save key" }).click();
  await page.getByRole("button", { name: "Prepare the list and go on" }).click();
  await expect(step("Which column goes where")).toBeVisible({ timeout: 30_000 });
  await expect(row("left(text(sensor), 127)")).toContainText("Title");
  await page.getByRole("button", { name: /^Take \d columns and go on$/ }).click();
  await page.getByRole("button", { name: "Save and go on" }).click();
  await page.getByRole("button", { name: "Make the dry run" }).click();
  await expect(page.getByRole("link", { name: "Go on without those rows" })).toBeVisible({ timeout: 60_000 });
  await expect(page.locator("#rejections")).toContainText("sensor=b");
  // Told by its cause, and not once more among what happened.
  await expect(page.getByText("sensor=b")).toHaveCount(1);
  await expectAccessibleInEveryLook(page, "setup-rejected");
  await page.getByRole("link", { name: "Go on without those rows" }).click();
  await expect(page.getByText("1 row would be rejected", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "See causes and remedies" }).click();
  await expect(page.locator("#rejections")).toBeVisible();
});
