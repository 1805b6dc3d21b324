import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/e2e/support/sandbox";
import { READ_ONLY_CLIENT_ID, TRIAL_SECRET, WRITE_CLIENT_ID } from "./directory";
import { anyText, like } from "./testing/matchers";
import { type GraphEntry, type RawClient, rawClient } from "./testing/raw-client";

let sandbox: Sandbox;
let graph: RawClient;
let site: string;
let lists = 0;

beforeAll(async () => {
  sandbox = await startSandbox();
  graph = await rawClient(sandbox);
  site = (await graph.get("/sites/contoso.sharepoint.com:/sites/reference-data")).body.id;
});
afterEach(async () => {
  await sandbox.levers.clearFaults();
  await sandbox.levers.setMeter({ enabled: false });
});
afterAll(async () => {
  graph?.close();
  await sandbox?.stop();
});

const keyColumn = { name: "Key", text: { maxLength: 64 }, indexed: true, enforceUniqueValues: true };

/** A fresh list: its path, title and id. */
async function newList(columns: object[] = [keyColumn, { name: "Qty", number: {} }]) {
  const title = `List ${++lists}`;
  const made = await graph.post(`/sites/${site}/lists`, {
    displayName: title,
    columns,
    list: { template: "genericList" },
  });
  expect(made.status).toBe(201);
  return { id: String(made.body.id), title, path: `/sites/${site}/lists/${made.body.id}` };
}
const create = (path: string, fields: object) => graph.post(`${path}/items`, { fields });
const error = (answer: { status: number; body: { error?: { code: string; message: string } } }) =>
  [answer.status, answer.body?.error?.code, answer.body?.error?.message] as const;
const batchOf = (path: string, rows: object[]) => ({
  requests: rows.map((fields, at) => ({
    id: String(at),
    method: "POST",
    url: `${path}/items`,
    headers: { "Content-Type": "application/json" },
    body: { fields },
  })),
});

describe("calls (contract 1)", () => {
  it("echo the caller's request id and carry their own, also in errors", async () => {
    const answer = await graph.get("/sites/root/lists/nowhere", { "client-request-id": "mine" });
    expect(answer.headers).toMatchObject({
      "client-request-id": "mine",
      "request-id": like(/^[0-9a-f-]{36}$/),
    });
    expect(answer.body.error).toMatchObject({
      code: "itemNotFound",
      message: "The resource could not be found.",
      innerError: { "client-request-id": "mine", "request-id": answer.headers["request-id"] },
    });
  });

  it("need a token that is true and still valid", async () => {
    const call = (authorization: string) => graph.get("/sites/root", { Authorization: authorization });
    expect(error(await call(""))).toEqual([401, "InvalidAuthenticationToken", "Access token is empty."]);
    expect(error(await call("Bearer a.b.c"))[0]).toBe(401);
    const [head, claims, signature] = graph.token.split(".");
    const forged = Buffer.from(
      JSON.stringify({
        ...JSON.parse(Buffer.from(claims ?? "", "base64url").toString()),
        roles: ["Sites.FullControl.All"],
      }),
    );
    expect(error(await call(`Bearer ${head}.${forged.toString("base64url")}.${signature}`))[0]).toBe(401);
    await sandbox.levers.setClockOffset(3_700_000);
    expect(error(await graph.get("/sites/root"))).toEqual([
      401,
      "InvalidAuthenticationToken",
      "Lifetime validation failed, the token is expired.",
    ]);
    await sandbox.levers.setClockOffset(0);
    expect((await graph.get("/sites/root")).status).toBe(200);
  });

  it("refuse unknown segments and unreadable bodies", async () => {
    expect((await graph.get("/me/messages")).status).toBe(400);
    expect((await graph.call("DELETE", "/sites/root")).status).toBe(405);
    const { path } = await newList();
    expect((await graph.post(`${path}/items`, { fields: "x" })).status).toBe(400);
  });
});

describe("sites (contract 3)", () => {
  it("are found by path, id, root, host and search", async () => {
    const byPath = await graph.get("/sites/contoso.sharepoint.com:/sites/reference-data");
    expect(byPath.body).toMatchObject({
      name: "reference-data",
      displayName: "Reference data",
      siteCollection: { hostname: "contoso.sharepoint.com" },
      root: {},
    });
    expect(byPath.body.id).toMatch(/^contoso\.sharepoint\.com,[0-9a-f-]{36},[0-9a-f-]{36}$/);
    expect((await graph.get(`/sites/${site}`)).body.id).toBe(site);
    expect((await graph.get("/sites/contoso.sharepoint.com")).body.id).toBe((await graph.get("/sites/root")).body.id);
    expect((await graph.get("/sites?search=refer")).body.value.map((each) => each.id)).toEqual([site]);
    expect((await graph.get("/sites/contoso.sharepoint.com:/sites/reference-data:/lists")).body.value).not.toHaveLength(
      0,
    );
  });

  it("are not found elsewhere", async () => {
    expect(error(await graph.get("/sites/contoso.sharepoint.com:/sites/none"))).toEqual([
      404,
      "itemNotFound",
      "Requested site could not be found",
    ]);
    expect(error(await graph.get("/sites/fabrikam.sharepoint.com:/sites/shared"))).toEqual([
      400,
      "invalidRequest",
      "Invalid hostname for this tenancy",
    ]);
    expect(error(await graph.get("/sites/contoso.sharepoint.com,1,2"))[0]).toBe(400);
  });
});

describe("lists (contract 4)", () => {
  it("hide system lists unless asked, and answer to their title", async () => {
    const names = async (path: string) => (await graph.get(path)).body.value.map((list) => list.displayName);
    expect(await names(`/sites/${site}/lists`)).not.toContain("User Information List");
    expect(await names(`/sites/${site}/lists?$select=displayName,system`)).toContain("User Information List");
    const people = await graph.get(`/sites/${site}/lists/User%20Information%20List/items?$expand=fields`);
    expect(people.body.value.map((row) => row.fields.EMail)).toContain("stella@contoso.example");
  });

  it("keep their address when they are renamed, and never share a title", async () => {
    const { path, title } = await newList();
    expect(error(await graph.post(`/sites/${site}/lists`, { displayName: title.toUpperCase() }))[1]).toBe(
      "nameAlreadyExists",
    );
    const renamed = await graph.patch(path, { displayName: `${title} renamed`, description: "d" });
    expect(renamed.body).toMatchObject({ displayName: `${title} renamed`, name: title, description: "d" });
    expect((await graph.delete(path)).status).toBe(204);
    expect((await graph.get(path)).status).toBe(404);
  });

  it("refuse a name, an unknown template, null, and any one bad column", async () => {
    const post = (body: object) => graph.post(`/sites/${site}/lists`, body);
    expect(error(await post({ displayName: "A", name: "A" }))[2]).toContain("Cannot define a 'name' for a list");
    expect(error(await post({ displayName: "A", list: { template: "generic" } }))[0]).toBe(501);
    expect(error(await post({ displayName: "A", description: null }))[1]).toBe("generalException");
    expect(
      (
        await post({
          displayName: "A",
          columns: [
            { name: "B", text: {} },
            { name: "C", currency: {} },
          ],
        })
      ).status,
    ).toBe(400);
    expect((await graph.get(`/sites/${site}/lists/A`)).status).toBe(404);
  });

  it("show columns, content types and items when expanded", async () => {
    const { path } = await newList();
    await create(path, { Key: "1" });
    const list = await graph.get(`${path}?$expand=columns,items($expand=fields($select=Key))`);
    expect(list.body.items[0]?.fields).toMatchObject({ Key: "1" });
    expect(list.body.columns.map((column) => column.name)).toContain("Key");
    const types = await graph.get(`${path}/contentTypes?$expand=columns`);
    expect(types.body.value[0]).toMatchObject({ name: "Item", id: like(/^0x0100/) });
  });
});

describe("columns (contract 5)", () => {
  it("are hidden on request, and then listed and filtered only by who knows them (table (d) 31)", async () => {
    const { path } = await newList([]);
    const made = await graph.post(`${path}/columns`, { ...keyColumn, hidden: true });
    expect(made.status).toBe(201);
    const names = async (query: string) =>
      (await graph.get(`${path}/columns${query}`)).body.value.map((column) => column.name);
    expect(await names("")).not.toContain("Key");
    expect(await names("?$select=name,hidden")).toContain("Key");
    await create(path, { Key: "k" });
    const shown = await graph.get(`${path}/items?$expand=fields`);
    expect(shown.body.value[0]?.fields).not.toHaveProperty("Key");
    const found = await graph.get(`${path}/items?$filter=fields/Key eq 'K'&$expand=fields($select=Key)`);
    expect(found.body.value).toHaveLength(1);
    expect(found.body.value[0]?.fields.Key).toBe("k");
  });

  it("become unique only over values that are", async () => {
    const { path } = await newList([{ name: "Code", text: {} }]);
    await create(path, { Code: "a" });
    const second = await create(path, { Code: "A" });
    const column = `${path}/columns/${(await graph.get(`${path}/columns`)).body.value.find((each) => each.name === "Code")?.id}`;
    expect((await graph.patch(column, { indexed: true, enforceUniqueValues: true })).status).toBe(400);
    await graph.delete(`${path}/items/${second.body.id}`);
    expect((await graph.patch(column, { indexed: true, enforceUniqueValues: true })).body.enforceUniqueValues).toBe(
      true,
    );
    expect((await create(path, { Code: "A" })).status).toBe(400);
  });

  it("lose their data when deleted; system columns stay", async () => {
    const { path } = await newList();
    const item = await create(path, { Key: "1", Qty: 5 });
    const columns = (await graph.get(`${path}/columns`)).body.value as { id: string; name: string }[];
    const id = (name: string) => columns.find((column) => column.name === name)?.id;
    expect((await graph.delete(`${path}/columns/${id("Qty")}`)).status).toBe(204);
    await graph.post(`${path}/columns`, { name: "Qty", number: {} });
    expect((await graph.get(`${path}/items/${item.body.id}/fields`)).body).not.toHaveProperty("Qty");
    expect((await graph.delete(`${path}/columns/${id("Modified")}`)).status).toBe(403);
    expect((await graph.delete(`${path}/columns/${id("Title")}`)).status).toBe(400);
  });
});

describe("items (contract 6)", () => {
  it("are made, shown without their empty fields, changed by version, and deleted", async () => {
    const { path } = await newList([
      keyColumn,
      { name: "Due", dateTime: { format: "dateOnly" } },
      { name: "Who", personOrGroup: {} },
    ]);
    const made = await create(path, { Title: "a", Key: "1", Due: "2026-07-03T12:00:00Z", WhoLookupId: 7 });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: "1",
      eTag: like(/^"[0-9a-f-]{36},1"$/),
      contentType: { name: "Item" },
      createdBy: { application: { id: sandbox.info.sync.clientId } },
      fields: {
        Title: "a",
        LinkTitle: "a",
        Due: "2026-07-02T22:00:00Z",
        WhoLookupId: "7",
        AuthorLookupId: "11",
        Attachments: false,
      },
    });
    expect(made.body.createdDateTime).toMatch(/:\d\dZ$/);
    const one = `${path}/items/1`;
    const patched = await graph.patch(`${one}/fields`, { Title: null });
    expect(patched.status).toBe(200);
    expect(patched.body).not.toHaveProperty("Title");
    expect(patched.body["@odata.etag"]).toMatch(/,2"$/);
    expect(patched.headers.etag).toMatch(/,2$/);
    // The same values once more are another version (contract 6.5).
    expect((await graph.patch(one, { fields: { Key: "1" } })).body.eTag).toMatch(/,3"$/);
    const versions = await graph.get(`${one}/versions?$expand=fields`);
    expect(versions.body.value.map((version) => version.id)).toEqual(["3.0", "2.0", "1.0"]);
    expect(versions.body.value[2]?.fields.Title).toBe("a");
    expect((await graph.post(`${one}/versions/1.0/restoreVersion`)).status).toBe(204);
    expect((await graph.get(`${one}/fields?$select=Title,Who`)).body).toMatchObject({
      Title: "a",
      Who: "Stella Steward",
    });
    expect((await graph.delete(one)).status).toBe(204);
    expect(error(await graph.delete(one))).toEqual([404, "itemNotFound", "The resource could not be found."]);
    await sandbox.levers.restoreItem(made.body.parentReference.id, 1);
    expect((await graph.get(one)).body.id).toBe("1");
  });

  it("without an expand carry no values", async () => {
    const { path } = await newList();
    await create(path, { Key: "1" });
    expect((await graph.get(`${path}/items/1`)).body).not.toHaveProperty("fields");
    expect((await graph.get(`${path}/items`)).body.value[0]).not.toHaveProperty("fields");
  });

  it("keep unique columns unique: case does not count, empties do not clash, the sentence is always the same", async () => {
    const { path } = await newList();
    await create(path, { Key: "abc" });
    const refused = [
      400,
      "invalidRequest",
      "One or more fields with unique constraints already has the provided value.",
    ];
    expect(error(await create(path, { Key: "ABC" }))).toEqual(refused);
    await create(path, {});
    const other = await create(path, {});
    expect(other.status).toBe(201);
    expect(error(await graph.patch(`${path}/items/${other.body.id}/fields`, { Key: "Abc" }))).toEqual(refused);
    expect((await graph.patch(`${path}/items/1/fields`, { Key: "ABC" })).status).toBe(200);
  });

  it("are guarded by If-Match: nothing is written on a mismatch", async () => {
    const { path } = await newList();
    const made = await create(path, { Key: "1", Qty: 1 });
    const one = `${path}/items/1`;
    const first = { "If-Match": made.body.eTag as string };
    expect((await graph.patch(`${one}/fields`, { Qty: 2 }, first)).status).toBe(200);
    expect(error(await graph.patch(`${one}/fields`, { Qty: 3 }, first)).slice(0, 2)).toEqual([412, "resourceModified"]);
    expect(error(await graph.delete(one, first))[0]).toBe(412);
    expect((await graph.get(`${one}/fields`)).body.Qty).toBe(2);
    const batch = await graph.post("/$batch", {
      requests: [
        {
          id: "1",
          method: "PATCH",
          url: `${one}/fields`,
          headers: { "Content-Type": "application/json", "If-Match": made.body.eTag },
          body: { Qty: 3 },
        },
      ],
    });
    expect(batch.body.responses[0]?.status).toBe(412);
    expect((await graph.delete(one, { "If-Match": "*" })).status).toBe(204);
  });

  it("page by an opaque link, 200 unless told, at most 5,000, and refuse $count and $skip", async () => {
    const { path } = await newList();
    for (let batch = 0; batch < 21; batch++)
      await graph.post(
        "/$batch",
        batchOf(
          path,
          Array.from({ length: 20 }, (_, at) => ({ Key: `${batch}-${at}` })),
        ),
      );
    await graph.delete(`${path}/items/3`);
    const first = await graph.get(`${path}/items?$expand=fields($select=Key)`);
    expect(first.body.value).toHaveLength(200);
    const ids: string[] = first.body.value.map((item) => item.id);
    for (let link = first.body["@odata.nextLink"]; link; ) {
      const page = await graph.get(link);
      expect(page.body.value[0]?.fields.Key).toBeDefined();
      ids.push(...page.body.value.map((item) => item.id));
      link = page.body["@odata.nextLink"];
    }
    expect(ids).toHaveLength(419);
    expect(new Set(ids).size).toBe(419);
    expect((await graph.get(`${path}/items?$top=100000`)).body.value).toHaveLength(419);
    expect(error(await graph.get(`${path}/items?$count=true`))[2]).toContain("$count is not supported");
    expect((await graph.get(`${path}/items?$skip=5`)).status).toBe(400);

    await sandbox.levers.setProfile({ emptyPageEvery: 2 });
    const second = await graph.get(first.body["@odata.nextLink"]);
    expect(second.body.value).toEqual([]);
    expect((await graph.get(second.body["@odata.nextLink"])).body.value).toHaveLength(200);
    await sandbox.levers.setProfile({ emptyPageEvery: 0 });
  });

  it("can be filtered by indexed columns only, unless the header asks for luck", async () => {
    const { path } = await newList();
    await create(path, { Key: "O'Brien", Qty: 1 });
    await create(path, { Key: "b", Qty: 2 });
    const filter = (text: string, headers = {}) =>
      graph.get(`${path}/items?$filter=${encodeURIComponent(text)}`, headers);
    expect((await filter("fields/Key eq 'o''brien'")).body.value).toHaveLength(1);
    expect((await filter("fields/Key eq 'b' or fields/Key eq 'none'")).body.value).toHaveLength(1);
    expect(error(await filter("fields/Qty eq 1"))[2]).toMatch(
      /^Field 'Qty' cannot be referenced in filter or orderby as it is not indexed/,
    );
    expect(
      (await filter("fields/Qty eq 2", { Prefer: "HonorNonIndexedQueriesWarningMayFailRandomly" })).body.value,
    ).toHaveLength(1);
    expect(error(await filter("Key eq 'b'")).slice(0, 2)).toEqual([400, "BadRequest"]);
  });
});

describe("large lists (contract 6.4, 12)", () => {
  it("page to their end, answer indexed lookups, and refuse what passes the threshold", async () => {
    const { path } = await newList([
      keyColumn,
      { name: "Group", text: {}, indexed: true },
      { name: "Qty", number: {} },
    ]);
    for (let batch = 0; batch < 251; batch++)
      await graph.post(
        "/$batch",
        batchOf(
          path,
          Array.from({ length: 20 }, (_, at) => ({ Key: `${batch}-${at}`, Group: "all" })),
        ),
      );
    const query = (text: string, headers = {}) => graph.get(`${path}/items?${text}`, headers);
    expect((await query("$top=5000")).body.value).toHaveLength(5_000);
    expect((await query("$filter=fields/Key eq '250-19'")).body.value).toHaveLength(1);
    const tooMany = await query("$filter=fields/Group eq 'all'");
    expect([tooMany.status, tooMany.body.error.code, tooMany.body.error.innerError.code]).toEqual([
      422,
      "notSupported",
      "tooManyResources",
    ]);
    const prefer = { Prefer: "HonorNonIndexedQueriesWarningMayFailRandomly" };
    expect((await query("$filter=fields/Qty eq 1", prefer)).status).toBe(422);
    expect((await query("$filter=fields/Key eq '1-1' and fields/Qty eq null", prefer)).body.value).toHaveLength(1);
    await sandbox.levers.setProfile({ viewThresholdForm: "429" });
    expect(error(await query("$filter=fields/Group eq 'all'")).slice(0, 2)).toEqual([429, "activityLimitReached"]);
    await sandbox.levers.setProfile({ viewThresholdForm: "422" });
  });
});

describe("delta (contract 7)", () => {
  type Changed = GraphEntry["body"];
  async function follow(start: string): Promise<{ items: Changed[]; link: string }> {
    const items: Changed[] = [];
    for (let link = start; ; ) {
      const page = await graph.get(link);
      expect(page.status).toBe(200);
      items.push(...page.body.value);
      const [next, end] = [page.body["@odata.nextLink"], page.body["@odata.deltaLink"]];
      expect(Number(Boolean(next)) + Number(Boolean(end))).toBe(1);
      if (end) return { items, link: end };
      link = next;
    }
  }

  it("enumerates, then tells what changed and what went, and nothing twice", async () => {
    const { path, id } = await newList();
    await graph.post(
      "/$batch",
      batchOf(
        path,
        Array.from({ length: 15 }, (_, at) => ({ Key: `k${at}` })),
      ),
    );
    const all = await follow(`${path}/items/delta?$expand=fields($select=Key)&$top=4`);
    expect(all.items).toHaveLength(15);
    expect((await follow(all.link)).items).toEqual([]);
    await graph.patch(`${path}/items/2/fields`, { Key: "changed" });
    await graph.patch(`${path}/items/2/fields`, { Key: "changed again" });
    await graph.delete(`${path}/items/3`);
    await create(path, { Key: "new" });
    const changes = await follow(all.link);
    expect(changes.items.map((item) => item.id)).toEqual(["2", "3", "16"]);
    expect(changes.items[0]?.fields?.Key).toBe("changed again");
    const gone = changes.items[1];
    expect(gone).toMatchObject({ id: "3", deleted: { state: "deleted" } });
    expect(gone).not.toHaveProperty("fields");
    expect(gone).not.toHaveProperty("eTag");
    await sandbox.levers.restoreItem(id, 3);
    expect((await follow(changes.link)).items).toMatchObject([{ id: "3", fields: { Key: anyText() } }]);
  });

  it("starts at the end with token=latest, refuses a malformed token, and answers 410 to an old one", async () => {
    const { path } = await newList();
    await create(path, { Key: "1" });
    const latest = await follow(`${path}/items/delta?token=latest`);
    expect(latest.items).toEqual([]);
    expect(error(await graph.get(`${path}/items/delta?token=garbage`))[2]).toBe("Provided sync token is malformed");
    await sandbox.levers.setClockOffset(31 * 86_400_000);
    const later = await rawClient(sandbox);
    const gone = await later.get(latest.link);
    expect(error(gone).slice(0, 2)).toEqual([410, "resyncChangesApplyDifferences"]);
    expect((await later.get(String(gone.headers.location))).body.value).toHaveLength(1);
    later.close();
    await sandbox.levers.setClockOffset(0);
  });
});

describe("batches (contract 8)", () => {
  it("answer every entry on its own, in any order, dependants last", async () => {
    const { path } = await newList();
    const rows = Array.from({ length: 18 }, (_, at) => ({ Key: at === 3 ? "0" : String(at) }));
    const batch = batchOf(path, rows);
    const answer = await graph.post("/$batch", {
      requests: [
        ...batch.requests,
        { id: "read", method: "GET", url: `${path}/items/1?$expand=fields`, dependsOn: ["0"] },
        { id: "never", method: "GET", url: "/sites/root", dependsOn: ["3"] },
      ],
    });
    expect(answer.status).toBe(200);
    const byId = new Map<string, GraphEntry>(answer.body.responses.map((each) => [each.id, each]));
    expect(byId.get("3")?.status).toBe(400);
    expect(byId.get("never")?.status).toBe(424);
    expect(byId.get("read")).toMatchObject({ status: 200, body: { fields: { Key: "0" } } });
    expect([...byId.values()].filter((each) => each.status === 201)).toHaveLength(17);
    const ids = answer.body.responses.map((each) => each.id).join();
    expect(ids).not.toBe([...batch.requests.map((each) => each.id), "read", "never"].join());
  });
});

describe("permissions (contract 2.3)", () => {
  it("read, write and manage are three things", async () => {
    const { path, id } = await newList();
    await create(path, { Key: "1" });
    const reader = await rawClient(sandbox, { clientId: READ_ONLY_CLIENT_ID, clientSecret: TRIAL_SECRET });
    const writer = await rawClient(sandbox, { clientId: WRITE_CLIENT_ID, clientSecret: TRIAL_SECRET });
    expect((await reader.get(`${path}/items`)).body.value).toHaveLength(1);
    expect(error(await reader.post(`${path}/items`, { fields: {} }))).toEqual([403, "accessDenied", "Access denied"]);
    expect((await writer.post(`${path}/items`, { fields: {} })).status).toBe(201);
    expect((await writer.post(`${path}/columns`, { name: "More", text: {} })).status).toBe(403);
    expect((await writer.post(`/sites/${site}/lists`, { displayName: "Refused" })).status).toBe(403);
    // With content approval, less than Sites.Manage.All silently sees nothing.
    await sandbox.levers.call("PATCH", `/lists/${id}`, { contentApproval: true });
    expect(await writer.get(`${path}/items`)).toMatchObject({ status: 200, body: { value: [] } });
    expect((await writer.get(`${path}/items/1`)).status).toBe(404);
    expect((await graph.get(`${path}/items`)).body.value).toHaveLength(2);
    reader.close();
    writer.close();
  });

  it("Sites.Selected reaches granted sites only", async () => {
    const app = { clientId: "5ab0c0de-5c4c-4000-8000-000000000006", clientSecret: TRIAL_SECRET };
    const selected = await rawClient(sandbox, app);
    expect((await selected.get(`/sites/${site}/lists`)).status).toBe(403);
    expect((await selected.get("/sites?search=x")).status).toBe(403);
    const { path } = await newList();
    const grant = (roles: string[]) =>
      sandbox.levers.call("PUT", "/sites/sites%2Freference-data/grants", [{ appId: app.clientId, roles }]);
    await grant(["write"]);
    expect((await selected.post(`${path}/items`, { fields: {} })).status).toBe(201);
    expect((await selected.post(`${path}/columns`, { name: "More", text: {} })).status).toBe(403);
    await grant(["fullcontrol"]);
    expect((await selected.post(`${path}/columns`, { name: "More", text: {} })).status).toBe(201);
    expect((await selected.get("/sites/contoso.sharepoint.com:/sites/operations")).status).toBe(403);
    selected.close();
  });

  it("no role at all is 403, or 401 on older tenants", async () => {
    const bare = await rawClient(sandbox, {
      clientId: "5ab0c0de-5c4c-4000-8000-000000000005",
      clientSecret: TRIAL_SECRET,
    });
    expect(error(await bare.get("/sites/root")).slice(0, 2)).toEqual([403, "accessDenied"]);
    await sandbox.levers.setProfile({ noRolesAnswer: "401" });
    expect(error(await bare.get("/sites/root")).slice(0, 2)).toEqual([401, "generalException"]);
    await sandbox.levers.setProfile({ noRolesAnswer: "403" });
    bare.close();
  });
});

describe("throttling and faults (contract 11, 13)", () => {
  it("refuses entries one by one, with their own Retry-After, and counts the refused", async () => {
    const { path } = await newList();
    await sandbox.levers.call("DELETE", "/meter");
    await sandbox.levers.setMeter({ enabled: true, timeScale: 1 });
    const statuses: number[] = [];
    let refused: GraphEntry | undefined;
    for (let batch = 0; batch < 100 && !refused; batch++) {
      const answer = await graph.post(
        "/$batch",
        batchOf(
          path,
          Array.from({ length: 20 }, (_, at) => ({ Key: `${batch}-${at}` })),
        ),
      );
      expect(answer.status).toBe(200);
      for (const each of answer.body.responses) {
        statuses.push(each.status);
        if (each.status === 429) refused = each;
      }
    }
    // 1,250 units a minute are 625 creates; the window may have turned while they were sent.
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThanOrEqual(625);
    expect(Number(refused?.headers["Retry-After"])).toBeGreaterThan(0);
    expect(refused?.headers["RateLimit-Remaining"]).toBe("0");
    expect(refused?.body.error.code).toBe("TooManyRequests");
    await sandbox.levers.setMeter({ enabled: false });
    await sandbox.levers.call("DELETE", "/meter");
  });

  it("loses an answer whose write was applied", async () => {
    const { path, title } = await newList();
    await sandbox.levers.addFault({ method: "POST", path: "/items$", action: { kind: "dropAfter" }, times: 1 });
    await expect(create(path, { Key: "1" })).rejects.toThrow();
    expect(await sandbox.levers.dump(title)).toHaveLength(1);
    await sandbox.levers.addFault({
      method: "POST",
      path: "\\$batch",
      where: "call",
      action: { kind: "dropAfter" },
      times: 1,
    });
    await expect(graph.post("/$batch", batchOf(path, [{ Key: "2" }, { Key: "3" }]))).rejects.toThrow();
    expect(await sandbox.levers.dump(title)).toHaveLength(3);
    await sandbox.levers.addFault({ method: "POST", path: "/items$", action: { kind: "drop" }, times: 1 });
    await expect(create(path, { Key: "4" })).rejects.toThrow();
    expect(await sandbox.levers.dump(title)).toHaveLength(3);
  });

  it("answers 429 to a write that was applied all the same, and 503 without a body", async () => {
    const { path, title } = await newList();
    await sandbox.levers.addFault({
      where: "entry",
      action: { kind: "answerAfter", status: 429, headers: { "Retry-After": "3" } },
      times: 1,
    });
    const batch = await graph.post("/$batch", batchOf(path, [{ Key: "1" }]));
    expect(batch.body.responses[0]).toMatchObject({ status: 429, headers: { "Retry-After": "3" } });
    expect(await sandbox.levers.dump(title)).toHaveLength(1);
    await sandbox.levers.addFault({ action: { kind: "answer", status: 503 }, times: 1 });
    expect(await create(path, { Key: "2" })).toMatchObject({ status: 503, text: "" });
  });

  it("cuts a body off in its middle", async () => {
    const { path } = await newList();
    await sandbox.levers.addFault({ path: "/delta", action: { kind: "cutBody", keep: 0.5 } });
    const answer = await graph.get(`${path}/items/delta`);
    expect(answer.status).toBe(200);
    expect(answer.body).toBeUndefined();
    expect(answer.text.length).toBeGreaterThan(10);
  });

  it("logs calls with their units by route", async () => {
    const { path } = await newList();
    await sandbox.levers.clearRequests();
    await graph.get(`${path}/items`);
    await graph.post("/$batch", batchOf(path, [{ Key: "1" }, { Key: "1" }]));
    const { totals, latest } = await sandbox.levers.requests();
    expect(totals["GET /sites/:site/lists/:list/items"]).toEqual({ calls: 1, units: 2, byStatus: { 200: 1 } });
    expect(totals["POST /sites/:site/lists/:list/items"]).toEqual({ calls: 2, units: 4, byStatus: { 201: 1, 400: 1 } });
    expect(latest).toHaveLength(3);
    expect(latest[0]?.batch).toBeDefined();
  });
});

describe("people", () => {
  it("edit items under their own name, seen by the next reader", async () => {
    const { path, title } = await newList();
    const made = await create(path, { Key: "1", Qty: 1 });
    await sandbox.levers.editItem(title, 1, { Qty: 2 });
    const now = await graph.get(`${path}/items/1?$expand=fields`);
    expect(now.body).toMatchObject({
      lastModifiedBy: { user: { displayName: "Stella Steward" } },
      fields: { Qty: 2, EditorLookupId: "7" },
    });
    expect(now.body.eTag).not.toBe(made.body.eTag);
  });

  it("find every address that Graph gives in the sandbox's pages", async () => {
    const { path } = await newList();
    const made = await create(path, { Key: "needle", Title: "Find me" });
    const list = await graph.get(path);
    const pages: [string, string][] = [
      [made.body.webUrl, "needle"],
      [list.body.webUrl, "Find me"],
      [(await graph.get(`/sites/${site}`)).body.webUrl, "Reference data"],
    ];
    for (const [url, text] of pages) {
      const page = await fetch(url);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain(text);
    }
    expect((await fetch(`${sandbox.info.pageUrl}/sites/none`)).status).toBe(404);
  });
});
