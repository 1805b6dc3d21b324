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
    data: Array.from({ length: 450 }, (_, at) => ({
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
  const request = new Request(`http://localhost:3000/api/audit${query}`);
  return inRequest(await sessionCookie(roles), () => GET(request, { params: Promise.resolve({}) }));
}

const linesOf = async (response: Response) => (await response.text()).trimEnd().split("\r\n");

describe("the audit trail as CSV", () => {
  it("holds every event with before and after, newest first, over as many pages as it takes", async () => {
    const response = await download("");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toContain("syncbridge-audit.csv");
    const lines = await linesOf(response);
    expect(lines).toHaveLength(451);
    expect(lines[0]).toMatch(/^Time \(UTC\),Actor kind,/);
    expect(lines[1]).toBe(
      '2026-01-01T00:07:29.000Z,person,Ada,p-1,database.updated,sync,Thing 449,,"{""name"":""before 449""}","{""name"":""after, \\""449\\""""}",',
    );
    expect(lines[450]).toContain(",'=1+1,");
  });

  it("is narrowed as the page is", async () => {
    expect(await linesOf(await download("?kind=database"))).toHaveLength(226);
    expect(await linesOf(await download("?q=Thing%2044&kind=sync"))).toHaveLength(6);
    expect(await linesOf(await download("?to=2025-12-31"))).toHaveLength(1);
    expect(await linesOf(await download("?person=nobody"))).toHaveLength(1);
  });

  it("is for people with a role only", async () => {
    expect((await download("", [])).status).toBe(403);
  });
});
