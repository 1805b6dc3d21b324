import { afterAll, beforeAll, expect, it } from "vitest";
import { type CatalogedSource, startCatalogedSource } from "@/e2e/support/cataloged-source";
import type { Context, Role } from "@/lib/context";
import { db } from "@/lib/db/client";
import { proposeChoices } from "./mutations";

let source: CatalogedSource;
let tableId: string;

const as = (role: Role): Context => ({
  actor: { kind: "person", userId: "u-1", name: "Ada", roles: [role] },
  requestId: "request-1",
});
const ask = (columnName: string) => proposeChoices(as("Steward"), { tableId, columnName });

beforeAll(async () => {
  source = await startCatalogedSource();
  await source.sql.query(`
    CREATE TABLE pets (id int PRIMARY KEY, kind text, tags text[], note text, born date);
    INSERT INTO pets SELECT i, (ARRAY['Dog', 'cat', NULL, '', 'Größe ½'])[1 + i % 5], ARRAY['a', 'b' || i % 2], 'note ' || i, now()
      FROM generate_series(1, 500) i;
    INSERT INTO pets (id, note) VALUES (501, repeat('x', 300))`);
  await source.introspect();
  tableId = (await source.table("pets")).id;
});

afterAll(() => source?.stop());

it("proposes each value once, without the empty ones, and records who looked but not what was seen", async () => {
  const found = await ask("kind");
  expect(found).toMatchObject({ choices: ["Dog", "Größe ½", "cat"], distinct: 3, rows: 501, isWhole: true });
  const events = await db().auditEvent.findMany({ where: { targetId: tableId } });
  expect(events).toMatchObject([{ action: "table.profiled", actorName: "Ada", targetName: "public.pets" }]);
  expect(JSON.stringify(events)).not.toContain("Dog");
});

it("proposes the elements of arrays", async () => {
  expect((await ask("tags")).choices).toEqual(["a", "b0", "b1"]);
});

it("proposes nothing where the values are too many, and says how many", async () => {
  expect(await ask("note")).toMatchObject({ choices: [], distinct: 501 });
});

it("refuses what makes no choices, what is not there, and viewers", async () => {
  await expect(ask("born")).rejects.toMatchObject({ code: "type-unmappable" });
  await expect(ask("nothing")).rejects.toMatchObject({ code: "not-found" });
  const asked = proposeChoices(as("Viewer"), { tableId, columnName: "kind" });
  await expect(asked).rejects.toMatchObject({ code: "not-allowed" });
});
