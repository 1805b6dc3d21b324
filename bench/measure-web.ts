// Measures what a page costs a browser that has nothing of it yet: JavaScript, largest paint, and how much the layout moves.
import type { Browser, BrowserContextOptions } from "@playwright/test";
import { db } from "@/lib/db/client";
import { type BrowserBenchOptions, signInAs, withDemoInBrowser } from "./demo-browser";
import type { Measurement } from "./measurement";

const openings = 3;
const mostScriptKb = 220;
const mostLayoutShift = 0.05;
const mostPaintMs = 1_500;

interface PageCost {
  /** Bytes of JavaScript as they came over the line, compressed, headers included. */
  readonly scriptBytes: number;
  /** Cumulative layout shift until two seconds after the load. https://web.dev/articles/cls */
  readonly layoutShift: number;
  /** Largest contentful paint, in milliseconds from the request. https://web.dev/articles/lcp */
  readonly paintMs: number;
}

/** Begun from nothing on a stack of its own, and removed at the end. */
export function measureWeb(options: BrowserBenchOptions): Promise<readonly Measurement[]> {
  return withDemoInBrowser(options, async (browser, stack) => {
    const page = await browser.newPage();
    await signInAs(page, stack.appUrl, "Ada Admin");
    const look = { storageState: await page.context().storageState(), viewport: { width: 1280, height: 800 } };
    const costs = new Map<string, PageCost>();
    for (const [name, address] of await listPages()) {
      const times: PageCost[] = [];
      // The first opening of all loads the page's code on the server; what is measured is what people meet all day.
      await openFresh(browser, look, stack.appUrl + address);
      for (let turn = 0; turn < openings; turn++) times.push(await openFresh(browser, look, stack.appUrl + address));
      const cost = worstOf(times);
      costs.set(name, cost);
      const kb = (cost.scriptBytes / 1000).toFixed(0);
      options.progress.line(
        `${name}: ${kb} kB of JavaScript, largest paint ${cost.paintMs.toFixed(0)} ms, layout shift ${cost.layoutShift.toFixed(3)}`,
      );
    }
    return judge(costs);
  });
}

/** The pages that show a list of something, by name, on what the demo holds. */
async function listPages(): Promise<readonly (readonly [string, string])[]> {
  const application = await db().application.findFirstOrThrow();
  const database = await db().database.findFirstOrThrow();
  const table = await db().databaseTable.findFirstOrThrow({ where: { databaseId: database.id } });
  const site = await db().sharepointSite.findFirstOrThrow();
  const list = await db().sharepointList.findFirstOrThrow({ where: { siteId: site.id } });
  const definition = await db().syncDefinition.findFirstOrThrow();
  return [
    ["Overview", "/"],
    ["Applications", "/applications"],
    ["Databases", `/applications/${application.id}`],
    ["Tables", `/databases/${database.id}`],
    ["Columns", `/tables/${table.id}`],
    ["SharePoint", "/sharepoint"],
    ["Lists", `/sharepoint/sites/${site.id}`],
    ["List", `/sharepoint/lists/${list.id}`],
    ["Syncs", "/syncs"],
    ["Ledger", `/syncs/${definition.id}/ledger`],
    ["Rejections", `/syncs/${definition.id}/rejections`],
    ["Runs", "/runs"],
    ["Audit", "/audit"],
    ["People", "/settings/people"],
  ];
}

/** Opens the address in a browser that keeps only its session. */
async function openFresh(browser: Browser, look: BrowserContextOptions, address: string): Promise<PageCost> {
  const context = await browser.newContext(look);
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    const scripts = new Set<string>();
    let scriptBytes = 0;
    devTools.on("Network.responseReceived", ({ requestId, type }) => {
      if (type === "Script") scripts.add(requestId);
    });
    devTools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) scriptBytes += encodedDataLength;
    });
    await devTools.send("Network.enable");
    await page.addInitScript(watchPaint);
    const answer = await page.goto(address, { waitUntil: "load" });
    if (answer?.status() !== 200) throw new Error(`${address} answered ${answer?.status()}.`);
    await page.waitForTimeout(2_000);
    const seen = await page.evaluate(() => (window as unknown as { seenPaint: PaintSeen }).seenPaint);
    if (scriptBytes === 0 || seen.paintMs === 0) throw new Error(`${address} told nothing of its scripts or paint.`);
    return { scriptBytes, ...seen };
  } finally {
    await context.close();
  }
}

type PaintSeen = Pick<PageCost, "layoutShift" | "paintMs">;

/** Runs in the page before its own code. */
function watchPaint(): void {
  const seen = { layoutShift: 0, paintMs: 0 };
  Object.assign(window, { seenPaint: seen });
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) seen.paintMs = startTime;
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.layoutShift += (entry as unknown as { value: number }).value;
  }).observe({ type: "layout-shift", buffered: true });
}

function worstOf(costs: readonly PageCost[]): PageCost {
  const most = (of: (cost: PageCost) => number) => Math.max(...costs.map(of));
  return {
    scriptBytes: most(({ scriptBytes }) => scriptBytes),
    layoutShift: most(({ layoutShift }) => layoutShift),
    paintMs: most(({ paintMs }) => paintMs),
  };
}

function judge(costs: ReadonlyMap<string, PageCost>): readonly Measurement[] {
  const pages = `worst of ${costs.size} list pages, ${openings} openings each in a browser without a cache`;
  const worst = (of: (cost: PageCost) => number) =>
    [...costs].map(([name, cost]) => ({ name, value: of(cost) })).reduce((a, b) => (b.value > a.value ? b : a));
  const script = worst(({ scriptBytes }) => scriptBytes / 1000);
  const shift = worst(({ layoutShift }) => layoutShift);
  const paint = worst(({ paintMs }) => paintMs);
  return [
    {
      what: `compressed JavaScript of the first load, ${pages}`,
      found: `${script.value.toFixed(0)} kB (${script.name})`,
      wanted: `under ${mostScriptKb} kB`,
      isMet: script.value < mostScriptKb,
    },
    {
      what: `largest contentful paint, ${pages}`,
      found: `${paint.value.toFixed(0)} ms (${paint.name})`,
      wanted: `under ${mostPaintMs} ms`,
      isMet: paint.value < mostPaintMs,
    },
    {
      what: `cumulative layout shift, ${pages}`,
      found: `${shift.value.toFixed(3)} (${shift.name})`,
      wanted: `under ${mostLayoutShift}`,
      isMet: shift.value < mostLayoutShift,
    },
  ];
}
