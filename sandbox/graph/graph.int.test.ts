import { describe, expect, it } from "vitest";
import { READ_ONLY_CLIENT_ID, TRIAL_SECRET, WRITE_CLIENT_ID } from "./directory";
import { batchOf, newList, refusal, startTrial } from "./testing/contract-trial";
import { like } from "./testing/matchers";
import { type GraphEntry, rawClient } from "./testing/raw-client";

const trial = startTrial();
const create = (path: string, fields: object) => trial.graph.post(`${path}/items`, { fields });

describe("calls (contract 1)", () => {
  it("echo the caller's request id and carry their own, also in errors", async () => {
    const answer = await trial.graph.get("/sites/root/lists/nowhere", { "client-request-id": "mine" });
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
    const call = (authorization: string) => trial.graph.get("/sites/root", { Authorization: authorization });
    expect(refusal(await call(""))).toEqual([401, "InvalidAuthenticationToken", "Access token is empty."]);
    expect(refusal(await call("Bearer a.b.c"))[0]).toBe(401);
    const [head, claims, signature] = trial.graph.token.split(".");
    const forged = Buffer.from(
      JSON.stringify({
        ...JSON.parse(Buffer.from(claims ?? "", "base64url").toString()),
        roles: ["Sites.FullControl.All"],
      }),
    );
    expect(refusal(await call(`Bearer ${head}.${forged.toString("base64url")}.${signature}`))[0]).toBe(401);
    await trial.sandbox.levers.setClockOffset(3_700_000);
    expect(refusal(await trial.graph.get("/sites/root"))).toEqual([
      401,
      "InvalidAuthenticationToken",
      "Lifetime validation failed, the token is expired.",
    ]);
    await trial.sandbox.levers.setClockOffset(0);
    expect((await trial.graph.get("/sites/root")).status).toBe(200);
  });

  it("refuse unknown segments and unreadable bodies", async () => {
    expect((await trial.graph.get("/me/messages")).status).toBe(400);
    expect((await trial.graph.call("DELETE", "/sites/root")).status).toBe(405);
    const { path } = await newList(trial);
    expect((await trial.graph.post(`${path}/items`, { fields: "x" })).status).toBe(400);
  });
});

describe("batches (contract 8)", () => {
  it("answer every entry on its own, in any order, dependants last", async () => {
    const { path } = await newList(trial);
    const rows = Array.from({ length: 18 }, (_, at) => ({ Key: at === 3 ? "0" : String(at) }));
    const batch = batchOf(path, rows);
    const answer = await trial.graph.post("/$batch", {
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
    const { path, id } = await newList(trial);
    await create(path, { Key: "1" });
    const reader = await rawClient(trial.sandbox, { clientId: READ_ONLY_CLIENT_ID, clientSecret: TRIAL_SECRET });
    const writer = await rawClient(trial.sandbox, { clientId: WRITE_CLIENT_ID, clientSecret: TRIAL_SECRET });
    expect((await reader.get(`${path}/items`)).body.value).toHaveLength(1);
    expect(refusal(await reader.post(`${path}/items`, { fields: {} }))).toEqual([403, "accessDenied", "Access denied"]);
    expect((await writer.post(`${path}/items`, { fields: {} })).status).toBe(201);
    expect((await writer.post(`${path}/columns`, { name: "More", text: {} })).status).toBe(403);
    expect((await writer.post(`/sites/${trial.site}/lists`, { displayName: "Refused" })).status).toBe(403);
    // With content approval, less than Sites.Manage.All silently sees nothing.
    await trial.sandbox.levers.call("PATCH", `/lists/${id}`, { contentApproval: true });
    expect(await writer.get(`${path}/items`)).toMatchObject({ status: 200, body: { value: [] } });
    expect((await writer.get(`${path}/items/1`)).status).toBe(404);
    expect((await trial.graph.get(`${path}/items`)).body.value).toHaveLength(2);
    reader.close();
    writer.close();
  });

  it("Sites.Selected reaches granted sites only", async () => {
    const app = { clientId: "5ab0c0de-5c4c-4000-8000-000000000006", clientSecret: TRIAL_SECRET };
    const selected = await rawClient(trial.sandbox, app);
    expect((await selected.get(`/sites/${trial.site}/lists`)).status).toBe(403);
    expect((await selected.get("/sites?search=x")).status).toBe(403);
    const { path } = await newList(trial);
    const grant = (roles: string[]) =>
      trial.sandbox.levers.call("PUT", "/sites/sites%2Freference-data/grants", [{ appId: app.clientId, roles }]);
    await grant(["write"]);
    expect((await selected.post(`${path}/items`, { fields: {} })).status).toBe(201);
    expect((await selected.post(`${path}/columns`, { name: "More", text: {} })).status).toBe(403);
    await grant(["fullcontrol"]);
    expect((await selected.post(`${path}/columns`, { name: "More", text: {} })).status).toBe(201);
    expect((await selected.get("/sites/contoso.sharepoint.com:/sites/operations")).status).toBe(403);
    selected.close();
  });

  it("no role at all is 403, or 401 on older tenants", async () => {
    const bare = await rawClient(trial.sandbox, {
      clientId: "5ab0c0de-5c4c-4000-8000-000000000005",
      clientSecret: TRIAL_SECRET,
    });
    expect(refusal(await bare.get("/sites/root")).slice(0, 2)).toEqual([403, "accessDenied"]);
    await trial.sandbox.levers.setProfile({ noRolesAnswer: "401" });
    expect(refusal(await bare.get("/sites/root")).slice(0, 2)).toEqual([401, "generalException"]);
    await trial.sandbox.levers.setProfile({ noRolesAnswer: "403" });
    bare.close();
  });
});

describe("throttling and faults (contract 11, 13)", () => {
  it("refuses entries one by one, with their own Retry-After, and counts the refused", async () => {
    const { path } = await newList(trial);
    await trial.sandbox.levers.call("DELETE", "/meter");
    await trial.sandbox.levers.setMeter({ enabled: true, timeScale: 1 });
    const statuses: number[] = [];
    let refused: GraphEntry | undefined;
    for (let batch = 0; batch < 100 && !refused; batch++) {
      const answer = await trial.graph.post(
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
    await trial.sandbox.levers.setMeter({ enabled: false });
    await trial.sandbox.levers.call("DELETE", "/meter");
  });

  it("loses an answer whose write was applied", async () => {
    const { path, title } = await newList(trial);
    await trial.sandbox.levers.addFault({ method: "POST", path: "/items$", action: { kind: "dropAfter" }, times: 1 });
    await expect(create(path, { Key: "1" })).rejects.toThrow();
    expect(await trial.sandbox.levers.dump(title)).toHaveLength(1);
    await trial.sandbox.levers.addFault({
      method: "POST",
      path: "\\$batch",
      where: "call",
      action: { kind: "dropAfter" },
      times: 1,
    });
    await expect(trial.graph.post("/$batch", batchOf(path, [{ Key: "2" }, { Key: "3" }]))).rejects.toThrow();
    expect(await trial.sandbox.levers.dump(title)).toHaveLength(3);
    await trial.sandbox.levers.addFault({ method: "POST", path: "/items$", action: { kind: "drop" }, times: 1 });
    await expect(create(path, { Key: "4" })).rejects.toThrow();
    expect(await trial.sandbox.levers.dump(title)).toHaveLength(3);
  });

  it("answers 429 to a write that was applied all the same, and 503 without a body", async () => {
    const { path, title } = await newList(trial);
    await trial.sandbox.levers.addFault({
      where: "entry",
      action: { kind: "answerAfter", status: 429, headers: { "Retry-After": "3" } },
      times: 1,
    });
    const batch = await trial.graph.post("/$batch", batchOf(path, [{ Key: "1" }]));
    expect(batch.body.responses[0]).toMatchObject({ status: 429, headers: { "Retry-After": "3" } });
    expect(await trial.sandbox.levers.dump(title)).toHaveLength(1);
    await trial.sandbox.levers.addFault({ action: { kind: "answer", status: 503 }, times: 1 });
    expect(await create(path, { Key: "2" })).toMatchObject({ status: 503, text: "" });
  });

  it("cuts a body off in its middle", async () => {
    const { path } = await newList(trial);
    await trial.sandbox.levers.addFault({ path: "/delta", action: { kind: "cutBody", keep: 0.5 } });
    const answer = await trial.graph.get(`${path}/items/delta`);
    expect(answer.status).toBe(200);
    expect(answer.body).toBeUndefined();
    expect(answer.text.length).toBeGreaterThan(10);
  });

  it("logs calls with their units by route", async () => {
    const { path } = await newList(trial);
    await trial.sandbox.levers.clearRequests();
    await trial.graph.get(`${path}/items`);
    await trial.graph.post("/$batch", batchOf(path, [{ Key: "1" }, { Key: "1" }]));
    const { totals, latest } = await trial.sandbox.levers.requests();
    expect(totals["GET /sites/:site/lists/:list/items"]).toEqual({ calls: 1, units: 2, byStatus: { 200: 1 } });
    expect(totals["POST /sites/:site/lists/:list/items"]).toEqual({ calls: 2, units: 4, byStatus: { 201: 1, 400: 1 } });
    expect(latest).toHaveLength(3);
    expect(latest[0]?.batch).toBeDefined();
  });
});

describe("people", () => {
  it("edit items under their own name, seen by the next reader", async () => {
    const { path, title } = await newList(trial);
    const made = await create(path, { Key: "1", Qty: 1 });
    await trial.sandbox.levers.editItem(title, 1, { Qty: 2 });
    const now = await trial.graph.get(`${path}/items/1?$expand=fields`);
    expect(now.body).toMatchObject({
      lastModifiedBy: { user: { displayName: "Stella Steward" } },
      fields: { Qty: 2, EditorLookupId: "7" },
    });
    expect(now.body.eTag).not.toBe(made.body.eTag);
  });

  it("find every address that Graph gives in the sandbox's pages", async () => {
    const { path } = await newList(trial);
    const made = await create(path, { Key: "needle", Title: "Find me" });
    const list = await trial.graph.get(path);
    const pages: [string, string][] = [
      [made.body.webUrl, "needle"],
      [list.body.webUrl, "Find me"],
      [(await trial.graph.get(`/sites/${trial.site}`)).body.webUrl, "Reference data"],
    ];
    for (const [url, text] of pages) {
      const page = await fetch(url);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain(text);
    }
    expect((await fetch(`${trial.sandbox.info.pageUrl}/sites/none`)).status).toBe(404);
  });
});
