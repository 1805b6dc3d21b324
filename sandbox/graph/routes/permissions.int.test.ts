import { describe, expect, it } from "vitest";
import { FULL_CONTROL_CLIENT_ID, SELECTED_CLIENT_ID, SELECTED_LISTS_CLIENT_ID, TRIAL_SECRET } from "../directory";
import { newList, refusal, startTrial } from "../testing/contract-trial";
import { rawClient } from "../testing/raw-client";

const trial = startTrial();
const clientOf = (clientId: string) => rawClient(trial.sandbox, { clientId, clientSecret: TRIAL_SECRET });
const wish = (appId: string, ...roles: string[]) => ({
  roles,
  grantedToIdentities: [{ application: { id: appId, displayName: "Trial" } }],
});

describe("grants (contract 2.3, 10)", () => {
  it("are given to applications by who has full control, changed to what a grant cannot ask for, and taken back", async () => {
    const owner = await clientOf(FULL_CONTROL_CLIENT_ID);
    const selected = await clientOf(SELECTED_CLIENT_ID);
    const { path } = await newList(trial);
    const grants = `/sites/${trial.site}/permissions`;
    expect((await trial.graph.post(grants, wish(SELECTED_CLIENT_ID, "write"))).status).toBe(403);
    const made = await owner.post(grants, wish(SELECTED_CLIENT_ID, "write"));
    expect(made).toMatchObject({
      status: 201,
      body: { roles: ["write"], grantedToIdentitiesV2: [{ application: { id: SELECTED_CLIENT_ID } }] },
    });
    expect((await selected.post(`${path}/items`, { fields: {} })).status).toBe(201);
    expect((await selected.post(`${path}/columns`, { name: "More", text: {} })).status).toBe(403);
    expect(refusal(await owner.post(grants, wish(SELECTED_CLIENT_ID, "fullcontrol")))).toEqual([
      400,
      "invalidRequest",
      "Invalid value for role",
    ]);
    const one = `${grants}/${made.body.id}`;
    expect((await owner.patch(one, { roles: ["fullcontrol"] })).body).toMatchObject({ roles: ["fullcontrol"] });
    expect((await selected.post(`${path}/columns`, { name: "More", text: {} })).status).toBe(201);
    expect((await owner.get(grants)).body.value).toHaveLength(1);
    expect((await owner.delete(one)).status).toBe(204);
    expect((await owner.get(one)).status).toBe(404);
    expect((await selected.get(path)).status).toBe(403);
    owner.close();
    selected.close();
  });

  it("are not for people", async () => {
    const owner = await clientOf(FULL_CONTROL_CLIENT_ID);
    const person = { roles: ["read"], grantedToIdentities: [{ user: { id: "x" } }] };
    expect((await owner.post(`/sites/${trial.site}/permissions`, person)).status).toBe(400);
    owner.close();
  });

  it("on one list open that list and nothing else of its site", async () => {
    const owner = await clientOf(FULL_CONTROL_CLIENT_ID);
    const selected = await clientOf(SELECTED_LISTS_CLIENT_ID);
    const [mine, other] = [await newList(trial), await newList(trial)];
    expect((await selected.get(mine.path)).status).toBe(403);
    expect((await owner.post(`${mine.path}/permissions`, wish(SELECTED_LISTS_CLIENT_ID, "read"))).status).toBe(201);
    expect((await selected.get(`${mine.path}/items`)).status).toBe(200);
    expect((await selected.post(`${mine.path}/items`, { fields: {} })).status).toBe(403);
    expect((await selected.get(`${other.path}/items`)).status).toBe(403);
    expect((await selected.get(`/sites/${trial.site}/lists`)).status).toBe(403);
    owner.close();
    selected.close();
  });

  it("cost five units", async () => {
    const owner = await clientOf(FULL_CONTROL_CLIENT_ID);
    await trial.sandbox.levers.clearRequests();
    await owner.get(`/sites/${trial.site}/permissions`);
    const { totals } = await trial.sandbox.levers.requests();
    expect(totals["GET /sites/:site/permissions"]).toMatchObject({ calls: 1, units: 5 });
    owner.close();
  });
});
