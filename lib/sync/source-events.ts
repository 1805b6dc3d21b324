import type { FullScanReason, ReadingPlan } from "./reading-plan";
import type { NewEvent } from "./run-events";

const reasons: Readonly<Record<FullScanReason, { readonly severity: NewEvent["severity"]; readonly words: string }>> = {
  rescan: { severity: "INFO", words: "what was published since has to be compared with every row" },
  "no-cursor": { severity: "INFO", words: "this instance has not been read by this cursor before" },
  "column-changed": {
    severity: "WARN",
    words: "the position belongs to another cursor column, or the column's type has changed",
  },
  "column-gone": {
    severity: "WARN",
    words: "the cursor column is gone, or holds nothing any more that tells when a row changed",
  },
  "key-not-unique": {
    severity: "WARN",
    words: "the key is not unique in the table, and twins are seen only side by side",
  },
  due: { severity: "INFO", words: "the full scan is due, which also finds rows that left" },
};

/** Why everything is read where a cursor was chosen; null where it is followed. */
export function readingEvent({ reason, column }: ReadingPlan, instanceLabel: string): NewEvent | null {
  if (reason === null) return null;
  const { severity, words } = reasons[reason];
  const payload = { reason, column, instance: instanceLabel };
  return { severity, type: "full-scan", message: `Instance “${instanceLabel}” is read whole: ${words}.`, payload };
}

/** A reading that neither deletes nor overwrites. */
export function staleEvent(staleness: "older" | "incomparable", instanceLabel: string): NewEvent {
  const how =
    staleness === "older"
      ? "is behind what the list holds already"
      : "cannot be compared with what the list holds: it is another server or database, or one with another history";
  const message = `Instance “${instanceLabel}” ${how}. Only new rows are taken from it; nothing is overwritten or deleted.`;
  return { severity: "WARN", type: "stale-reading", message, payload: { staleness, instance: instanceLabel } };
}
