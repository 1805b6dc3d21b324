import type { Db, Tx } from "@/lib/db/client";
import type { Rejection } from "@/lib/engine/operation";
import type { KnownRows } from "@/lib/engine/ports";
import type { ContentHash, IdentityHash } from "@/lib/engine/types";
import { describeError } from "@/lib/errors/codes";
import { rowsJson } from "./rows-json";
import { addEvents } from "./run-events";
import { countRejections } from "./run-rejections";
import type { RunScope } from "./run-scope";

interface OpenRejection {
  readonly hash: IdentityHash;
  readonly content_hash: ContentHash | null;
  readonly mapping_version: number;
  readonly operation_kind: Rejection["operationKind"];
  readonly is_waiting: boolean;
}

/** Open rejections of the given rows; those by Graph whose next try is not due are `refused`. */
export async function openRejections(
  client: Db | Tx,
  definitionId: string,
  hashes: readonly IdentityHash[],
): Promise<Pick<KnownRows, "refused" | "rejected">> {
  const rows = await client.$queryRaw<OpenRejection[]>`
    SELECT source_identity_hash AS hash, content_hash, mapping_version, operation_kind::text,
      origin = 'GRAPH' AND next_retry_at > clock_timestamp() AS is_waiting
    FROM sync_rejections
    WHERE sync_def_id = ${definitionId}::uuid AND resolved_at IS NULL AND source_identity_hash = ANY (${hashes as IdentityHash[]}::text[])`;
  const waiting = rows.filter((row) => row.is_waiting);
  return {
    refused: new Map(
      waiting.map(
        ({ hash, content_hash: contentHash, mapping_version: mappingVersion, operation_kind: operationKind }) => [
          hash,
          { contentHash, mappingVersion, operationKind },
        ],
      ),
    ),
    rejected: new Set(rows.map((row) => row.hash)),
  };
}

/**
 * Stores rejections: one open row an identity, counted up when it is refused again. What Graph refused is tried again after 1 h, 6 h, then daily,
 * or as soon as row or mapping changed (sync-semantics 7). The run counts them by cause; new ones are told in its story.
 */
export async function storeRejections(tx: Tx, scope: RunScope, rejections: readonly Rejection[]): Promise<void> {
  if (rejections.length === 0) return;
  await countRejections(tx, scope.runId, rejections);
  // Rows with an empty key and rows that share a key may have one identity: one statement can store it once.
  const once = [...new Map(rejections.map((rejection) => [rejection.identity.hash, rejection])).values()];
  const rows = once.map((rejection) => ({
    identity: rejection.identity.text,
    hash: rejection.identity.hash,
    origin: rejection.origin,
    code: rejection.code,
    field: rejection.field,
    message: rejection.message,
    content_hash: rejection.contentHash,
    operation_kind: rejection.operationKind,
  }));
  const stored = await tx.$queryRaw<{ hash: string; attempts: number }[]>`
    INSERT INTO sync_rejections AS open (sync_def_id, source_identity, source_identity_hash, origin, code, field_name, message, content_hash,
      operation_kind, mapping_version, next_retry_at, last_run_id)
    SELECT ${scope.definitionId}::uuid, r.identity, r.hash, r.origin::"RejectionOrigin", r.code, r.field, r.message, r.content_hash,
      r.operation_kind::"OperationKind", ${scope.mappingVersion}, CASE WHEN r.origin = 'GRAPH' THEN clock_timestamp() + interval '1 hour' END, ${scope.runId}::uuid
    FROM jsonb_to_recordset(${rowsJson(rows)}::jsonb)
      AS r(identity text, hash text, origin text, code text, field text, message text, content_hash text, operation_kind text)
    ON CONFLICT (sync_def_id, source_identity_hash) WHERE resolved_at IS NULL DO UPDATE
    SET origin = excluded.origin, code = excluded.code, field_name = excluded.field_name, message = excluded.message,
      content_hash = excluded.content_hash, operation_kind = excluded.operation_kind, mapping_version = excluded.mapping_version, last_run_id = excluded.last_run_id,
      last_seen_at = clock_timestamp(), attempts = open.attempts + 1,
      next_retry_at = CASE WHEN excluded.origin = 'GRAPH' THEN clock_timestamp() +
        CASE WHEN open.attempts = 1 THEN interval '6 hours' ELSE interval '1 day' END END
    RETURNING source_identity_hash AS hash, attempts`;
  const isNew = new Set(stored.filter((row) => row.attempts === 1).map((row) => row.hash));
  const fresh = once.filter((rejection) => isNew.has(rejection.identity.hash));
  await addEvents(
    tx,
    scope.runId,
    fresh.map((rejection) => ({
      severity: "WARN",
      type: "rejected",
      message: `${rejection.identity.text}: ${rejection.message || describeError(rejection.code).title}`,
      payload: { code: rejection.code, field: rejection.field, identity: rejection.identity.text },
    })),
  );
}

/** Closes the open rejections of rows that are fine now. */
export async function resolveRejections(tx: Tx, definitionId: string, hashes: readonly IdentityHash[]): Promise<void> {
  if (hashes.length === 0) return;
  await tx.$executeRaw`
    UPDATE sync_rejections SET resolved_at = clock_timestamp()
    WHERE sync_def_id = ${definitionId}::uuid AND resolved_at IS NULL AND source_identity_hash = ANY (${hashes as IdentityHash[]}::text[])`;
}

/**
 * Closes what a complete reading found no more. A local rejection is judged by each run, so one that this run did not store again belongs to a
 * row that was mended, or left: a row whose key was empty comes back under another identity. What Graph refused of a row that is gone, and
 * that has no item, nobody will ever send again.
 */
export async function resolveUnseen(
  tx: Tx,
  scope: Pick<RunScope, "definitionId" | "runId"> & { readonly epoch: bigint },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE sync_rejections SET resolved_at = clock_timestamp()
    WHERE sync_def_id = ${scope.definitionId}::uuid AND resolved_at IS NULL AND origin = 'LOCAL'
      AND last_run_id IS DISTINCT FROM ${scope.runId}::uuid`;
  await tx.$executeRaw`
    UPDATE sync_rejections r SET resolved_at = clock_timestamp()
    WHERE r.sync_def_id = ${scope.definitionId}::uuid AND r.resolved_at IS NULL AND r.origin = 'GRAPH'
      AND NOT EXISTS (
        SELECT FROM (SELECT unnest(hashes) AS prefix FROM sync_seen WHERE sync_run_id = ${scope.runId}::uuid AND epoch = ${scope.epoch}) seen
        WHERE seen.prefix = ('x' || left(r.source_identity_hash, 16))::bit(64)::bigint
      )
      AND NOT EXISTS (
        SELECT FROM sync_ledger l WHERE l.sync_def_id = r.sync_def_id AND l.source_identity_hash = r.source_identity_hash
          AND l.state IN ('LINKED', 'PARTIAL')
      )`;
}
