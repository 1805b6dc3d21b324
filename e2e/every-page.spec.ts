import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type Address, addressesOf, pageRoutes, pageVisits } from "./support/app-routes";
import { colourRules, violationsOf } from "./support/axe";
import { type DemoIds, demoIds } from "./support/demo-ids";
import { listen } from "./support/quiet-page";
import { signIn } from "./support/sandbox-pages";
import { openAs } from "./support/story-page";
import { someAtOnce } from "./support/walk";

/** Pages that are looked at side by side. */
const atOnce = 3;
/** For its three widths in two themes, on a machine with other work. */
const mostPerPageMs = 20_000;
const wide = { width: 1280, height: 800 };
const narrower = [
  { width: 834, height: 1112 },
  { width: 390, height: 844 },
];

let ids: DemoIds;
let context: BrowserContext;

test.beforeAll(async ({ browser }) => {
  ids = await demoIds(browser);
  context = (await openAs(browser, "Ada Admin")).context();
});
test.afterAll(() => context.close());

/** The first part of a route: `databases` of `/databases/[databaseId]`. */
const areaOf = (route: string) => route.split("/")[1] ?? "";
/** What leads on is looked at where it leads to; what needs no session, below. */
const shown = pageRoutes.filter((route) => pageVisits[route]?.least !== "anyone" && pageVisits[route]?.status !== 307);

for (const area of new Set(shown.map(areaOf))) {
  test(`pages under /${area} are whole, quiet and accessible in every look`, async () => {
    const addresses = addressesOf(
      shown.filter((route) => areaOf(route) === area),
      pageVisits,
      ids,
    );
    test.setTimeout(60_000 + addresses.length * mostPerPageMs);
    const pages = await Promise.all(
      Array.from({ length: Math.min(atOnce, addresses.length) }, () => context.newPage()),
    );
    const found = await someAtOnce(addresses, pages.length, async (address, lane) => {
      const page = pages[lane];
      if (!page) throw new Error(`There is no page for lane ${lane}.`);
      return { path: address.path, faults: await faultsOf(page, address) };
    });
    await Promise.all(pages.map((page) => page.close()));
    expect(found.filter(({ faults }) => faults.length > 0)).toEqual([]);
  });
}

test("the pages before the shell are whole, quiet and accessible in every look", async ({ browser }) => {
  const nobody = await browser.newContext();
  const without = await browser.newContext();
  const [stranger, visitor] = [await nobody.newPage(), await without.newPage()];
  await signIn(visitor, "Nora Norole");
  await expect(visitor.getByRole("heading", { name: "You have no role yet" })).toBeVisible();
  const found = [
    await faultsOf(stranger, { path: "/sign-in?error=AccessDenied", status: 200 }),
    await faultsOf(stranger, { path: "/sign-out", status: 200 }),
    await faultsOf(visitor, { path: "/no-role", status: 200 }),
  ];
  await Promise.all([nobody.close(), without.close()]);
  expect(found).toEqual([[], [], []]);
});

/** What is wrong with a page in any of its looks, in words. */
async function faultsOf(page: Page, { path, status }: Pick<Address, "path" | "status">): Promise<readonly unknown[]> {
  const log = listen(page);
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: "light" });
  const response = await page.goto(path);
  const faults: unknown[] = response?.status() === status ? [] : [`status ${response?.status()}`];
  faults.push(...(await faultsOfFirstTab(page)));
  faults.push(...(await page.evaluate(faultsOfContent)));
  faults.push(...(await page.evaluate(faultsOfWidth)));
  faults.push(...(await page.evaluate(faultsOfTables)));
  faults.push(...(await violationsOf(page)));
  await page.emulateMedia({ colorScheme: "dark" });
  // Structure is the same in the dark, colours are not.
  const dark = await violationsOf(page, colourRules);
  faults.push(...dark.map((violation) => ({ in: "the dark", ...violation })));
  for (const size of narrower) {
    await page.setViewportSize(size);
    faults.push(...(await page.evaluate(faultsOfWidth)));
  }
  // The browser itself complains of a page that answers so.
  const own = `status of ${status}`;
  faults.push(...log.complaints().filter((complaint) => status === 200 || !complaint.includes(own)));
  return faults;
}

let turn: Promise<unknown> = Promise.resolve();

/** The first Tab has to show where one is. One page after the other, since only the one in front has a focus; the browser may be late to give it. */
function faultsOfFirstTab(page: Page): Promise<readonly string[]> {
  const look = async () => {
    await page.bringToFront();
    await page.waitForFunction(() => document.hasFocus());
    await page.keyboard.press("Tab");
    return page.evaluate(faultsOfFocus);
  };
  const faults = turn.then(look, look);
  turn = faults;
  return faults;
}

/** In the browser: whether one can see where one is. */
function faultsOfFocus(): readonly string[] {
  const element = document.activeElement ?? document.body;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const isInView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight;
  const isMarked = style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
  const isSeen = element !== document.body && isInView && isMarked && element.matches(":focus-visible");
  return isSeen ? [] : [`after Tab no focus is seen on ${element.outerHTML.slice(0, 200)}`];
}

/** In the browser: values that a program forgot to put into words, and a page that has not one head. */
function faultsOfContent(): readonly string[] {
  const names = ["aria-label", "title", "placeholder", "alt"];
  const labels = names.flatMap((name) =>
    [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name) ?? ""),
  );
  const text = [document.title, document.body.innerText, ...labels].join("\n");
  const forgotten = text.match(/.{0,40}(?:\bundefined\b|\bNaN\b|\[object \w+\]|Invalid Date).{0,40}/g) ?? [];
  const heads = document.querySelectorAll("h1").length;
  return [...forgotten.map((words) => `it says "${words}"`), ...(heads === 1 ? [] : [`it has ${heads} elements h1`])];
}

/** In the browser: whether the page is wider than its window. */
function faultsOfWidth(): readonly string[] {
  const overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return overflow > 0 ? [`${overflow} px wider than the window of ${innerWidth} px`] : [];
}

/** In the browser, on a laptop's screen: tables of which a part stands outside of what is seen. */
function faultsOfTables(): readonly string[] {
  const places = [...document.querySelectorAll("section:has(> table[data-rows])")];
  return places
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
    .map((place) => `the table "${place.getAttribute("aria-label")}" is wider than its place`);
}
