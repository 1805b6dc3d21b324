import { type Browser, expect, type Page, test } from "@playwright/test";
import { type BrowserLog, listen } from "./quiet-page";
import { signIn } from "./sandbox-pages";

/** A browser of its own in which one of the sandbox's people is signed in and on the overview. It is closed by its context. */
export async function openAs(browser: Browser, person: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, person);
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  return page;
}

/** The figure under a label such as "Created". */
export const figure = (page: Page, label: string) =>
  page
    .locator("dl > div")
    .filter({ has: page.getByText(label, { exact: true }) })
    .locator("dd")
    .first();

/**
 * One story, told in order on one page: each chapter goes on where the one before it ended. `begin` is given the page with the person signed in, before
 * the first chapter; a chapter during which the browser complained fails. The page is not the one of Playwright's tests, which ends with each of them.
 */
export function tellStory(person: string, begin: (page: Page) => Promise<void> | void): Pick<BrowserLog, "complaints"> {
  test.describe.configure({ mode: "serial" });
  let page: Page | undefined;
  let log: BrowserLog | undefined;
  test.beforeAll(async ({ browser }) => {
    page = await openAs(browser, person);
    log = listen(page);
    await begin(page);
  });
  test.afterEach(() => log?.expectQuiet());
  test.afterAll(() => page?.context().close());
  return { complaints: () => log?.complaints() ?? [] };
}
