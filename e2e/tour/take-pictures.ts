import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { type Address, addressesOf, pageRoutes, pageVisits } from "../support/app-routes";
import { demoIds } from "../support/demo-ids";
import { openAs } from "../support/story-page";
import { chapters, leftOut } from "./chapters";

const docs = path.resolve(import.meta.dirname, "../../docs");
const pictures = path.join(docs, "images/tour");
const themes = ["light", "dark"] as const;
/** Of 100: letters stay sharp, and a page is some 30 kB. */
const quality = 55;

test("every page has its picture in both themes, and its words", async ({ browser }) => {
  const told = chapters.flatMap(({ stops }) => Object.keys(stops));
  expect([...told, ...leftOut].toSorted()).toEqual(pageRoutes);
  const ids = await demoIds(browser);
  const page = await openAs(browser, "Ada Admin");
  mkdirSync(pictures, { recursive: true });
  for (const old of readdirSync(pictures)) rmSync(path.join(pictures, old));
  const files = new Map<string, string>();
  for (const address of addressesOf(told, pageVisits, ids)) {
    // A table and a list that are synced already, of which the page has nothing to ask any more.
    if (address.route === "/syncs/new" && address.path.includes("&list=")) continue;
    // Of a page with several addresses the last is the one with most on it.
    files.set(address.route, await takePictures(page, address));
  }
  writeFileSync(path.join(docs, "tour.md"), writeTour(files));
  await page.context().close();
});

async function takePictures(page: Page, { route, path: address }: Address): Promise<string> {
  const name = route === "/" ? "overview" : route.replaceAll(/[^a-zA-Z]+/g, "-").replaceAll(/^-|-$/g, "");
  const devTools = await page.context().newCDPSession(page);
  await page.goto(address, { waitUntil: "load" });
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    await page.waitForTimeout(800);
    const { data } = await devTools.send("Page.captureScreenshot", { format: "webp", quality });
    writeFileSync(path.join(pictures, `${name}-${theme}.webp`), data, "base64");
  }
  await devTools.detach();
  return name;
}

function writeTour(files: ReadonlyMap<string, string>): string {
  const lines = [
    "# A tour of the application",
    "",
    "Every page on the demo's data, in light and dark. `npm run tour` takes the pictures and writes this page; words stand in `e2e/tour/chapters.ts`.",
  ];
  for (const { title, stops } of chapters) {
    lines.push("", `## ${title}`);
    for (const [route, stop] of Object.entries(stops)) {
      const name = files.get(route);
      lines.push("", `### ${stop.title}`, "", `${stop.text} \`${route}\``, "");
      lines.push(
        `<img src="images/tour/${name}-light.webp" width="49%" alt="${stop.title}, light"> <img src="images/tour/${name}-dark.webp" width="49%" alt="${stop.title}, dark">`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
