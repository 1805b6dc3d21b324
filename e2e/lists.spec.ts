import { readFile } from "node:fs/promises";
import { expect, type Page, type Route, test } from "@playwright/test";
import { expectAccessible } from "./support/axe";
import { tellStory } from "./support/story-page";

// Reads only: the stories that follow count runs and items of an untouched demo.
let page: Page;
const story = tellStory("Stella Steward", (opened) => {
  page = opened;
});

const palette = () => page.getByRole("dialog", { name: "Search or go to" });

/** Opens the palette by its keys and types. */
async function ask(text: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(palette()).toBeVisible();
  await page.keyboard.type(text);
}

const scripts = "**/_next/static/**";

/** Keeps back the page's code that is asked for from now on, until it is released. */
async function holdScripts(): Promise<() => Promise<void>> {
  const held: Route[] = [];
  await page.route(scripts, (route) => void held.push(route));
  return async () => {
    await Promise.all(held.map((route) => route.continue()));
    await page.unroute(scripts);
  };
}

test("the palette finds a table and goes there by keyboard alone", async () => {
  await ask("geo.countries");
  await expect(palette().getByRole("option", { name: /^geo\.countries/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /countries/, level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/tables\/[0-9a-f-]{36}$/);
});

test("what is typed before the palette is here stands in it", async () => {
  await page.reload();
  const release = await holdScripts();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("geo.countriesx");
  await page.keyboard.press("Backspace");
  await expect(palette()).toBeHidden();
  await release();
  const box = palette().getByRole("combobox");
  await expect(box).toHaveValue("geo.countries");
  await expect(box).toBeFocused();
  await expect(palette().getByRole("option", { name: /^geo\.countries/ })).toBeVisible();
  await page.keyboard.type("!");
  await expect(box).toHaveValue("geo.countries!");
  await page.keyboard.press("Escape");
  await expect(palette()).toBeHidden();
});

test("a menu that cannot be fetched says so, and opens by the next press", async () => {
  await page.reload();
  await page.route(scripts, (route) => route.abort());
  const button = page.getByRole("button", { name: "View" });
  await button.press("Enter");
  await expect(page.getByText("The server did not answer.")).toBeVisible();
  await page.unroute(scripts);
  await button.press("Enter");
  await expect(page.getByRole("menuitemcheckbox").first()).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
  // The browser itself complains of what was not answered.
  story.complaints();
});

test("a list is sorted and searched in its address, and its file holds what is left", async () => {
  await page.getByRole("link", { name: "Type", exact: true }).click();
  await expect(page).toHaveURL(/sort=type/);
  await page.getByRole("searchbox").fill("cca");
  await expect(page).toHaveURL(/q=cca/);
  await expect(page.getByRole("table", { name: "" }).getByRole("row")).toHaveCount(3);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^syncbridge-columns-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines[0]).toContain("Column,Type");
  expect(lines.slice(1).map((line) => line.split(",")[1])).toEqual(["cca2", "cca3"]);
});

test("a database's tables are narrowed by what sort of table they are, drift and use", async () => {
  await page.getByRole("link", { name: "Geography", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Geography" })).toBeVisible();
  const rows = page.getByRole("region", { name: "Tables" }).getByRole("row");
  await page.getByLabel("Syncs", { exact: true }).selectOption("used");
  await expect(page).toHaveURL(/use=used/);
  await expect(rows.first()).toBeVisible();
  const used = await rows.count();
  await page.getByLabel("Syncs", { exact: true }).selectOption("");
  await expect.poll(() => rows.count()).toBeGreaterThan(used);
});

test("the palette remembers where one was, and asks before it writes to a list", async () => {
  await ask("");
  await expect(palette().getByText("Visited lately")).toBeVisible();
  await expect(
    palette()
      .getByRole("option", { name: /^geo\.countries|^countries/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.type("run countries");
  await expect(palette().getByRole("option", { name: /^Run Countries now/ })).toBeVisible();
  await palette()
    .getByRole("option", { name: /^Run Countries now/ })
    .click();
  const question = page.getByRole("dialog", { name: "Run Countries now?" });
  await expect(question).toBeVisible();
  await expectAccessible(page);
  const foot = question.getByRole("button").filter({ hasText: /./ });
  await expect(foot).toHaveText(["Run now", "Cancel"]);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
});

test("the palette leads from a question to its answer", async () => {
  await ask("why is row cca3=NPL not in countries?");
  await palette()
    .getByRole("option", { name: /^Why is row cca3=NPL not in Countries\?/ })
    .click();
  await expect(page).toHaveURL(/\/ledger\/row\?key=cca3%3DNPL$/);
});

test("rows are walked through by the arrows, as high as one likes, and one of them is copied", async () => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/applications");
  await page.getByRole("link", { name: "Reference data", exact: true }).click();
  await page.getByRole("link", { name: "Geography", exact: true }).click();
  const table = page.getByRole("region", { name: "Tables" });
  const focused = () => page.evaluate(() => document.activeElement?.closest("tr")?.rowIndex ?? null);
  await table.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe(2);
  await page.keyboard.press("End");
  expect(await focused()).toBe((await table.getByRole("row").count()) - 1);
  await page.keyboard.press("Home");
  await page.keyboard.press("Control+c");
  await expect(page.getByText("Row copied")).toBeVisible();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split("\t").length).toBeGreaterThan(5);

  await page.getByRole("button", { name: "View" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Compact rows" }).click();
  await page.keyboard.press("Escape");
  await page.reload();
  expect((await table.getByRole("row").nth(1).boundingBox())?.height).toBeLessThan(30);
  await page.getByRole("button", { name: "View" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Normal rows" }).click();
  await page.keyboard.press("Escape");
});

test("days are chosen under a button, which has the keyboard again afterwards", async () => {
  await page.goto("/audit");
  const button = page.getByRole("button", { name: /^Days:/ });
  await button.press("Enter");
  const days = page.getByRole("dialog", { name: "Days" });
  await days.getByLabel("From").fill("2020-02-29");
  await expect(page).toHaveURL(/from=2020-02-29/);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(button).toHaveText(/^Days: from /);
  await expect(button).toBeFocused();
  await button.click();
  await expect(days).toBeVisible();
  await button.click();
  await expect(days).toBeHidden();
});

test("applications, databases and servers are a tree that is walked by keyboard", async () => {
  await page.goto("/applications");
  await page.getByRole("link", { name: "Tree", exact: true }).click();
  const tree = page.getByRole("tree");
  await expect(tree.getByRole("treeitem", { name: /^Geography/ })).toBeVisible();
  await expectAccessible(page);
  const all = await tree.getByRole("treeitem").count();
  await tree.getByRole("treeitem").first().focus();
  await page.keyboard.press("ArrowLeft");
  await expect(tree.getByRole("treeitem").first()).toHaveAttribute("aria-expanded", "false");
  expect(await tree.getByRole("treeitem").count()).toBeLessThan(all);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("g");
  await expect(tree.getByRole("treeitem", { name: /^Geography/ })).toBeFocused();
  await page.getByLabel("Open down to").selectOption("2");
  await expect(page).toHaveURL(/open=2/);
  await expect(tree.getByRole("treeitem", { level: 3 })).toHaveCount(0);
  await page.getByRole("searchbox").fill("reference");
  await expect(page).toHaveURL(/q=reference/);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  const lines = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
  expect(lines[0]).toContain("Application,Owner team,");
  expect(lines.slice(1).every((line) => line.startsWith("Reference data,"))).toBe(true);
  expect(lines.some((line) => line.includes(",Geography,PostgreSQL,"))).toBe(true);
  await tree.getByRole("treeitem", { name: /^Geography/ }).click();
  await expect(page.getByRole("heading", { name: "Geography" })).toBeVisible();
});

test("connections are narrowed and sorted in their address", async () => {
  await page.goto("/sharepoint");
  await page.getByRole("link", { name: "Search and filter connections" }).click();
  await expect(page.getByRole("heading", { name: "Connections", level: 1 })).toBeVisible();
  await page.getByLabel("State", { exact: true }).selectOption("DISABLED");
  await expect(page).toHaveURL(/status=DISABLED/);
  await expect(page.getByText("No connections match")).toBeVisible();
  await page.getByRole("link", { name: "Clear search and filters" }).click();
  await page.getByRole("link", { name: "Credential ends" }).click();
  await expect(page).toHaveURL(/sort=expires/);
  await expect(page.getByRole("link", { name: "Contoso (sandbox)" })).toBeVisible();
  await expectAccessible(page);
});

test("a list is narrowed to days in its address", async () => {
  await page.goto("/audit");
  await page.getByRole("button", { name: "Days: all" }).click();
  await page.getByLabel("To", { exact: true }).fill("2001-01-31");
  await expect(page).toHaveURL(/to=2001-01-31/);
  await expect(page.getByText("No audit events match")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Days: until 31 Jan 2001" })).toBeFocused();
  await page.getByRole("link", { name: "Clear search and filters" }).click();
  await expect(page.getByRole("button", { name: "Days: all" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Audit events" })).toBeVisible();
});

test("the document has a title at every moment of a walk, and in the end the page's own", async () => {
  await page.goto("/");
  await page.evaluate(() => {
    const { dataset } = document.documentElement;
    const look = () => {
      if (!document.title.trim()) dataset.untitled = String(Number(dataset.untitled ?? 0) + 1);
    };
    // After the page's own observers, before anything is drawn.
    new MutationObserver(() => queueMicrotask(look)).observe(document.head, { childList: true });
  });
  const places = page.getByRole("navigation").first();
  for (const name of ["Applications", "SharePoint", "Syncs", "Ledger", "Rejections", "Audit", "Runs"]) {
    await places.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
    await expect(page).toHaveTitle(`${name} · SyncBridge`);
    await expect(page.locator("head > title")).toHaveCount(1);
  }
  expect(await page.evaluate(() => document.documentElement.dataset.untitled ?? "never")).toBe("never");
});

test("a table's keys and indexes and a mapping's versions come as files too", async () => {
  const headOf = async (list: string) => {
    await expect(page.getByRole("region", { name: list, exact: true })).toBeVisible();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "CSV" }).click();
    return (await readFile(await (await download).path(), "utf8")).split("\r\n")[0];
  };
  await page.goto("/syncs");
  await page.getByRole("table").getByRole("link", { name: "Countries", exact: true }).click();
  await page.getByRole("link", { name: "Versions", exact: true }).click();
  expect(await headOf("Versions")).toContain("Version,Published now,Published (UTC),By,Why");
  await page.getByRole("link", { name: /^Mapping/ }).click();
  await page.getByRole("link", { name: "geo.countries", exact: true }).click();
  await page.getByRole("link", { name: /^Keys & constraints/ }).click();
  expect(await headOf("Keys & constraints")).toContain("Constraint,Type,Columns,References");
  await page.getByRole("link", { name: /^Indexes/ }).click();
  expect(await headOf("Indexes")).toContain("Index,Unique,Method,Key");
});

test("short names of a table and its list stand whole in the list of syncs", async () => {
  await page.goto("/syncs");
  const ends = page.locator('td [title="geo.countries to Countries"] > span');
  await expect(ends).toHaveText(["geo.countries", "Countries"]);
  const areWhole = await ends.evaluateAll((names) => names.map((name) => name.scrollWidth <= name.clientWidth));
  expect(areWhole).toEqual([true, true]);
});

test("the facts in the head of a sync stand in one line", async () => {
  await page.getByRole("table").getByRole("link", { name: "Countries", exact: true }).click();
  const facts = page.getByRole("main").locator("header");
  const tops = [];
  for (const fact of ["One way, table to list", "Runs when asked"]) {
    tops.push((await facts.getByText(fact, { exact: true }).boundingBox())?.y);
  }
  expect(tops[0]).toBeDefined();
  expect(tops[1]).toBe(tops[0]);
});

test("applications of which every text is long keep all columns in sight", async () => {
  await page.goto("/applications");
  const region = page.getByRole("region", { name: "Applications" });
  await expect(region.getByRole("link", { name: "Reference data", exact: true })).toBeVisible();
  const overflow = await region.evaluate((place) => {
    for (const cell of place.querySelectorAll("tbody td")) {
      const text = [...cell.querySelectorAll("*")].find(
        ({ children, textContent }) => children.length === 0 && textContent,
      );
      if (text && !cell.classList.contains("figures"))
        text.textContent = "A long name of many words ".repeat(4).slice(0, 80);
    }
    return place.scrollWidth - place.clientWidth;
  });
  expect(overflow).toBe(0);
});

test("on a tablet the health of all syncs is seen without scrolling, however long their names are", async () => {
  await page.setViewportSize({ width: 800, height: 1000 });
  await page.goto("/");
  const region = page.getByRole("region", { name: "Syncs", exact: true });
  const names = region.locator("[data-row-link]");
  await expect(names).toHaveCount(2);
  for (const name of await names.all())
    await name.evaluate((element) => {
      element.textContent = "A long name of many words ".repeat(4);
    });
  expect(await region.evaluate((place) => place.scrollWidth - place.clientWidth)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("a search of more characters than are searched for is cut, not refused", async () => {
  await page.goto("/");
  await ask("");
  await page.getByRole("combobox").fill("x".repeat(600));
  await expect(page.getByRole("option", { name: /^Find row/ })).toBeVisible();
  await expect(page.getByText("The search could not be reached")).toHaveCount(0);
  await page.keyboard.press("Escape");
});

test("paper is light, whole and without what can be pressed", async () => {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.goto("/syncs");
  const region = page.getByRole("region", { name: "Syncs", exact: true });
  await expect(region).toBeVisible();
  await expect(page.getByRole("link", { name: "New sync" })).toBeHidden();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
    "rgb(255, 255, 255)",
  );
  expect(await region.evaluate((place) => place.scrollWidth - place.clientWidth)).toBe(0);
  await region.getByRole("link", { name: "Countries", exact: true }).click();
  await expect(page.getByRole("grid", { name: "Mappings" }).getByRole("row")).toHaveCount(15);
  // A time that is told from now would be wrong on paper tomorrow.
  await page.goto("/audit");
  await expect(page.getByRole("region", { name: "Audit events" }).getByRole("time").first()).toHaveText(
    /^\d+ \w+ \d{4}, /,
  );
  await page.emulateMedia({ media: null, colorScheme: null });
  await page.setViewportSize({ width: 1280, height: 800 });
});

test("a lost connection is told, and mended by itself", async () => {
  await page.goto("/applications");
  await page.context().setOffline(true);
  await expect(page.getByText("SyncBridge does not answer")).toBeVisible();
  await page.context().setOffline(false);
  await expect(page.getByText("SyncBridge does not answer")).toBeHidden();
  // The browser itself complains of requests that reached nobody.
  story.complaints();
});

test("what is pressed when the session has ended says so, and offers the sign-in", async () => {
  await page.goto("/syncs");
  await page.getByRole("link", { name: "Countries", exact: true }).click();
  const plan = page.getByRole("button", { name: "Plan", exact: true });
  await expect(plan).toBeVisible();
  const cookies = await page.context().cookies();
  await page.context().clearCookies();
  await plan.click();
  await expect(page.getByText("You are not signed in.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in again" })).toBeVisible();
  await page.context().addCookies(cookies);
  story.complaints();
});

test("a session that has ended leads to the sign-in and back to the same address", async () => {
  await page.goto("/applications?q=ref");
  await page.context().clearCookies();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await page.getByRole("button", { name: "Sign in again" }).click();
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=%2Fapplications%3Fq%3Dref$/);
  story.complaints();
});
