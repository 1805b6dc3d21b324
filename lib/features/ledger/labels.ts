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
