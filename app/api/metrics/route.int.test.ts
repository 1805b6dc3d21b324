import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";

// Before the settings are read for the first time.
const token = "t0ken".repeat(5);
Object.assign(process.env, {
  SYNCBRIDGE_SECRET_KEY: randomBytes(32).toString("base64"),
  SYNCBRIDGE_METRICS_TOKEN: token,
  NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
  ENTRA_TENANT_ID: "t",
  ENTRA_CLIENT_ID: "c",
  ENTRA_CLIENT_SECRET: "s",
});
const { closeDatabase, configureDatabase, db } = await import("@/lib/db/client");
const { GET: health } = await import("@/app/api/health/route");
const { GET: live } = await import("@/app/api/health/live/route");
const { GET: metrics } = await import("@/app/api/metrics/route");

const at = (path: string, headers: Record<string, string> = {}) =>
  new Request(`http://localhost:3000${path}`, { headers });
const bearer = { authorization: `Bearer ${token}` };
const readiness = async () => {
  const answer = await health(at("/api/health"));
  const { status, checks } = (await answer.json()) as { status: string; checks: { name: string; level: string }[] };
  return { http: answer.status, status, levels: Object.fromEntries(checks.map(({ name, level }) => [name, level])) };
};

describe("an installation that is watched", () => {
  let metastore: TestDatabase;
  let stored: StoredIds;

  beforeAll(async () => {
    metastore = await createTestDatabase();
    configureDatabase(metastore.url);
    stored = await storeDefinition(db(), 'Ready "or" not');
  });
  afterAll(async () => {
    await closeDatabase();
    await metastore?.drop();
  });

  it("is ready without a worker, which is a warning", async () => {
    const levels = { metastore: "ok", keys: "ok", "sign-in": "ok", workers: "warning" };
    expect(await readiness()).toEqual({ http: 200, status: "ready", levels });
  });

  it("is not ready while a setting is missing, and says which", async () => {
    delete process.env.ENTRA_CLIENT_SECRET;
    vi.resetModules();
    const { GET } = await import("@/app/api/health/route");
    const answer = await GET(at("/api/health"));
    process.env.ENTRA_CLIENT_SECRET = "s";
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("Setting ENTRA_CLIENT_SECRET is missing.");
  });

  it("shows metrics to nobody without the token", async () => {
    expect((await metrics(at("/api/metrics"))).status).toBe(401);
    expect((await metrics(at("/api/metrics", { authorization: "Bearer wrong" }))).status).toBe(401);
    expect((await metrics(at("/api/metrics", { authorization: token }))).status).toBe(401);
  });

  it("tells what the metastore knows, and no number that nobody measured", async () => {
    const run = {
      syncDefId: stored.definitionId,
      runType: "PUSH",
      requestedBy: "schedule",
      startTime: new Date(1_700_000_000_000),
    } as const;
    await db().syncRun.create({
      data: { ...run, status: "FAILED", outcome: "FAILED", phase: "DONE", endTime: new Date() },
    });
    const answer = await metrics(at("/api/metrics", bearer));
    expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    const lines = (await answer.text()).split("\n");
    const labels = `sync="Ready \\"or\\" not",sync_id="${stored.definitionId}"`;
    expect(lines).toEqual(
      expect.arrayContaining([
        "syncbridge_workers_alive 0",
        `syncbridge_sync_state{${labels},state="failed"} 1`,
        `syncbridge_sync_state{${labels},state="in-sync"} 0`,
        `syncbridge_sync_last_run_timestamp_seconds{${labels}} 1700000000`,
        "# TYPE process_cpu_user_seconds_total counter",
      ]),
    );
    expect(lines.filter((line) => line.startsWith("syncbridge_sync_in_sync_timestamp_seconds"))).toEqual([]);
  });

  it("is alive although its metastore is gone, and not ready", async () => {
    expect((await live(at("/api/health/live"))).status).toBe(200);
    await closeDatabase();
    configureDatabase(metastore.url.replace(/:\d+\//, ":1/"));
    const { http, status, levels } = await readiness();
    expect({ http, status, metastore: levels.metastore }).toEqual({
      http: 503,
      status: "not-ready",
      metastore: "error",
    });
    expect(levels).not.toHaveProperty("workers");
    await closeDatabase();
    configureDatabase(metastore.url);
  });
});
