import type { Standing } from "@/lib/sync/read-standings";
import type { DefinitionState, Health } from "./types";

/** What of a definition's stored facts decides how it stands. */
export type HealthFacts = Pick<
  Standing,
  | "isEnabled"
  | "haltedCode"
  | "pausedBy"
  | "rescanRequired"
  | "lastStatus"
  | "lastPhase"
  | "lastOutcome"
  | "decidedReadAt"
  | "openOperations"
  | "openSince"
  | "retriedRejections"
  | "openRejections"
  | "oldestRejectionAt"
  | "cleanReadAt"
  | "newestSeenAt"
>;

/**
 * How a definition stands, from what is stored: the one place where these words get their meaning.
 *
 * - `inSyncSince`: begin of the last reading of which nothing was left open. What changed in the table later is not claimed.
 * - `rowsBehind`: rows known to be not written: operations without an outcome, and rejected rows. Null, not known, before the first reading and
 *   while the next run has to compare everything.
 * - `oldestUnsyncedAt`: the earliest moment at which one of those, or a newer value of the cursor column, is known to have stood in the table.
 */
export function healthOf(facts: HealthFacts): Health {
  const isUnread =
    facts.newestSeenAt !== null && facts.decidedReadAt !== null && facts.newestSeenAt > facts.decidedReadAt;
  const known = facts.openOperations + facts.openRejections - facts.retriedRejections;
  const isOpen = known > 0 || isUnread || facts.rescanRequired;
  const since = [facts.openSince, facts.oldestRejectionAt, isUnread ? facts.newestSeenAt : null];
  const times = since.flatMap((at) => (at === null ? [] : [at.getTime()]));
  return {
    state: stateOf(facts, isOpen),
    inSyncSince: facts.cleanReadAt,
    rowsBehind: facts.lastStatus === null || facts.rescanRequired ? null : known,
    hasUnreadRows: isUnread,
    oldestUnsyncedAt: times.length === 0 ? null : new Date(Math.min(...times)),
  };
}

function stateOf(facts: HealthFacts, isOpen: boolean): DefinitionState {
  const { lastStatus, lastOutcome } = facts;
  if (lastStatus === "RUNNING") return facts.lastPhase === "WAITING" ? "waiting" : "running";
  if (facts.haltedCode !== null) return "halted";
  if (lastOutcome === "FAILED" || lastOutcome === "INTERRUPTED") return "failed";
  if (!facts.isEnabled || facts.pausedBy !== null) return "paused";
  if (lastStatus === null) return "never-run";
  return lastOutcome === "SUCCEEDED" && !isOpen ? "in-sync" : "behind";
}
