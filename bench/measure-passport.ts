// Measures what a person waits for of the metastore among a million ledger entries: the ledger's page, its search, a row's passport.
import { storeDefinition } from "@/e2e/support/stored-definition";
import { closeDatabase, configureDatabase, db } from "@/lib/db/client";
import { applyMigrations } from "@/lib/db/migrate";
import { listLedger, listRowOperations } from "@/lib/features/ledger/queries";
import { ledgerFilter, rowOperationFilter } from "@/lib/features/ledger/schema";
import { loadDefinition } from "@/lib/sync/load-definition";
import { nameRow } from "@/lib/sync/row/row-identity";
import { readRejections, readRowRecord } from "@/lib/sync/row/row-record";
import { readRunRecord } from "@/lib/sync/row/run-record";
import type { Progress } from "@/sandbox/demo/progress.mjs";
import { lockDataDir } from "@/worker/processes/data-dir-lock";
import { context } from "./bench-run";
import { startBenchServer } from "./bench-server";
import type { Measurement } from "./measurement";

interface PassportOptions {
  readonly dataDir: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const entries = 1_000_000;
/** Each question is asked for so many rows from all over the ledger; the slowest counts. */
const questions = 40;
const mostMs = 100;

/** Runs the measurement on a metastore of its own, which is removed at the end. */
export async function measurePassport({ dataDir, progress, signal }: PassportOptions): Promise<readonly Measurement[]> {
  const lock = lockDataDir(dataDir, "npm run bench");
  try {
    const server = await startBenchServer(dataDir, signal);
    try {
      const url = await server.database("metastore");
      await applyMigrations({ url, dir: "prisma/migrations" });
      configureDatabase(url);
      const definitionId = await seed();
      progress.line(`seeded the ledger with ${entries.toLocaleString("en")} entries`);
      return await measureAll(definitionId);
    } finally {
      await closeDatabase();
      await server.remove();
    }
  } finally {
    lock.release();
  }
}

/** One entry and two operations a row, one of which the newest run made; every thousandth row was refused once. */
async function seed(): Promise<string> {
  const { definitionId, targetListId } = await storeDefinition(db());
  const { listId } = await db().sharepointList.findUniqueOrThrow({ where: { id: targetListId } });
  const stored = await loadDefinition(definitionId);
  // Hashes are the engine's own for the rows that are asked for; the others only have to be many and spread.
  const asked = askedIds().map((id) => {
    const named = nameRow(stored, String(id));
    if (!named.ok) throw new Error(named.message);
    return { id, hash: named.identity.hash as string };
  });
  await db().$executeRaw`
    INSERT INTO sync_ledger (sync_def_id, source_identity, source_identity_hash, source_key_strategy, sp_list_id, sp_item_id, content_hash,
      last_sync_ts, provenance, state, base, etag)
    SELECT ${definitionId}::uuid, 'id=' || n, coalesce(a.hash, encode(sha256(n::text::bytea), 'hex')), 'PRIMARY_KEY', ${listId},
      n, encode(sha256((-n)::text::bytea), 'hex'), now(), 'PUSH', CASE WHEN n % 1000 = 7 THEN 'DETACHED' ELSE 'LINKED' END::"LedgerState",
      jsonb_build_object('a', 'row ' || n, 'b', n), '"1,1"'
    FROM generate_series(1, ${entries}::int) n
    LEFT JOIN jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) AS a(id int, hash text) ON a.id = n`;
  for (const age of [2, 1]) {
    const run = await db().syncRun.create({
      data: {
        syncDefId: definitionId,
        runType: "PUSH",
        requestedBy: "bench",
        status: "COMPLETED",
        outcome: "SUCCEEDED",
        phase: "DONE",
        startTime: new Date(Date.now() - age * 3_600_000),
        endTime: new Date(),
      },
    });
    await db().$executeRaw`
      INSERT INTO sync_operations (sync_run_id, sync_def_id, seq, side, kind, state, source_identity, source_identity_hash, sp_list_id, sp_item_id,
        intended, content_hash)
      SELECT ${run.id}::uuid, sync_def_id, row_number() OVER (), 'LIST', 'UPDATE', 'DONE', source_identity, source_identity_hash, sp_list_id,
        sp_item_id, base, content_hash
      FROM sync_ledger`;
  }
  await db().$executeRaw`
    INSERT INTO sync_rejections (sync_def_id, source_identity, source_identity_hash, origin, code, message, mapping_version)
    SELECT sync_def_id, source_identity, source_identity_hash, 'GRAPH', 'item-refused', 'No.', 1 FROM sync_ledger WHERE sp_item_id % 1000 = 0`;
  await db().$executeRawUnsafe("ANALYZE");
  return definitionId;
}

const askedIds = () =>
  Array.from({ length: questions }, (_, index) => Math.floor(((index + 0.5) * entries) / questions));

async function slowest(ask: (id: number) => Promise<unknown>): Promise<number> {
  let most = 0;
  for (const id of askedIds()) {
    const from = performance.now();
    await ask(id);
    most = Math.max(most, performance.now() - from);
  }
  return most;
}

async function measureAll(definitionId: string): Promise<readonly Measurement[]> {
  const ledger = (part: object) => listLedger(context, ledgerFilter.parse({ definitionId, ...part }));
  const cases: readonly (readonly [string, (id: number) => Promise<unknown>])[] = [
    ["the ledger's first page", () => ledger({})],
    ["its search by key", (id) => ledger({ search: String(id) })],
    ["its search for what nothing has", (id) => ledger({ search: `none ${id}` })],
    ["its page of one state", () => ledger({ state: "DETACHED" })],
    ["a row's passport by key, without table and list", (id) => passportOf(definitionId, { key: String(id) })],
    ["a row's passport by item, without table and list", (id) => passportOf(definitionId, { itemId: id })],
  ];
  const found: Measurement[] = [];
  for (const [what, ask] of cases) {
    const ms = await slowest(ask);
    found.push({
      what: `${what}, among ${entries.toLocaleString("en")} entries, the slowest of ${questions}`,
      found: `${ms.toFixed(0)} ms`,
      wanted: `under ${mostMs} ms`,
      isMet: ms < mostMs,
    });
  }
  return found;
}

/** The metastore's part of `getPassport`. */
async function passportOf(definitionId: string, question: Parameters<typeof readRowRecord>[1]): Promise<void> {
  const record = await readRowRecord(await loadDefinition(definitionId), question);
  if (!record.entry || !record.hash) throw new Error("The entry was not found.");
  const identityHash = record.hash;
  const [, rejections, operations] = await Promise.all([
    readRunRecord(definitionId, identityHash),
    readRejections(definitionId, identityHash, 20),
    listRowOperations(context, rowOperationFilter.parse({ definitionId, identityHash })),
  ]);
  if (operations.rows.length !== 2 || rejections.length > 1)
    throw new Error("The row's history is not what was seeded.");
}
