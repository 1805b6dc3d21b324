import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import type { Context } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { listColumns } from "@/lib/graph/columns";
import { createList, listLists } from "@/lib/graph/lists";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { closeQueue, configureQueue } from "@/lib/jobs/queue";
import { newTable } from "@/lib/sync/testing/new-table";
import { addSite, createConnection, provisionList } from "./mutations";
import { createConnectionInput, provisionListInput } from "./schema";

const program = path.resolve(import.meta.dirname, "../../../e2e/support/provision-process.ts");
// Times that a test can wait for; the processes that it starts take them over.
const times = { LEASE_MS: "4000", HEARTBEAT_MS: "1000", REQUEST_TIMEOUT_MS: "3000" };

let metastore: TestDatabase;
let graph: SandboxGraph;
let siteId: string;
const children = new Set<ChildProcess>();

const as = (name: string, role: "Steward" | "Admin" = "Steward"): Context => ({
  actor: { kind: "person", userId: name, name, roles: [role] },
  requestId: "request-1",
});

beforeAll(async () => {
  process.env.SYNCBRIDGE_SECRET_KEY = randomBytes(32).toString("base64");
  for (const [name, value] of Object.entries(times)) process.env[`SYNCBRIDGE_${name}`] = value;
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  configureQueue(metastore.url);
  graph = await startSandboxGraph();
  const { tenantId, clientId, clientSecret, authorityHost, scopes } = graph.options;
  const settings = { name: "Contoso", tenantId, clientId, clientSecret, authorityHost, scopes: [...scopes] };
  const { connectionId } = await createConnection(as("Root", "Admin"), createConnectionInput.parse(settings));
  const address = "https://contoso.sharepoint.com/sites/operations";
  siteId = (await addSite(as("Ada"), { connectionId, address })).siteId;
  // A tenant that numbers a taken name instead of refusing it makes every column that is made twice show.
  await graph.sandbox.levers.setProfile({ duplicateColumn: "suffix" });
});

afterEach(async () => {
  await graph.sandbox.levers.clearFaults();
  for (const child of children) child.kill("SIGKILL");
});

afterAll(async () => {
  await closeQueue();
  await closeDatabase();
  await graph?.stop();
  await metastore?.drop();
});

const wish = (tableId: string, displayName: string, change: object = {}) => ({
  siteId,
  tableId,
  displayName,
  ...change,
});
const provision = (person: string, input: object) => provisionList(as(person), provisionListInput.parse(input));

/** Provisions in a process of its own. */
function provisionElsewhere(person: string, input: object) {
  const args = ["--import", "tsx", program, metastore.url, person, JSON.stringify(input)];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LOG_LEVEL: "silent" },
  });
  children.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = once(child, "close").then(() => {
    children.delete(child);
    return output;
  });
  return { child, ended };
}

async function listsOf(tableId: string) {
  const lists = await listLists(graph.client, { siteId: graph.site.id });
  return lists.filter((list) => list.description.includes(tableId));
}

async function ownColumns(listId: string) {
  const columns = await listColumns(graph.client, { siteId: graph.site.id, listId, includeHidden: true });
  return columns
    .filter((column) => column.isDeletable !== false && column.name !== "Title")
    .map((column) => column.name)
    .sort();
}

const allColumns = ["Area", "Code", "FullName", "Mood", "SeenAt", "SyncBridgeKey"];
const underWay = { code: "provisioning-under-way" };

const outcomes = async (work: readonly Promise<{ readonly listId: string }>[]) => {
  const settled = await Promise.allSettled(work);
  return {
    made: settled.flatMap((result) => (result.status === "fulfilled" ? [result.value.listId] : [])),
    refusals: settled.flatMap((result): unknown[] => (result.status === "rejected" ? [result.reason] : [])),
  };
};

describe("two provisionings of one list", () => {
  it("of one name: one makes it, the others are told who does", async () => {
    const tableId = await newTable();
    const input = wish(tableId, `At once ${tableId}`);
    const { made, refusals } = await outcomes(["Ada", "Bob", "Eve"].map((person) => provision(person, input)));
    expect(refusals).toMatchObject([underWay, underWay]);
    expect(String(refusals[0])).toMatch(/(Ada|Bob|Eve) began to provision this list \d+ seconds ago/);
    expect((await listsOf(tableId)).map((list) => list.id)).toEqual(made);
    expect(await ownColumns(made[0] ?? "")).toEqual(allColumns);
    // Nothing is left that would stand in the way of the next one.
    expect(await db().provisioningLock.count()).toBe(0);
    expect((await provision("Bob", input)).listId).toBe(made[0]);
  });

  it("of one table under two names, and of one name for two tables", async () => {
    const [one, two] = [await newTable(), await newTable()];
    const inputs = [wish(one, `First ${one}`), wish(one, `Second ${one}`), wish(two, `first ${one}`)];
    const { made, refusals } = await outcomes(inputs.map((input) => provision("Ada", input)));
    // The second and third are in each other's way no more than in the first's: one or both of them are refused.
    expect(refusals.length).toBeGreaterThanOrEqual(1);
    for (const refusal of refusals) expect(refusal).toMatchObject(underWay);
    expect(new Set(made).size).toBe(made.length);
    for (const tableId of [one, two]) {
      const lists = await listsOf(tableId);
      expect(lists.length).toBeLessThanOrEqual(1);
      for (const list of lists) expect(await ownColumns(list.id)).toEqual(allColumns);
    }
  });

  it("of two tables that adopt one list, and of one that is begun while it is adopted", async () => {
    const [one, two] = [await newTable(), await newTable()];
    const list = await createList(graph.client, { siteId: graph.site.id, displayName: `Standing ${one}` });
    const adoptions = [one, two].map((tableId) =>
      provision("Ada", wish(tableId, "Any", { adoptListId: list.id, columns: ["code", "area"] })),
    );
    const { made, refusals } = await outcomes(adoptions);
    expect(made).toEqual([list.id]);
    expect(refusals).toMatchObject([underWay]);
    expect(await ownColumns(list.id)).toEqual(["Area", "Code", "SyncBridgeKey"]);
  });

  it("do not hinder those of other tables", async () => {
    const tables = [await newTable(), await newTable()];
    const { made, refusals } = await outcomes(tables.map((id) => provision("Ada", wish(id, `Own ${id}`))));
    expect(refusals).toEqual([]);
    expect(made).toHaveLength(2);
  });

  it("in two processes: one makes it", async () => {
    const tableId = await newTable();
    const input = wish(tableId, `Two processes ${tableId}`);
    await graph.sandbox.levers.addFault({ method: "POST", path: "/columns", action: { kind: "delay", ms: 300 } });
    const first = provisionElsewhere("Ada", input);
    await expect.poll(() => db().provisioningLock.count()).toBeGreaterThan(0);
    await expect(provision("Bob", input)).rejects.toMatchObject({
      ...underWay,
      message: expect.stringMatching(/^Ada began/),
    });
    const answer: unknown = JSON.parse(await first.ended);
    const lists = await listsOf(tableId);
    expect(lists.map(({ id: listId }) => ({ listId }))).toEqual([answer]);
    expect(await ownColumns(lists[0]?.id ?? "")).toEqual(allColumns);
  });
});

describe("a provisioning whose process dies", () => {
  /** The columns that a list half made for the table has. */
  const half = async (tableId: string) => {
    const [list] = await listsOf(tableId);
    return list ? ownColumns(list.id) : [];
  };

  it("is in the way only until its lease and its last request are over, and is then gone on with", async () => {
    const tableId = await newTable();
    const input = wish(tableId, `Died ${tableId}`);
    const rule = {
      method: "POST",
      path: "/columns",
      body: '"name":"Area"',
      action: { kind: "delay", ms: 2_500 },
    } as const;
    await graph.sandbox.levers.addFault({ ...rule, times: 1 });
    const first = provisionElsewhere("Ada", input);
    await expect.poll(() => half(tableId)).toContain("FullName");
    first.child.kill("SIGKILL");
    expect(await first.ended).toBe("");
    const diedMs = performance.now();
    await expect(provision("Bob", input)).rejects.toMatchObject({
      ...underWay,
      remedy: expect.stringMatching(/in [1-7] seconds/),
    });
    const goOn = () =>
      provision("Bob", input).then(
        (made) => made.listId,
        (error: { code: string }) => error.code,
      );
    await expect.poll(goOn, { interval: 200 }).not.toBe("provisioning-under-way");
    // What the dead one had sent last was carried out before: the sandbox held it back for two and a half seconds.
    expect(performance.now() - diedMs).toBeGreaterThan(2_500);
    const lists = await listsOf(tableId);
    expect(lists).toHaveLength(1);
    expect(await ownColumns(lists[0]?.id ?? "")).toEqual(allColumns);
    expect(await db().provisioningLock.count()).toBe(0);
  });

  it("of a name that nobody wishes for again leaves nothing behind for good", async () => {
    const at = new Date(Date.now() - 25 * 3_600_000);
    const holder = "7f4df2a2-5b27-4d0c-9b6e-1f0f2f6b0a11";
    await db().provisioningLock.create({
      data: { key: "forgotten", holder, startedBy: "Ada", takenAt: at, expiresAt: at },
    });
    const tableId = await newTable();
    await provision("Bob", wish(tableId, `Next ${tableId}`));
    expect(await db().provisioningLock.count()).toBe(0);
  });

  it("in its sleep writes no more when it wakes", async () => {
    const tableId = await newTable();
    const input = wish(tableId, `Slept ${tableId}`);
    await graph.sandbox.levers.addFault({ method: "POST", path: "/columns", action: { kind: "delay", ms: 200 } });
    const first = provisionElsewhere("Ada", input);
    await expect.poll(() => half(tableId)).toContain("Code");
    first.child.kill("SIGSTOP");
    const goOn = () =>
      provision("Bob", input).then(
        (made) => made.listId,
        (error: { code: string }) => error.code,
      );
    await expect.poll(goOn, { interval: 200 }).not.toBe("provisioning-under-way");
    first.child.kill("SIGCONT");
    // Whichever of its timers fires first: that of the lease, or that of the request it slept in.
    expect(await first.ended).toMatch(/"code":"(lease-lost|graph-in-doubt)"/);
    const lists = await listsOf(tableId);
    expect(lists).toHaveLength(1);
    expect(await ownColumns(lists[0]?.id ?? "")).toEqual(allColumns);
  });
});
