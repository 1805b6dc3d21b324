import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { masterKey, seal } from "@/lib/crypto/seal";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { listLists } from "@/lib/graph/lists";
import { type SandboxGraph, startSandboxGraph } from "@/lib/graph/testing/sandbox-graph";
import { clientSecretContext } from "@/lib/sync/open-graph";
import { READ_ONLY_CLIENT_ID, TRIAL_SECRET } from "@/sandbox/graph/directory";
import { profileSchema } from "@/sandbox/graph/profile";

const command = path.resolve(import.meta.dirname, "doctor.mjs");

describe("npm run doctor -- --probe-sharepoint", () => {
  let metastore: TestDatabase;
  let graph: SandboxGraph;
  const secretKey = randomBytes(32).toString("base64");
  const folder = mkdtempSync(path.join(tmpdir(), "probe-"));

  beforeAll(async () => {
    [metastore, graph] = await Promise.all([createTestDatabase(), startSandboxGraph()]);
    configureDatabase(metastore.url);
    const { info } = graph.sandbox;
    const secrets = {
      Contoso: [info.sync.clientId, info.sync.clientSecret],
      Reader: [READ_ONLY_CLIENT_ID, TRIAL_SECRET],
    };
    // So that the budget keeps nobody waiting.
    const { tenantId } = info;
    await db().graphBudget.create({
      data: { tenantId, clientId: info.sync.clientId, minuteLimit: 1_000_000, isLimitFixed: true },
    });
    for (const [name, [clientId = "", secret = ""]] of Object.entries(secrets)) {
      await db().sharepointConnection.create({
        data: {
          name,
          tenantId,
          clientId,
          clientSecret: seal(masterKey(secretKey), secret, clientSecretContext),
          authorityHost: info.authorityUrl,
          scopes: [`${info.graphUrl}/.default`],
        },
      });
    }
  });
  afterAll(async () => {
    await closeDatabase();
    await Promise.all([metastore.drop(), graph.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const lists = async () =>
    (await listLists(graph.client, { siteId: graph.site.id })).map(({ displayName }) => displayName);

  /** Runs the command; `onSaid` hears standard error as it comes. */
  function run(args: readonly string[], onSaid: (text: string, pid: number) => void = () => undefined) {
    const child = spawn(process.execPath, [command, "--probe-sharepoint", "--site", graph.site.webUrl, ...args], {
      env: { ...process.env, DATABASE_URL: metastore.url, SYNCBRIDGE_SECRET_KEY: secretKey, INIT_CWD: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (part: Buffer) => {
      out += part.toString();
    });
    child.stderr.on("data", (part: Buffer) => {
      err += part.toString();
      onSaid(err, child.pid ?? 0);
    });
    return new Promise<{ code: number | null; out: string; err: string }>((done) => {
      child.once("close", (code) => done({ code, out, err }));
    });
  }

  it("reports, writes the profile, and leaves no list", async () => {
    const before = await lists();
    const { code, out, err } = await run(["--connection", "Contoso", "--yes"]);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("Removing the list.") as string });
    const profile: unknown = JSON.parse(readFileSync(path.join(folder, "sharepoint-profile.json"), "utf8"));
    expect(profileSchema.parse(profile)).toEqual(profileSchema.parse({}));
    expect(profile).toMatchObject({ mismatchCode: "resourceModified", deltaPage: 200 });
    expect(out).toContain("→ mismatchCode = resourceModified");
    expect(out + err).not.toContain(graph.sandbox.info.sync.clientSecret);
    expect(await lists()).toEqual(before);
  });

  it("prints one document for programs", async () => {
    const { code, out } = await run(["--connection", "Contoso", "--yes", "--json", "--report", "other.json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      format: 1,
      site: graph.site.webUrl,
      failures: [],
      profile: JSON.parse(readFileSync(path.join(folder, "other.json"), "utf8")) as object,
    });
  });

  it("asks nothing of Graph when it is called wrongly", async () => {
    writeFileSync(path.join(folder, "taken.json"), "mine");
    await graph.sandbox.levers.clearRequests();
    const wrong = [
      ["--connection", "Nobody", "--yes", "--report", "a.json"],
      ["--connection", "Contoso", "--yes", "--report", "taken.json"],
      ["--connection", "Contoso", "--yes", "--report", "no/such/folder.json"],
    ];
    const ended = [];
    for (const args of wrong) ended.push(await run(args));
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(ended[0]?.err).toContain('"Contoso"');
    expect((await graph.sandbox.levers.requests()).latest).toEqual([]);
    expect(readFileSync(path.join(folder, "taken.json"), "utf8")).toBe("mine");
  });

  it("makes nothing without a yes, and says where there is nobody to ask", async () => {
    const before = await lists();
    const { code, err } = await run(["--connection", "Contoso", "--report", "a.json"]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("--yes") as string });
    expect(await lists()).toEqual(before);
  });

  it("names the permission that is missing", async () => {
    const { code, err } = await run(["--connection", "Reader", "--yes", "--report", "a.json"]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("Sites.Manage.All") as string });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("removes the list at a %s and writes no profile", async (signal) => {
    const before = await lists();
    let isSent = false;
    const { code, err } = await run(["--connection", "Contoso", "--yes", "--report", "a.json"], (said, pid) => {
      if (isSent || !said.includes("Asking about")) return;
      isSent = true;
      process.kill(pid, signal);
    });
    expect({ code, err }).toEqual({
      code: signal === "SIGINT" ? 130 : 143,
      err: expect.stringContaining("Removing the list.") as string,
    });
    expect(await lists()).toEqual(before);
    expect(() => readFileSync(path.join(folder, "a.json"))).toThrow("ENOENT");
  });
});
