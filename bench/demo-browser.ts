import { readFileSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { closeDatabase, configureDatabase } from "@/lib/db/client";
import { removeDemoFiles } from "@/sandbox/demo/demo-files";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { type Stack, startStack } from "@/sandbox/demo/stack";

export interface BrowserBenchOptions {
  readonly dataDir: string;
  readonly port: number;
  /** The browser's program. */
  readonly executablePath: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Runs `work` against the built application on the demo's stack, begun from nothing and removed at the end. */
export async function withDemoInBrowser<T>(
  options: BrowserBenchOptions,
  work: (browser: Browser, stack: Stack) => Promise<T>,
): Promise<T> {
  const { dataDir, executablePath } = options;
  await removeDemoFiles(dataDir);
  const bundle = readFileSync(path.resolve("sandbox/demo/demo.yaml"), "utf8");
  const stack = await startStack({ ...options, bundle });
  configureDatabase(stack.metastoreUrl);
  try {
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    try {
      return await work(browser, stack);
    } finally {
      await browser.close();
    }
  } finally {
    await closeDatabase();
    await stack.stop();
    await removeDemoFiles(dataDir);
  }
}

/** Signs in as a person of the demo, through its sign-in page. */
export async function signInAs(page: Page, appUrl: string, person: string): Promise<void> {
  await page.goto(appUrl);
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("button", { name: new RegExp(person) }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
}
