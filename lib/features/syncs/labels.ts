import type { DefinitionDetails, DefinitionRow, DefinitionState } from "./types";

export const stateLabels: Record<DefinitionState, string> = {
  running: "Running",
  waiting: "Waiting",
  "in-sync": "In sync",
  behind: "Behind",
  failed: "Failed",
  halted: "Halted",
  paused: "Paused",
  "never-run": "Not run yet",
};

/** Beside the time of the last run. */
export const lastOutcomeLabels: Record<NonNullable<DefinitionRow["lastOutcome"]>, string> = {
  SUCCEEDED: "succeeded",
  PARTIAL: "partly done",
  FAILED: "failed",
  HALTED: "halted",
  CANCELLED: "cancelled",
  INTERRUPTED: "interrupted",
};

export const modeLabels: Record<DefinitionDetails["mode"], string> = {
  ONE_WAY_PUSH: "One way, table to list",
  TWO_WAY: "Two-way",
  ARCHIVE_ONLY: "Archive",
};

export const keyStrategyLabels: Record<string, string> = {
  PRIMARY_KEY: "Primary key",
  UNIQUE_CONSTRAINT: "Unique constraint",
  COMPOSITE_COLUMNS: "Chosen columns",
  HASHED: "Hash of chosen columns",
};

export const cursorStrategyLabels: Record<string, string> = {
  FULL_SCAN: "Full scan in one snapshot",
  UPDATED_AT: "Cursor column",
  LSN: "Change capture",
};
