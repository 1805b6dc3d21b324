import { processKeyring } from "@/lib/crypto/keyring";
import { open } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { clientCertificateContext, clientSecretContext } from "./open-graph";
import { passwordContext } from "./open-source";

/** How an entered secret compares with the stored one; `unknown` where the stored one cannot be opened any more. */
export type SecretComparison = "same" | "other" | "unknown";

function compare(sealed: string | null, sealedFor: string, entered: string): SecretComparison {
  if (sealed === null) return "other";
  try {
    const stored = open(processKeyring(), sealed, sealedFor);
    return stored === entered ? "same" : "other";
  } catch (error) {
    if (error instanceof AppError && error.code === "key-missing") return "unknown";
    throw error;
  }
}

/** Whether an instance is stored with this password. Throws `not-found`. */
export async function compareWithPassword(instanceId: string, entered: string): Promise<SecretComparison> {
  const row = await db().databaseInstance.findUnique({ where: { id: instanceId }, select: { dbPassword: true } });
  if (!row) throw new AppError("not-found", { message: "This instance does not exist." });
  return compare(row.dbPassword, passwordContext, entered);
}

/** Whether a connection is stored with this secret or certificate. Throws `not-found`. */
export async function compareWithCredential(
  connectionId: string,
  kind: "secret" | "certificate",
  entered: string,
): Promise<SecretComparison> {
  const row = await db().sharepointConnection.findUnique({
    where: { id: connectionId },
    select: { clientSecret: true, clientCertificate: true },
  });
  if (!row) throw new AppError("not-found", { message: "This connection does not exist." });
  // Stored without the space around it, as the form for it does.
  const trimmed = entered.trim();
  return kind === "secret"
    ? compare(row.clientSecret, clientSecretContext, trimmed)
    : compare(row.clientCertificate, clientCertificateContext, trimmed);
}
