import { describe, expect, it } from "vitest";
import { batchOf, newList, refusal, startTrial } from "../testing/contract-trial";
import { anyText } from "../testing/matchers";
import { type GraphEntry, rawClient } from "../testing/raw-client";

const trial = startTrial();
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
});
