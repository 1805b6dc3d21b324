import { randomInt } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { patience } from "@/e2e/support/patience";
import { type Sandbox, startSandbox } from "@/e2e/support/sandbox";
import { rawClient } from "./testing/raw-client";
import { startReceiver } from "./testing/receiver";

let dataDir: string;
const running: Sandbox[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "sandbox-store-"));
});
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.kill();
  rmSync(dataDir, { recursive: true });
});

async function start(): Promise<Sandbox> {
  const sandbox = await startSandbox({ dataDir });
  running.push(sandbox);
  return sandbox;
}

const columns = [{ name: "Key", text: {}, indexed: true, enforceUniqueValues: true }];

describe("the store", () => {
  it("has after a SIGKILL at any moment all that was confirmed, indexes included", async () => {
    const confirmed = new Map<string, string>();
    let listPath = "";
    let serial = 0;
    for (let round = 0; round < 3; round++) {
      const sandbox = await start();
      const graph = await rawClient(sandbox);
      if (listPath === "") {
        const site = (await graph.get("/sites/contoso.sharepoint.com:/sites/operations")).body.id;
        const made = await graph.post(`/sites/${site}/lists`, { displayName: "Kept", columns, list: {} });
        listPath = `/sites/${site}/lists/${made.body.id}`;
      }
      for (const [key, id] of confirmed) {
        const found = await graph.get(`${listPath}/items?$filter=fields/Key eq '${key}'`);
        expect(found.body.value.map((item: { id: string }) => item.id)).toEqual([id]);
      }
      const write = async () => {
        const keys = Array.from({ length: 5 }, () => `k${++serial}`);
        const requests = keys.map((key) => ({
          id: key,
          method: "POST",
          url: `${listPath}/items`,
          headers: { "Content-Type": "application/json" },
          body: { fields: { Key: key } },
        }));
        const answer = await graph.post("/$batch", { requests });
        for (const { id, body } of answer.body.responses) confirmed.set(id, body.id);
      };
      const writeOn = async () => {
        for (;;) await write();
      };
      await write();
      const dies = new Promise<void>((done) => setTimeout(() => void sandbox.kill().then(done), randomInt(300)));
      // Writing ends with the connection, when the process is killed.
      await expect(writeOn()).rejects.toThrow();
      await dies;
      graph.close();
    }
    expect(confirmed.size).toBeGreaterThan(0);
    const last = await start();
    expect((await last.levers.dump("Kept")).length).toBeGreaterThanOrEqual(confirmed.size);
  });

  it("drops a torn last line, keeps its keys and certificate, and shrinks what is mostly history", async () => {
    const first = await start();
    const graph = await rawClient(first);
    const path = `/sites/${(await graph.get("/sites/contoso.sharepoint.com:/sites/reference-data")).body.id}/lists/Offices/items/1/fields`;
    for (let at = 0; at < 400; at++) await graph.patch(path, { Headcount: at });
    await first.kill();
    const journal = join(dataDir, "graph.jsonl");
    const before = statSync(journal).size;
    appendFileSync(journal, '{"t":"item","list":"half a li');
    const second = await startSandbox({ dataDir, ports: { graph: Number(new URL(first.info.graphUrl).port) } });
    running.push(second);
    const again = await graph.get(path);
    expect(again).toMatchObject({ status: 200, body: { Headcount: 399 } });
    expect(statSync(journal).size).toBeLessThan(before);
    graph.close();
  });

  it("is used by one process at a time", async () => {
    const first = await start();
    await expect(startSandbox({ dataDir })).rejects.toThrow(`another sandbox (process ${first.pid}) uses ${dataDir}`);
    await first.kill();
    await start();
  });

  it("comes back from a snapshot and from the seed", async () => {
    const { levers } = await start();
    const snapshot = await levers.call("GET", "/snapshot");
    await levers.addItem("Offices", { Title: "New office" });
    await levers.deleteItem("Offices", 1);
    await levers.call("POST", "/snapshot", snapshot);
    expect((await levers.dump("Offices")).map((item) => item.id)).toEqual([1, 2, 3, 4]);
    await levers.deleteItem("Offices", 1);
    await levers.reset();
    expect(await levers.dump("Offices")).toHaveLength(4);
  });

  it("starts with the switches of profile.json, comes back to them, and says what is wrong with them", async () => {
    writeFileSync(join(dataDir, "profile.json"), JSON.stringify({ strictDollar: true }));
    const first = await start();
    await first.levers.setProfile({ strictDollar: false, deltaPage: 5 });
    await first.levers.reset();
    expect(await first.levers.call("GET", "/profile")).toMatchObject({ strictDollar: true, deltaPage: 200 });
    await first.kill();
    writeFileSync(join(dataDir, "profile.json"), JSON.stringify({ strictDolar: true }));
    rmSync(join(dataDir, "graph.jsonl"));
    await expect(startSandbox({ dataDir })).rejects.toThrow("strictDolar");
  });

  it("keeps subscriptions, and tells their receivers after a restart", async () => {
    const first = await start();
    const receiver = await startReceiver(first);
    const graph = await rawClient(first);
    const site = (await graph.get("/sites/contoso.sharepoint.com:/sites/reference-data")).body.id;
    await first.levers.setProfile({ notificationDelayMs: 10 });
    const expirationDateTime = new Date(Date.now() + 3_600_000).toISOString();
    const resource = `sites/${site}/lists/Offices`;
    const wish = { changeType: "updated", notificationUrl: receiver.url, resource, expirationDateTime };
    expect((await graph.post("/subscriptions", wish)).status).toBe(201);
    await first.kill();
    const second = await start();
    await second.levers.editItem("Offices", 1, { Headcount: 1 });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), patience);
    graph.close();
    await receiver.close();
  });
});
