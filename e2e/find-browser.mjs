// The browser for the tests: one that is installed, or, as root on Debian and Ubuntu, one that apt-get installs.
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { Refusal } from "../sandbox/demo/refusal.mjs";
import { runStep } from "../sandbox/demo/run-step.mjs";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/chromium-browser",
];

const remedy = `Install Chromium and start again, for example:
  Debian              sudo apt-get install -y chromium
  others with Node    npx playwright install --with-deps chromium
or set CHROMIUM_PATH to the program of a Chromium or Chrome you have.`;

/** The path of a browser that starts; installs one where that can be done. Throws a Refusal that says what to install. */
export async function findBrowser({ progress, signal }) {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (starts(named)) return named;
    throw new Refusal(`CHROMIUM_PATH names ${named}, which does not start.`, remedy);
  }
  const found = usual.find(starts) ?? (await ofPlaywright());
  if (found) return found;
  if (process.getuid?.() !== 0 || !isDebianLike())
    throw new Refusal("No Chromium or Chrome was found for the browser tests.", remedy);
  await progress.during("installing Chromium with apt-get", "installed Chromium", async () => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await runStep("apt-get update", "apt-get", ["update"], { env, signal });
    await runStep("apt-get install", "apt-get", ["install", "-y", "--no-install-recommends", "chromium"], {
      env,
      signal,
    });
  });
  const installed = usual.find(starts);
  if (installed) return installed;
  throw new Refusal("apt-get installed no Chromium that starts (on Ubuntu the package only points to a snap).", remedy);
}

function starts(program) {
  try {
    accessSync(program, constants.X_OK);
    execFileSync(program, ["--version"], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** The one that `npx playwright install` has put into the user's cache. */
async function ofPlaywright() {
  const { chromium } = await import("@playwright/test");
  const program = chromium.executablePath();
  return existsSync(program) && starts(program) ? program : undefined;
}

function isDebianLike() {
  try {
    return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}
