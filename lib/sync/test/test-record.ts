import { z } from "zod";
import { db, type Tx } from "@/lib/db/client";
import type { CanonicalValue, FieldValues } from "@/lib/engine/types";
import { AppError } from "@/lib/errors/app-error";
import { mappingDocument } from "@/lib/features/mapping/document/document";

const values = z.custom<FieldValues>((value) => typeof value === "object" && value !== null);

const exchange = z.object({
  method: z.string(),
  path: z.string(),
  request: z.string().nullable(),
  status: z.number().nullable(),
  response: z.string().nullable(),
});
export type StoredExchange = z.output<typeof exchange>;

const testRecord = z.object({
  kind: z.enum(["row", "undo"]),
  /** The identity as it is shown. */
  identity: z.string(),
  /** The mapping that the row is written through, as it was when the test was asked for. */
  document: mappingDocument,
  /** Of an undo: the run whose writing it takes back. */
  undoes: z.uuid().nullable(),
  /** Of an update: the fields that it changes, as they were in the list, and as they were written. */
  before: values.nullable(),
  written: values.nullable(),
  exchanges: z.array(exchange),
  did: z.enum(["created", "updated", "unchanged", "deleted", "restored"]).nullable(),
  reason: z.string().nullable(),
});
/** `sync_runs.test`. */
export type TestRecord = z.output<typeof testRecord>;

export function newTestRecord(asked: Pick<TestRecord, "kind" | "identity" | "document" | "undoes">): TestRecord {
  return { ...asked, before: null, written: null, exchanges: [], did: null, reason: null };
}

/** Throws `not-found` for a run that is no test. */
export async function readTestRecord(runId: string, client: Tx = db()): Promise<TestRecord> {
  const run = await client.syncRun.findUnique({ where: { id: runId }, select: { test: true } });
  if (!run?.test) throw new AppError("not-found", { message: "This run is no test." });
  return testRecord.parse(run.test);
}

export async function storeTestRecord(tx: Tx, runId: string, record: Partial<TestRecord>): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_runs SET test = test || ${JSON.stringify(record)}::jsonb, progress_at = clock_timestamp() WHERE id = ${runId}::uuid`;
}

/** Of fields, those that are among the given names. */
export function pickFields(all: FieldValues, of: FieldValues): FieldValues {
  const picked: Record<string, CanonicalValue> = {};
  for (const id of Object.keys(of) as (keyof FieldValues)[]) picked[id] = all[id] ?? null;
  return picked as FieldValues;
}
