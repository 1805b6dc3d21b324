import { defineConfig } from "@playwright/test";
import { launchOptions } from "./support/browser";

/** Browser tests run against the built application, worker and sandbox, which `support/stack.ts` starts as the demo does. */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  globalSetup: "./support/stack.ts",
  outputDir: "../test-results/browser",
  // The stories share one application: the second continues where the first ended.
  workers: 1,
  forbidOnly: process.env.CI !== undefined,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  projects: [
    {
      name: "story",
      testIgnore:
        /(one-way|runs|mapping|new-sync|overview|every-page|roles-walk|secrets-walk|cross-origin|first-hour|why-row|sources)\.spec\.ts$/,
    },
    // Goes on where the story ended: its counts of runs and items are those of an untouched demo.
    { name: "one-way", testMatch: /one-way\.spec\.ts$/, dependencies: ["story"] },
    // Ends with table and list as they were.
    { name: "runs", testMatch: /runs\.spec\.ts$/, dependencies: ["one-way"] },
    // Makes syncs and lists of its own, which those before it would count.
    { name: "new-sync", testMatch: /new-sync\.spec\.ts$/, dependencies: ["mapping"] },
    // Changes the mapping that the others run with.
    { name: "mapping", testMatch: /mapping\.spec\.ts$/, dependencies: ["runs"] },
    // Pauses syncs and runs them, by two people side by side.
    { name: "overview", testMatch: /overview\.spec\.ts$/, dependencies: ["new-sync"] },
    // Walks over all there is, when the stories have left something on every page; they change rows of the source, and the last plants secrets.
    { name: "every-page", testMatch: /every-page\.spec\.ts$/, dependencies: ["new-sync"] },
    { name: "roles-walk", testMatch: /roles-walk\.spec\.ts$/, dependencies: ["new-sync"] },
    { name: "secrets-walk", testMatch: /secrets-walk\.spec\.ts$/, dependencies: ["new-sync"] },
    // Changes nothing: all it sends is refused, or is no input.
    { name: "cross-origin", testMatch: /cross-origin\.spec\.ts$/ },
    // Has a list, a sync and runs of its own.
    { name: "why-row", testMatch: /why-row\.spec\.ts$/, dependencies: ["new-sync"] },
    // Reads from an instance of its own for a while.
    { name: "sources", testMatch: /sources\.spec\.ts$/, dependencies: ["new-sync"] },
    // Begins with an installation of its own, which holds nothing.
    { name: "first-hour", testMatch: /first-hour\.spec\.ts$/ },
  ],
  use: {
    baseURL: process.env.E2E_BASE_URL,
    launchOptions,
    viewport: { width: 1280, height: 800 },
    locale: "en-GB",
    timezoneId: "Asia/Kathmandu",
    reducedMotion: "reduce",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
