import { describe, expect, it } from "vitest";
import { batchOf, newList, refusal, startTrial } from "../testing/contract-trial";
import { anyText } from "../testing/matchers";
import { type GraphEntry, rawClient } from "../testing/raw-client";

const trial = startTrial();
const profile = (change: Record<string, unknown>) => trial.sandbox.levers.setProfile(change);
const create = (path: string, fields: object) => trial.graph.post(`${path}/items`, { fields });

describe("delta (contract 7)", () => {
  type Changed = GraphEntry["body"];
  async function follow(start: string): Promise<{ items: Changed[]; link: string }> {
    const items: Changed[] = [];
    for (let link = start; ; ) {
      const page = await trial.graph.get(link);
      expect(page.status).toBe(200);
      items.push(...page.body.value);
      const [next, end] = [page.body["@odata.nextLink"], page.body["@odata.deltaLink"]];
      expect(Number(Boolean(next)) + Number(Boolean(end))).toBe(1);
      if (end) return { items, link: end };
      link = next;
    }
  }

  it("enumerates, then tells what changed and what went, and nothing twice", async () => {
    const { path, id } = await newList(trial);
    await trial.graph.post(
      "/$batch",
      batchOf(
        path,
        Array.from({ length: 15 }, (_, at) => ({ Key: `k${at}` })),
      ),
    );
    const all = await follow(`${path}/items/delta?$expand=fields($select=Key)&$top=4`);
    expect(all.items).toHaveLength(15);
    expect((await follow(all.link)).items).toEqual([]);
    await trial.graph.patch(`${path}/items/2/fields`, { Key: "changed" });
    await trial.graph.patch(`${path}/items/2/fields`, { Key: "changed again" });
    await trial.graph.delete(`${path}/items/3`);
    await create(path, { Key: "new" });
    const changes = await follow(all.link);
    expect(changes.items.map((item) => item.id)).toEqual(["2", "3", "16"]);
    expect(changes.items[0]?.fields?.Key).toBe("changed again");
    const gone = changes.items[1];
    expect(gone).toMatchObject({ id: "3", deleted: { state: "deleted" } });
    expect(gone).not.toHaveProperty("fields");
    expect(gone).not.toHaveProperty("eTag");
    await trial.sandbox.levers.restoreItem(id, 3);
    expect((await follow(changes.link)).items).toMatchObject([{ id: "3", fields: { Key: anyText() } }]);
  });

  it("starts at the end with token=latest, refuses a malformed token, and answers 410 to an old one", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "1" });
    const latest = await follow(`${path}/items/delta?token=latest`);
    expect(latest.items).toEqual([]);
    expect(refusal(await trial.graph.get(`${path}/items/delta?token=garbage`))[2]).toBe(
      "Provided sync token is malformed",
    );
    await trial.sandbox.levers.setClockOffset(31 * 86_400_000);
    const later = await rawClient(trial.sandbox);
    const gone = await later.get(latest.link);
    expect(refusal(gone).slice(0, 2)).toEqual([410, "resyncChangesApplyDifferences"]);
    expect((await later.get(String(gone.headers.location))).body.value).toHaveLength(1);
    later.close();
    await trial.sandbox.levers.setClockOffset(0);
  });

  it("is gone where a tenant says so: every code, a Location that works, one that does not, or none (table (d) 7)", async () => {
    const { path, title } = await newList(trial);
    await create(path, { Key: "1" });
    const { link } = await follow(`${path}/items/delta?$expand=fields($select=Key)`);
    await trial.sandbox.levers.call("POST", `/lists/${encodeURIComponent(title)}/forget-tokens`);
    for (const code of ["resyncChangesApplyDifferences", "resyncChangesUploadDifferences", "syncStateNotFound"]) {
      await profile({ deltaGoneCode: code });
      const gone = await trial.graph.get(link);
      expect(refusal(gone).slice(0, 2)).toEqual([410, code]);
      expect((await follow(String(gone.headers.location))).items).toMatchObject([{ fields: { Key: "1" } }]);
    }
    await profile({ deltaGoneLocation: "broken" });
    expect((await trial.graph.get(String((await trial.graph.get(link)).headers.location))).status).toBe(500);
    await profile({ deltaGoneLocation: "absent" });
    expect((await trial.graph.get(link)).headers).not.toHaveProperty("location");
    await profile({ deltaGoneLocation: "usable", deltaGoneCode: "resyncChangesApplyDifferences" });
    // A token had after that is as good as any.
    expect((await follow((await follow(`${path}/items/delta?token=latest`)).link)).items).toEqual([]);
  });

  it("tells changes shuffled, twice and again, the latest state always last (contract 7.2)", async () => {
    const { path } = await newList(trial);
    const rows = Array.from({ length: 20 }, (_, at) => ({ Key: `k${at}`, Qty: 0 }));
    await trial.graph.post("/$batch", batchOf(path, rows));
    const { link } = await follow(`${path}/items/delta?$expand=fields($select=Qty)`);
    for (let id = 1; id <= 20; id++) await trial.graph.patch(`${path}/items/${id}/fields`, { Qty: id });
    await trial.graph.delete(`${path}/items/20`);
    await profile({ deltaShuffle: true, deltaRepeat: 0.6, deltaReplay: 0 });
    const { items, link: next } = await follow(link);
    expect(items.length).toBeGreaterThan(22);
    const last = new Map(items.map((item) => [item.id, item]));
    expect(last.size).toBe(20);
    for (let id = 1; id < 20; id++) expect(last.get(String(id))?.fields.Qty).toBe(id);
    expect(last.get("20")).toHaveProperty("deleted");
    const order = [...new Set(items.map(({ id }) => Number(id)))];
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(items.some(({ fields }) => fields?.Qty === 0)).toBe(true);
    await profile({ deltaShuffle: false, deltaRepeat: 0, deltaReplay: 3 });
    expect((await follow(next)).items.map(({ id }) => id)).toEqual(["18", "19", "20"]);
    await profile({ deltaReplay: 0 });
    expect((await follow(next)).items).toEqual([]);
  });

  it("lags behind when told to, and loses nothing by it", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "old" });
    await trial.sandbox.levers.setClockOffset(120_000);
    await profile({ deltaLagSeconds: 60 });
    const { link } = await follow(`${path}/items/delta`);
    await create(path, { Key: "new" });
    const early = await follow(link);
    expect(early.items).toEqual([]);
    await trial.sandbox.levers.setClockOffset(240_000);
    expect((await follow(early.link)).items.map(({ id }) => id)).toEqual(["2"]);
    await profile({ deltaLagSeconds: 0 });
    await trial.sandbox.levers.setClockOffset(0);
  });

  it("may not tell of an item that came and went between two calls (contract 7.2)", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "stays" });
    const { link } = await follow(`${path}/items/delta`);
    await trial.sandbox.levers.setClockOffset(5_000);
    await create(path, { Key: "short" });
    await trial.graph.delete(`${path}/items/2`);
    await trial.graph.delete(`${path}/items/1`);
    expect((await follow(link)).items.map(({ id }) => id)).toEqual(["2", "1"]);
    await profile({ deltaForgetsShortLived: true });
    expect((await follow(link)).items.map(({ id }) => id)).toEqual(["1"]);
    await profile({ deltaForgetsShortLived: false });
    await trial.sandbox.levers.setClockOffset(0);
  });

  it("breaks off at a deletion, or ends in an error as an element (table (d) 8)", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "1" });
    await create(path, { Key: "2" });
    const { link } = await follow(`${path}/items/delta`);
    await trial.graph.patch(`${path}/items/1/fields`, { Qty: 1 });
    await trial.graph.delete(`${path}/items/2`);
    await profile({ deltaBrokenDeletes: "cut" });
    const cut = await trial.graph.get(link);
    expect([cut.status, cut.body]).toEqual([200, undefined]);
    expect(cut.text).toContain('"error"');
    expect(cut.text).not.toContain("deltaLink");
    await profile({ deltaBrokenDeletes: "element" });
    const element = await trial.graph.get(link);
    expect(element.body.value.map((each) => Object.keys(each).includes("error"))).toEqual([false, true]);
    await profile({ deltaBrokenDeletes: "off" });
    expect((await follow(link)).items).toHaveLength(2);
  });

  it("keeps the deletion under a select, unless a tenant drops it (table (d) 9)", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "1" });
    const { link } = await follow(`${path}/items/delta?$select=id`);
    await trial.graph.delete(`${path}/items/1`);
    expect((await follow(link)).items).toEqual([{ id: "1", deleted: { state: "deleted" } }]);
    await profile({ selectDropsDeleted: true });
    expect((await follow(link)).items).toEqual([{ id: "1" }]);
    await profile({ selectDropsDeleted: false });
  });

  it("tells of a change of columns only where a tenant does (table (d) 29)", async () => {
    const { path } = await newList(trial);
    await create(path, { Key: "1" });
    const { link } = await follow(`${path}/items/delta`);
    await trial.graph.post(`${path}/columns`, { name: "More", text: {} });
    expect((await follow(link)).items).toEqual([]);
    await profile({ schemaChangesInDelta: true });
    await trial.graph.post(`${path}/columns`, { name: "Most", text: {} });
    expect((await follow(link)).items.map(({ id }) => id)).toEqual(["1"]);
    await profile({ schemaChangesInDelta: false });
  });

  it("pages by 200, or by as many as asked up to 1,000 (table (d) 23)", async () => {
    const { path } = await newList(trial);
    await profile({ deltaPage: 3, deltaPageCap: 5 });
    await trial.graph.post(
      "/$batch",
      batchOf(
        path,
        [1, 2, 3, 4, 5, 6].map((at) => ({ Key: `k${at}` })),
      ),
    );
    expect((await trial.graph.get(`${path}/items/delta`)).body.value).toHaveLength(3);
    expect((await trial.graph.get(`${path}/items/delta?$top=9`)).body.value).toHaveLength(5);
    // Some pages are empty, and still not the last (contract 1.3).
    await profile({ emptyPageEvery: 2 });
    const second = await trial.graph.get((await trial.graph.get(`${path}/items/delta`)).body["@odata.nextLink"]);
    expect(second.body.value).toEqual([]);
    expect((await follow(`${path}/items/delta`)).items).toHaveLength(6);
    await profile({ deltaPage: 200, deltaPageCap: 1000, emptyPageEvery: 0 });
  });
});
