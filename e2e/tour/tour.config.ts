import { defineConfig } from "@playwright/test";
import browserTests from "../playwright.config";

/** `npm run tour`: goes through every page of the built product and writes docs/tour.md. No part of the tests. */
export default defineConfig({
  ...browserTests,
  testDir: ".",
  testMatch: "take-pictures.ts",
  globalSetup: "../support/stack.ts",
  outputDir: "../../test-results/tour",
  timeout: 20 * 60_000,
  projects: [{ name: "tour" }],
});
