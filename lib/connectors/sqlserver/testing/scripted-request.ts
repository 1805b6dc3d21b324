import type { Answer } from "./scripted-answer";
import type { Login, ParameterValue, TransactionRequest } from "./tds-requests";
import type { ServerMessage } from "./tds-tokens";

/**
 * A SQL Server that says what a test writes down: real TDS 7.4 on a real port for the real driver, with logins, databases, TLS, batches,
 * sp_executesql, transactions, cancelling, refusals, and connections that hang or break. It runs no SQL: `answer` decides by the text.
 */
export interface ScriptedServerOptions {
  /** Passwords by login name; others are refused with 18456. */
  readonly logins: Readonly<Record<string, string>>;
  /** Others are refused with 4060. `master` alone unless said otherwise. */
  readonly databases?: readonly string[];
  /** PEM texts. Without them the server supports no encryption; `isRequired` demands it of every client. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly isRequired?: boolean };
  /** Of the PRELOGIN and LOGINACK answers; 13.0.5026 (SQL Server 2016 SP2) unless said otherwise. */
  readonly version?: readonly [major: number, minor: number, build: number];
  /** Refuses a login that would be accepted, e.g. with 18456 state 7 or 17809. */
  readonly refuseLogin?: (login: Login) => ServerMessage | null;
  /** Asked for every batch and procedure but those that only SET something. Transaction manager requests come as `BEGIN TRANSACTION` etc. */
  readonly answer: (request: ScriptedRequest) => Answer | Promise<Answer>;
}

export interface ScriptedRequest {
  readonly via: "batch" | "rpc" | "transaction";
  /** Text of the batch, statement of sp_executesql, or `EXEC name` of another procedure. */
  readonly sql: string;
  /** By name without `@`. */
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly isolation: TransactionRequest["isolation"];
  readonly session: ScriptedSession;
  /** Fires when the client cancels or leaves. */
  readonly signal: AbortSignal;
}

export interface ScriptedSession {
  /** As `@@SPID`. */
  readonly id: number;
  readonly login: Omit<Login, "password">;
  readonly isEncrypted: boolean;
  readonly isInTransaction: boolean;
}

/** What happened, in order. */
export type LogEntry =
  | { readonly kind: "login"; readonly session: number; readonly isAccepted: boolean; readonly isEncrypted: boolean }
  /** Only SET statements, e.g. the driver's own after login. */
  | { readonly kind: "settings"; readonly session: number; readonly sql: string }
  | {
      readonly kind: "statement";
      readonly session: number;
      readonly via: ScriptedRequest["via"];
      readonly sql: string;
      readonly parameters: ScriptedRequest["parameters"];
      readonly isolation: ScriptedRequest["isolation"];
      readonly wasInTransaction: boolean;
    }
  | { readonly kind: "attention"; readonly session: number }
  | { readonly kind: "reset"; readonly session: number }
  | { readonly kind: "end"; readonly session: number };
