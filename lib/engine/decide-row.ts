import type { RowFilter } from "./expression/row-filter";
import type { IdentifiedRow } from "./identity";
import { type LeaveRules, leave } from "./leave";
import type { MappedRow } from "./mapping";
import { changedFields } from "./mapping";
import { clearedMarks } from "./mark";
import type { PlannedOperation, Rejection } from "./operation";
import type { KnownRows, RefusedOperation } from "./ports";
import type { Definition, Identity, LedgerEntry, SourceRow } from "./types";

/** A row through the mapping, every value of which the list can hold. */
type GoodRow = Extract<MappedRow, { ok: true }>;

/** A row with what was found out about it before the ledger is asked. */
export interface JudgedRow extends IdentifiedRow {
  /** Null for a row that is at fault, or outside the filter. */
  readonly mapped: GoodRow | null;
  /** Why the row cannot be synced; null also for one outside the filter. */
  readonly fault: Pick<Rejection, "code" | "field" | "message"> | null;
}

export function judgeRow(
  identified: IdentifiedRow,
  row: SourceRow,
  filter: RowFilter | null,
  map: (row: SourceRow) => MappedRow,
): JudgedRow {
  const { identity, emptyKey, clashing } = identified;
  if (emptyKey !== null) {
    const fault = { code: "key-null", field: emptyKey, message: `The key column "${emptyKey}" is empty.` } as const;
    return { identity, emptyKey, clashing, mapped: null, fault };
  }
  const verdict = filter === null || filter(row);
  if (verdict === false) return { identity, emptyKey, clashing, mapped: null, fault: null };
  if (verdict !== true) return { identity, emptyKey, clashing, mapped: null, fault: { ...verdict, field: null } };
  const mapped = map(row);
  return mapped.ok
    ? { identity, emptyKey, clashing, mapped, fault: null }
    : { identity, emptyKey, clashing, mapped: null, fault: mapped };
}

export function rejected(identity: Identity, { code, field, message }: NonNullable<JudgedRow["fault"]>): Rejection {
  return { identity, origin: "LOCAL", code, field, message, contentHash: null, operationKind: null };
}

export function duplicate(identity: Identity): Rejection {
  const message = "Several rows of this reading have the same key.";
  return {
    identity,
    origin: "LOCAL",
    code: "key-duplicate",
    field: null,
    message,
    contentHash: null,
    operationKind: null,
  };
}

/** What is to be done about one row. */
export type RowDecision =
  | { readonly kind: "unchanged" }
  | { readonly kind: "operation"; readonly operation: PlannedOperation }
  /** Refused by Graph before, with the same content, and its next try is not due. */
  | { readonly kind: "still-refused" };

/** Compares one readable row with what is known of it. Pure: the same inputs give the same decision. */
export function decideRow(
  definition: Pick<Definition, "mappingVersion" | "markField" | "formerMarks">,
  identity: Identity,
  mapped: GoodRow,
  known: KnownRows,
): RowDecision {
  const refused = known.refused.get(identity.hash);
  if (
    refused?.contentHash === mapped.contentHash &&
    refused.mappingVersion === definition.mappingVersion &&
    !leavingKinds.has(refused.operationKind)
  ) {
    return { kind: "still-refused" };
  }
  const entry = known.changed.get(identity.hash);
  // A row that a person left without an item has an entry too; it gets none.
  if (entry === undefined || (entry !== null && isLeftAlone(entry))) return { kind: "unchanged" };
  const { contentHash } = mapped;
  if (entry === null || entry.itemId === null || entry.state === "PENDING_CREATE" || entry.state === "DELETED") {
    const operation = {
      kind: "CREATE",
      identity,
      itemId: null,
      expectedEtag: null,
      cause: null,
      intended: mapped.values(null),
      before: null,
      contentHash,
    } as const;
    return { kind: "operation", operation };
  }
  // A row that comes back goes on with its item, and takes the mark off it.
  const intended = { ...mapped.values(entry.base), ...clearedMarks(definition, entry.base) };
  // A field that waits for a person is looked at again, though the row has in it what both sides agreed on.
  const isRight = !entry.isHeld && Object.keys(changedFields(intended, entry.base)).length === 0;
  const operation = {
    kind: isRight ? "RECORD" : "UPDATE",
    identity,
    itemId: entry.itemId,
    expectedEtag: entry.etag,
    cause: null,
    intended,
    before: entry.base,
    contentHash,
  } as const;
  return { kind: "operation", operation };
}

/** What becomes of the item of a row that is outside the filter now. */
export function decideFiltered(definition: LeaveRules, identity: Identity, known: KnownRows, at: string): RowDecision {
  const entry = known.changed.get(identity.hash);
  const operation = entry ? leave(definition, entry, "left-filter", at) : null;
  if (operation === null) return { kind: "unchanged" };
  return isRefusedLeave(operation, known.refused) ? { kind: "still-refused" } : { kind: "operation", operation };
}

/** What may become of an item whose row left. */
const leavingKinds: ReadonlySet<RefusedOperation["operationKind"]> = new Set(["DELETE", "MARK"]);

/** Whether the list refused just this to the item of a row that left: what it said to the row's values, while the row was there, says nothing of it. */
export function isRefusedLeave(
  { kind, identity, contentHash }: PlannedOperation,
  refused: KnownRows["refused"],
): boolean {
  const waiting = refused.get(identity.hash);
  return waiting?.operationKind === kind && waiting.contentHash === contentHash;
}

/** Entries that wait for a person or are in the middle of something else; a push does not touch them. */
function isLeftAlone(entry: LedgerEntry): boolean {
  return (
    entry.state === "DETACHED" ||
    entry.state === "ASKED" ||
    entry.state === "MOVING" ||
    entry.state === "PENDING_DELETE"
  );
}
