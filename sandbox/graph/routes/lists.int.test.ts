import { describe, expect, it } from "vitest";
import { keyColumn, newList, refusal, startTrial } from "../testing/contract-trial";
import { like } from "../testing/matchers";

const trial = startTrial();
const create = (path: string, fields: object) => trial.graph.post(`${path}/items`, { fields });

describe("sites (contract 3)", () => {
  it("are found by path, id, root, host and search", async () => {
    const byPath = await trial.graph.get("/sites/contoso.sharepoint.com:/sites/reference-data");
    expect(byPath.body).toMatchObject({
      name: "reference-data",
      displayName: "Reference data",
      siteCollection: { hostname: "contoso.sharepoint.com" },
      root: {},
    });
    expect(byPath.body.id).toMatch(/^contoso\.sharepoint\.com,[0-9a-f-]{36},[0-9a-f-]{36}$/);
    expect((await trial.graph.get(`/sites/${trial.site}`)).body.id).toBe(trial.site);
    expect((await trial.graph.get("/sites/contoso.sharepoint.com")).body.id).toBe(
      (await trial.graph.get("/sites/root")).body.id,
    );
    expect((await trial.graph.get("/sites?search=refer")).body.value.map((each) => each.id)).toEqual([trial.site]);
    expect(
      (await trial.graph.get("/sites/contoso.sharepoint.com:/sites/reference-data:/lists")).body.value,
    ).not.toHaveLength(0);
  });

  it("are not found elsewhere", async () => {
    expect(refusal(await trial.graph.get("/sites/contoso.sharepoint.com:/sites/none"))).toEqual([
      404,
      "itemNotFound",
      "Requested site could not be found",
    ]);
    expect(refusal(await trial.graph.get("/sites/fabrikam.sharepoint.com:/sites/shared"))).toEqual([
      400,
      "invalidRequest",
      "Invalid hostname for this tenancy",
    ]);
    expect(refusal(await trial.graph.get("/sites/contoso.sharepoint.com,1,2"))[0]).toBe(400);
  });
});

describe("lists (contract 4)", () => {
  it("hide system lists unless asked, and answer to their title", async () => {
    const names = async (path: string) => (await trial.graph.get(path)).body.value.map((list) => list.displayName);
    expect(await names(`/sites/${trial.site}/lists`)).not.toContain("User Information List");
    expect(await names(`/sites/${trial.site}/lists?$select=displayName,system`)).toContain("User Information List");
    const people = await trial.graph.get(`/sites/${trial.site}/lists/User%20Information%20List/items?$expand=fields`);
    expect(people.body.value.map((row) => row.fields.EMail)).toContain("stella@contoso.example");
  });

  it("keep their address when they are renamed, and never share a title", async () => {
    const { path, title } = await newList(trial);
    expect(refusal(await trial.graph.post(`/sites/${trial.site}/lists`, { displayName: title.toUpperCase() }))[1]).toBe(
      "nameAlreadyExists",
    );
    const renamed = await trial.graph.patch(path, { displayName: `${title} renamed`, description: "d" });
    expect(renamed.body).toMatchObject({ displayName: `${title} renamed`, name: title, description: "d" });
    expect((await trial.graph.delete(path)).status).toBe(204);
    expect((await trial.graph.get(path)).status).toBe(404);
  });

  it("refuse a name, an unknown template, null, and any one bad column", async () => {
    const post = (body: object) => trial.graph.post(`/sites/${trial.site}/lists`, body);
    expect(refusal(await post({ displayName: "A", name: "A" }))[2]).toContain("Cannot define a 'name' for a list");
    expect(refusal(await post({ displayName: "A", list: { template: "generic" } }))[0]).toBe(501);
    expect(refusal(await post({ displayName: "A", description: null }))[1]).toBe("generalException");
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
    expect((await trial.graph.get(`/sites/${trial.site}/lists/A`)).status).toBe(404);
  });

  it("show columns, content types and items when expanded", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "1" });
    const list = await trial.graph.get(`${path}?$expand=columns,items($expand=fields($select=Key))`);
    expect(list.body.items[0]?.fields).toMatchObject({ Key: "1" });
    expect(list.body.columns.map((column) => column.name)).toContain("Key");
    const types = await trial.graph.get(`${path}/contentTypes?$expand=columns`);
    expect(types.body.value[0]).toMatchObject({ name: "Item", id: like(/^0x0100/) });
  });
});

describe("columns (contract 5)", () => {
  it("are hidden on request, and then listed and filtered only by who knows them (table (d) 31)", async () => {
    const { path } = await newList(trial, []);
    const made = await trial.graph.post(`${path}/columns`, { ...keyColumn, hidden: true });
    expect(made.status).toBe(201);
    const names = async (query: string) =>
      (await trial.graph.get(`${path}/columns${query}`)).body.value.map((column) => column.name);
    expect(await names("")).not.toContain("Key");
    expect(await names("?$select=name,hidden")).toContain("Key");
    await create(path, { Key: "k" });
    const shown = await trial.graph.get(`${path}/items?$expand=fields`);
    expect(shown.body.value[0]?.fields).not.toHaveProperty("Key");
    const found = await trial.graph.get(`${path}/items?$filter=fields/Key eq 'K'&$expand=fields($select=Key)`);
    expect(found.body.value).toHaveLength(1);
    expect(found.body.value[0]?.fields.Key).toBe("k");
  });

  it("become unique only over values that are", async () => {
    const { path } = await newList(trial, [{ name: "Code", text: {} }]);
    await create(path, { Code: "a" });
    const second = await create(path, { Code: "A" });
    const column = `${path}/columns/${(await trial.graph.get(`${path}/columns`)).body.value.find((each) => each.name === "Code")?.id}`;
    expect((await trial.graph.patch(column, { indexed: true, enforceUniqueValues: true })).status).toBe(400);
    await trial.graph.delete(`${path}/items/${second.body.id}`);
    expect(
      (await trial.graph.patch(column, { indexed: true, enforceUniqueValues: true })).body.enforceUniqueValues,
    ).toBe(true);
    expect((await create(path, { Code: "A" })).status).toBe(400);
  });

  it("lose their data when deleted; system columns stay", async () => {
    const { path } = await newList(trial);
    const item = await create(path, { Key: "1", Qty: 5 });
    const columns = (await trial.graph.get(`${path}/columns`)).body.value as { id: string; name: string }[];
    const id = (name: string) => columns.find((column) => column.name === name)?.id;
    expect((await trial.graph.delete(`${path}/columns/${id("Qty")}`)).status).toBe(204);
    await trial.graph.post(`${path}/columns`, { name: "Qty", number: {} });
    expect((await trial.graph.get(`${path}/items/${item.body.id}/fields`)).body).not.toHaveProperty("Qty");
    expect((await trial.graph.delete(`${path}/columns/${id("Modified")}`)).status).toBe(403);
    expect((await trial.graph.delete(`${path}/columns/${id("Title")}`)).status).toBe(400);
  });
});
