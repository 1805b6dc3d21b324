import { SyncError, type SyncErrorTrait } from "@/lib/errors/app-error";
import { type ErrorCode, errorCodes } from "@/lib/errors/codes";

/** What a driver code means: our code, and whether trying again may help. */
export type Classified = readonly [code: ErrorCode, trait: SyncErrorTrait];

/** `connect` while a connection is being made, `query` once it stands: a broken socket means different things. */
export type Phase = "connect" | "query";

/** The meanings that the tables of driver codes share. */
export const classified = {
  unreachable: ["source-unreachable", "transient"],
  interrupted: ["source-interrupted", "transient"],
  busy: ["source-busy", "transient"],
  login: ["source-login", "halt"],
  tls: ["source-tls", "halt"],
  permission: ["source-permission", "halt"],
  objectMissing: ["source-object-missing", "halt"],
  databaseMissing: ["source-database-missing", "halt"],
  failed: ["source-failed", "permanent"],
} as const satisfies Record<string, Classified>;

const { unreachable, interrupted, tls } = classified;

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

/** What a code of Node itself means, and what it means that there is none; null for a code of the database. */
export function classifyNodeCode(code: string | null, phase: Phase): Classified | null {
  const broken = phase === "connect" ? unreachable : interrupted;
  if (code === null || code === "ECONNRESET" || code === "EPIPE") return broken;
  const known = byNodeCode[code];
  if (known) return known === unreachable ? broken : known;
  return tlsCodePrefixes.some((prefix) => code.startsWith(prefix)) ? tls : null;
}

/** The `code` of anything thrown, e.g. a SQLSTATE or Node's; null if it carries none. */
export function driverCodeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" && error.code !== "" ? error.code : null;
}

/** A SyncError of a connector with the code's title, the place and, where there is one, what the server said. */
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

/** The words of anything thrown. Node's AggregateError of several addresses has an empty message; its code says more. */
export function saidBy(error: unknown): string | null {
  const message = error instanceof Error ? error.message : String(error);
  return message === "" ? driverCodeOf(error) : message;
}
