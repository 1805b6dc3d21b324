import { processKeyring } from "@/lib/crypto/keyring";
import { seal } from "@/lib/crypto/seal";
import { AppError } from "@/lib/errors/app-error";
import { readClientCertificate } from "@/lib/sync/client-certificate";
import { type ClearCredential, clientCertificateContext, clientSecretContext } from "@/lib/sync/open-graph";

/** How a connection proves itself, as a form or a bundle gives it; left out, the stored one stays. */
export interface EnteredCredential {
  readonly credential: "secret" | "certificate";
  readonly clientSecret?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly secretExpiresAt: Date | null;
}

/** What was entered, in the clear; null where the stored credential of this kind is to stay. */
export function enteredCredential(input: EnteredCredential): ClearCredential | null {
  if (input.credential === "certificate") {
    return input.clientCertificate === undefined ? null : { clientCertificate: input.clientCertificate };
  }
  return input.clientSecret === undefined ? null : { clientSecret: input.clientSecret };
}

/** Columns of a credential as they are stored: sealed, with the date of its end. Throws `input-invalid` for a certificate that is none. */
export function sealedCredential(entered: ClearCredential, secretExpiresAt: Date | null) {
  const { current: key } = processKeyring();
  if ("clientSecret" in entered) {
    return {
      credentialKind: "secret",
      clientSecret: seal(key, entered.clientSecret, clientSecretContext),
      clientCertificate: null,
      credentialExpiresAt: secretExpiresAt,
    };
  }
  const { expiresAt } = readClientCertificate(entered.clientCertificate);
  return {
    credentialKind: "certificate",
    clientSecret: null,
    clientCertificate: seal(key, entered.clientCertificate, clientCertificateContext),
    credentialExpiresAt: expiresAt,
  };
}

/** What was entered, in the clear. Throws `secret-required`, naming the field, where nothing was. */
export function requireCredential(input: EnteredCredential): ClearCredential {
  const entered = enteredCredential(input);
  const field = input.credential === "secret" ? "clientSecret" : "clientCertificate";
  if (entered === null) throw new AppError("secret-required", { details: { field } });
  return entered;
}
