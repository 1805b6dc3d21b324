import { expect, type Page, test } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { inDemoDatabase } from "./support/demo-database";
import { signIn } from "./support/sandbox-pages";
import { makeShop, shopReader } from "./support/shop-database";
import { tellStory } from "./support/story-page";

let page: Page;
let shopPort = 0;
tellStory("Ada Admin", (opened) => {
  page = opened;
});

const row = (text: string) => page.getByRole("row").filter({ hasText: text });

async function openDatabase(of: Page, name: string): Promise<void> {
  await of.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Applications" }).click();
  await of.getByRole("link", { name: "Reference data", exact: true }).click();
  await of.getByRole("link", { name, exact: true }).click();
  await expect(of.getByRole("heading", { name, exact: true })).toBeVisible();
}

async function openTab(of: Page, parts: "table" | "database" | "sync", name: RegExp): Promise<void> {
  const tab = of.getByRole("navigation", { name: `Parts of the ${parts}` }).getByRole("link", { name });
  await tab.click();
  await expect(tab).toHaveAttribute("aria-current", "page");
}

/** Presses Introspect and waits for the end of that introspection. */
async function introspect(): Promise<void> {
  await page.getByRole("button", { name: "Introspect" }).first().click();
  await expect(page).toHaveURL(/\/introspections$/);
  await expect(page.getByRole("row").nth(1)).toContainText("Succeeded", { timeout: 30_000 });
}

test("an admin adds a database with its form, which says at each field what is missing", async () => {
  const { port } = await makeShop();
  shopPort = port;
  await page.goto("/applications");
  await page.getByRole("link", { name: "Reference data", exact: true }).click();
  await page.getByRole("link", { name: "New database" }).click();
  await expect(page.getByRole("heading", { name: "New database" })).toBeVisible();
  await expect(page.getByLabel("Kind").locator("option")).toHaveCount(3);
  await page.getByLabel("Name", { exact: true }).fill("Shop");
  await page.getByLabel("Database name").fill("shop");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create and add an instance" }).click();

  await expect(page.getByRole("heading", { name: "First instance" })).toBeVisible();
  await expect(page.getByLabel("Port")).toHaveValue("5432");
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText("Enter the host.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("shop primary");
  await page.getByLabel("Host").fill("127.0.0.1");
  await page.getByLabel("Port").fill(String(port));
  await page.getByLabel("User").fill(shopReader.user);
  await page.getByLabel("Password").fill("a wrong one");
  await page.getByLabel("Encryption (TLS)").selectOption("off");
  await page.getByRole("button", { name: "Test connection" }).click();
  const result = page.getByRole("region", { name: "Result of the test" });
  await expect(result).toContainText("Cannot be used yet");
  await page.getByLabel("Password").fill(shopReader.password);
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(result).toContainText("Works");
  await expect(result).toContainText("2 tables and views");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Add instance" }).click();
  await expect(page.getByRole("heading", { name: "Shop", exact: true })).toBeVisible();
  // What the test found was stored with the settings.
  await expect(page.getByText(/^(Answers|Works, with warnings)$/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Last test of shop primary" })).toContainText("2 tables and views");
});

test("each kind of server has the fields its administrators know", async () => {
  for (const [kind, name, port] of [
    ["SQLSERVER", "Ledgers", "1433"],
    ["MYSQL", "Tickets", "3306"],
  ] as const) {
    await page.goto("/applications");
    await page.getByRole("link", { name: "Reference data", exact: true }).click();
    await page.getByRole("link", { name: "New database" }).click();
    await expect(page.getByRole("heading", { name: "New database" })).toBeVisible();
    await page.getByLabel("Kind").selectOption(kind);
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Database name").fill(name.toLowerCase());
    await page.getByRole("button", { name: "Create and add an instance" }).click();
    await expect(page.getByLabel("Port")).toHaveValue(port);
    await page.getByText("More settings").click();
    await expect(page.getByLabel("Read-only intent")).toHaveCount(kind === "SQLSERVER" ? 1 : 0);
    await expect(page.getByRole("group", { name: /^Schemas/ })).toHaveCount(kind === "SQLSERVER" ? 1 : 0);
    if (kind === "SQLSERVER") {
      await page.getByLabel("Host").fill("sql01\\SALES");
      await page.getByLabel("User").focus();
      await expect(page.getByLabel("Host")).toHaveValue("sql01");
      await expect(page.getByLabel("Instance name")).toHaveValue("SALES");
      await expect(page.getByLabel("Port")).toHaveCount(0);
    }
    await expectAccessible(page);
  }
});

test("an introspection tells what it found, what it may not see and when the next one comes", async () => {
  await openDatabase(page, "Shop");
  await openTab(page, "database", /^Instances/);
  await expectAccessible(page);
  await introspect();
  await expect(row("shop primary")).toContainText("2 new");
  await page.getByRole("button", { name: /^1 note/ }).click();
  await expect(page.getByRole("dialog")).toContainText("1 schema");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Set a schedule" }).click();
  await page.getByLabel("When", { exact: true }).selectOption("own");
  await page.getByLabel("Cron line").fill("61 * * * *");
  await expect(page.getByRole("region", { name: "Next times" })).toContainText("cannot be read");
  await page.getByLabel("When", { exact: true }).selectOption("daily");
  await page.getByLabel("Time", { exact: true }).fill("04:30");
  await expect(page.getByRole("region", { name: "Next times" }).getByRole("listitem")).toHaveCount(5);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save schedule" }).click();
  await expect(page.getByText(/Introspected every day at 04:30 \(Asia\/Kath?mandu\)/)).toBeVisible();
  await expectAccessible(page);
});

test("a table shows its columns, keys, indexes, rows and row counts", async () => {
  await openTab(page, "database", /^Tables/);
  await expectAccessible(page);
  await page.getByRole("link", { name: "sales.orders" }).click();
  await expect(row("customer_id")).toContainText("→ sales.customers.id");
  await openTab(page, "table", /^Indexes/);
  await expect(row("orders_big")).toContainText("total > ");
  await expect(row("orders_big").getByLabel("descending")).toHaveCount(1);
  await expectAccessible(page);
  await openTab(page, "table", /^Keys/);
  await page.getByRole("link", { name: "sales.customers", exact: true }).click();
  await expect(row("mood")).toContainText("calm, glad");
  await expectAccessible(page);

  await openTab(page, "table", /^Data/);
  await page.getByRole("button", { name: "Read rows" }).click();
  const rows = page.getByRole("region", { name: "Sampled rows" }).getByRole("row");
  await expect(rows).toHaveCount(42);
  await expect(rows.filter({ hasText: "c1@example.com" })).toContainText("NULL");
  await expect(rows.last()).toContainText("empty text");
  await page.getByRole("button", { name: "Profile columns" }).click();
  const profile = page.getByRole("region", { name: "Column profile" });
  await expect(profile.getByRole("row").filter({ hasText: "email" })).toContainText("2.4 %");
  await expect(page.getByText("Exact: all 41 rows were looked at")).toBeVisible();
  await expectAccessible(page);

  await openTab(page, "table", /^Metrics/);
  await page.getByRole("button", { name: "Count rows now" }).click();
  await expect(row("counted")).toContainText("41");
  await expectAccessible(page);
  for (const name of [/^Snapshots/, /^Drift/, /^Lineage/]) {
    await openTab(page, "table", name);
    await expectAccessible(page);
  }
});

test("a changed column is told as drift, compared, acknowledged and accepted as renamed", async () => {
  await inDemoDatabase("shop", (client) =>
    client.query(
      "ALTER TABLE sales.customers ALTER email TYPE varchar(90); ALTER TABLE sales.customers RENAME born TO birthday",
    ),
  );
  await openDatabase(page, "Shop");
  await introspect();
  await expect(row("shop primary").first()).toContainText("1 changed");
  await openTab(page, "database", /^Drift/);
  const findings = page.getByRole("list", { name: "Drift findings" }).getByRole("listitem");
  await expect(findings).toHaveCount(2);
  await expectAccessible(page);
  await expect(findings.first()).toContainText("Touches no sync.");
  await page.getByRole("button", { name: "View" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Touches" }).click();
  await expect(findings.first()).not.toContainText("Touches no sync.");
  await expect(page).toHaveURL(/columns=change%2Cfound/);
  await page.keyboard.press("Escape");
  await findings.first().getByRole("link", { name: "sales.customers" }).click();
  await openTab(page, "table", /^Snapshots/);
  await expect(row("narrowed")).toContainText("character varying(90)");
  const csv = await page.request.get(
    (await page.getByRole("link", { name: "All snapshots as CSV" }).getAttribute("href")) ?? "",
  );
  expect((await csv.text()).trimEnd().split("\r\n")).toHaveLength(3);
  await expectAccessible(page);
  await openTab(page, "table", /^Drift/);
  const narrowed = findings.filter({ hasText: "Type narrowed" });
  await expect(narrowed).toContainText("Touches no sync.");
  await narrowed.getByRole("button", { name: "Acknowledge" }).click();
  await expect(findings).toHaveCount(1);
  await findings.getByRole("button", { name: "Accept rename" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Accept rename" }).click();
  await expect(page.getByText("No open differences")).toBeVisible();
});

test("a finding names the sync whose column it touches, and the sync's own page tells it", async () => {
  await inDemoDatabase("geo", (client) =>
    client.query("ALTER TABLE geo.countries ALTER official_name TYPE varchar(220)"),
  );
  await openDatabase(page, "Geography");
  await introspect();
  await openTab(page, "database", /^Drift/);
  const finding = page.getByRole("listitem").filter({ hasText: "official_name" });
  await expect(finding).toContainText("Warning");
  await finding.getByRole("link", { name: "Countries", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Countries", exact: true })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "official_name" })).toContainText("mapped to");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 800, height: 900 });
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ignore" }).click();
  await expect(page.getByText("No open differences")).toBeVisible();
});

test("another instance becomes the primary only after a question that says what that means", async () => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 800 });
  await openDatabase(page, "Shop");
  await openTab(page, "database", /^Instances/);
  await page.getByRole("link", { name: "Add instance" }).click();
  await page.getByLabel("Name", { exact: true }).fill("shop replica");
  await page.getByLabel("Host").fill("localhost");
  await page.getByLabel("Port").fill(String(shopPort));
  await page.getByLabel("User").fill(shopReader.user);
  await page.getByLabel("Password").fill(shopReader.password);
  await page.getByLabel("Encryption (TLS)").selectOption("off");
  await page.getByRole("button", { name: "Add instance" }).click();

  const card = (label: string) =>
    page.locator("section").filter({ has: page.getByRole("heading", { name: new RegExp(label), level: 2 }) });
  await expect(card("shop replica")).toContainText("Secondary");
  await card("shop replica").getByRole("button", { name: "Try earlier" }).click();
  const question = page.getByRole("alertdialog").or(page.getByRole("dialog"));
  await expect(question).toContainText("Make “shop replica” the primary?");
  await expectAccessible(page);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);
  await expect(card("shop replica")).toContainText("Secondary");

  await card("shop replica").getByRole("button", { name: "Try earlier" }).click();
  await question.getByRole("button", { name: "Make primary" }).click();
  await expect(page.getByText("Order changed")).toBeVisible();
  await expect(card("shop replica")).toContainText("Primary");
  await expect(card("shop primary")).toContainText("Secondary");
  await expectAccessible(page);
});

test("a viewer sees the structure of a table, and why no rows", async ({ page: own }) => {
  await signIn(own, "Victor Viewer");
  await expect(own.getByRole("heading", { name: "Overview" })).toBeVisible();
  await openDatabase(own, "Shop");
  await own.getByRole("link", { name: "sales.customers" }).click();
  await openTab(own, "table", /^Data/);
  await expect(own.getByText("Rows are not shown to viewers")).toBeVisible();
  await expect(own.getByRole("button", { name: /Read rows|Profile columns/ })).toHaveCount(0);
  await openTab(own, "table", /^Metrics/);
  await expect(own.getByRole("button", { name: "Count rows now" })).toHaveCount(0);
});
