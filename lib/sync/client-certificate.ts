import { createPrivateKey, X509Certificate } from "node:crypto";
import { AppError } from "@/lib/errors/app-error";

function refuse(message: string, cause?: unknown): AppError {
  return new AppError("input-invalid", { message, details: { field: "clientCertificate" }, cause });
}

function read<T>(make: () => T, what: string): T {
  try {
    return make();
  } catch (cause) {
    throw refuse(`The ${what} in the PEM text cannot be read.`, cause);
  }
}

/**
 * Reads the PEM of a certificate with its private key.
 * Throws AppError `input-invalid` when a part cannot be read, the two do not belong together, or the certificate has ended.
 * @returns when the certificate ends
 */
export function readClientCertificate(pem: string, now = new Date()): { readonly expiresAt: Date } {
  const certificate = read(() => new X509Certificate(pem), "certificate");
  const key = read(() => createPrivateKey(pem), "private key");
  if (!certificate.checkPrivateKey(key)) throw refuse("The private key does not belong to the certificate.");
  const expiresAt = new Date(certificate.validTo);
  if (expiresAt <= now) throw refuse(`The certificate ended at ${expiresAt.toISOString()}.`);
  return { expiresAt };
}
