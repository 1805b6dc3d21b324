import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/e2e/support/metastore";
import { inRequest, sessionCookie, sessionSecret } from "@/e2e/support/request-scope";
import { type StoredIds, storeDefinition } from "@/e2e/support/stored-definition";
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

const entries = 100_000;
let metastore: TestDatabase;
let ids: StoredIds;

beforeAll(async () => {
  metastore = await createTestDatabase();
  configureDatabase(metastore.url);
  ids = await storeDefinition(db());
  const name = ids.mappingIds.name ?? "";
  await db().$executeRaw`
    INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, sp_list_id, sp_item_id, last_sync_ts, provenance,
      state, base)
    SELECT ${ids.definitionId}::uuid, 'id=' || n, encode(sha256(n::text::bytea), 'hex'), 'PRIMARY_KEY', 'list', n, '2026-03-01T12:00:00Z', 'PUSH',
      CASE WHEN n % 1000 = 0 THEN 'DETACHED' ELSE 'LINKED' END::"LedgerState",
      jsonb_build_object(${name}::text, CASE n WHEN 7 THEN '=HYPERLINK("x")' ELSE 'Name of row ' || n END)
    FROM generate_series(1, ${entries}::int) n`;
  await db().$executeRaw`ANALYZE sync_ledger`;
});

afterAll(async () => {
  await closeDatabase();
  await metastore?.drop();
});

async function download(query: string, roles: readonly Role[] = ["Steward"], signal?: AbortSignal): Promise<Response> {
  const address = `http://localhost:3000/api/exports/ledger?definitionId=${ids.definitionId}${query}`;
  return inRequest(await sessionCookie(roles), () =>
    GET(new Request(address, signal ? { signal } : {}), { params: Promise.resolve({}) }),
  );
}

const linesOf = async (response: Response) => (await response.text()).trimEnd().split("\r\n");

const exportsTold = () => db().auditEvent.count({ where: { action: "sync.values-exported" } });

describe("the ledger as CSV", () => {
  it("holds every entry once, with a column for each mapped list column", async () => {
    const response = await download("");
    expect(response.headers.get("content-disposition")).toMatch(
      /^attachment; filename="syncbridge-ledger-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const [head, ...lines] = await linesOf(response);
    expect(head?.split(",").slice(0, 7)).toEqual([
      "Row",
      "State",
      "Item",
      "Item's address",
      "Written (UTC)",
      "Run",
      "Id",
    ]);
    expect(lines).toHaveLength(entries);
    expect(new Set(lines.map((line) => line.slice(0, line.indexOf(",")))).size).toBe(entries);
    const seventh = lines.find((line) => line.startsWith("id=7,"));
    expect(seventh).toContain(",2026-03-01T12:00:00.000Z,");
    expect(seventh).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it("is read as the browser takes it, and no further once the request is given up", async () => {
    const given = new AbortController();
    const response = await download("", ["Steward"], given.signal);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    // A million such rows are a thousand such pieces.
    expect(first?.value?.byteLength).toBeLessThan(300_000);
    given.abort(new Error("given up"));
    const rest = async () => {
      for (let pieces = 0; ; pieces++) if ((await reader?.read())?.done !== false) return pieces;
    };
    await expect(rest()).rejects.toThrow("given up");
  });

  it("is narrowed as the page is, and refuses filters that it does not know", async () => {
    expect(await linesOf(await download("&state=DETACHED"))).toHaveLength(entries / 1_000 + 1);
    expect(await linesOf(await download("&search=9999"))).toHaveLength(12);
    expect((await download("&sate=DETACHED")).status).toBe(400);
  });

  it("begins with a byte order mark unless a program asks for none", async () => {
    const bytes = async (query: string) => [...new Uint8Array(await (await download(query)).arrayBuffer()).slice(0, 3)];
    expect(await bytes("&search=9999")).toEqual([0xef, 0xbb, 0xbf]);
    expect(await bytes("&search=9999&bom=no")).toEqual([...Buffer.from("Row")]);
  });

  it("tells the audit trail who took values away, before they go; a refused one leaves no trace", async () => {
    const before = await exportsTold();
    await (await download("&state=DETACHED")).body?.cancel();
    expect(await exportsTold()).toBe(before + 1);
    const event = await db().auditEvent.findFirst({
      where: { action: "sync.values-exported" },
      orderBy: { at: "desc" },
    });
    expect(event).toMatchObject({
      actorName: "Ada",
      targetKind: "sync",
      targetId: ids.definitionId,
      targetName: "Things",
      after: { list: "ledger", state: "DETACHED" },
    });
    expect((await download("", ["Viewer"])).status).toBe(403);
    expect((await download("", [])).status).toBe(403);
    expect(await exportsTold()).toBe(before + 1);
  });

  it("is for viewers where the database shows its values to them", async () => {
    await db().database.updateMany({ data: { viewersMaySeeValues: true } });
    expect(await linesOf(await download("&search=9999", ["Viewer"]))).toHaveLength(12);
  });
});
