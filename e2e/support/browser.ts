import type { LaunchOptions } from "@playwright/test";

/** How the tests start Chromium: as root too, without a graphics card, and without its own traffic to the outside. */
export const launchOptions: LaunchOptions = {
  // The test command finds the browser and names it; Debian's when a single spec is run by hand.
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};
