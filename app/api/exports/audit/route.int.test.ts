import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { inRequest, sessionCookie, sessionSecret } from "@/e2e/support/request-scope";
import type { Role } from "@/lib/context";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";

// Before the settings are read for the first time.
Object.assign(process.env, {
  NEXTAUTH_SECRET: sessionSecret,
  NEXTAUTH_URL: "http://localhost:3000",
  ENTRA_TENANT_ID: "t",
  ENTRA_CLIENT_ID: "c",
  ENTRA_CLIENT_SECRET: "s",
});
const { GET } = await import("./route");

let metastore: TestDatabase;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  await db().auditEvent.createMany({
    data: Array.from({ length: 2_450 }, (_, at) => ({
      at: new Date(Date.UTC(2026, 0, 1, 0, 0, at)),
      actorKind: "person",
      actorId: "p-1",
      actorName: at === 0 ? "=1+1" : "Ada",
      action: "database.updated",
      targetKind: at % 2 === 0 ? "database" : "sync",
      targetName: `Thing ${at}`,
      before: { name: `before ${at}` },
      after: { name: `after, "${at}"` },
    })),
  });
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

async function download(query: string, roles: readonly Role[] = ["Viewer"]): Promise<Response> {
  const request = new Request(`http://localhost:3000/api/exports/audit${query}`);
  return inRequest(await sessionCookie(roles), () => GET(request, { params: Promise.resolve({}) }));
}

const linesOf = async (response: Response) => (await response.text()).trimEnd().split("\r\n");

describe("the audit trail as CSV", () => {
  it("holds every event with before and after, newest first, over as many pages as it takes", async () => {
    const response = await download("");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toContain("syncbridge-audit-");
    const lines = await linesOf(response);
    expect(lines).toHaveLength(2_451);
    expect(lines[0]).toMatch(/^Time \(UTC\),Actor kind,/);
    expect(lines[1]).toBe(
      '2026-01-01T00:40:49.000Z,person,Ada,p-1,database.updated,sync,Thing 2449,,"{""name"":""before 2449""}","{""name"":""after, \\""2449\\""""}",',
    );
    expect(lines[2_450]).toContain(",'=1+1,");
  });

  it("is narrowed as the page is", async () => {
    expect(await linesOf(await download("?targetKind=database"))).toHaveLength(1_226);
    expect(await linesOf(await download("?search=Thing%2044&targetKind=sync"))).toHaveLength(6);
    expect(await linesOf(await download("?to=2026-01-01T00:00:00Z"))).toHaveLength(1);
    expect(await linesOf(await download("?actorId=nobody"))).toHaveLength(1);
  });

  it("is for people with a role only", async () => {
    expect((await download("", [])).status).toBe(403);
  });
});
