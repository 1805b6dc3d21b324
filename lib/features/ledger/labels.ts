export type LedgerState =
  | "PENDING_CREATE"
  | "LINKED"
  | "MOVING"
  | "PENDING_DELETE"
  | "DETACHED"
  | "ARCHIVED"
  | "DELETED"
  | "ASKED"
  | "PARTIAL";

export const ledgerStateLabels: Record<LedgerState, string> = {
  PENDING_CREATE: "To be created",
  LINKED: "Linked",
  MOVING: "Moving",
  PENDING_DELETE: "To be deleted",
  DETACHED: "Detached",
  ARCHIVED: "Archived",
  DELETED: "Deleted",
  ASKED: "Waits for a decision",
  PARTIAL: "Partly written",
};

/** Which entries a ledger can be narrowed to: by state, or to those with a field that waits. */
export const ledgerFilterLabels = { ...ledgerStateLabels, HELD: "Has a field that waits for a decision" };

/** Why an entry is not simply linked. */
export const causeLabels: Readonly<Record<string, string>> = {
  "source-delete": "The row left the table",
  "left-filter": "The row left the row filter",
  "list-delete": "The item was deleted in the list",
};

/** How the forms of a field in table, agreement and list stand to each other. */
export type FieldState = "same" | "row-changed" | "item-edited" | "both-changed" | "held" | "unknown";

export const fieldStateLabels: Record<FieldState, string> = {
  same: "Same",
  "row-changed": "Row changed",
  "item-edited": "Edited in the list",
  "both-changed": "Differs",
  held: "Waits for a decision",
  unknown: "Not known",
};
