import { tenants } from "@/sandbox/graph/directory";
import type { SandboxInfo } from "@/sandbox/start";
import type { Stack } from "./stack";

const may: Readonly<Record<string, string>> = {
  "SyncBridge.Admin": "may do everything",
  "SyncBridge.Steward": "sets up and runs syncs",
  "SyncBridge.Viewer": "may look",
};

const demoSteps = `
    1. Sign in as Stella Steward; the overview says what is set up.
    2. Open the sync "Countries", look at its mapping, press Run now.
    3. Open an item in the sandbox beside its ledger entry.
    4. Run again: nothing is written. Change a row in the sandbox, run: one update.
    5. Run "Cities", stop everything with Ctrl-C in the middle, start again.`;

/** What one's own administrator of Entra ID would have written down. */
const firstSteps = ({ tenantId, sync, authorityUrl, graphUrl, hostname }: SandboxInfo) => `
    1. Sign in as Ada Admin; the overview says what to do first.
    2. Add a database of your own, then connect SharePoint with
         tenant id         ${tenantId}
         client id         ${sync.clientId}
         client secret     ${sync.clientSecret}
         sign-in address   ${authorityUrl}
         scope             ${graphUrl}/.default
         a site            https://${hostname}/sites/operations
    3. Make a sync from a table to a new list.`;

/** What a person needs to know once the demo is ready. */
export function readyText(
  { appUrl, sandbox }: Pick<Stack, "appUrl" | "sandbox">,
  { seconds, isEmpty }: { readonly seconds: number; readonly isEmpty: boolean },
): string {
  const tenant = tenants.find(({ id }) => id === sandbox.tenantId);
  const people = (tenant?.people ?? []).map(
    ({ name, roles }) => `    ${name.padEnd(15)} ${may[roles[0] ?? ""] ?? "has no role yet"}`,
  );
  return `
──────────────────────────────────────────────────────────────────────
  SyncBridge is ready after ${seconds.toFixed(1)} s

    application     ${appUrl}
    sandbox         ${sandbox.pageUrl}   the lists${isEmpty ? "" : ", and rows to change"}

  Sign in as (no password)
${people.join("\n")}

  What to try${isEmpty ? firstSteps(sandbox) : demoSteps}

  Stop with Ctrl-C.  Begin anew with: npm run demo -- ${isEmpty ? "--empty " : ""}--reset
──────────────────────────────────────────────────────────────────────
`;
}
