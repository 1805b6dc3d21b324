import type { DriftKind, DriftStatus } from "./schema";
import type { DriftSeverity, DriftTouch } from "./types";

export const driftKindLabels = {
  TABLE_VANISHED: "Table gone",
  TABLE_RETURNED: "Table back",
  COLUMN_ADDED: "Column added",
  COLUMN_REMOVED: "Column removed",
  COLUMN_RENAMED: "Column renamed?",
  COLUMN_RETYPED: "Another type",
  COLUMN_WIDENED: "Type widened",
  COLUMN_NARROWED: "Type narrowed",
  NULLABILITY_CHANGED: "Nullability changed",
  KEY_CHANGED: "Keys changed",
} as const satisfies Record<DriftKind, string>;

export const driftStatusLabels = {
  OPEN: "Open",
  ACKNOWLEDGED: "Acknowledged",
  IGNORED: "Ignored",
} as const satisfies Record<DriftStatus, string>;

export const driftSeverityLabels = {
  breaking: "Breaking",
  warning: "Warning",
  information: "Information",
} as const satisfies Record<DriftSeverity, string>;

export const driftTouchLabels = {
  mapped: "Mapped",
  key: "Key",
  cursor: "Cursor",
  table: "Reads the table",
} as const satisfies Record<DriftTouch["as"], string>;
