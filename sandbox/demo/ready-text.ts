import { tenants } from "@/sandbox/graph/directory";
import type { Stack } from "./stack";

const may: Readonly<Record<string, string>> = {
  "SyncBridge.Admin": "may do everything",
  "SyncBridge.Steward": "sets up and runs syncs",
  "SyncBridge.Viewer": "may look",
};

/** What a person needs to know once the demo is ready. */
export function readyText(stack: Pick<Stack, "appUrl" | "sandbox">, seconds: number): string {
  const tenant = tenants.find(({ id }) => id === stack.sandbox.tenantId);
  const people = (tenant?.people ?? []).map(
    ({ name, roles }) => `    ${name.padEnd(15)} ${may[roles[0] ?? ""] ?? "has no role yet"}`,
  );
  return `
──────────────────────────────────────────────────────────────────────
  SyncBridge is ready after ${seconds.toFixed(1)} s

    application     ${stack.appUrl}
    sandbox         ${stack.sandbox.pageUrl}   the lists, and rows to change

  Sign in as (no password)
${people.join("\n")}

  What to try
    1. Sign in as Stella Steward; the overview says what is set up.
    2. Open the sync "Countries", look at its mapping, press Run now.
    3. Open an item in the sandbox beside its ledger entry.
    4. Run again: nothing is written. Change a row in the sandbox, run: one update.
    5. Run "Cities", stop everything with Ctrl-C in the middle, start again.

  Stop with Ctrl-C.  Begin anew with: npm run demo -- --reset
──────────────────────────────────────────────────────────────────────
`;
}
