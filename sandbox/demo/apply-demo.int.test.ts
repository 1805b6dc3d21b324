import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BundleStack, startBundleStack } from "@/e2e/support/bundle-stack";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context } from "@/lib/context";
import { updateApplication } from "@/lib/features/applications/mutations";
import { applyBundle } from "@/lib/features/bundle/mutations";
import { instancesOf, presentApplications, presentDatabases, presentDefinitions } from "@/lib/features/bundle/queries";
import { readBundle } from "@/lib/features/bundle/read-file";
import { startRun } from "@/lib/features/runs/mutations";
import { getLiveRun } from "@/lib/features/runs/queries";
import { pauseDefinition } from "@/lib/features/syncs/mutations";
import { continueRun } from "@/lib/sync/run-sync";
import { loadGeo } from "@/sandbox/sources/load-geo";
import { applyDemo } from "./apply-demo";

const context: Context = { actor: { kind: "command-line", name: "test" }, requestId: "test" };
const signal = new AbortController().signal;
const text = readFileSync(path.join(import.meta.dirname, "demo.yaml"), "utf8");

describe("the demo's set-up", () => {
  let stack: BundleStack;
  let geo: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "demo-"));
    stack = await startBundleStack();
    await stack.enterNew();
    geo = await createEmptyDatabase();
    await loadGeo({ url: geo.url, readerPassword: "reader", ownerPassword: "owner" });
  });
  afterAll(async () => {
    await stack?.stop();
    await geo?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  function environment(part: Readonly<Record<string, string>> = {}) {
    const address = new URL(geo.url);
    const { TENANT, CLIENT, CLIENT_SECRET, AUTHORITY, SCOPE } = stack.environment;
    return {
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
      ...part,
    };
  }

  /** What one start says that it did. */
  async function start(part: { readonly text?: string; readonly environment?: Readonly<Record<string, string>> } = {}) {
    const said: string[] = [];
    await applyDemo({
      context,
      text: part.text ?? text,
      environment: environment(part.environment),
      recordFile: path.join(folder, "applied.json"),
      say: (line) => said.push(line),
      signal,
    });
    return said;
  }

  const application = async () => (await presentApplications(context))[0];
  const instance = async () => {
    const [database] = await presentDatabases(context, {});
    return (await instancesOf(context, { databaseId: database?.id ?? "" }))[0];
  };

  it("makes the demo of its bundle, which runs, and which applying again would leave as it is", async () => {
    const said = await start();
    expect(said.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      ...["application", "database", "instance", "connection", "site"].map((kind) => `made the ${kind}`),
      ...["read the catalog", "read the catalog"],
      ...["list", "list", "definition", "definition"].map((kind) => `made the ${kind}`),
    ]);
    const file = readBundle(text, "demo.yaml", environment());
    const again = await applyBundle(context, { file, isDry: true, isEnabling: true, signal });
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

  it("keeps what people changed at later starts, also where a port moved, and applies a bundle that is new", async () => {
    const { id: applicationId = "", ownerTeam = null } = (await application()) ?? {};
    await updateApplication(context, { applicationId, name: "Reference data", ownerTeam, description: "Ours" });
    const [cities] = await presentDefinitions(context, { name: "Cities" });
    await pauseDefinition(context, { definitionId: cities?.id ?? "" });
    const isPaused = async () => (await presentDefinitions(context, { name: "Cities" }))[0]?.isEnabled === false;

    expect(await start()).toEqual([]);
    expect(await start({ environment: { GEO_HOST: "localhost" } })).toEqual([
      "changed the instance Reference data / Geography / geo primary",
    ]);
    expect((await instance())?.host).toBe("localhost");
    expect((await application())?.description).toBe("Ours");
    expect(await isPaused()).toBe(true);

    await start({ environment: { GEO_HOST: "localhost" }, text: text.replace("Data office", "Data team") });
    expect(await application()).toMatchObject({
      ownerTeam: "Data team",
      description: "Countries, regions and cities that other teams look things up in.",
    });
    expect(await isPaused()).toBe(true);
  });

  it("does not make a second instance where somebody gave the first another name and a port moved", async () => {
    const { id: applicationId = "", ownerTeam = null, description = null } = (await application()) ?? {};
    await updateApplication(context, { applicationId, name: "Places", ownerTeam, description });
    const [line] = await start({ text: text.replace("Data office", "Data team") });
    expect(line).toContain("there is no application Reference data any more");
    expect((await instance())?.host).toBe("localhost");
    expect(await presentApplications(context)).toHaveLength(1);
  });
});
