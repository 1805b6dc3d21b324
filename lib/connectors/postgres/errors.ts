import { SyncError, type SyncErrorTrait } from "@/lib/errors/app-error";
import { type ErrorCode, errorCodes } from "@/lib/errors/codes";

type Classified = readonly [code: ErrorCode, trait: SyncErrorTrait];

/** `connect` while a connection is being made, `query` once it stands: a broken socket means different things. */
export type Phase = "connect" | "query";

const unreachable: Classified = ["source-unreachable", "transient"];
const interrupted: Classified = ["source-interrupted", "transient"];
const busy: Classified = ["source-busy", "transient"];
const login: Classified = ["source-login", "halt"];
const tls: Classified = ["source-tls", "halt"];
const permission: Classified = ["source-permission", "halt"];
const objectMissing: Classified = ["source-object-missing", "halt"];
const databaseMissing: Classified = ["source-database-missing", "halt"];
const failed: Classified = ["source-failed", "permanent"];

/** SQLSTATE (PostgreSQL manual, appendix A) whose meaning is more exact than their class. */
const bySqlState: Readonly<Record<string, Classified>> = {
  "25P03": interrupted, // idle_in_transaction_session_timeout
  "25P04": interrupted, // transaction_timeout
  "3D000": databaseMissing, // invalid_catalog_name
  "3F000": objectMissing, // invalid_schema_name
  "40001": busy, // serialization_failure, also a standby's conflict with recovery
  "40P01": busy, // deadlock_detected
  "42501": permission, // insufficient_privilege
  "42703": objectMissing, // undefined_column
  "42704": objectMissing, // undefined_object
  "42P01": objectMissing, // undefined_table
  "55P03": busy, // lock_not_available
  "57014": busy, // query_canceled, by statement_timeout or by an administrator
  "57P01": interrupted, // admin_shutdown
  "57P02": interrupted, // crash_shutdown
  "57P03": unreachable, // cannot_connect_now: starting up or shutting down
  "57P04": databaseMissing, // database_dropped
  "57P05": interrupted, // idle_session_timeout
  "72000": busy, // snapshot_too_old
};

/** The first two characters of a SQLSTATE: its class. */
const bySqlStateClass: Readonly<Record<string, Classified>> = {
  "08": interrupted, // connection exception
  "28": login, // invalid authorization specification, also no entry in pg_hba.conf
  "53": busy, // insufficient resources, also too many connections
};

/** Codes of Node's sockets, resolver and TLS (Node.js manual, errors and tls; OpenSSL X509_V_ERR names). */
const byNodeCode: Readonly<Record<string, Classified>> = {
  EAI_AGAIN: unreachable,
  EACCES: unreachable,
  EADDRNOTAVAIL: unreachable,
  ECONNREFUSED: unreachable,
  EHOSTDOWN: unreachable,
  EHOSTUNREACH: unreachable,
  ENETDOWN: unreachable,
  ENETUNREACH: unreachable,
  ENOENT: unreachable,
  ENOTFOUND: unreachable,
  ETIMEDOUT: unreachable,
  CERT_HAS_EXPIRED: tls,
  CERT_NOT_YET_VALID: tls,
  CERT_REJECTED: tls,
  CERT_REVOKED: tls,
  CERT_SIGNATURE_FAILURE: tls,
  CERT_UNTRUSTED: tls,
  DEPTH_ZERO_SELF_SIGNED_CERT: tls,
  EPROTO: tls,
  HOSTNAME_MISMATCH: tls,
  INVALID_CA: tls,
  INVALID_PURPOSE: tls,
  PATH_LENGTH_EXCEEDED: tls,
  SELF_SIGNED_CERT_IN_CHAIN: tls,
  UNABLE_TO_GET_ISSUER_CERT: tls,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls,
};

const tlsCodePrefixes = ["ERR_TLS_", "ERR_SSL_", "ERR_OSSL_"];

/** What a driver code means; null for none. Exported for its table-driven test. */
export function classifyCode(code: string | null, phase: Phase): Classified {
  if (code === null) return phase === "connect" ? unreachable : interrupted;
  if (code === "ECONNRESET" || code === "EPIPE") return phase === "connect" ? unreachable : interrupted;
  const known = byNodeCode[code];
  if (known) return phase === "query" && known === unreachable ? interrupted : known;
  if (tlsCodePrefixes.some((prefix) => code.startsWith(prefix))) return tls;
  const classified = bySqlState[code] ?? bySqlStateClass[code.slice(0, 2)] ?? failed;
  return phase === "connect" && classified === interrupted ? unreachable : classified;
}

/** The SQLSTATE or Node code of anything thrown; null if it carries none. */
export function driverCodeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" && error.code !== "" ? error.code : null;
}

/**
 * Turns what `pg` or Node threw into a SyncError, by SQLSTATE or code, never by message text. The message keeps the server's own words.
 * @param where names the server or table for the reader, never a secret
 */
export function toSyncError(error: unknown, phase: Phase, where: string): SyncError {
  if (error instanceof SyncError) return error;
  const driverCode = driverCodeOf(error);
  const [code, trait] = classifyCode(driverCode, phase);
  return sourceError(code, trait, { where, said: saidBy(error), cause: error, driverCode });
}

/** A SyncError of this connector with the code's title, the place and, where there is one, what the server said. */
export function sourceError(
  code: ErrorCode,
  trait: SyncErrorTrait,
  facts: { where: string; said?: string | null; cause?: unknown; driverCode?: string | null },
): SyncError {
  const title = errorCodes[code].title.replace(/\.$/, "");
  const said = facts.said ? `: ${facts.said}` : "";
  return new SyncError(code, {
    trait,
    message: `${title} (${facts.where}${said}).`,
    details: { where: facts.where, driverCode: facts.driverCode ?? null },
    cause: facts.cause,
  });
}

/** Node's AggregateError of several addresses has an empty message; its code says more. */
function saidBy(error: unknown): string | null {
  const message = error instanceof Error ? error.message : String(error);
  return message === "" ? driverCodeOf(error) : message;
}
