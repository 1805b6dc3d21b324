import type { TargetColumn } from "@/lib/engine/types";

/** Characters of a time in UTC, to the second: 2026-11-29T13:30:00Z. */
const timeLength = 20;

/** What a column would take as the mark of a row that left, in words; null for a column that cannot take one. */
export function markOf(column: Pick<TargetColumn, "type" | "maxLength">): string | null {
  switch (column.type) {
    case "date-time":
      return "the date and time";
    case "date":
      return "the date";
    case "boolean":
      return "yes";
    case "text":
    case "note":
      return column.maxLength === null || column.maxLength >= timeLength ? "the time as text" : null;
    default:
      return null;
  }
}
