import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { patience } from "@/e2e/support/patience";
import { type Sandbox, startSandbox } from "@/e2e/support/sandbox";
import { GEO_OWNER, GEO_READER, geoRules, geoTables } from "@/sandbox/sources/geo-schema";
import { rawClient } from "../testing/raw-client";
import { startReceiver } from "../testing/receiver";
import { preparedChanges } from "./prepared-changes";

let database: TestDatabase;
let sandbox: Sandbox;

/** The demo source's real tables with a row for each prepared change; the whole data is not needed here. */
async function fillSource(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const role of [GEO_OWNER, GEO_READER])
    await client.query(
      `DO $$ BEGIN CREATE ROLE ${role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    );
  await client.query(`BEGIN; ${geoTables}`);
  await client.query(`
    INSERT INTO geo.regions (region_code, name) VALUES ('ASI', 'Asia'), ('EUR', 'Europe');
    INSERT INTO geo.countries (cca3, cca2, name, capital, region, subregion, area_km2, landlocked, un_member) VALUES
      ('KAZ', 'KZ', 'Kazakhstan', 'Astana', 'ASI', 'Central Asia', 2724900, true, true),
      ('CHE', 'CH', 'Switzerland', 'Bern', 'EUR', 'Western Europe', 41284, true, true),
      ('NPL', 'NP', 'Nepal', 'Kathmandu', 'ASI', 'Southern Asia', 147181, true, true),
      ('FIN', 'FI', 'Finland', 'Helsinki', 'EUR', 'Northern Europe', 338424, false, true);
    INSERT INTO geo.cities (city_id, name, country_cca2, population, latitude, longitude) VALUES (1283240, 'Kathmandu', 'NP', 1442271, 27.70169, 85.3206)`);
  await client.query(`${geoRules} COMMIT`);
  await client.end();
}

beforeAll(async () => {
  database = await createEmptyDatabase();
  await fillSource(database.url);
  sandbox = await startSandbox({ sourceUrl: database.url });
});
afterAll(async () => {
  await sandbox?.stop();
  await database?.drop();
});

const page = async (path: string) => (await fetch(sandbox.info.pageUrl + path)).text();
function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new URLSearchParams(form);
  return fetch(sandbox.info.pageUrl + path, {
    method: "POST",
    body,
    headers: { Origin: sandbox.info.pageUrl, ...headers },
  });
}

describe("the demo database's page", () => {
  it.each(preparedChanges)("runs the SQL it shows: $title", async ({ id, title }) => {
    const result = await (await post(`/database/${id}`, {})).text();
    const shown = new RegExp(`<strong>${title}</strong>: (\\d+) rows? changed`).exec(result);
    expect(Number(shown?.[1])).toBe(1);
  });

  it("says so when no database is connected, and what the database answers when it refuses", async () => {
    const alone = await startSandbox();
    expect(await (await fetch(`${alone.info.pageUrl}/database`)).text()).toContain("SANDBOX_SOURCE_URL");
    await alone.stop();
    const broken = await startSandbox({ sourceUrl: "postgres://nobody@127.0.0.1:1/none" });
    const answer = await fetch(`${broken.info.pageUrl}/database/capital`, {
      method: "POST",
      headers: { Origin: broken.info.pageUrl },
    });
    expect(await answer.text()).toContain("ECONNREFUSED");
    await broken.stop();
  });
});

describe("the list pages", () => {
  const offices = async () => {
    const found = ((await sandbox.levers.call("GET", "/lists")) as { id: string; displayName: string }[]).find(
      (list) => list.displayName === "Offices",
    );
    return `/lists/${found?.id}`;
  };

  it.each(["1_.000", "DispForm.aspx?ID=1", "EditForm.aspx?ID=1"])(
    "open an item by its address in SharePoint: %s",
    async (item) => {
      const path = await offices();
      const answer = await fetch(`${sandbox.info.pageUrl}/sites/reference-data/Lists/Offices/${item}`);
      expect(new URL(answer.url).pathname).toBe(`${path}/items/1`);
      expect(answer.status).toBe(200);
    },
  );

  it("save what a person changes and nothing else, as a new version under their name", async () => {
    const path = await offices();
    const [before] = await sandbox.levers.dump("Offices");
    const form = {
      "field.Title": "Berlin office",
      "field.OfficeCode": "BER",
      "field.City": "Berlin",
      "field.Headcount": "215",
      "field.Rent": "48000",
      "field.Opened": "2008-04-02",
      "field.LastInspection": "2026-02-17T09:30:00",
      "field.Active": "false",
      "field.Kind": "",
      "field.Amenities": "Parking",
      "field.Manager": "8",
      "field.Website": "https://contoso.example/offices/ber",
      "field.Notes": "Ask at the Berlin reception for a visitor's badge.",
      as: "6",
    };
    const saved = await (await post(`${path}/items/1`, form)).text();
    expect(saved).toContain("Saved as a new version.");
    const [after] = await sandbox.levers.dump("Offices");
    expect(after).toMatchObject({ version: (before?.version ?? 0) + 1, modifiedBy: "user:6" });
    expect(after?.values).toEqual({
      ...before?.values,
      Headcount: 215,
      Opened: "2008-04-01T22:00:00Z",
      Active: false,
      Kind: undefined,
      Amenities: ["Parking"],
      Manager: 8,
    });
  });

  it("show a refusal in the service's words, and delete and restore", async () => {
    const path = await offices();
    const refused = await (await post(`${path}/items/2`, { "field.OfficeCode": "ber", as: "7" })).text();
    expect(refused).toContain("One or more fields with unique constraints already has the provided value.");
    expect(await (await post(`${path}/items/3/delete`, {})).text()).toContain("Item 3 is in the recycle bin.");
    expect((await fetch(`${sandbox.info.pageUrl}${path}/items/3`)).status).toBe(404);
    expect(await (await post(`${path}/items/3/restore`, {})).text()).toContain("Item 3 is back.");
    const added = await (await post(`${path}/items`, { "field.Title": "<script>alert(1)</script>", as: "7" })).text();
    expect(added).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(added).not.toContain("<script>alert(1)");
  });

  it("find items by id and by text", async () => {
    const path = await offices();
    expect(await page(`${path}?q=kathmandu`)).toContain("1 found");
    expect(await page(`${path}?q=nowhere`)).toContain("Nothing found.");
  });
});

describe("levers on the request page", () => {
  it("set and clear what they say", async () => {
    expect(await (await post("/requests/faults", { preset: "outage" })).text()).toContain(
      "In force: Answer everything with 503.",
    );
    expect(await sandbox.levers.call("GET", "/faults")).toHaveLength(1);
    await post("/requests/faults", { preset: "clear" });
    expect(await sandbox.levers.call("GET", "/faults")).toHaveLength(0);
    await post("/requests/meter", { tier: "5-15k", enabled: "on" });
    expect(await sandbox.levers.call("GET", "/meter")).toMatchObject({ enabled: true, tier: "5-15k" });
    await sandbox.levers.setMeter({ enabled: false });
  });

  it("move the clock, set switches and remove rules on a page of their own", async () => {
    expect(await (await post("/levers/clock", { step: "month" })).text()).toContain("moved by 31 days");
    expect(await sandbox.levers.call("GET", "/")).toMatchObject({ clock: { offsetMs: 31 * 86_400_000 } });
    expect(await (await post("/levers/clock", { step: "now" })).text()).not.toContain("moved by 31");
    const set = (name: string, value: string) => post("/levers/switches", { name, value, do: "set" });
    expect(await (await set("viewThresholdForm", "429")).text()).toContain("viewThresholdForm is 429.");
    expect(await (await set("deltaPage", "5")).text()).toContain("deltaPage is 5.");
    expect(await sandbox.levers.call("GET", "/profile")).toMatchObject({ viewThresholdForm: "429", deltaPage: 5 });
    expect(await (await set("deltaPage", "many")).text()).toContain("Not set.");
    await post("/levers/switches", { name: "deltaPage", value: "", do: "usual" });
    expect(await page("/levers")).toContain("Every switch stands as it usually does.");
    const id = await sandbox.levers.addFault({ path: "/nowhere", action: { kind: "drop" } });
    expect(await page("/levers")).toContain("/nowhere");
    expect(await (await post(`/levers/rules/${id}/remove`, {})).text()).not.toContain("/nowhere");
  });

  it("show subscriptions and what was told, demand and kill", async () => {
    const receiver = await startReceiver(sandbox);
    const graph = await rawClient(sandbox);
    await sandbox.levers.setProfile({ notificationDelayMs: 10 });
    const site = (await graph.get("/sites/contoso.sharepoint.com:/sites/reference-data")).body.id;
    const made = await graph.post("/subscriptions", {
      changeType: "updated",
      notificationUrl: `${receiver.url}/hook`,
      resource: `sites/${site}/lists/Offices`,
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
    });
    await sandbox.levers.editItem("Offices", 4, { Headcount: 60 });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), patience);
    const shown = await page("/levers");
    expect(shown).toContain(`${receiver.url}/hook`);
    expect(shown).toContain("accepted");
    const act = async (wish: string) => (await post(`/levers/subscriptions/${made.body.id}`, { do: wish })).text();
    expect(await act("demand")).toContain("Paused");
    expect(await act("kill")).toContain("No application has asked to be told of changes.");
    expect(await act("kill")).toContain("gone already");
    expect(await page("/requests")).toContain("units in five minutes");
    graph.close();
    await receiver.close();
  });

  it("are not for other web pages", async () => {
    const answer = await post("/requests/faults", { preset: "outage" }, { Origin: "https://evil.example" });
    expect(answer.status).toBe(403);
    const lever = await fetch(`${sandbox.info.leverUrl}/reset`, {
      method: "POST",
      headers: { Origin: "https://evil.example" },
    });
    expect(lever.status).toBe(403);
    expect(await sandbox.levers.call("GET", "/faults")).toHaveLength(0);
  });
});
