import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BundleStack, startBundleStack } from "@/e2e/support/bundle-stack";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context } from "@/lib/context";
import { updateApplication } from "@/lib/features/applications/mutations";
import { applyBundle } from "@/lib/features/bundle/mutations";
import {
  instancesOf,
  presentApplications,
  presentConnections,
  presentDatabases,
  presentDefinitions,
} from "@/lib/features/bundle/queries";
import { readBundle } from "@/lib/features/bundle/read-file";
import { createInstance, updateDatabase, updateInstance } from "@/lib/features/databases/mutations";
import { createInstanceInput, updateInstanceInput } from "@/lib/features/databases/schema";
import { startRun } from "@/lib/features/runs/mutations";
import { getLiveRun } from "@/lib/features/runs/queries";
import { updateConnection } from "@/lib/features/sharepoint/mutations";
import { updateConnectionInput } from "@/lib/features/sharepoint/schema";
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
    const given = environment(part.environment);
    await applyDemo({
      context,
      text: part.text ?? text,
      environment: given,
      addresses: {
        source: { host: given.GEO_HOST, port: Number(given.GEO_PORT) },
        ...{ authority: given.AUTHORITY_URL ?? "", graph: given.GRAPH_URL ?? "", pages: "http://localhost:4480" },
      },
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

  it("keeps what people changed at later starts, also where a port moved and where the bundle is another one", async () => {
    const { id: applicationId = "", ownerTeam = null } = (await application()) ?? {};
    await updateApplication(context, { applicationId, name: "Reference data", ownerTeam, description: "Ours" });
    const [cities] = await presentDefinitions(context, { name: "Cities" });
    await pauseDefinition(context, { definitionId: cities?.id ?? "" });

    expect(await start()).toEqual([]);
    expect(await start({ environment: { GEO_HOST: "localhost" } })).toEqual([
      `the instance geo primary answers at localhost:${environment().GEO_PORT} from now on`,
    ]);
    expect((await instance())?.host).toBe("localhost");

    const newer = text.replace("Data office", "Data team");
    const [line, ...more] = await start({ environment: { GEO_HOST: "localhost" }, text: newer });
    expect(line).toContain("what is here stays");
    expect(more).toEqual([]);
    expect(await application()).toMatchObject({ ownerTeam: "Data office", description: "Ours" });
    expect((await presentDefinitions(context, { name: "Cities" }))[0]?.isEnabled).toBe(false);
  });

  it("moves what people gave another name with the servers, and makes no second one", async () => {
    const { id: applicationId = "", ownerTeam = null, description = null } = (await application()) ?? {};
    await updateApplication(context, { applicationId, name: "Places", ownerTeam, description });
    const [database] = await presentDatabases(context, {});
    await updateDatabase(context, {
      ...{ databaseId: database?.id ?? "", applicationId, name: "World", databaseName: "geo" },
      ...{ dbType: "POSTGRES", environment: "PROD" },
    });
    const before = await instance();
    await updateInstance(
      context,
      updateInstanceInput.parse({ ...before, instanceId: before?.id, instanceLabel: "the only one" }),
    );
    const [connection] = await presentConnections(context);
    await updateConnection(
      context,
      updateConnectionInput.parse({
        ...{ connectionId: connection?.id, name: "Ours", tenantId: connection?.tenantId },
        ...{ clientId: connection?.clientId, authorityHost: connection?.authorityHost, scopes: [connection?.scope] },
      }),
    );

    const graph = environment().GRAPH_URL?.replace("localhost", "127.0.0.1") ?? "";
    const moved = { GEO_HOST: "127.0.0.1", AUTHORITY_URL: graph, GRAPH_URL: graph };
    expect(await start({ environment: moved })).toEqual([
      `the instance the only one answers at 127.0.0.1:${environment().GEO_PORT} from now on`,
      `the connection Ours goes to ${graph} from now on`,
    ]);
    expect(await instance()).toMatchObject({ host: "127.0.0.1", instanceLabel: "the only one" });
    expect(await presentConnections(context)).toMatchObject([
      { name: "Ours", authorityHost: graph, scope: `${graph}/.default` },
    ]);
    expect(await presentApplications(context)).toMatchObject([{ name: "Places" }]);
    expect(await presentDatabases(context, {})).toMatchObject([{ name: "World" }]);
    expect(await start({ environment: moved })).toEqual([]);
  });

  it("starts where something of theirs cannot follow, and says so; what is elsewhere is not looked at", async () => {
    const [database] = await presentDatabases(context, {});
    const databaseId = database?.id ?? "";
    const address = { port: Number(environment().GEO_PORT), dbName: "geo", dbPassword: "of theirs" };
    const own = createInstanceInput.parse({
      ...{ databaseId, ...address, instanceLabel: "by another user", host: "127.0.0.1", dbUser: "analyst" },
    });
    await createInstance(context, own);
    await createInstance(context, { ...own, instanceLabel: "elsewhere", host: "db.invalid" });
    const said = await start({ environment: { GEO_HOST: "localhost" } });
    expect(said).toContainEqual(
      expect.stringMatching(/^a port changed, and by another user did not follow: .*password/i),
    );
    expect(said.join()).not.toContain("elsewhere");
    const hosts = (await instancesOf(context, { databaseId })).map(({ instanceLabel, host }) => [instanceLabel, host]);
    expect(Object.fromEntries(hosts)).toEqual({
      ...{ "the only one": "localhost", "by another user": "127.0.0.1", elsewhere: "db.invalid" },
    });
  });
});
