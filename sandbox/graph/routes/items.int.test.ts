import { describe, expect, it } from "vitest";
import { batchOf, keyColumn, newList, refusal, startTrial } from "../testing/contract-trial";
import { like } from "../testing/matchers";

const trial = startTrial();
const create = (path: string, fields: object) => trial.graph.post(`${path}/items`, { fields });

describe("items (contract 6)", () => {
  it("are made, shown without their empty fields, changed by version, and deleted", async () => {
    const { path } = await newList(trial, [
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
      createdBy: { application: { id: trial.sandbox.info.sync.clientId } },
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
    const patched = await trial.graph.patch(`${one}/fields`, { Title: null });
    expect(patched.status).toBe(200);
    expect(patched.body).not.toHaveProperty("Title");
    expect(patched.body["@odata.etag"]).toMatch(/,2"$/);
    expect(patched.headers.etag).toMatch(/,2$/);
    // The same values once more are another version (contract 6.5).
    expect((await trial.graph.patch(one, { fields: { Key: "1" } })).body.eTag).toMatch(/,3"$/);
    const versions = await trial.graph.get(`${one}/versions?$expand=fields`);
    expect(versions.body.value.map((version) => version.id)).toEqual(["3.0", "2.0", "1.0"]);
    expect(versions.body.value[2]?.fields.Title).toBe("a");
    expect((await trial.graph.post(`${one}/versions/1.0/restoreVersion`)).status).toBe(204);
    expect((await trial.graph.get(`${one}/fields?$select=Title,Who`)).body).toMatchObject({
      Title: "a",
      Who: "Stella Steward",
    });
    expect((await trial.graph.delete(one)).status).toBe(204);
    expect(refusal(await trial.graph.delete(one))).toEqual([404, "itemNotFound", "The resource could not be found."]);
    await trial.sandbox.levers.restoreItem(made.body.parentReference.id, 1);
    expect((await trial.graph.get(one)).body.id).toBe("1");
  });

  it("without an expand carry no values", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "1" });
    expect((await trial.graph.get(`${path}/items/1`)).body).not.toHaveProperty("fields");
    expect((await trial.graph.get(`${path}/items`)).body.value[0]).not.toHaveProperty("fields");
  });

  it("keep unique columns unique: case does not count, empties do not clash, the sentence is always the same", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "abc" });
    const refused = [
      400,
      "invalidRequest",
      "One or more fields with unique constraints already has the provided value.",
    ];
    expect(refusal(await create(path, { Key: "ABC" }))).toEqual(refused);
    await create(path, {});
    const other = await create(path, {});
    expect(other.status).toBe(201);
    expect(refusal(await trial.graph.patch(`${path}/items/${other.body.id}/fields`, { Key: "Abc" }))).toEqual(refused);
    expect((await trial.graph.patch(`${path}/items/1/fields`, { Key: "ABC" })).status).toBe(200);
  });

  it("are guarded by If-Match: nothing is written on a mismatch", async () => {
    const { path } = await newList(trial);
    const made = await create(path, { Key: "1", Qty: 1 });
    const one = `${path}/items/1`;
    const first = { "If-Match": made.body.eTag as string };
    expect((await trial.graph.patch(`${one}/fields`, { Qty: 2 }, first)).status).toBe(200);
    expect(refusal(await trial.graph.patch(`${one}/fields`, { Qty: 3 }, first)).slice(0, 2)).toEqual([
      412,
      "resourceModified",
    ]);
    expect(refusal(await trial.graph.delete(one, first))[0]).toBe(412);
    expect((await trial.graph.get(`${one}/fields`)).body.Qty).toBe(2);
    const batch = await trial.graph.post("/$batch", {
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
    expect((await trial.graph.delete(one, { "If-Match": "*" })).status).toBe(204);
  });

  it("page by an opaque link, 200 unless told, at most 5,000, and refuse $count and $skip", async () => {
    const { path } = await newList(trial);
    for (let batch = 0; batch < 21; batch++)
      await trial.graph.post(
        "/$batch",
        batchOf(
          path,
          Array.from({ length: 20 }, (_, at) => ({ Key: `${batch}-${at}` })),
        ),
      );
    await trial.graph.delete(`${path}/items/3`);
    const first = await trial.graph.get(`${path}/items?$expand=fields($select=Key)`);
    expect(first.body.value).toHaveLength(200);
    const ids: string[] = first.body.value.map((item) => item.id);
    for (let link = first.body["@odata.nextLink"]; link; ) {
      const page = await trial.graph.get(link);
      expect(page.body.value[0]?.fields.Key).toBeDefined();
      ids.push(...page.body.value.map((item) => item.id));
      link = page.body["@odata.nextLink"];
    }
    expect(ids).toHaveLength(419);
    expect(new Set(ids).size).toBe(419);
    expect((await trial.graph.get(`${path}/items?$top=100000`)).body.value).toHaveLength(419);
    expect(refusal(await trial.graph.get(`${path}/items?$count=true`))[2]).toContain("$count is not supported");
    expect((await trial.graph.get(`${path}/items?$skip=5`)).status).toBe(400);

    await trial.sandbox.levers.setProfile({ emptyPageEvery: 2 });
    const second = await trial.graph.get(first.body["@odata.nextLink"]);
    expect(second.body.value).toEqual([]);
    expect((await trial.graph.get(second.body["@odata.nextLink"])).body.value).toHaveLength(200);
    await trial.sandbox.levers.setProfile({ emptyPageEvery: 0 });
  });

  it("can be filtered by indexed columns only, unless the header asks for luck", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "O'Brien", Qty: 1 });
    await create(path, { Key: "b", Qty: 2 });
    const filter = (text: string, headers = {}) =>
      trial.graph.get(`${path}/items?$filter=${encodeURIComponent(text)}`, headers);
    expect((await filter("fields/Key eq 'o''brien'")).body.value).toHaveLength(1);
    expect((await filter("fields/Key eq 'b' or fields/Key eq 'none'")).body.value).toHaveLength(1);
    expect(refusal(await filter("fields/Qty eq 1"))[2]).toMatch(
      /^Field 'Qty' cannot be referenced in filter or orderby as it is not indexed/,
    );
    expect(
      (await filter("fields/Qty eq 2", { Prefer: "HonorNonIndexedQueriesWarningMayFailRandomly" })).body.value,
    ).toHaveLength(1);
    expect(refusal(await filter("Key eq 'b'")).slice(0, 2)).toEqual([400, "BadRequest"]);
  });
});

describe("large lists (contract 6.4, 12)", () => {
  it("page to their end, answer indexed lookups, and refuse what passes the threshold", async () => {
    const { path } = await newList(trial, [
      keyColumn,
      { name: "Group", text: {}, indexed: true },
      { name: "Qty", number: {} },
    ]);
    for (let batch = 0; batch < 251; batch++)
      await trial.graph.post(
        "/$batch",
        batchOf(
          path,
          Array.from({ length: 20 }, (_, at) => ({ Key: `${batch}-${at}`, Group: "all" })),
        ),
      );
    const query = (text: string, headers = {}) => trial.graph.get(`${path}/items?${text}`, headers);
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
    await trial.sandbox.levers.setProfile({ viewThresholdForm: "429" });
    expect(refusal(await query("$filter=fields/Group eq 'all'")).slice(0, 2)).toEqual([429, "activityLimitReached"]);
    await trial.sandbox.levers.setProfile({ viewThresholdForm: "422" });
  });
});
