import type { DoubtfulOperation, LeaveCause, Operation } from "@/lib/engine/operation";
import type { ContentHash, FieldValues, IdentityHash, LedgerEntry, LedgerState, OperationId } from "@/lib/engine/types";

/** A row of the ledger look-up; everything but the hash is null where the ledger has no entry. */
export interface LedgerRow {
  readonly hash: IdentityHash;
  readonly source_identity: string | null;
  readonly state: LedgerState | null;
  readonly sp_item_id: number | null;
  readonly etag: string | null;
  readonly content_hash: ContentHash | null;
  readonly base: FieldValues | null;
  /** Absent where it makes no difference. */
  readonly is_held?: boolean;
}

export function toLedgerEntry(row: LedgerRow): LedgerEntry {
  if (row.source_identity === null || row.state === null)
    throw new Error("A ledger entry has an identity and a state.");
  return {
    identity: { text: row.source_identity, hash: row.hash },
    state: row.state,
    itemId: row.sp_item_id,
    etag: row.etag,
    contentHash: row.content_hash,
    base: row.base,
    isHeld: row.is_held ?? false,
  };
}

/** A row of `sync_operations` as it is claimed or found in doubt. `attempts`: how often it was sent before. */
export interface ClaimedRow {
  readonly id: OperationId;
  readonly seq: bigint;
  readonly kind: Operation["kind"];
  readonly source_identity: string;
  readonly source_identity_hash: IdentityHash;
  readonly sp_item_id: number | null;
  readonly expected_etag: string | null;
  readonly cause: LeaveCause | null;
  readonly intended: FieldValues;
  readonly before: FieldValues | null;
  readonly content_hash: ContentHash;
  readonly attempts: number;
  readonly put_offs: number;
  readonly is_bare: boolean;
  readonly overwritten: readonly FieldValues[] | null;
  readonly parted: FieldValues | null;
}

/** `put_off_code`: what the list said of a create that it put off, or null; `due_ms` until it is looked for. */
export interface DoubtfulRow extends ClaimedRow {
  readonly put_off_code: string | null;
  readonly due_ms: number;
}

function within(values: FieldValues, fields: ReadonlySet<string> | undefined): FieldValues {
  if (!fields) return values;
  return Object.fromEntries(Object.entries(values).filter(([id]) => fields.has(id)));
}

/** `fields`: those that are mapped now; all where left out. */
export function toOperation(row: ClaimedRow, fields?: ReadonlySet<string>): Operation {
  const before = row.parted !== null && !row.is_bare ? { ...row.before, ...row.parted } : row.before;
  return {
    id: row.id,
    kind: row.kind,
    identity: { text: row.source_identity, hash: row.source_identity_hash },
    itemId: row.sp_item_id,
    expectedEtag: row.expected_etag,
    cause: row.cause,
    intended: within(row.intended, fields),
    before: before && within(before, fields),
    contentHash: row.content_hash,
    attempts: row.attempts,
    putOffs: row.put_offs,
    isBare: row.is_bare,
    overwritten: row.overwritten ?? [],
    parted: row.parted && within(row.parted, fields),
  };
}

export function toDoubtful(row: DoubtfulRow, fields?: ReadonlySet<string>): DoubtfulOperation {
  const putOff = row.put_off_code === null ? null : { code: row.put_off_code, dueInMs: row.due_ms };
  return { ...toOperation(row, fields), putOff };
}
