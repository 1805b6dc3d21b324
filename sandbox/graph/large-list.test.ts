import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Call } from "./call";
import { tenants } from "./directory";
import { type Graph, perform } from "./dispatch";
import type { App, JsonObject, Tenant } from "./entities";
import { Faults } from "./faults";
import type { ListData } from "./list-data";
import { Meter } from "./meter";
import { RequestLog } from "./request-log";
import { Store } from "./store";

/**
 * 100,000 items stay quick because a call touches what it returns and not the list. Counted, not timed: a page, a delta, a lookup and a write
 * look at a handful of items, and none of them walks all.
 */
const ITEMS = 100_000;
const dataDir = mkdtempSync(join(tmpdir(), "sandbox-large-"));
let graph: Graph;
let data: ListData;
let list: string;

const tenant = tenants[0] as Tenant;
const app = tenant.apps.find(({ graphRoles }) => graphRoles.includes("Sites.Manage.All")) as App;

async function call(method: string, path: string, body?: unknown): Promise<JsonObject> {
  const [before = "", search] = path.split("?");
  const made: Call = {
    method,
    path: before,
    search: search === undefined ? "" : `?${search}`,
    headers: {},
    body,
    bodyBytes: 0,
    requestId: "r",
    caller: { tenant, app, roles: new Set(app.graphRoles) },
    origin: "https://localhost",
    inBatch: false,
  };
  const { answer } = await perform(graph, made);
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  return answer.body as JsonObject;
}

/** How many items a call looks at, and what it answers. */
async function touching(method: string, path: string, body?: unknown) {
  const walks = [vi.spyOn(data.items, "values"), vi.spyOn(data.items, "entries"), vi.spyOn(data.items, "forEach")];
  const get = vi.spyOn(data.items, "get");
  const answer = await call(method, path, body);
  const touched = get.mock.calls.length;
  for (const walk of walks) expect(walk).not.toHaveBeenCalled();
  vi.restoreAllMocks();
  const value = (answer?.value ?? []) as JsonObject[];
  const after = (link: unknown) => String(link ?? "").replace(/^.*\/v1\.0/, "");
  return { touched, value, next: after(answer?.["@odata.nextLink"]), delta: after(answer?.["@odata.deltaLink"]) };
}

beforeAll(async () => {
  const store = new Store(dataDir);
  graph = {
    store,
    meter: new Meter(() => 1),
    faults: new Faults(),
    log: new RequestLog(),
    webUrlBase: "http://localhost",
  };
  const made = await call("POST", "/sites/root/lists", {
    displayName: "Large",
    columns: [
      { name: "Key", text: {}, indexed: true, enforceUniqueValues: true },
      { name: "Rank", number: {}, indexed: true },
      { name: "Due", dateTime: {}, indexed: true },
      { name: "Note", text: {} },
    ],
  });
  list = `/sites/root/lists/${String(made.id)}`;
  data = store.lists.get(String(made.id)) as ListData;
  const at = "2026-01-01T00:00:00Z";
  for (let id = 1; id <= ITEMS; id++) {
    const Due = new Date(Date.UTC(2026, 0, 1, 0, id)).toISOString().replace(".000", "");
    const values = { Key: `k${String(id).padStart(6, "0")}`, Rank: id, Due, Note: "n" };
    const item = { id, guid: `g${id}`, version: 1, contentTypeId: data.list.contentTypeId, created: at, modified: at };
    store.commit({
      t: "item",
      list: data.list.id,
      item: { ...item, createdBy: "user:1", modifiedBy: "user:1", values, seq: data.nextSeq },
    });
    if (id % 10_000 === 0) store.flush();
  }
}, 120_000);
afterAll(() => {
  graph.store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe("a list of 100,000 items", () => {
  it("is paged at the cost of a page, wherever the page stands", async () => {
    const first = await touching("GET", `${list}/items?$expand=fields`);
    expect(first.value).toHaveLength(200);
    expect(first.touched).toBeLessThanOrEqual(201);
    const far = await touching(
      "GET",
      `${list}/items?$expand=fields&$skiptoken=${encodeURIComponent("Paged=TRUE&p_ID=99000&p_Page=495")}`,
    );
    expect(far.value[0]).toMatchObject({ id: "99001" });
    expect(far.touched).toBeLessThanOrEqual(201);
  });

  it("tells its changes at the cost of the changes", async () => {
    const latest = await touching("GET", `${list}/items/delta?token=latest`);
    expect(latest.touched).toBe(0);
    for (const id of [5, 50_000, 99_999]) await call("PATCH", `${list}/items/${id}/fields`, { Note: "changed" });
    const changes = await touching("GET", latest.delta);
    expect(changes.value.map(({ id }) => id)).toEqual(["5", "50000", "99999"]);
    expect(changes.touched).toBeLessThanOrEqual(3);
    const page = await touching("GET", `${list}/items/delta`);
    expect(page.value).toHaveLength(200);
    expect(page.touched).toBeLessThanOrEqual(201);
  });

  it.each([
    ["fields/Key eq 'K077777'", 1],
    ["fields/Key eq 'k000001' or fields/Key eq 'none'", 1],
    ["startswith(fields/Key,'k0777')", 100],
    ["fields/Rank ge 500 and fields/Rank lt 502", ITEMS],
    ["fields/Rank lt 12", 11],
    ["fields/Rank gt 99990", 10],
    ["fields/Rank eq 5 and startswith(fields/Key,'k')", 1],
    ["fields/Due ge '2026-03-11T10:30:00Z'", 11],
    ["fields/id ge 99998", 3],
  ])("answers %s at the cost of what its first condition matches", async (filter, matching) => {
    const query = `${list}/items?$expand=fields&$filter=${encodeURIComponent(filter)}`;
    if (matching > 5_000) {
      // The first condition alone matches more than the view threshold: refused (contract 6.4).
      await expect(call("GET", query)).rejects.toThrow("tooManyResources");
      return;
    }
    const found = await touching("GET", query);
    expect(found.value.length).toBe(matching);
    expect(found.touched).toBeLessThanOrEqual(2 * matching + 2);
  });

  it("is written to at the cost of one item", async () => {
    const made = await touching("POST", `${list}/items`, { fields: { Key: "new", Rank: 1 } });
    expect(made.touched).toBeLessThanOrEqual(1);
    const changed = await touching("PATCH", `${list}/items/500/fields`, { Key: "other", Rank: 7 });
    expect(changed.touched).toBeLessThanOrEqual(3);
    await expect(call("POST", `${list}/items`, { fields: { Key: "OTHER" } })).rejects.toThrow("unique constraints");
    const gone = await touching("DELETE", `${list}/items/500`);
    expect(gone.touched).toBeLessThanOrEqual(3);
  });

  it("stands beside at most 1,999 others on its site (contract 12)", async () => {
    const { store } = graph;
    const own = data.list;
    for (let at = store.listsOf(own.siteId).length; at < 1_999; at++)
      store.commit({ t: "list", list: { ...own, id: `list-${at}`, displayName: `List ${at}`, columns: [] } });
    await call("POST", "/sites/root/lists", { displayName: "The last" });
    await expect(call("POST", "/sites/root/lists", { displayName: "One more" })).rejects.toThrow("2,000 lists");
  });

  it("puts no load on a neighbour: what is not indexed is refused, not walked (contract 6.4)", async () => {
    await expect(touching("GET", `${list}/items?$filter=${encodeURIComponent("fields/Note eq 'n'")}`)).rejects.toThrow(
      "not indexed",
    );
    vi.restoreAllMocks();
  });
});
