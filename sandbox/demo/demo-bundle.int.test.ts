import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BundleStack, startBundleStack } from "@/e2e/support/bundle-stack";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context } from "@/lib/context";
import { applyBundle } from "@/lib/features/bundle/mutations";
import { presentDefinitions } from "@/lib/features/bundle/queries";
import { readBundle } from "@/lib/features/bundle/read-file";
import { startRun } from "@/lib/features/runs/mutations";
import { getLiveRun } from "@/lib/features/runs/queries";
import { continueRun } from "@/lib/sync/run-sync";
import { loadGeo } from "@/sandbox/sources/load-geo";

const context: Context = { actor: { kind: "command-line", name: "test" }, requestId: "test" };
const signal = new AbortController().signal;
const text = readFileSync(path.join(import.meta.dirname, "demo.yaml"), "utf8");

let stack: BundleStack;
let geo: TestDatabase;

beforeAll(async () => {
  stack = await startBundleStack();
  await stack.enterNew();
  geo = await createEmptyDatabase();
  await loadGeo({ url: geo.url, readerPassword: "reader", ownerPassword: "owner" });
});
afterAll(async () => {
  await stack?.stop();
  await geo?.drop();
});

function demo() {
  const address = new URL(geo.url);
  const { TENANT, CLIENT, CLIENT_SECRET, AUTHORITY, SCOPE } = stack.environment;
  return readBundle(text, "demo.yaml", {
    GEO_HOST: address.hostname,
    GEO_PORT: address.port,
    GEO_DATABASE: address.pathname.slice(1),
    // The demo's own reader has the password of whichever test made it last.
    GEO_USER: decodeURIComponent(address.username),
    GEO_PASSWORD: decodeURIComponent(address.password),
    TENANT_ID: TENANT,
    CLIENT_ID: CLIENT,
    CLIENT_SECRET,
    AUTHORITY_URL: AUTHORITY,
    GRAPH_URL: SCOPE?.replace("/.default", ""),
  });
}

it("the demo's file makes the demo, which runs, and applied again does nothing", async () => {
  const made = await applyBundle(context, { file: demo(), isDry: false, isEnabling: true, signal });
  expect(made.filter(({ action }) => action === "create").map(({ kind }) => kind)).toEqual([
    ...["application", "database", "instance", "connection", "site"],
    ...["catalog", "catalog", "list", "list", "definition", "definition"],
  ]);
  const again = await applyBundle(context, { file: demo(), isDry: false, isEnabling: true, signal });
  expect(again.filter(({ action }) => action !== "leave")).toEqual([]);

  const [countries] = await presentDefinitions(context, { name: "Countries" });
  const definitionId = countries?.id ?? "";
  const { runId } = await startRun(context, { definitionId });
  for (let slices = 0; slices < 20; slices++) {
    await continueRun({ definitionId, holder: "test", signal });
    if ((await getLiveRun(context, { runId })).run.outcome !== null) break;
  }
  const { run } = await getLiveRun(context, { runId });
  expect(run).toMatchObject({ outcome: "SUCCEEDED", rowsRead: 250, itemsCreated: 250 });
  const items = await stack.graph.sandbox.levers.dump("Countries");
  expect(items).toHaveLength(250);
  expect(items.find(({ values }) => values.Title === "Switzerland")?.values).toMatchObject({
    Cca3: "CHE",
    Capital: "Bern",
  });
});
