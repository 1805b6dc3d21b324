import { messageOf, SyncError } from "@/lib/errors/app-error";

/** Failures before a byte of the request left: name resolution, connecting, the handshake. Codes of Node, OpenSSL and undici. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

function* causesOf(error: unknown): Generator<unknown> {
  for (let cause = error, depth = 0; cause !== undefined && cause !== null && depth < 10; depth++) {
    yield cause;
    if (cause instanceof AggregateError) for (const inner of cause.errors) yield inner;
    cause = cause instanceof Error ? cause.cause : undefined;
  }
}

/** The most telling code of a failed fetch, e.g. ECONNREFUSED; null where none is given. */
export function networkCodeOf(error: unknown): string | null {
  for (const cause of causesOf(error)) {
    if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  }
  return null;
}

/** Whether the failure proves that the request never left this machine. */
export function wasNeverSent(error: unknown): boolean {
  const code = networkCodeOf(error);
  return code !== null && neverSent.test(code);
}

/** The answer did not come in time. */
export class AnswerTimeout extends Error {
  readonly code = "TIMEOUT";

  constructor(ms: number) {
    super(`No answer within ${ms / 1000} seconds.`);
    this.name = "AnswerTimeout";
  }
}

/**
 * The typed error of a call without an answer. A read is unreachable; a write is too if it was never sent, otherwise nobody knows whether
 * it arrived (Graph contract 14, trap 14).
 */
export function toNetworkError(error: unknown, isRead: boolean, doing: string): SyncError {
  const code = isRead || wasNeverSent(error) ? "graph-unreachable" : "graph-in-doubt";
  const reason = networkCodeOf(error) ?? messageOf(error);
  return new SyncError(code, { trait: "transient", message: `No answer to ${doing}: ${reason}.`, cause: error });
}
