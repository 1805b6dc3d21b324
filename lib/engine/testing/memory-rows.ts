import type { Operation, PlannedOperation } from "../operation";
import type { ContentHash, FieldValues, HeldFields, Identity, LedgerState, ListNotes, OperationId } from "../types";

export interface MemoryEntry {
  identity: Identity;
  state: LedgerState;
  itemId: number | null;
  etag: string | null;
  contentHash: ContentHash | null;
  base: FieldValues | null;
  held?: HeldFields | null;
  isHeld?: boolean;
  cause?: string | null;
  notes?: ListNotes;
}

export interface MemoryOperation extends Omit<PlannedOperation, "before"> {
  readonly id: OperationId;
  readonly run: number;
  state: "PENDING" | "SENT" | "DONE" | "REJECTED" | "DROPPED";
  attempts: number;
  putOffs: number;
  isBare: boolean;
  overwritten: readonly FieldValues[];
  before: FieldValues | null;
  /** What the item was emptied of while rows trade values. */
  parted: FieldValues | null;
  notBefore: number;
  /** What the list said of a create that it put off, while that is SENT. */
  putOffCode: string | null;
}

/** The entry of an item that is being made. */
export const pendingCreate = (identity: Identity): MemoryEntry => {
  return { identity, state: "PENDING_CREATE", itemId: null, etag: null, contentHash: null, base: null };
};

/** Whether an entry owns an item whose row is there. */
export const hasRow = (entry: MemoryEntry) => entry.state === "LINKED" || entry.state === "PARTIAL";

/** An operation as it is claimed. */
export function toOperation(operation: MemoryOperation): Operation {
  const { run: _run, state: _state, notBefore: _notBefore, putOffCode: _putOffCode, ...claimed } = operation;
  const { before, parted, isBare } = claimed;
  return parted !== null && !isBare ? { ...claimed, before: { ...before, ...parted } } : claimed;
}
