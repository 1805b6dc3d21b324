import type { Role } from "@/lib/context";

/** Who is signed in, as it stands in the session's token. */
export interface Person {
  /** `users.id`. */
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly Role[];
}

/** How long a sign-in holds: eight hours, in seconds. */
export const sessionSeconds = 8 * 60 * 60;

interface SessionToken {
  readonly person?: Person;
  /** Milliseconds since 1970. */
  readonly signedInAt?: number;
}

/**
 * The person of a session's token, or `null` when the sign-in is too long ago. next-auth moves a token's own end on whenever the session is asked
 * for, so that without this bound a person could keep roles that were taken away for as long as the browser asks.
 */
export function personOfToken(token: SessionToken, now: number): Person | null {
  const { person, signedInAt } = token;
  if (person === undefined || signedInAt === undefined) return null;
  return now - signedInAt < sessionSeconds * 1_000 ? person : null;
}
