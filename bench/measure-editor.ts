// Measures the field-mapping editor with 500 × 500 columns in a headless browser, against the built application on the demo's stack.
import type { Page } from "@playwright/test";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { type BrowserBenchOptions, signInAs, withDemoInBrowser } from "./demo-browser";
import type { Measurement } from "./measurement";
import { seedWideDefinition } from "./seed-wide-definition";

const width = 500;
const openings = 5;
const mostOpeningMs = 1_500;
const mostResponseMs = 100;

/** Begun from nothing on a stack of its own, and removed at the end. */
export function measureEditor(options: BrowserBenchOptions): Promise<readonly Measurement[]> {
  const { progress } = options;
  return withDemoInBrowser(options, async (browser, stack) => {
    const { definitionId, mapped } = await seedWideDefinition("Wide", width);
    progress.line(`stored a definition of ${width} × ${width} columns with ${mapped} mappings`);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await signInAs(page, stack.appUrl, "Stella Steward");
    const address = `${stack.appUrl}/syncs/${definitionId}`;
    return [await measureOpening(page, address, progress), ...(await measureUse(page, progress))];
  });
}

const searchBox = (page: Page) => page.getByRole("combobox", { name: "Find in Columns of public.wide" });
const lists = (page: Page) => page.getByRole("listbox");

/** From the request until the editor answers a key: both lists, lines and table are there, and the page is alive. */
async function open(page: Page, address: string): Promise<number> {
  const begin = performance.now();
  await page.goto(address, { waitUntil: "commit" });
  await searchBox(page).waitFor();
  await page.getByRole("grid", { name: "Mappings" }).getByRole("row").nth(5).waitFor();
  await page.waitForFunction(() => {
    const box = document.querySelector<HTMLInputElement>('[role="combobox"][aria-label^="Find in"]');
    box?.focus();
    box?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
    return document.querySelectorAll('[role="option"].outline-2').length > 0;
  });
  return performance.now() - begin;
}

async function measureOpening(page: Page, address: string, progress: Progress): Promise<Measurement> {
  // The first opening of all compiles the page's server code; what is measured is what people meet all day.
  await open(page, address);
  const times: number[] = [];
  for (let turn = 0; turn < openings; turn++) times.push(await open(page, address));
  const worst = Math.max(...times);
  progress.line(`opened the editor ${openings} times: ${times.map((ms) => `${ms.toFixed(0)} ms`).join(", ")}`);
  return {
    what: `mapping editor, ${width} × ${width} columns: opened and answering keys, slowest of ${openings}`,
    found: `${worst.toFixed(0)} ms`,
    wanted: `under ${mostOpeningMs} ms`,
    isMet: worst < mostOpeningMs,
  };
}

interface Responses {
  readonly key: readonly number[];
  readonly drag: readonly number[];
}

/** The browser's own account of each input, from the hardware's time to the next paint. It counts in steps of 8 ms and tells nothing below 16. */
async function watchInputs(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { key: [] as number[], drag: [] as number[] };
    Object.assign(window, { seenInputs: seen });
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) {
        if (name === "keydown") seen.key.push(duration);
        if (name.startsWith("pointer")) seen.drag.push(duration);
      }
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    // A drag's moves are no single inputs to the browser: the time between two pictures tells how it follows.
    let before = 0;
    const picture = (at: number) => {
      if (document.querySelector("[data-dragging]") && before > 0) seen.drag.push(at - before);
      before = at;
      requestAnimationFrame(picture);
    };
    requestAnimationFrame(picture);
  });
}

async function measureUse(page: Page, progress: Progress): Promise<readonly Measurement[]> {
  await page.waitForTimeout(1_500);
  await watchInputs(page);
  await searchBox(page).click();
  for (let press = 0; press < 60; press++) await page.keyboard.press("ArrowDown");
  for (let turn = 0; turn < 5; turn++) await mapByKeyboard(page, 10 * turn + 9);
  for (let turn = 0; turn < 5; turn++) await page.keyboard.press("Control+z");
  await dragLines(page);
  await page.waitForTimeout(1_000);
  const found = await page.evaluate(() => (window as unknown as { seenInputs: Responses }).seenInputs);
  return (["key", "drag"] as const).map((kind) => {
    const times = found[kind];
    const worst = Math.max(16, ...times);
    const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 16;
    progress.line(`${kind}: ${times.length} responses of 16 ms and more, half within ${middle.toFixed(0)} ms`);
    return {
      what: `mapping editor, ${width} × ${width} columns: slowest response to a ${kind}`,
      found: `${worst.toFixed(0)} ms`,
      wanted: `under ${mostResponseMs} ms`,
      isMet: worst < mostResponseMs,
    };
  });
}

/** Maps a free column to a free one: types to find, picks, types to find on the other side, picks. */
async function mapByKeyboard(page: Page, index: number): Promise<void> {
  await searchBox(page).fill("");
  await searchBox(page).pressSequentially(`_${index}`);
  await page.keyboard.press("Enter");
  await page.keyboard.type(` ${(index + 155) % width}`);
  await page.keyboard.press("Enter");
}

/** Drags from the left list to the right one, up and down over it, and lets go between the two; scrolls both besides. */
async function dragLines(page: Page): Promise<void> {
  const [left, right] = await Promise.all([lists(page).first().boundingBox(), lists(page).last().boundingBox()]);
  if (!left || !right) throw new Error("Both lists of the editor are seen.");
  for (let turn = 0; turn < 3; turn++) {
    await page.mouse.move(left.x + 60, left.y + 60 + turn * 40);
    await page.mouse.wheel(0, 400);
    await page.mouse.down();
    for (let step = 0; step <= 40; step++) {
      const x = left.x + 60 + ((right.x - left.x) * step) / 40;
      await page.mouse.move(x, left.y + 60 + ((step * 37) % Math.floor(left.height - 80)));
    }
    await page.mouse.move((left.x + left.width + right.x) / 2, left.y + 100);
    await page.mouse.up();
  }
}
