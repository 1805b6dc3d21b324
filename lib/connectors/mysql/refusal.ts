import type { RowRefusalCode, WriteOutcome } from "@/lib/connectors/connector";
import { SyncError } from "@/lib/errors/app-error";
import { errnoOf } from "./errors";

export type Refusal = Extract<WriteOutcome, { result: "refused" }>;

/** What a number means for the row, and where its documented message names the constraint or column. */
interface Meaning {
  readonly code: RowRefusalCode;
  readonly constraint?: RegExp;
  readonly column?: RegExp;
}

/** The name ends the message; what stands before it may quote anything. MySQL puts the table's name before that of a key. */
const forKey = /^.*for key '(.+)'$/s;
const constraintClause = /CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY/;
const atColumn = /^.*for column '(.+)' at row \d+$/s;

/** Error numbers of what is refused for the row's own sake (MySQL server error reference; MariaDB error codes). */
const byErrno: Readonly<Record<number, Meaning>> = {
  1048: { code: "row-null", column: /^Column '(.+)' cannot be null$/s }, // ER_BAD_NULL_ERROR
  1062: { code: "row-not-unique", constraint: forKey }, // ER_DUP_ENTRY
  1169: { code: "row-not-unique" }, // ER_DUP_UNIQUE
  1216: { code: "row-foreign-key" }, // ER_NO_REFERENCED_ROW
  1217: { code: "row-foreign-key" }, // ER_ROW_IS_REFERENCED
  1264: { code: "row-out-of-range", column: atColumn }, // ER_WARN_DATA_OUT_OF_RANGE
  1265: { code: "row-value-invalid", column: atColumn }, // WARN_DATA_TRUNCATED
  1292: { code: "row-value-invalid", column: atColumn }, // ER_TRUNCATED_WRONG_VALUE
  1364: { code: "row-null", column: /^Field '(.+)' doesn't have a default value$/s }, // ER_NO_DEFAULT_FOR_FIELD
  1366: { code: "row-value-invalid", column: atColumn }, // ER_TRUNCATED_WRONG_VALUE_FOR_FIELD
  1369: { code: "row-check" }, // ER_VIEW_CHECK_FAILED
  1406: { code: "row-too-long", column: atColumn }, // ER_DATA_TOO_LONG
  1416: { code: "row-value-invalid" }, // ER_CANT_CREATE_GEOMETRY_OBJECT
  1441: { code: "row-out-of-range" }, // ER_DATETIME_FUNCTION_OVERFLOW
  1451: { code: "row-foreign-key", constraint: constraintClause }, // ER_ROW_IS_REFERENCED_2
  1452: { code: "row-foreign-key", constraint: constraintClause }, // ER_NO_REFERENCED_ROW_2
  1467: { code: "row-out-of-range" }, // ER_AUTOINC_READ_FAILED: no number is left
  1525: { code: "row-value-invalid" }, // ER_WRONG_VALUE
  1526: { code: "row-check" }, // ER_NO_PARTITION_FOR_GIVEN_VALUE
  1557: { code: "row-not-unique" }, // ER_FOREIGN_DUPLICATE_KEY
  1586: { code: "row-not-unique", constraint: forKey }, // ER_DUP_ENTRY_WITH_KEY_NAME
  1644: { code: "row-refused" }, // ER_SIGNAL_EXCEPTION: a trigger
  1690: { code: "row-out-of-range" }, // ER_DATA_OUT_OF_RANGE
  1761: { code: "row-not-unique" }, // ER_FOREIGN_DUPLICATE_KEY_WITH_CHILD_INFO
  1762: { code: "row-not-unique" }, // ER_FOREIGN_DUPLICATE_KEY_WITHOUT_CHILD_INFO
  1906: { code: "row-column-readonly", column: /generated column '(.+)' in table/s }, // MariaDB
  3105: { code: "row-column-readonly", column: /generated column '(.+)' in table/s }, // MySQL ER_NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN
  3140: { code: "row-value-invalid" }, // MySQL ER_INVALID_JSON_TEXT
  3141: { code: "row-value-invalid" }, // MySQL ER_INVALID_JSON_TEXT_IN_PARAM
  3157: { code: "row-value-invalid" }, // MySQL ER_JSON_DOCUMENT_TOO_DEEP
  3819: { code: "row-check", constraint: /^Check constraint '(.+)' is violated\.$/s }, // MySQL ER_CHECK_CONSTRAINT_VIOLATED
  4025: { code: "row-check", constraint: /^CONSTRAINT `((?:[^`]|``)+)` failed for / }, // MariaDB ER_CONSTRAINT_FAILED
};

/** The class of SQLSTATEs that SIGNAL is meant to use. */
const signalled = /^45/;

/**
 * What a thrown error means for the row; null where it is no fault of the row.
 * @param table its plain name, which MySQL puts before the name of a key
 */
export function refusalOf(error: unknown, table: string): Refusal | null {
  const cause = error instanceof SyncError ? error.cause : null;
  const errno = errnoOf(cause);
  if (!(cause instanceof Error) || errno === null) return null;
  const said = "sqlMessage" in cause && typeof cause.sqlMessage === "string" ? cause.sqlMessage : cause.message;
  const isSignal = "sqlState" in cause && typeof cause.sqlState === "string" && signalled.test(cause.sqlState);
  const meaning = byErrno[errno] ?? (isSignal ? { code: "row-refused" as const } : null);
  if (!meaning) return null;
  const constraint = nameIn(said, meaning.constraint)?.replaceAll("``", "`") ?? null;
  return refused(meaning.code, said, {
    constraint: constraint?.startsWith(`${table}.`) ? constraint.slice(table.length + 1) : constraint,
    column: columnInFull(said, meaning.column) ?? nameIn(said, meaning.column),
  });
}

function nameIn(said: string, form: RegExp | undefined): string | null {
  return form?.exec(said)?.[1] ?? null;
}

/** MariaDB writes some columns in full: `` for column `shop`.`orders`.`amount` at row 1 ``. */
function columnInFull(said: string, form: RegExp | undefined): string | null {
  if (form !== atColumn) return null;
  const [, name] = /for column `(?:[^`]|``)+`\.`(?:[^`]|``)+`\.`((?:[^`]|``)+)` at row \d+$/.exec(said) ?? [];
  return name?.replaceAll("``", "`") ?? null;
}

export function refused(
  code: RowRefusalCode,
  message: string,
  place: { readonly constraint?: string | null; readonly column?: string | null } = {},
): Refusal {
  return { result: "refused", code, constraint: place.constraint ?? null, column: place.column ?? null, message };
}
