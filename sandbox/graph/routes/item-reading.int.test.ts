import { describe, expect, it } from "vitest";
import { TRIAL_SECRET, WRITE_CLIENT_ID } from "../directory";
import { keyColumn, newList, refusal, startTrial } from "../testing/contract-trial";
import { rawClient } from "../testing/raw-client";

const trial = startTrial();
const create = (path: string, fields: object) => trial.graph.post(`${path}/items`, { fields });
const fieldsOf = async (path: string, select = "") =>
  (await trial.graph.get(`${path}/items/1/fields${select && `?$select=${select}`}`)).body as unknown as Record<
    string,
    unknown
  >;

describe("lookups and people (contract 6.2, 6.3, 6.4)", () => {
  it("are ids as text when single, and objects with numbers when several; shown values only by name", async () => {
    const parents = await newList(trial);
    await create(parents.path, { Key: "p1", Title: "Parent one" });
    await create(parents.path, { Key: "p2", Title: "Parent two" });
    const lookup = { listId: parents.id, columnName: "Title" };
    const { path } = await newList(trial, [
      { name: "Parent", lookup },
      { name: "Parents", lookup: { ...lookup, allowMultipleValues: true } },
      { name: "Owner", personOrGroup: {} },
      { name: "Team", personOrGroup: { allowMultipleSelection: true } },
    ]);
    const made = await create(path, {
      ParentLookupId: "2",
      "ParentsLookupId@odata.type": "Collection(Edm.Int32)",
      ParentsLookupId: [1, 2],
      OwnerLookupId: 7,
      "TeamLookupId@odata.type": "Collection(Edm.String)",
      TeamLookupId: ["6"],
    });
    expect(made.body.fields).toMatchObject({
      ParentLookupId: "2",
      Parents: [
        { LookupId: 1, LookupValue: "Parent one" },
        { LookupId: 2, LookupValue: "Parent two" },
      ],
      OwnerLookupId: "7",
      Team: [{ LookupId: 6, LookupValue: "Ada Admin", Email: "ada@contoso.example" }],
    });
    expect(made.body.fields).not.toHaveProperty("Parent");
    expect(await fieldsOf(path, "Parent,Owner")).toMatchObject({ Parent: "Parent two", Owner: "Stella Steward" });
    await trial.graph.patch(`${path}/items/1/fields`, {
      ParentLookupId: null,
      "ParentsLookupId@odata.type": "Collection(Edm.Int32)",
      ParentsLookupId: [],
    });
    const cleared = await fieldsOf(path);
    for (const key of ["ParentLookupId", "Parent", "Parents"]) expect(cleared).not.toHaveProperty(key);
    expect(
      (await trial.graph.post(`${path}/columns`, { name: "Lost", lookup: { ...lookup, listId: trial.site } })).status,
    ).toBe(400);
  });

  it("vanish from a collection beyond the twelfth, Author and Editor counted, and are all there on one item (trap 21)", async () => {
    const people = Array.from({ length: 13 }, (_, at) => ({ name: `P${at}`, personOrGroup: {} }));
    const { path } = await newList(trial, people);
    await create(path, Object.fromEntries(people.map(({ name }) => [`${name}LookupId`, 7])));
    const shown = (fields: object) => Object.keys(fields).filter((key) => /^P\d+LookupId$/.test(key)).length;
    const [row] = (await trial.graph.get(`${path}/items?$expand=fields`)).body.value;
    expect(shown(row?.fields ?? {})).toBe(10);
    const select = people.map(({ name }) => `${name}LookupId`).join();
    const [named] = (await trial.graph.get(`${path}/items?$expand=fields($select=${select})`)).body.value;
    expect(shown(named?.fields ?? {})).toBe(12);
    expect(shown(await fieldsOf(path))).toBe(13);
  });

  it("are filtered by id; by their shown value nothing is filtered, without a word (trap 12)", async () => {
    const { path } = await newList(trial, [
      { name: "Owner", personOrGroup: {}, indexed: true },
      { name: "Paid", boolean: {}, indexed: true },
    ]);
    await create(path, { OwnerLookupId: 6, Paid: true });
    await create(path, { OwnerLookupId: 7, Paid: false });
    const ids = async (filter: string) =>
      (await trial.graph.get(`${path}/items?$filter=${encodeURIComponent(filter)}`)).body.value.map(({ id }) => id);
    expect(await ids("fields/OwnerLookupId eq 7")).toEqual(["2"]);
    expect(await ids("fields/Owner eq 'Stella Steward'")).toEqual(["1", "2"]);
    expect(await ids("fields/Paid eq 1")).toEqual(["1"]);
    expect(await ids("fields/Paid eq false")).toEqual(["2"]);
    expect(refusal(await trial.graph.get(`${path}/items?$filter=createdDateTime gt '2026-01-01'`))[2]).toBe(
      "Invalid filter clause",
    );
    expect(refusal(await trial.graph.get(`${path}/items?$filter=fields/Nobody eq 'x'`))[2]).toContain("not recognized");
  });

  it("give way to a column that carries the name of their id (contract 6.2)", async () => {
    const { path } = await newList(trial, [
      { name: "Owner", personOrGroup: {} },
      { name: "OwnerLookupId", text: {} },
    ]);
    expect((await create(path, { OwnerLookupId: "seven" })).body.fields.OwnerLookupId).toBe("seven");
  });
});

describe("items", () => {
  it("larger than 2 MB are refused, and folders are told from items (contract 6.1)", async () => {
    const { path } = await newList(trial, [{ name: "Note", text: { allowMultipleLines: true, textType: "plain" } }]);
    const large = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`N${at}`, "x".repeat(60_000)]));
    expect((await create(path, large)).status).toBe(413);
    expect((await create(path, { Note: "x".repeat(63_999) })).status).toBe(201);
    const folder = await trial.graph.post(`${path}/items`, { contentType: { name: "Folder" }, fields: { Title: "f" } });
    expect(folder.body).toMatchObject({ contentType: { name: "Folder" }, fields: { ContentType: "Folder" } });
    const { value } = (await trial.graph.get(`${path}/contentTypes`)).body;
    const type = await trial.graph.get(`${path}/contentTypes/${value[1]?.id}?$expand=columns`);
    expect(type.body).toMatchObject({ name: "Folder", columns: [] });
    expect((await trial.graph.get(`${path}/contentTypes/0x01`)).status).toBe(404);
  });

  it("are paged by links as they were given: one that was made up is refused (contract 1.3)", async () => {
    const { path } = await newList(trial);
    for (const Key of ["1", "2", "3"]) await create(path, { Key });
    const first = await trial.graph.get(`${path}/items?$top=2&$expand=fields($select=Key)`);
    expect(first.body["@odata.nextLink"]).toMatch(/^https:\/\/localhost:\d+\/v1\.0\/.*\$skiptoken=Paged%3DTRUE/);
    expect((await trial.graph.get(first.body["@odata.nextLink"])).body.value.map(({ fields }) => fields.Key)).toEqual([
      "3",
    ]);
    expect((await trial.graph.get(`${path}/items?$skiptoken=made-up`)).status).toBe(400);
    expect((await trial.graph.get(`/sites/${trial.site}/lists?$skiptoken=made-up`)).status).toBe(400);
  });

  it("of a list where each sees only their own are silently missing, in delta too (contract 2.3, trap 9)", async () => {
    const { path, id } = await newList(trial, [keyColumn]);
    await create(path, { Key: "1" });
    const writer = await rawClient(trial.sandbox, { clientId: WRITE_CLIENT_ID, clientSecret: TRIAL_SECRET });
    await trial.sandbox.levers.call("PATCH", `/lists/${id}`, { readOwnOnly: true });
    for (const query of ["items", "items/delta", "items?$filter=fields/Key eq '1'"])
      expect(await writer.get(`${path}/${query}`)).toMatchObject({ status: 200, body: { value: [] } });
    expect((await writer.patch(`${path}/items/1/fields`, { Key: "2" })).status).toBe(404);
    await trial.sandbox.levers.call("PATCH", `/lists/${id}`, { readOwnOnly: false });
    expect((await writer.get(`${path}/items`)).body.value).toHaveLength(1);
    writer.close();
  });
});
