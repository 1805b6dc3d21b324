import { SyncError } from "@/lib/errors/app-error";
import type { ErrorCode } from "@/lib/errors/codes";
import type { Definition, SourceColumn, SourceRow } from "../types";
import { compileExpression } from "./compile";

/** A row that the filter could not judge: neither in nor out, a rejection. */
export interface FilterFault {
  readonly code: Extract<ErrorCode, "filter-failed">;
  readonly message: string;
}

/** Whether a row takes part in the sync. Null counts as no. */
export type RowFilter = (row: SourceRow) => boolean | FilterFault;

/**
 * Compiles the definition's row filter for the columns of a snapshot; null where it has none, so that unfiltered runs pay nothing.
 * Throws `mapping-broken` (halt) when it does not fit the table any more.
 */
export function compileRowFilter(
  definition: Pick<Definition, "rowFilter" | "facts">,
  columns: readonly SourceColumn[],
): RowFilter | null {
  if (definition.rowFilter === null) return null;
  const compiled = compileExpression(definition.rowFilter, columns, { expects: "boolean", facts: definition.facts });
  if (!compiled.ok) {
    const [problem] = compiled.problems;
    throw new SyncError("mapping-broken", {
      trait: "halt",
      message: `The row filter cannot be used: ${problem.message}`,
    });
  }
  return (row) => {
    const result = compiled.evaluate(row);
    if (result.ok) return result.value === "true";
    return { code: "filter-failed", message: `The row filter failed: ${result.message}` };
  };
}
