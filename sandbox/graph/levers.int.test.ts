import { describe, expect, it } from "vitest";
import { newList, refusal, startTrial } from "./testing/contract-trial";
import { anyText, containing, like } from "./testing/matchers";

const trial = startTrial();
const levers = (method: string, path: string, body?: unknown) => trial.sandbox.levers.call(method, path, body);
const create = (path: string, fields: object) => trial.graph.post(`${path}/items`, { fields });

describe("a person at a list", () => {
  it("adds columns that Graph cannot create, and Graph shows them as it can (contract 5.1, 5.3, 6.2)", async () => {
    const { path, id } = await newList(trial, [{ name: "Qty", number: {} }]);
    const add = (definition: object) => levers("POST", `/lists/${id}/columns`, definition) as Promise<{ name: string }>;
    await add({ displayName: "Price", currency: { locale: "de-DE" } });
    await add({ displayName: "Total", calculated: { formula: "=[Qty]*[Price]", outputType: "number" } });
    await add({ displayName: "Where", location: {} });
    await add({ displayName: "Photo", thumbnail: {} });
    await add({ displayName: "Department", term: {} });
    const columns = (
      await trial.graph.get(`${path}/columns?$select=name,displayName,type,hidden,readOnly,calculated,location,term`)
    ).body.value;
    const shown = (name: string) => columns.find((column) => column.name === name);
    expect(shown("Total")).toMatchObject({ type: "calculated", readOnly: true, calculated: { outputType: "number" } });
    expect(shown("Where")).toMatchObject({ type: "location" });
    expect(shown("Where")).not.toHaveProperty("location");
    expect(shown("Department")).toMatchObject({ type: "term", term: { allowMultipleValues: false } });
    const companion = columns.find((column) => column.displayName === "Department_0");
    expect(companion).toMatchObject({ hidden: true, name: like(/^[0-9a-f]{32}$/) });
    expect((await create(path, { Total: 1 })).status).toBe(400);
    expect((await create(path, { Department: "Sales" })).status).toBe(400);
    const guid = "0f0e0d0c-0b0a-4908-8706-050403020100";
    const made = await create(path, { Qty: 3, Price: 2.5, [String(companion?.name)]: `-1;Sales|${guid}` });
    expect(made.body.fields).toMatchObject({ Total: 7.5, Department: { Label: "Sales", TermGuid: guid, WssId: 1 } });
  });

  it("makes names that are cut to 32 characters, in the middle of an escape if need be (contract 5.2)", async () => {
    const { id } = await newList(trial, []);
    const name = async (displayName: string) =>
      ((await levers("POST", `/lists/${id}/columns`, { displayName, text: {} })) as { name: string }).name;
    expect(await name("Laboratory Protocol (year)")).toBe("Laboratory_x0020_Protocol_x0020_");
    expect(await name("IACUC Protocol (year)")).toBe("IACUC_x0020_Protocol_x0020__x002");
    await expect(name("IACUC Protocol (month)")).rejects.toThrow("already exists");
  });

  it("renames a list; its id and address stay (trap 24)", async () => {
    const { path, id, title } = await newList(trial);
    await levers("PATCH", `/lists/${id}`, { displayName: `${title} by hand` });
    expect((await trial.graph.get(path)).body).toMatchObject({ id, name: title, displayName: `${title} by hand` });
    expect((await trial.graph.get(`/sites/${trial.site}/lists/${encodeURIComponent(title)}`)).status).toBe(404);
  });
});

describe("sites", () => {
  it("can be added, and are found late by search where a tenant is slow (contract 3.2)", async () => {
    await trial.sandbox.levers.setProfile({ searchLagSeconds: 3_600 });
    const { id } = (await levers("POST", "/sites", {
      path: "sites/late",
      displayName: "Late comer",
      timeZone: "Asia/Tokyo",
    })) as { id: string };
    expect((await trial.graph.get("/sites/contoso.sharepoint.com:/sites/late")).body.id).toBe(id);
    expect((await trial.graph.get("/sites?search=late")).body.value).toEqual([]);
    await trial.sandbox.levers.setProfile({ searchLagSeconds: 0 });
    expect((await trial.graph.get("/sites?search=late")).body.value).toMatchObject([{ id }]);
    const newest = await trial.graph.get("/sites?search=*&$orderby=createdDateTime desc");
    expect(newest.body.value[0]?.id).toBe(id);
    expect((await trial.graph.get("/sites?search=*&$orderby=name")).status).toBe(400);
    expect((await trial.graph.get(`/sites/${id}/lists`)).body.value).toMatchObject([{ displayName: "Documents" }]);
  });
});

describe("snapshots", () => {
  it("are kept as files by name and bring everything back", async () => {
    const { path, title } = await newList(trial);
    await create(path, { Key: "1" });
    await levers("POST", "/snapshots/before");
    await create(path, { Key: "2" });
    await trial.sandbox.levers.setProfile({ strictDollar: true });
    expect(await levers("GET", "/snapshots")).toEqual(["before"]);
    await levers("POST", "/snapshots/before/restore");
    expect((await trial.sandbox.levers.dump(title)).map((item) => item.values.Key)).toEqual(["1"]);
    expect(await levers("GET", "/profile")).toMatchObject({ strictDollar: false });
    await expect(levers("POST", "/snapshots/none/restore")).rejects.toThrow("no such snapshot");
    await expect(levers("POST", "/snapshots/..%2Fx")).rejects.toThrow();
    await expect(levers("POST", "/snapshot", [{ t: "nonsense" }])).rejects.toThrow("no snapshot");
    expect((await trial.graph.get(`${path}/items`)).body.value).toHaveLength(1);
  });
});

describe("the request log", () => {
  it("shows calls without a token and lost batches too, charged to nobody", async () => {
    await trial.sandbox.levers.clearRequests();
    expect((await trial.graph.get("/sites/root", { Authorization: "Bearer x" })).status).toBe(401);
    await trial.sandbox.levers.addFault({
      path: "\\$batch",
      where: "call",
      action: { kind: "answer", status: 503 },
      times: 1,
    });
    expect(
      (await trial.graph.post("/$batch", { requests: [{ id: "1", method: "GET", url: "/sites/root" }] })).status,
    ).toBe(503);
    const { totals } = await trial.sandbox.levers.requests();
    expect(totals).toEqual({
      "GET no valid token": { calls: 1, units: 0, byStatus: { 401: 1 } },
      "POST /$batch": { calls: 1, units: 0, byStatus: { 503: 1 } },
    });
  });

  it("and the meter tell who used how much, of applications and of tenants", async () => {
    await levers("DELETE", "/meter");
    await trial.graph.get(`/sites/${trial.site}/lists`);
    expect(await levers("GET", "/meter")).toMatchObject({
      readings: [{ appId: trial.sandbox.info.sync.clientId, minute: { used: 2, limit: 1_250 } }],
      tenants: [{ tenantId: trial.sandbox.info.tenantId, used: 2, limit: 18_750 }],
    });
  });
});

it("noise goes away by itself: a 400 and an empty 404 on a GET that is well (contract 1.2)", async () => {
  const { path } = await newList(trial);
  await trial.sandbox.levers.addFault({
    method: "GET",
    path: "/items",
    action: { kind: "answer", status: 400 },
    times: 1,
  });
  expect(refusal(await trial.graph.get(`${path}/items`))).toEqual([400, "invalidRequest", "Invalid request"]);
  await levers("POST", "/faults", {
    method: "GET",
    path: "/items",
    action: { kind: "answer", status: 404, empty: true },
    times: 1,
  });
  expect(await trial.graph.get(`${path}/items`)).toMatchObject({ status: 404, text: "" });
  expect((await trial.graph.get(`${path}/items`)).status).toBe(200);
  expect((await trial.graph.get(path)).body).toMatchObject({ id: anyText(), webUrl: containing("/Lists/") });
});
