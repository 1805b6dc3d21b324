import { messageOf, SyncError } from "@/lib/errors/app-error";
import { networkCodeOf } from "./network-errors";

/** What Entra's token endpoint said last, or that it said nothing. */
export interface LoginAnswer {
  readonly status: number | null;
  /** `error` of the OAuth answer: what to branch on (Graph contract 2.1). */
  readonly error: string | null;
  /** AADSTS numbers: hints only (Graph contract 2.1). */
  readonly numbers: readonly number[];
  readonly description: string | null;
}

/** Remedies by AADSTS number (Graph contract 2.1). */
const remedies: Readonly<Record<number, string>> = {
  7000215: "Enter the client secret's value, not its id, and verify the connection.",
  7000222: "The client secret has expired: make a new one in Entra ID and enter its value.",
  70002: "Enter the client secret again; it does not belong to this application.",
  700027: "Use the certificate that is registered for this application.",
  700016: "Correct the client id, or register the application in this tenant.",
  70001: "Enable the application in Entra ID.",
  7000112: "Enable the application in Entra ID.",
  900144: "Fill tenant id, client id and client secret.",
  90002: "Correct the tenant id.",
  900023: "Correct the tenant id.",
  9001023: "Enter the tenant's own id instead of `common`.",
  70011: "Use a scope that ends in `/.default`.",
  50196: "Wait some minutes: the tenant refuses too many logins in a row.",
};

/** The first line of Entra's text, without trace ids and times. */
function firstLine(text: string): string {
  return (text.split(/[\r\n]/, 1)[0] ?? "").replace(/\s*Trace ID:.*$/, "").trim();
}

/**
 * The typed error of a failed login. Where Entra answered with an OAuth error it is `graph-login` (halt) with a remedy; a server error is
 * `graph-unavailable`, no answer at all `graph-unreachable` (both transient).
 */
export function toLoginError(error: unknown, answer: LoginAnswer | null): SyncError {
  if (answer?.error) {
    const known = answer.numbers.map((number) => remedies[number]).find((remedy) => remedy !== undefined);
    const message = `Entra ID refused the login: ${firstLine(answer.description ?? answer.error)}`;
    const details = { status: answer.status, oauthError: answer.error, numbers: answer.numbers };
    return new SyncError("graph-login", {
      trait: "halt",
      message,
      details,
      cause: error,
      ...(known ? { remedy: known } : {}),
    });
  }
  if (answer?.status !== null && answer?.status !== undefined) {
    const trait = answer.status >= 500 || answer.status === 429 ? "transient" : "halt";
    return new SyncError(trait === "halt" ? "graph-login" : "graph-unavailable", {
      trait,
      message: `Entra ID answered the login with status ${answer.status}.`,
      details: { status: answer.status },
      cause: error,
    });
  }
  const reason = networkCodeOf(error) ?? firstLine(messageOf(error));
  return new SyncError("graph-unreachable", {
    trait: "transient",
    message: `Entra ID gave no answer: ${reason}.`,
    cause: error,
  });
}
