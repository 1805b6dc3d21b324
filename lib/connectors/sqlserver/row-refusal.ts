import type { RowRefusalCode } from "@/lib/connectors/connector";
import { SyncError } from "@/lib/errors/app-error";
import { errorNumbersOf, wordsOf } from "./errors";
import { optionalRows } from "./probe";
import type { Session } from "./session";

/** A statement that the server refused for the sake of the row. */
export interface RowRefusal {
  readonly code: RowRefusalCode;
  readonly number: number;
  /** The server's own words; may quote values of the row. */
  readonly message: string;
}

/** Breaks a FOREIGN KEY or a CHECK; only the constraint itself tells which. */
const constraintConflict = 547;

/** Numbers of errors (Microsoft Learn, "Database Engine events and errors"). */
const byNumber: Readonly<Record<number, RowRefusalCode>> = {
  2601: "row-not-unique", // unique index
  2627: "row-not-unique", // PRIMARY KEY or UNIQUE constraint
  [constraintConflict]: "row-check",
  550: "row-check", // WITH CHECK OPTION of a view
  515: "row-null",
  2628: "row-too-long",
  8152: "row-too-long",
  220: "row-out-of-range", // arithmetic overflow for data type
  232: "row-out-of-range",
  242: "row-out-of-range", // text to datetime
  244: "row-out-of-range", // text to tinyint or smallint
  246: "row-out-of-range",
  248: "row-out-of-range", // text to int
  296: "row-out-of-range", // to smalldatetime
  298: "row-out-of-range",
  517: "row-out-of-range", // adding to a date
  8115: "row-out-of-range", // arithmetic overflow converting
  235: "row-value-invalid", // text to money
  241: "row-value-invalid", // text to date or time
  245: "row-value-invalid", // conversion failed
  293: "row-value-invalid", // text to smallmoney
  295: "row-value-invalid", // text to smalldatetime
  6522: "row-value-invalid", // a CLR type refused the value
  8114: "row-value-invalid", // error converting data type
  8169: "row-value-invalid", // text to uniqueidentifier
  271: "row-column-readonly", // computed column
  272: "row-column-readonly", // update of a timestamp
  273: "row-column-readonly", // explicit timestamp
  544: "row-column-readonly", // explicit identity
  4406: "row-column-readonly", // derived column of a view
  8101: "row-column-readonly", // explicit identity
  8102: "row-column-readonly", // update of an identity
  13536: "row-column-readonly", // insert into GENERATED ALWAYS
  13537: "row-column-readonly", // update of GENERATED ALWAYS
  3609: "row-refused", // a trigger ended the transaction
  8134: "row-refused", // a computed column or trigger divided by zero
  33504: "row-refused", // block predicate of row-level security
};

/** Errors that applications raise themselves, in triggers mostly. */
const firstUserNumber = 50_000;

/** XML that is not well-formed, or does not fit its schema collection. */
const isXmlNumber = (number: number): boolean =>
  (number >= 9400 && number <= 9499) || (number >= 6900 && number <= 6999);

/** What a number says of a row; null when it is not the row that is refused. Exported for its table-driven test. */
export function rowRefusalCodeOf(number: number): RowRefusalCode | null {
  if (isXmlNumber(number)) return "row-value-invalid";
  return byNumber[number] ?? (number >= firstUserNumber ? "row-refused" : null);
}

/** Null when the row is not to blame. A conflict with a constraint is a `row-check` until `explainRefusal` has looked it up. */
export function rowRefusalOf(error: unknown): RowRefusal | null {
  if (error instanceof SyncError && error.code !== "source-failed") return null;
  const thrown = error instanceof SyncError ? error.cause : error;
  for (const number of errorNumbersOf(thrown)) {
    const code = rowRefusalCodeOf(number);
    if (code) return { code, number, message: wordsOf(thrown) };
  }
  return null;
}

/** What a refusal is about, as far as the catalog tells. */
export interface ExplainedRefusal {
  readonly code: RowRefusalCode;
  readonly constraint: string | null;
  readonly column: string | null;
  readonly message: string;
}

/**
 * Finds the constraint and column of a refusal: of all names that the table has in the catalog, the one that the message quotes. Run it after
 * the rollback. A login that may not see the catalog gets the code alone.
 */
export async function explainRefusal(
  session: Session,
  objectId: string,
  refusal: RowRefusal,
): Promise<ExplainedRefusal> {
  const { code, message } = refusal;
  const ask = async (text: string) => (await optionalRows(session, text, [objectId])) ?? [];
  switch (code) {
    case "row-check":
    case "row-foreign-key": {
      const rows = await ask(
        `SELECT name, 'F' FROM sys.foreign_keys
         WHERE parent_object_id = CAST(@p1 AS int) OR referenced_object_id = CAST(@p1 AS int)
         UNION ALL SELECT name, 'C' FROM sys.check_constraints WHERE parent_object_id = CAST(@p1 AS int)`,
      );
      const constraint = quotedIn(
        message,
        rows.flatMap(([name]) => name ?? []),
      );
      const isForeign = rows.some(([name, type]) => name === constraint && type === "F");
      return { code: isForeign ? "row-foreign-key" : code, constraint, column: null, message };
    }
    case "row-not-unique": {
      const rows = await ask("SELECT name FROM sys.indexes WHERE object_id = CAST(@p1 AS int) AND name IS NOT NULL");
      return {
        code,
        constraint: quotedIn(
          message,
          rows.flatMap(([name]) => name ?? []),
        ),
        column: null,
        message,
      };
    }
    default: {
      const rows = await ask("SELECT name FROM sys.columns WHERE object_id = CAST(@p1 AS int)");
      return {
        code,
        constraint: null,
        column: quotedIn(
          message,
          rows.flatMap(([name]) => name ?? []),
        ),
        message,
      };
    }
  }
}

/** The longest of the names that stands in quotes in the message. */
export function quotedIn(message: string, names: readonly string[]): string | null {
  const found = names.filter((name) => message.includes(`'${name}'`) || message.includes(`"${name}"`));
  return found.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
