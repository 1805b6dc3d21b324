import { expect, it } from "vitest";
import { storeDefinition } from "@/e2e/support/stored-definition";
import type { Db } from "@/lib/db/client";
import { linkedEntries } from "./linked-entries";
import { withOwnMetastore } from "./testing/own-metastore";

let db: Db;
withOwnMetastore((own) => {
  db = own;
});

/** Entries of which three at a time share the text of their identity, as keys do that are too long to be shown whole. */
async function fill(definitionId: string, entries: number): Promise<void> {
  await db.$executeRaw`
    INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, sp_list_id, sp_item_id, content_hash,
      provenance, state)
    SELECT d.id, 'row ' || n / 3, encode(sha256(convert_to('identity ' || n, 'UTF8')), 'hex'), 'PRIMARY_KEY', d.id::text, n,
      encode(sha256(convert_to('content ' || n, 'UTF8')), 'hex'), 'PUSH', 'LINKED'
    FROM sync_definitions d, generate_series(1, ${entries}) AS n WHERE d.id = ${definitionId}::uuid`;
}

async function digestsOf(
  definitionId: string,
): Promise<{ readonly digests: readonly string[]; readonly parts: number }> {
  const digests: string[] = [];
  let parts = 0;
  for await (const part of linkedEntries(db, definitionId)) {
    parts++;
    digests.push(...(Buffer.from(part).toString("hex").match(/.{32}/g) ?? []));
  }
  return { digests: digests.sort(), parts };
}

async function expectedOf(definitionId: string): Promise<readonly string[]> {
  const entries = await db.syncLedgerEntry.findMany({ where: { syncDefId: definitionId, state: "LINKED" } });
  return entries
    .map((entry) => entry.sourceIdentityHash.slice(0, 16) + (entry.contentHash ?? "").slice(0, 16))
    .filter((digest) => digest.length === 32)
    .sort();
}

it("gives every entry once, in several parts, and none of another definition", async () => {
  const [one, other] = [await storeDefinition(db, "Linked one"), await storeDefinition(db, "Linked other")];
  await fill(one.definitionId, 60_500);
  await fill(other.definitionId, 10);
  const { digests, parts } = await digestsOf(one.definitionId);
  expect(digests).toHaveLength(60_500);
  expect(digests).toEqual(await expectedOf(one.definitionId));
  expect(parts).toBe(4);
  expect((await digestsOf(other.definitionId)).digests).toHaveLength(10);
});

it("leaves out what is in another state, was never compared, or has an open rejection", async () => {
  const { definitionId } = await storeDefinition(db, "Not in order");
  expect(await digestsOf(definitionId)).toEqual({ digests: [], parts: 0 });
  await fill(definitionId, 6);
  const [first, second, third, fourth] = await db.syncLedgerEntry.findMany({ where: { syncDefId: definitionId } });
  if (!first || !second || !third || !fourth) throw new Error("There are six entries.");
  await db.syncLedgerEntry.update({ where: { id: first.id }, data: { state: "PARTIAL" } });
  await db.syncLedgerEntry.update({ where: { id: second.id }, data: { contentHash: null } });
  const reject = (entry: typeof first, resolvedAt: Date | null) =>
    db.syncRejection.create({
      data: {
        syncDefId: definitionId,
        sourceIdentity: entry.sourceIdentity,
        sourceIdentityHash: entry.sourceIdentityHash,
        origin: "LOCAL",
        code: "text-too-long",
        message: "",
        mappingVersion: 1,
        resolvedAt,
      },
    });
  await reject(third, null);
  await reject(fourth, new Date());
  const rejected = third.sourceIdentityHash.slice(0, 16);
  const { digests } = await digestsOf(definitionId);
  expect(digests).toEqual((await expectedOf(definitionId)).filter((digest) => !digest.startsWith(rejected)));
  expect(digests).toHaveLength(3);
});

it("may be left in the middle, and fails with what a statement failed with", async () => {
  const { definitionId } = await storeDefinition(db, "Left early");
  await fill(definitionId, 60_500);
  for await (const part of linkedEntries(db, definitionId)) {
    expect(part).toHaveLength(16 * 20_000);
    break;
  }
  await expect(linkedEntries(db, "no definition").next()).rejects.toThrow("invalid input syntax for type uuid");
});
