import { afterEach, describe, expect, it } from "vitest";
import { defaultProfile, type Profile } from "./profile";
import { batchOf, keyColumn, newList, refusal, startTrial } from "./testing/contract-trial";
import { containing } from "./testing/matchers";
import { type GraphEntry, requestToken } from "./testing/raw-client";

const trial = startTrial();
const create = (path: string, fields: object) => trial.graph.post(`${path}/items`, { fields });
const under = (change: Partial<Profile>) => trial.sandbox.levers.setProfile(change);
afterEach(() => under(defaultProfile()));

describe("switches of what tenants disagree about (contract table (d))", () => {
  it("1, 2: the code of a 412, and a refused PATCH …/fields", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "1" });
    const stale = { "If-Match": '"00000000-0000-0000-0000-000000000000,9"' };
    expect(refusal(await trial.graph.patch(`${path}/items/1/fields`, { Qty: 1 }, stale)).slice(0, 2)).toEqual([
      412,
      "resourceModified",
    ]);
    await under({ mismatchCode: "notAllowed", refuseFieldsPatch: true });
    expect(refusal(await trial.graph.patch(`${path}/items/1`, { fields: { Qty: 1 } }, stale))).toEqual([
      412,
      "notAllowed",
      "ETag does not match current item's value",
    ]);
    expect(refusal(await trial.graph.patch(`${path}/items/1/fields`, { Qty: 1 }))).toEqual([
      400,
      "invalidRequest",
      "Invalid request",
    ]);
    expect((await trial.graph.patch(`${path}/items/1`, { fields: { Qty: 1 } })).status).toBe(200);
  });

  it("3, 27: the form of the view threshold, and the limits of a list", async () => {
    const { path } = await newList(trial, [keyColumn, { name: "Group", text: {}, indexed: true }]);
    await under({ viewThreshold: 3, indexChangeMaximum: 3, rowBytes: 100 });
    await trial.graph.post(
      "/$batch",
      batchOf(
        path,
        [1, 2, 3, 4].map((at) => ({ Key: `k${at}`, Group: "all" })),
      ),
    );
    const all = () => trial.graph.get(`${path}/items?$filter=fields/Group eq 'all'`);
    expect((await all()).status).toBe(422);
    // What counts is the first condition, and not what the second leaves of it.
    const narrow = "fields/Group eq 'all' and fields/Key eq 'k1'";
    expect((await trial.graph.get(`${path}/items?$filter=${narrow}`)).status).toBe(422);
    const wise = "fields/Key eq 'k1' and fields/Group eq 'all'";
    expect((await trial.graph.get(`${path}/items?$filter=${wise}`)).body.value).toHaveLength(1);
    expect((await trial.graph.get(`${path}/items?$orderby=fields/Key`)).status).toBe(422);
    await under({ viewThresholdForm: "429" });
    const older = await all();
    expect(refusal(older)).toEqual([429, "activityLimitReached", "The request has been throttled"]);
    expect(older.headers).not.toHaveProperty("retry-after");
    expect(refusal(await trial.graph.post(`${path}/columns`, { name: "Late", text: {}, indexed: true }))[2]).toContain(
      "index",
    );
    await under({ indexChangeMaximum: 20_000 });
    expect((await trial.graph.post(`${path}/columns`, { name: "Fits", boolean: {} })).status).toBe(201);
    expect(refusal(await trial.graph.post(`${path}/columns`, { name: "Full", text: {} }))[2]).toContain("total size");
  });

  it("4, 5: currency columns and hyperlinks", async () => {
    const { path } = await newList(trial, [keyColumn, { name: "Link", hyperlinkOrPicture: {} }]);
    const price = { name: "Price", currency: { locale: "de-DE" } };
    const Link = { Url: "https://a.example/", Description: "A" };
    expect((await trial.graph.post(`${path}/columns`, price)).status).toBe(400);
    expect((await create(path, { Key: "1", Link })).status).toBe(400);
    await under({ allowCurrencyColumns: true, hyperlinkWrites: "patch" });
    expect((await trial.graph.post(`${path}/columns`, price)).body).toMatchObject({ currency: { locale: "de-DE" } });
    expect((await create(path, { Key: "1", Link })).status).toBe(400);
    await create(path, { Key: "1" });
    expect((await trial.graph.patch(`${path}/items/1/fields`, { Link, Price: 4.5 })).body).toMatchObject({
      Link,
      Price: 4.5,
    });
  });

  it("10, 34: braces in an eTag, and where it stands after a PATCH", async () => {
    const { path } = await newList(trial);
    await under({ eTagBraces: true });
    const made = await create(path, { Key: "1" });
    expect(made.body.eTag).toMatch(/^"\{[0-9A-F-]{36}\},1"$/);
    const match = { "If-Match": made.body.eTag };
    expect((await trial.graph.patch(`${path}/items/1/fields`, { Qty: 1 }, match)).body["@odata.etag"]).toMatch(/,2"$/);
    await under({ eTagAfterPatch: "neither" });
    const silent = await trial.graph.patch(`${path}/items/1/fields`, { Qty: 2 });
    expect(silent.body).not.toHaveProperty("@odata.etag");
    expect(silent.headers).not.toHaveProperty("etag");
  });

  it("11: dates of a 201 are moved by the site's offset, and right when read", async () => {
    const { path } = await newList(trial, [{ name: "At", dateTime: {} }]);
    await under({ postDateShift: true });
    const made = await create(path, { At: "2026-07-01T10:00:00Z" });
    expect(made.body.fields.At).toBe("2026-07-01T12:00:00Z");
    expect((await trial.graph.get(`${path}/items/1/fields`)).body.At).toBe("2026-07-01T10:00:00Z");
  });

  it("12: required columns and validations are enforced only where a tenant does", async () => {
    const { path } = await newList(trial, [
      { name: "Must", text: {}, required: true },
      { name: "Qty", number: {}, validation: { formula: "=[Qty]>0" } },
    ]);
    expect((await create(path, { Qty: -1 })).status).toBe(201);
    await under({ enforceRequired: true, enforceValidation: true });
    expect((await create(path, { Title: "t" })).status).toBe(400);
    expect(refusal(await create(path, { Title: "t", Must: "m", Qty: -1 }))[2]).toBe("List data validation failed");
    expect((await create(path, { Title: "t", Must: "m", Qty: 1 })).status).toBe(201);
  });

  it("13, 14: read-only columns are refused or passed over; an author can be set only where a tenant lets", async () => {
    const { path } = await newList(trial);
    const mine = { Key: "1", Created: "2020-01-02T03:04:05Z", AuthorLookupId: 8 };
    expect((await create(path, mine)).status).toBe(400);
    await under({ readOnlyWrites: "ignore" });
    expect((await create(path, { ...mine, AuthorLookupId: undefined })).body.fields.Created).not.toBe(mine.Created);
    await under({ authorWrites: "accept" });
    expect((await create(path, { ...mine, Key: "2" })).body).toMatchObject({
      createdDateTime: mine.Created,
      createdBy: { user: { displayName: "Victor Viewer" } },
      fields: { AuthorLookupId: "8" },
    });
  });

  it("16, 17: taken names, and a display name on create", async () => {
    const { path, title } = await newList(trial);
    await under({ duplicateColumn: "suffix", duplicateListStatus: "400", displayNameOnCreate: "ignore" });
    expect((await trial.graph.post(`${path}/columns`, { name: "Key", text: {} })).body.name).toBe("Key0");
    expect(refusal(await trial.graph.post(`/sites/${trial.site}/lists`, { displayName: title })).slice(0, 2)).toEqual([
      400,
      "invalidRequest",
    ]);
    const named = await trial.graph.post(`${path}/columns`, { name: "OrderNo", displayName: "Order number", text: {} });
    expect(named.body.displayName).toBe("OrderNo");
    expect(
      (await trial.graph.patch(`${path}/columns/${named.body.id}`, { displayName: "Order number" })).body.displayName,
    ).toBe("Order number");
  });

  it("24, 25: case and empties in a unique column", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "a" });
    await create(path, {});
    await under({ uniqueCase: "counts", uniqueEmpties: "one" });
    expect((await create(path, { Key: "A" })).status).toBe(201);
    expect((await create(path, { Key: "a" })).status).toBe(400);
    expect((await create(path, {})).status).toBe(400);
  });

  it("26: options without a dollar sign", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "a" });
    expect((await trial.graph.get(`${path}/items?expand=fields`)).body.value[0]).toHaveProperty("fields");
    await under({ strictDollar: true });
    expect(refusal(await trial.graph.get(`${path}/items?expand=fields`)).slice(0, 2)).toEqual([400, "badArgument"]);
  });

  it("31, 32: hidden columns, and uniqueness beside content approval", async () => {
    const { path, id } = await newList(trial, []);
    await under({ hiddenColumns: "ignore" });
    expect((await trial.graph.post(`${path}/columns`, { ...keyColumn, hidden: true })).body.hidden).toBe(false);
    await under({ hiddenColumns: "vanish", uniqueWithApproval: "refuse" });
    await trial.graph.post(`${path}/columns`, { name: "Gone", text: {}, hidden: true });
    const shown = await trial.graph.get(`${path}/columns?$select=name,hidden`);
    expect(shown.body.value.map(({ name }) => name)).not.toContain("Gone");
    await trial.sandbox.levers.call("PATCH", `/lists/${id}`, { contentApproval: true });
    expect(refusal(await trial.graph.post(`${path}/columns`, { ...keyColumn, name: "Second" }))[2]).toContain(
      "content approval",
    );
  });

  it("33, 35: If-Match in a batch, and null for a column with a default", async () => {
    const { path } = await newList(trial, [keyColumn, { name: "Kind", text: {}, defaultValue: { value: "usual" } }]);
    expect((await create(path, { Key: "1", Kind: null })).body.fields).not.toHaveProperty("Kind");
    expect((await create(path, { Key: "2" })).body.fields.Kind).toBe("usual");
    await under({ nullOnCreate: "default", batchIfMatch: "ignore" });
    expect((await create(path, { Key: "3", Kind: null })).body.fields.Kind).toBe("usual");
    const headers = { "Content-Type": "application/json", "If-Match": '"stale,1"' };
    const patch = { id: "1", method: "PATCH", url: `${path}/items/1/fields`, headers, body: { Kind: "x" } };
    expect((await trial.graph.post("/$batch", { requests: [patch] })).body.responses[0]?.status).toBe(200);
  });
});

describe("switches of calls (contract 1, 2, 4, 6, 11)", () => {
  it("word refusals as older tenants do, leave Retry-After out, and block who goes on", async () => {
    // At the beginning of a minute, so that it does not turn meanwhile.
    await trial.sandbox.levers.setClockOffset(60_100 - (Date.now() % 60_000));
    await trial.sandbox.levers.call("DELETE", "/meter");
    await trial.sandbox.levers.setMeter({ enabled: true, tier: "0-1k", timeScale: 1 });
    await under({
      throttleCode: "activityLimitReached",
      retryAfter: "leaveOut",
      blockAfterRefusals: 5,
      innerErrorName: "innererror",
      shuffleBatch: false,
    });
    const requests = Array.from({ length: 20 }, (_, at) => ({
      id: String(at),
      method: "GET",
      url: `/sites/${trial.site}/lists`,
    }));
    const answers: GraphEntry[] = [];
    for (let batch = 0; batch < 32; batch++)
      answers.push(...(await trial.graph.post("/$batch", { requests })).body.responses);
    // 1,250 units are 625 readings of two units each.
    expect(answers.findIndex(({ status }) => status !== 200)).toBe(625);
    const refused = answers.slice(625);
    expect(refused.map(({ status }) => status)).toEqual([429, 429, 429, 429, 429, ...Array<number>(10).fill(503)]);
    expect(refused[0]?.body.error).toMatchObject({ code: "activityLimitReached", innererror: { status: "429" } });
    expect(refused[0]?.headers).not.toHaveProperty("Retry-After");
    expect(await trial.graph.get("/sites/root")).toMatchObject({ status: 503, text: "" });
    await trial.sandbox.levers.setMeter({ enabled: false });
    await trial.sandbox.levers.call("DELETE", "/meter");
    await trial.sandbox.levers.setClockOffset(0);
  });

  it("give tokens a short life, and page a site's lists", async () => {
    await under({ tokenSeconds: 30, listsPage: 2 });
    const token = await requestToken(trial.sandbox, {
      grant_type: "client_credentials",
      client_id: trial.sandbox.info.sync.clientId,
      client_secret: trial.sandbox.info.sync.clientSecret,
      scope: "https://graph.microsoft.com/.default",
    });
    expect(token.body).toMatchObject({ expires_in: 30 });
    const first = await trial.graph.get(`/sites/${trial.site}/lists?$select=id,displayName,system,sharepointIds`);
    expect(first.body.value).toHaveLength(2);
    expect(first.body.value[0]).toHaveProperty("sharepointIds");
    const names = first.body.value.map((list) => list.displayName);
    for (let link = first.body["@odata.nextLink"]; link; ) {
      const page = await trial.graph.get(link);
      names.push(...page.body.value.map((list) => list.displayName));
      link = page.body["@odata.nextLink"];
    }
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("User Information List");
  });

  it("refuse a write that follows another at once, unless it says what it expects (contract 6.5)", async () => {
    const { path } = await newList(trial);
    await under({ conflictMs: 60_000 });
    const made = await create(path, { Key: "1" });
    expect(refusal(await trial.graph.patch(`${path}/items/1/fields`, { Qty: 1 })).slice(0, 2)).toEqual([
      409,
      "resourceModified",
    ]);
    expect((await trial.graph.patch(`${path}/items/1/fields`, { Qty: 1 }, { "If-Match": made.body.eTag })).status).toBe(
      200,
    );
  });

  it("move the times of versions, ignore an order, and keep a batch's order", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "b" });
    await create(path, { Key: "a" });
    const keys = async () =>
      (await trial.graph.get(`${path}/items?$orderby=fields/Key&$expand=fields`)).body.value.map(
        ({ fields }) => fields.Key,
      );
    expect(await keys()).toEqual(["a", "b"]);
    const time = async () =>
      Date.parse(String((await trial.graph.get(`${path}/items/1/versions`)).body.value[0]?.lastModifiedDateTime));
    const before = await time();
    await under({ orderBy: "ignore", versionTimeShift: true, shuffleBatch: false });
    expect(await keys()).toEqual(["b", "a"]);
    expect([3_600_000, 7_200_000]).toContain((await time()) - before);
    const batch = await trial.graph.post(
      "/$batch",
      batchOf(
        path,
        Array.from({ length: 20 }, (_, at) => ({ Key: `k${at}` })),
      ),
    );
    expect(batch.body.responses.map(({ id }) => Number(id))).toEqual(Array.from({ length: 20 }, (_, at) => at));
  });

  it("are refused when they are unknown or out of range", async () => {
    await expect(trial.sandbox.levers.setProfile({ nonsense: true })).rejects.toThrow("nonsense");
    await expect(trial.sandbox.levers.setProfile({ deltaRepeat: 2 })).rejects.toThrow("deltaRepeat");
    expect(await trial.sandbox.levers.call("GET", "/profile")).toEqual(defaultProfile());
    expect(String(await trial.sandbox.levers.call("GET", "/").then(JSON.stringify))).toEqual(containing('"profile"'));
  });
});
