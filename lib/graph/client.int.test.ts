import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createGraphClient, type GraphClientOptions } from "./client";
import { createColumn, getColumn, listColumns, patchColumn } from "./columns";
import { countItems, getItem, itemPages } from "./items";
import { createList, getList, listLists } from "./lists";
import { graphPath } from "./path";
import { getRootSite, getSite, resolveSite, searchSites } from "./sites";
import { type SandboxGraph, startSandboxGraph } from "./testing/sandbox-graph";
import { rolesOf } from "./token-claims";
import { verifyConnection } from "./verify";

let graph: SandboxGraph;

beforeAll(async () => {
  graph = await startSandboxGraph();
});

afterEach(async () => {
  await graph.sandbox.levers.clearFaults();
});

afterAll(async () => {
  await graph?.stop();
});

const trial = { readOnly: "3", noRoles: "5", selected: "6", expiredSecret: "7", disabled: "8" } as const;

/** Settings of one of the sandbox's trial applications. */
function trialOptions(which: keyof typeof trial): GraphClientOptions {
  return {
    ...graph.options,
    clientId: `5ab0c0de-5c4c-4000-8000-00000000000${trial[which]}`,
    clientSecret: "sandbox-trial-secret",
  };
}

const fresh = (options: Partial<GraphClientOptions> = {}) => createGraphClient({ ...graph.options, ...options });
const root = { method: "GET", path: "/sites/root" } as const;

describe("Sites", () => {
  it("are found by address, by id, as root and by text", async () => {
    const { site, client } = graph;
    expect(site.webUrl).toContain("operations");
    expect(await getSite(client, site.id)).toEqual(site);
    expect(await resolveSite(client, site.id)).toEqual(site);
    expect(
      await resolveSite(client, "https://contoso.sharepoint.com/sites/operations/Lists/Orders/AllItems.aspx"),
    ).toEqual(site);
    expect(await resolveSite(client, "contoso.sharepoint.com/sites/operations/no/such/subsite")).toEqual(site);
    expect((await getRootSite(client)).id).toMatch(/^contoso\.sharepoint\.com,/);
    expect((await searchSites(client, "Operations")).map((found) => found.id)).toContain(site.id);
  });

  it.each(["https://contoso.sharepoint.com/sites/nowhere", "https://elsewhere.sharepoint.com/sites/operations"])(
    "are not found at %s",
    async (address) => {
      await expect(resolveSite(graph.client, address)).rejects.toMatchObject({
        code: "graph-not-found",
        trait: "permanent",
        message: expect.stringContaining(address),
        remedy: expect.stringMatching(/^Check the address/),
        details: { field: "address" },
      });
    },
  );

  it("need a readable address", async () => {
    await expect(resolveSite(graph.client, "operations")).rejects.toMatchObject({
      code: "input-invalid",
      details: { field: "address" },
    });
  });
});

describe("Lists and columns", () => {
  it("are made, read, changed and listed", async () => {
    const { client, site } = graph;
    const made = await createList(client, { siteId: site.id, displayName: "Orders & more", description: "Tried" });
    expect(made).toMatchObject({
      displayName: "Orders & more",
      description: "Tried",
      template: "genericList",
      isHidden: false,
    });
    const args = { siteId: site.id, listId: made.id };
    expect(await getList(client, args)).toEqual(made);
    expect((await getList(client, { siteId: site.id, listId: "Orders & more" })).id).toBe(made.id);
    expect((await listLists(client, { siteId: site.id })).map((list) => list.id)).toContain(made.id);
    await expect(createList(client, { siteId: site.id, displayName: "Orders & more" })).rejects.toMatchObject({
      code: "graph-name-taken",
    });

    const column = await createColumn(client, {
      ...args,
      column: { name: "OrderNo", displayName: "Order no.", text: { maxLength: 20 } },
    });
    expect(await getColumn(client, { ...args, columnId: column.id })).toMatchObject({
      name: "OrderNo",
      displayName: "Order no.",
    });
    const change = { indexed: true, enforceUniqueValues: true };
    expect(await patchColumn(client, { ...args, columnId: column.id, change })).toMatchObject(change);
    expect((await listColumns(client, args)).map((each) => each.name)).toContain("OrderNo");
    await expect(createColumn(client, { ...args, column: { name: "OrderNo", number: {} } })).rejects.toMatchObject({
      code: "graph-name-taken",
    });
  });

  it("show system lists and hidden columns only when asked for", async () => {
    const { client, site } = graph;
    const plain = await listLists(client, { siteId: site.id });
    const all = await listLists(client, { siteId: site.id, includeSystem: true });
    expect(plain.some((list) => list.isSystem)).toBe(false);
    expect(all.length).toBeGreaterThan(plain.length);
    expect(all.filter((list) => list.isSystem).map((list) => list.displayName)).toContain("User Information List");
  });

  it("come whole, however few a page holds", async () => {
    const { client, site, sandbox } = graph;
    const all = await listLists(client, { siteId: site.id, includeSystem: true });
    await sandbox.levers.setProfile({ listsPage: 2 });
    try {
      expect((await listLists(client, { siteId: site.id, includeSystem: true })).map((list) => list.id)).toEqual(
        all.map((list) => list.id),
      );
      expect(all.length).toBeGreaterThan(2);
    } finally {
      await sandbox.levers.setProfile({ listsPage: 200 });
    }
  });

  it("say their own name where a tenant ignores the display name", async () => {
    const { levers } = graph.sandbox;
    await levers.setProfile({ displayNameOnCreate: "ignore" });
    try {
      const list = await graph.newList();
      const column = { name: "Qty", displayName: "How many", number: {} };
      const made = await createColumn(graph.client, { siteId: graph.site.id, listId: list.id, column });
      expect(made.displayName).toBe("How many");
    } finally {
      await levers.setProfile({ displayNameOnCreate: "honour" });
    }
  });

  it("are not found when they are gone", async () => {
    const { client, site } = graph;
    const nowhere = { siteId: site.id, listId: "00000000-0000-4000-8000-000000000000" };
    await expect(getList(client, nowhere)).rejects.toMatchObject({ code: "graph-not-found" });
    await expect(listColumns(client, nowhere)).rejects.toMatchObject({ code: "graph-not-found" });
    await expect(countItems(client, nowhere)).rejects.toMatchObject({ code: "graph-not-found" });
  });
});

describe("Items", () => {
  it("come in pages, empty pages included, and are counted by their ids", async () => {
    const { client, site, sandbox } = graph;
    const list = await graph.newList();
    const args = { siteId: site.id, listId: list.id };
    for (let at = 0; at < 7; at++) await sandbox.levers.addItem(list.id, { Title: `T${at}` });
    await sandbox.levers.setProfile({ emptyPageEvery: 2 });
    try {
      const pages: string[][] = [];
      for await (const page of itemPages(client, { ...args, columns: ["Title"], top: 3 })) {
        pages.push(page.map((item) => String(item.fields.Title)));
      }
      expect(pages.flat()).toEqual(["T0", "T1", "T2", "T3", "T4", "T5", "T6"]);
      expect(pages.some((page) => page.length === 0)).toBe(true);
      expect(await countItems(client, args)).toBe(7);
    } finally {
      await sandbox.levers.setProfile({ emptyPageEvery: 0 });
    }
    const item = await getItem(client, { ...args, itemId: 1, columns: ["Title"] });
    expect(item).toMatchObject({
      id: 1,
      isFolder: false,
      fields: { Title: "T0" },
      eTag: expect.stringMatching(/^".+,\d+"$/) as unknown,
    });
    await expect(getItem(client, { ...args, itemId: 99 })).rejects.toMatchObject({ code: "graph-not-found" });
  });
});

describe("Units", () => {
  it("are counted as the tenant counts them, refused calls included", async () => {
    const list = await graph.newList();
    let units = 0;
    const client = fresh({ onUnits: (spent) => (units += spent) });
    await graph.sandbox.levers.clearRequests();
    await getList(client, { siteId: graph.site.id, listId: list.id });
    await listColumns(client, { siteId: graph.site.id, listId: list.id });
    await graph.sandbox.levers.addFault({
      path: "/lists$",
      action: { kind: "answer", status: 429, headers: { "Retry-After": "0" } },
      times: 1,
    });
    await listLists(client, { siteId: graph.site.id });
    const { totals } = await graph.sandbox.levers.requests();
    expect(units).toBe(1 + 2 + 2 + 2);
    expect(Object.values(totals).reduce((sum, route) => sum + route.calls, 0)).toBe(4);
  });
});

describe("Waiting", () => {
  const wait = (seconds: string) => ({ kind: "answer" as const, status: 429, headers: { "Retry-After": seconds } });

  it("holds all calls of the client, not only the refused one", async () => {
    const client = fresh();
    await getRootSite(client);
    await graph.sandbox.levers.addFault({ path: "/sites/root$", action: wait("1"), times: 1 });
    await graph.sandbox.levers.clearRequests();
    const refused = getRootSite(client);
    await expect.poll(async () => (await graph.sandbox.levers.requests()).latest.length).toBe(1);
    const [first, second] = await Promise.all([refused, searchSites(client, "Operations")]);
    expect([first.id.length > 0, second.length > 0]).toEqual([true, true]);
    const { latest } = await graph.sandbox.levers.requests();
    expect(latest.map((request) => request.status).toReversed()).toEqual([429, 200, 200]);
  });

  it("hands a long wait to the caller and sends nothing during it", async () => {
    const client = fresh();
    await graph.sandbox.levers.addFault({ path: "/sites/root$", action: wait("600"), times: 1 });
    await expect(client.send(root)).rejects.toMatchObject({ code: "graph-throttled", retryAfterMs: 600_000 });
    await graph.sandbox.levers.clearRequests();
    await expect(searchSites(client, "Operations")).rejects.toMatchObject({
      code: "graph-throttled",
      details: { unsent: true },
    });
    expect((await graph.sandbox.levers.requests()).latest).toEqual([]);
    await expect(fresh().send(root)).resolves.toMatchObject({ status: 200 });
  });
});

describe("Lost answers", () => {
  it("repeat a read after a dropped connection, a cut body being an error", async () => {
    const client = fresh();
    await graph.sandbox.levers.addFault({ path: "/sites/root$", action: { kind: "drop" }, times: 2 });
    await expect(client.send(root)).resolves.toMatchObject({ status: 200 });
    await graph.sandbox.levers.addFault({ path: "/sites/root$", action: { kind: "cutBody", keep: 0.5 }, times: 9 });
    await expect(client.send(root)).rejects.toMatchObject({ code: "graph-answer-invalid", trait: "transient" });
  });

  it("leave a write in doubt and never repeat it", async () => {
    const client = fresh();
    const before = await listLists(client, { siteId: graph.site.id });
    await graph.sandbox.levers.addFault({ method: "POST", path: "/lists$", action: { kind: "dropAfter" }, times: 1 });
    const made = createList(client, { siteId: graph.site.id, displayName: "Made unheard" });
    await expect(made).rejects.toMatchObject({ code: "graph-in-doubt", trait: "transient" });
    const after = await listLists(client, { siteId: graph.site.id });
    expect(after.length).toBe(before.length + 1);
  });

  it("are no worse than a server error behind which a write was carried out", async () => {
    const client = fresh();
    const { levers } = graph.sandbox;
    await levers.addFault({ method: "POST", path: "/lists$", action: { kind: "answerAfter", status: 500 }, times: 1 });
    const made = createList(client, { siteId: graph.site.id, displayName: "Made behind an error" });
    await expect(made).rejects.toMatchObject({ code: "graph-in-doubt", trait: "transient", details: { status: 500 } });
    const names = (await listLists(client, { siteId: graph.site.id })).map((list) => list.displayName);
    expect(names.filter((name) => name === "Made behind an error")).toHaveLength(1);
  });

  it("end by the time limit, and by the caller's abort with its reason", async () => {
    await graph.sandbox.levers.addFault({ path: "/lists$", action: { kind: "delay", ms: 20_000 } });
    const path = graphPath`/sites/${graph.site.id}/lists`;
    const slow = fresh({ requestTimeoutMs: 300 });
    await slow.accessToken();
    await expect(slow.send({ method: "POST", path, body: { displayName: "Slow" } })).rejects.toMatchObject({
      code: "graph-in-doubt",
    });
    const reason = new Error("lease ends");
    const controller = new AbortController();
    const call = fresh().send({ method: "GET", path }, controller.signal);
    setTimeout(() => controller.abort(reason), 100);
    await expect(call).rejects.toBe(reason);
  });

  it("say unreachable when nobody listens", async () => {
    const client = fresh({ scopes: ["https://localhost:55458/.default"] });
    await client.accessToken().catch(() => undefined);
    await expect(fresh({ authorityHost: "https://localhost:55458" }).send(root)).rejects.toMatchObject({
      code: "graph-unreachable",
      trait: "transient",
    });
  });
});

describe("Login", () => {
  it.each([
    ["a wrong secret", () => ({ ...graph.options, clientSecret: "wrong" }), "not its id"],
    ["an expired secret", () => trialOptions("expiredSecret"), "expired"],
    [
      "an unknown application",
      () => ({ ...graph.options, clientId: "5ab0c0de-5c4c-4000-8000-0000000000ff" }),
      "client id",
    ],
    ["a disabled application", () => trialOptions("disabled"), "Enable the application"],
    ["an unknown tenant", () => ({ ...graph.options, tenantId: "5ab0c0de-0000-4000-8000-0000000000ff" }), "tenant id"],
  ])("halts with its own remedy for %s", async (_, options, hint) => {
    const failed = createGraphClient(options()).send(root);
    await expect(failed).rejects.toMatchObject({
      code: "graph-login",
      trait: "halt",
      remedy: expect.stringContaining(hint) as unknown,
    });
  });

  it("happens anew, once, when Graph rejects the token", async () => {
    const client = fresh();
    await client.send(root);
    const body = {
      error: { code: "InvalidAuthenticationToken", message: "Lifetime validation failed, the token is expired." },
    };
    await graph.sandbox.levers.addFault({
      path: "/sites/root$",
      action: { kind: "answer", status: 401, body },
      times: 1,
    });
    await expect(client.send(root)).resolves.toMatchObject({ status: 200 });
    await graph.sandbox.levers.addFault({ path: "/sites/root$", action: { kind: "answer", status: 401, body } });
    await expect(client.send(root)).rejects.toMatchObject({ code: "graph-login", trait: "halt" });
  });

  it("happens anew once for all calls under way with the token that Graph rejects", async () => {
    const client = fresh();
    await client.send(root);
    const body = { error: { code: "InvalidAuthenticationToken", message: "text" } };
    await graph.sandbox.levers.addFault({ path: "/sites/root$", action: { kind: "delay", ms: 300 } });
    await graph.sandbox.levers.addFault({
      path: "/sites/root$",
      action: { kind: "answer", status: 401, body },
      times: 3,
    });
    const answers = await Promise.all([client.send(root), client.send(root), client.send(root)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it("shows the application's permissions", async () => {
    expect(await rolesOf(graph.client)).toEqual(["Sites.Manage.All"]);
    expect(await rolesOf(createGraphClient(trialOptions("noRoles")))).toEqual([]);
  });

  it("does not give the right to everything", async () => {
    const reader = createGraphClient(trialOptions("readOnly"));
    await expect(createList(reader, { siteId: graph.site.id, displayName: "Not allowed" })).rejects.toMatchObject({
      code: "graph-permission",
      trait: "halt",
    });
  });
});

describe("The log", () => {
  it("tells each call with its ids and never a secret, a token or a query", async () => {
    const lines: string[] = [];
    const write = (fields: Readonly<Record<string, unknown>>, message: string) =>
      void lines.push(JSON.stringify({ ...fields, message }));
    const client = fresh({ log: { debug: write, warn: write } });
    const token = await client.accessToken();
    await searchSites(client, "Operations");
    await graph.sandbox.levers.addFault({ path: "/sites/root$", action: { kind: "answer", status: 500 }, times: 1 });
    await client.send(root);
    expect(lines.length).toBe(3);
    const all = lines.join("\n");
    expect(all).toContain('"call":"GET /sites/root"');
    expect(all).toMatch(/"clientRequestId":"[0-9a-f-]{36}"/);
    expect(all).toMatch(/"requestId":"[0-9a-f-]{36}"/);
    for (const secret of [token, graph.options.clientSecret, "Bearer", "search="]) expect(all).not.toContain(secret);
  });
});

describe("Verifying a connection", () => {
  const levels = async (options: GraphClientOptions, site?: string) => {
    const findings = await verifyConnection({ ...options, site });
    for (const finding of findings) expect(finding.remedy === undefined || finding.level !== "ok").toBe(true);
    return Object.fromEntries(findings.map((finding) => [finding.id, finding.level]));
  };

  it("finds all well with the right settings", async () => {
    expect(
      await levels(graph.options, graph.site.webUrl.replace(/^.*\/sites/, "contoso.sharepoint.com/sites")),
    ).toEqual({
      login: "ok",
      tenant: "ok",
      roles: "ok",
      clock: "ok",
      graph: "ok",
      site: "ok",
    });
  });

  it("names each thing that is wrong, not only the first", async () => {
    expect(await levels(trialOptions("readOnly"), "https://contoso.sharepoint.com/sites/nowhere")).toMatchObject({
      login: "ok",
      roles: "error",
      site: "error",
    });
    expect(await levels(trialOptions("noRoles"))).toMatchObject({ login: "ok", roles: "error" });
    expect(await levels(trialOptions("selected"))).toMatchObject({ login: "ok", roles: "info", graph: "ok" });
    expect(await levels({ ...graph.options, clientSecret: "wrong" })).toEqual({ login: "error" });
  });
});
