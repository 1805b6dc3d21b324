/** What went wrong on the way through Entra ID, for the sign-in page. */
export interface SignInError {
  readonly title: string;
  readonly remedy: string;
}

const again = "Try again. If it stays, tell an administrator.";

/** By the error codes that next-auth puts into the address of its sign-in page. */
const errors: Readonly<Record<string, SignInError>> = {
  AccessDenied: {
    title: "Entra ID did not let you in.",
    remedy: "Ask an administrator to assign you to the SyncBridge application in Entra ID.",
  },
  OAuthSignin: {
    title: "Entra ID could not be reached.",
    remedy: "Try again in a moment. Administrators: check ENTRA_AUTHORITY, ENTRA_TENANT_ID and the network.",
  },
  OAuthCallback: {
    title: "The sign-in was not completed.",
    remedy:
      "Try again. Administrators: check the client secret and that the redirect address ends in /api/auth/callback/azure-ad.",
  },
  Callback: {
    title: "You were signed in, but the session could not be begun.",
    remedy:
      "Try again in a moment; the metastore may be unreachable, or you signed in very often within a minute. The web process's log names the cause.",
  },
  Configuration: {
    title: "The sign-in is not set up correctly.",
    remedy: "Administrators: the web process's log names the setting.",
  },
  SessionRequired: { title: "Please sign in first.", remedy: "You will come back to where you were." },
};

/** The text for a code of the address, where it may stand several times; unknown codes get a general one, absence none. */
export function signInError(codes: string | readonly string[] | undefined): SignInError | null {
  const code = typeof codes === "string" ? codes : codes?.[0];
  if (!code) return null;
  const known = Object.hasOwn(errors, code) ? errors[code] : undefined;
  return known ?? { title: "The sign-in failed.", remedy: again };
}
