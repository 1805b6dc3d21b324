import type { TransactionRequest } from "./tds-requests";
import type { Cell, ColumnType, ScriptedColumn, ServerMessage } from "./tds-tokens";

type Rows = Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;

/** A piece of an answer; several follow one another as the results of several statements do. */
export type AnswerPart =
  | { readonly kind: "rows"; readonly columns: readonly ScriptedColumn[]; readonly rows: Rows }
  | { readonly kind: "affected"; readonly rowCount: number }
  | { readonly kind: "message"; readonly message: ServerMessage }
  | { readonly kind: "transaction"; readonly action: TransactionRequest["action"] }
  | { readonly kind: "hang" }
  | { readonly kind: "cut" };

/** Null where the script has none: BEGIN, COMMIT and ROLLBACK then succeed by themselves, all else is refused with 50000. */
export type Answer = AnswerPart | readonly AnswerPart[] | null;

/** A result set. Rows may come from a generator: they are pulled only as fast as the client takes them. */
export function rows(columns: Readonly<Record<string, ColumnType>> | readonly ScriptedColumn[], of: Rows): AnswerPart {
  return { kind: "rows", columns: isList(columns) ? columns : Object.entries(columns), rows: of };
}

const isList = (columns: object): columns is readonly ScriptedColumn[] => Array.isArray(columns);

/** A statement without result set that tells how many rows it touched, e.g. a trigger's without NOCOUNT. */
export const affected = (rowCount: number): AnswerPart => ({ kind: "affected", rowCount });

/** An error of the server, class 16 unless said otherwise; up to class 10 a message, from 20 on it ends the connection. */
export function refused(number: number, message: string, more: Partial<ServerMessage> = {}): AnswerPart {
  return { kind: "message", message: { number, message, ...more } };
}

/** The transaction ends on the server's own account, as a deadlock or XACT_ABORT does it. */
export const rolledBack: AnswerPart = { kind: "transaction", action: "rollback" };

/** Nothing comes any more until the client cancels or leaves. After rows: the result stays unfinished. */
export const hang: AnswerPart = { kind: "hang" };

/** The connection breaks here. After rows: in the middle of the result. */
export const cut: AnswerPart = { kind: "cut" };
