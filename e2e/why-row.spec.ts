import { expect, type Page, test } from "@playwright/test";
import { expectAccessibleInEveryLook } from "./support/axe";
import { changeOrders, setUpOrderDesk } from "./support/order-desk";
import { openAs, tellStory } from "./support/story-page";

// A steward is asked for orders that somebody misses in the list.
let page: Page;
test.beforeAll(setUpOrderDesk);
tellStory("Stella Steward", (its) => {
  page = its;
});

const main = () => page.getByRole("main");
const why = () => page.getByRole("heading", { name: "Why is it not in the list?" });

async function openSync(): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Syncs" }).click();
  await page.getByRole("table").getByRole("link", { name: "Open orders", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Open orders", exact: true })).toBeVisible();
}

/** From anywhere, by keyboard. */
async function askPalette(key: string, sync = "Open orders"): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(`why ${key}`);
  await page.getByRole("option", { name: `Why is row ${key} not in ${sync}?` }).click();
  await expect(page.getByRole("heading", { level: 2, name: new RegExp(`=${key}$`) })).toBeVisible();
}

/** On the sync's own page. */
async function askLedger(key: string): Promise<void> {
  await openSync();
  await page
    .getByRole("navigation", { name: "Parts of the sync" })
    .getByRole("link", { name: /^Ledger/ })
    .click();
  await page.getByLabel("Key of the row").fill(key);
  await page.getByRole("button", { name: "Where is this row?" }).click();
}

test("orders are run into their list; two of four stay away", async () => {
  await openSync();
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText("Partly done", { exact: true })).toBeVisible({ timeout: 60_000 });
});

test("an order that the filter leaves out is found by its bare number, and the answer leads to the filter", async () => {
  await askPalette("4711");
  await expect(why()).toBeVisible();
  await expect(main().getByText("The row filter leaves this row out.").first()).toBeVisible();
  await expect(main().getByText("state is “draft”.").first()).toBeVisible();
  await expectAccessibleInEveryLook(page, "why-filtered");
  await main().getByRole("link", { name: "Open the row filter" }).first().click();
  await expect(page).toHaveURL(/#row-filter$/);
  await expect(page.locator("#row-filter")).toBeInViewport();
  await expect(page.locator("#row-filter")).toContainText('state != "draft"');
});

test("an order that the list cannot hold is asked for on the sync's own page, and the answer leads to its mapping", async () => {
  await askLedger("4712");
  await expect(main().getByText("The value of “customer” does not fit.").first()).toBeVisible();
  await expect(
    main()
      .getByText(/80 characters, the column holds 40/)
      .first(),
  ).toBeVisible();
  await main().getByRole("link", { name: "Open the mapping of customer" }).first().click();
  await expect(page).toHaveURL(/\?mapping=[0-9a-f-]{36}/);
  await expect(
    page
      .getByRole("row", { selected: true })
      .or(page.getByRole("row", { name: /customer/ }))
      .first(),
  ).toBeVisible();
});

test("a line of an order that is not in the list waits for it, and the answer leads to the order's own", async () => {
  await askPalette("901", "Order lines");
  const answer = "It waits for the row that “order_no” refers to.";
  await expect(main().getByText(answer).first()).toBeVisible();
  await expect(
    main().getByText("The row order_no=4711 of the sync “Open orders” has no item yet.").first(),
  ).toBeVisible();
  await expectAccessibleInEveryLook(page, "why-waiting");
  await main().getByRole("link", { name: "Ask why order_no=4711 is not in its list" }).first().click();
  await expect(page.getByRole("heading", { name: "Open orders", exact: true })).toBeVisible();
  await expect(main().getByText("The row filter leaves this row out.").first()).toBeVisible();
  await changeOrders("UPDATE desk.orders SET state = 'open' WHERE order_no = 4711");
  await openSync();
  await page.getByRole("button", { name: "Run now" }).click();
  await expect(page.getByText("Partly done", { exact: true })).toBeVisible({ timeout: 60_000 });
  await askPalette("901", "Order lines");
  await expect(main().getByText("Nothing keeps it away: the next run makes the item.").first()).toBeVisible();
});

test("an order that no run has met yet is taken by the next one, which can be started there", async () => {
  await changeOrders("INSERT INTO desk.orders VALUES (4713, 'Denner', 'open')");
  await askPalette("4713");
  await expect(main().getByText("Nothing keeps it away: the next run makes the item.").first()).toBeVisible();
  // The first one stands in the head of the sync, the other in the answer.
  await main().getByRole("button", { name: "Run now" }).last().click();
  await expect(page.getByText("Partly done", { exact: true })).toBeVisible({ timeout: 60_000 });
  await page.goBack();
  await expect(
    main()
      .getByText(/^It is in the list: item \d+\.$/)
      .first(),
  ).toBeVisible();
});

test("an order that does not exist is said to be none, and the answer leads to the table", async () => {
  await askPalette("4714");
  await expect(main().getByText("The table has no row with this key.").first()).toBeVisible();
  await main().getByRole("link", { name: "Look into the table" }).first().click();
  await expect(page).toHaveURL(/\/tables\/[0-9a-f-]{36}\/data$/);
});

test("while its sync is paused or its database switched off, an order's answer says so and mends it", async ({
  browser,
}) => {
  await changeOrders("INSERT INTO desk.orders VALUES (4716, 'Elvetino', 'open')");
  await openSync();
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Enable" })).toBeVisible();
  const admin = await openAs(browser, "Ada Admin");
  await admin.goto("/applications");
  await admin.getByRole("link", { name: "Order desk", exact: true }).click();
  await admin.getByRole("link", { name: "Orders", exact: true }).click();
  await admin.getByRole("button", { name: "Disable" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(admin.getByRole("button", { name: "Enable" })).toBeVisible();

  await askLedger("4716");
  await expect(main().getByText("The sync is paused.").first()).toBeVisible();
  await expect(main().getByText("The database “Orders” is disabled.").first()).toBeVisible();
  await expectAccessibleInEveryLook(page, "why-paused");
  await main().getByRole("link", { name: "Open the database" }).click();
  await expect(page.getByRole("heading", { name: "Orders", exact: true })).toBeVisible();
  await admin.getByRole("button", { name: "Enable" }).click();
  await expect(admin.getByRole("button", { name: "Disable" })).toBeVisible();
  await admin.context().close();

  await askLedger("4716");
  await main().getByRole("button", { name: "Enable the sync" }).click();
  await expect(main().getByText("Nothing keeps it away: the next run makes the item.").first()).toBeVisible();
});

test("an order that is in the list leads from its number to its passport, and from there to the item", async () => {
  await page.keyboard.press("Control+k");
  await page.keyboard.type("4715");
  await page.getByRole("option", { name: /^order_no=4715/ }).click();
  await expect(
    main()
      .getByText(/^It is in the list: item \d+\.$/)
      .first(),
  ).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "Coop" }).first()).toContainText("Same");
  const opened = page.context().waitForEvent("page");
  await main().getByRole("link", { name: "in a new tab" }).first().click();
  const item = await opened;
  await expect(item.getByText("Coop").first()).toBeVisible();
  await item.close();
});

test("an order whose sync nobody remembers is looked for in the ledgers of all syncs, and asked about from there", async () => {
  const places = page.getByRole("navigation", { name: "Main" });
  await places.getByRole("link", { name: "Ledger" }).click();
  await expect(page.getByText("Which row?")).toBeVisible();
  await page.getByRole("searchbox").fill("4715");
  await page.getByRole("searchbox").press("Enter");
  const found = page.getByRole("row").filter({ hasText: "order_no=4715" });
  await expect(found).toContainText("Open orders");
  await expectAccessibleInEveryLook(page, "ledger-of-all");
  await page.getByRole("searchbox").fill("4714");
  await page.getByRole("searchbox").press("Enter");
  await expect(found).toHaveCount(0);
  await main()
    .getByRole("listitem")
    .filter({ hasText: "desk.orders" })
    .getByRole("link", { name: "Open orders", exact: true })
    .click();
  await expect(main().getByText("The table has no row with this key.").first()).toBeVisible();
});

test("what keeps orders out of the list stands among the rejections of all syncs, and leads to them", async () => {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Rejections" }).click();
  const cause = page.getByRole("row").filter({ hasText: "Open orders" }).filter({ hasText: "too long" });
  await expect(cause).toBeVisible();
  await expectAccessibleInEveryLook(page, "rejections-of-all");
  await cause.getByRole("link", { name: "1", exact: true }).click();
  await expect(page.getByRole("table").getByText("order_no=4712").first()).toBeVisible();
});
