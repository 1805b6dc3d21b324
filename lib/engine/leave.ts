import { markId, markValue } from "./mark";
import type { LeaveCause, PlannedOperation } from "./operation";
import type { ContentHash, Definition, DeletePolicy, LedgerEntry } from "./types";

/** An archive keeps everything, marked where there is a column for it; otherwise the definition says what becomes of the item. */
export function leavePolicy(definition: LeaveRules, cause: LeaveCause): DeletePolicy {
  const chosen = cause === "source-delete" ? definition.onSourceDelete : definition.onLeftFilter;
  const policy = definition.mode === "ARCHIVE_ONLY" ? "MARK" : chosen;
  return policy === "MARK" && definition.markField === null ? "KEEP" : policy;
}

/** What a definition says of rows that leave. */
export type LeaveRules = Pick<Definition, "mode" | "onSourceDelete" | "onLeftFilter" | "markField">;

/** Whether an entry owns an item whose row was there when it was last looked at. */
export function ownsItem(entry: Pick<LedgerEntry, "state">): boolean {
  return entry.state === "LINKED" || entry.state === "PARTIAL";
}

/**
 * What becomes of the item whose row left the table or the filter at `at` (sync-semantics 8); null where it was dealt with before, or there is
 * no item. A kept item costs a note in the ledger, once: the same identity coming back goes on with it.
 */
export function leave(
  definition: LeaveRules,
  entry: LedgerEntry,
  cause: LeaveCause,
  at: string,
): PlannedOperation | null {
  if (!ownsItem(entry) || entry.itemId === null) return null;
  const common = {
    identity: entry.identity,
    itemId: entry.itemId,
    expectedEtag: entry.etag,
    cause,
    before: entry.base,
    contentHash: entry.contentHash ?? ("" as ContentHash),
  };
  switch (leavePolicy(definition, cause)) {
    case "KEEP":
      return { ...common, kind: "RECORD", intended: {} };
    case "DELETE":
      return { ...common, kind: "DELETE", intended: {} };
    case "MARK":
      if (definition.markField === null) throw new Error("A mark has a column.");
      return { ...common, kind: "MARK", intended: { [markId]: markValue(definition.markField, at) } };
  }
}
