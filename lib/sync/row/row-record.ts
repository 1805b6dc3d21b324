import { db } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/client";
import type { OperationKind } from "@/lib/engine/operation";
import type { FieldValues, HeldFields, IdentityHash, LedgerState } from "@/lib/engine/types";
import type { StoredDefinition } from "../load-definition";
import { type NamedRow, nameRow } from "./row-identity";

/** Which row a person asks about. */
export type RowQuestion = { readonly key: string } | { readonly itemId: number } | { readonly entryId: string };

export interface EntryRecord {
  readonly id: string;
  readonly identity: string;
  readonly hash: IdentityHash;
  readonly state: LedgerState;
  readonly itemId: number | null;
  readonly base: FieldValues | null;
  readonly listForm: FieldValues | null;
  readonly held: HeldFields | null;
  readonly etag: string | null;
  readonly contentHash: string | null;
  readonly cause: string | null;
  readonly leftAt: Date | null;
  readonly lastSyncAt: Date | null;
  readonly lastRunId: string | null;
  readonly createdAt: Date;
  readonly instanceLabel: string | null;
}

export interface RejectionRecord {
  readonly id: string;
  readonly origin: "LOCAL" | "GRAPH";
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
  readonly contentHash: string | null;
  readonly mappingVersion: number;
  readonly attempts: number;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly nextRetryAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly lastRunId: string | null;
}

export interface OpenOperationRecord {
  readonly id: string;
  readonly kind: OperationKind;
  readonly state: "PENDING" | "SENT" | "HELD";
  readonly attempts: number;
  readonly notBefore: Date | null;
  readonly outcomeCode: string | null;
  readonly intended: FieldValues;
  readonly before: FieldValues | null;
  readonly runId: string;
  readonly isRunOpen: boolean;
}

/** What the metastore knows of one row. */
export interface RowRecord {
  /** As it is shown: the identity where there is one, else what was asked. */
  readonly text: string;
  readonly named: NamedRow;
  /** Null where neither ledger nor key tells. */
  readonly hash: IdentityHash | null;
  readonly entry: EntryRecord | null;
  readonly openRejection: RejectionRecord | null;
  readonly openOperation: OpenOperationRecord | null;
}

const selectEntry = Prisma.sql`
  SELECT l.id, l.source_identity AS identity, l.source_identity_hash AS hash, l.state::text, l.sp_item_id AS "itemId", l.base, l.list_form AS "listForm", l.held, l.etag,
    l.content_hash AS "contentHash", l.cause, l.left_at AS "leftAt", l.last_sync_ts AS "lastSyncAt", l.last_run_id AS "lastRunId",
    l.created_at AS "createdAt", i.instance_label AS "instanceLabel"
  FROM sync_ledger l LEFT JOIN database_instances i ON i.id = l.source_instance_id`;

const selectRejection = Prisma.sql`
  SELECT id, origin::text, code, field_name AS field, message, content_hash AS "contentHash", mapping_version AS "mappingVersion", attempts,
    first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt", next_retry_at AS "nextRetryAt", resolved_at AS "resolvedAt",
    last_run_id AS "lastRunId"
  FROM sync_rejections`;

/** Finds the row that is meant, by few looks into indexes whatever the size of the ledger. */
export async function readRowRecord(stored: StoredDefinition, question: RowQuestion): Promise<RowRecord> {
  const asked = "key" in question ? nameRow(stored, question.key) : null;
  const entry = await findEntry(stored, question, asked);
  const text = entry?.identity ?? (asked?.ok ? asked.identity.text : shownQuestion(question));
  const named = asked?.ok ? asked : nameRow(stored, text);
  const hash = entry?.hash ?? (named.ok ? named.identity.hash : null);
  const [openRejection, openOperation] = await Promise.all([
    findRejection(stored.id, hash, "key" in question ? question.key : text),
    hash === null ? null : findOperation(stored.id, hash),
  ]);
  return { text, named, hash, entry, openRejection, openOperation };
}

function shownQuestion(question: RowQuestion): string {
  if ("key" in question) return question.key;
  return "itemId" in question ? `item ${question.itemId}` : "this entry";
}

async function findEntry(
  stored: StoredDefinition,
  question: RowQuestion,
  asked: NamedRow | null,
): Promise<EntryRecord | null> {
  const ofDefinition = Prisma.sql`l.sync_def_id = ${stored.id}::uuid`;
  if ("entryId" in question) return oneEntry(Prisma.sql`${ofDefinition} AND l.id = ${question.entryId}::uuid`);
  if ("itemId" in question) return entryOfItem(stored, question.itemId);
  if (asked?.ok) return oneEntry(Prisma.sql`${ofDefinition} AND l.source_identity_hash = ${asked.identity.hash}`);
  // An identity that was too long to be shown whole is still found as it is shown.
  return oneEntry(Prisma.sql`${ofDefinition} AND l.source_identity = ${question.key}`);
}

async function oneEntry(where: Prisma.Sql): Promise<EntryRecord | null> {
  const [entry] = await db().$queryRaw<EntryRecord[]>`${selectEntry} WHERE ${where} LIMIT 1`;
  return entry ?? null;
}

/** The owner of an item, or the latest entry that had it. */
async function entryOfItem(stored: StoredDefinition, itemId: number): Promise<EntryRecord | null> {
  // The states of the index sync_ledger_item_owner_key, then those of sync_ledger_former_item_idx.
  const owner = await oneEntry(Prisma.sql`l.sp_list_id = ${stored.targetList.listId} AND l.sp_item_id = ${itemId}
    AND l.state IN ('LINKED', 'MOVING', 'PENDING_DELETE', 'PARTIAL', 'ARCHIVED', 'ASKED') AND l.sync_def_id = ${stored.id}::uuid`);
  if (owner) return owner;
  const [former] = await db().$queryRaw<EntryRecord[]>`
    ${selectEntry} WHERE l.sync_def_id = ${stored.id}::uuid AND l.sp_item_id = ${itemId} AND l.state IN ('DETACHED', 'DELETED')
    ORDER BY l.updated_at DESC LIMIT 1`;
  return former ?? null;
}

/**
 * By identity; else by its text: a row with an empty key has no identity of its own, and one that was too long to be shown whole is asked for as it is
 * shown.
 */
async function findRejection(
  definitionId: string,
  hash: IdentityHash | null,
  text: string,
): Promise<RejectionRecord | null> {
  const open = Prisma.sql`sync_def_id = ${definitionId}::uuid AND resolved_at IS NULL`;
  const [byHash] =
    hash === null
      ? []
      : await db().$queryRaw<RejectionRecord[]>`${selectRejection} WHERE ${open} AND source_identity_hash = ${hash}`;
  if (byHash) return byHash;
  // Found by the index sync_rejections_open_identity_idx.
  const [byText] = await db().$queryRaw<RejectionRecord[]>`
    ${selectRejection} WHERE ${open} AND source_identity = ${text} AND (${hash === null} OR code = 'key-null') LIMIT 1`;
  return byText ?? null;
}

async function findOperation(definitionId: string, hash: IdentityHash): Promise<OpenOperationRecord | null> {
  const [found] = await db().$queryRaw<OpenOperationRecord[]>`
    SELECT o.id, o.kind::text, o.state::text, o.attempts, o.not_before AS "notBefore", o.outcome_code AS "outcomeCode", o.intended, o.before,
      o.sync_run_id AS "runId", r.status = 'RUNNING' AS "isRunOpen"
    FROM sync_operations o JOIN sync_runs r ON r.id = o.sync_run_id
    WHERE o.sync_def_id = ${definitionId}::uuid AND o.source_identity_hash = ${hash} AND o.state IN ('PENDING', 'SENT', 'HELD')
      AND r.purpose <> 'PLAN'
    ORDER BY r.start_time DESC LIMIT 1`;
  return found ?? null;
}

/** Rejections of one row, open and past, newest first. */
export async function readRejections(
  definitionId: string,
  hash: IdentityHash,
  limit: number,
): Promise<readonly RejectionRecord[]> {
  return db().$queryRaw<RejectionRecord[]>`
    ${selectRejection} WHERE sync_def_id = ${definitionId}::uuid AND source_identity_hash = ${hash}
    ORDER BY last_seen_at DESC, id LIMIT ${limit}`;
}
