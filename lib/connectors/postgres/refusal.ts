import { DatabaseError } from "pg";
import type { RowRefusalCode, WriteOutcome } from "@/lib/connectors/connector";

export type Refusal = Extract<WriteOutcome, { result: "refused" }>;

/** SQLSTATE (PostgreSQL manual, appendix A) of what is refused for the row's own sake. */
const bySqlState: Readonly<Record<string, RowRefusalCode>> = {
  "22001": "row-too-long", // string_data_right_truncation
  "22003": "row-out-of-range", // numeric_value_out_of_range
  "22008": "row-out-of-range", // datetime_field_overflow, also a day that does not exist
  "22015": "row-out-of-range", // interval_field_overflow
  "22026": "row-too-long", // string_data_length_mismatch
  "23001": "row-foreign-key", // restrict_violation
  "23502": "row-null", // not_null_violation
  "23503": "row-foreign-key", // foreign_key_violation
  "23505": "row-not-unique", // unique_violation
  "23514": "row-check", // check_violation, also that no partition takes the row
  "23P01": "row-not-unique", // exclusion_violation
  "428C9": "row-column-readonly", // generated_always
  "44000": "row-check", // with_check_option_violation
};

/** The first two characters of a SQLSTATE: its class. */
const bySqlStateClass: Readonly<Record<string, RowRefusalCode>> = {
  "22": "row-value-invalid", // data exception
  "23": "row-refused", // integrity constraint violation
  P0: "row-refused", // PL/pgSQL: a trigger raised it
};

/** Server functions that report in a row's name under a code that means something else elsewhere (`routine` of an error message). */
const byRoutine: Readonly<Record<string, RowRefusalCode>> = {
  exec_stmt_raise: "row-refused", // RAISE under a code of one's own
  rewriteTargetListIU: "row-column-readonly", // a computed column behind a view, reported as syntax_error before version 14
  ExecWithCheckOptions: "row-refused", // a policy of row-level security, reported as insufficient_privilege
};

/** What a thrown error means for the row; null where it is no fault of the row. Codes that pass by themselves stay errors. */
export function refusalOf(error: unknown): Refusal | null {
  const cause = error instanceof Error ? error.cause : null;
  if (!(cause instanceof DatabaseError) || !cause.code) return null;
  const { code: sqlState, constraint = null, column = null, message, routine = "" } = cause;
  const code = bySqlState[sqlState] ?? bySqlStateClass[sqlState.slice(0, 2)] ?? raised(sqlState, routine);
  return code ? refused(code, message, { constraint, column }) : null;
}

/** A trigger may also raise what means that the same change may succeed later: a serialization failure, a lock, a cancelled query. */
function raised(sqlState: string, routine: string): RowRefusalCode | null {
  return /^(40|55|57)/.test(sqlState) ? null : (byRoutine[routine] ?? null);
}

export function refused(
  code: RowRefusalCode,
  message: string,
  place: { readonly constraint?: string | null; readonly column?: string | null } = {},
): Refusal {
  return { result: "refused", code, constraint: place.constraint ?? null, column: place.column ?? null, message };
}
