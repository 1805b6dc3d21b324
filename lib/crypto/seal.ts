import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors/app-error";

/**
 * Secrets at rest: AES-256-GCM with a random data key a secret, itself wrapped by the key from the environment (envelope encryption).
 * Form: `v1.<key id>.<wrapped data key>.<sealed secret>`, each part base64url; the key id is the first 8 bytes of SHA-256 of the key,
 * so that a secret sealed under another key is recognised before anything is tried.
 */
export type Sealed = string & { readonly __sealed: true };

const version = "v1";

/** Reads the 32-byte master key from base64; throws `env-invalid` otherwise. */
export function masterKey(base64: string): Buffer {
  const key = Buffer.from(base64, "base64");
  if (key.length !== 32) {
    throw new AppError("env-invalid", { message: "Setting SYNCBRIDGE_SECRET_KEY must be 32 bytes in base64." });
  }
  return key;
}

/** Names a master key without revealing it. */
export function keyId(key: Buffer): string {
  return createHash("sha256").update(key).digest().subarray(0, 8).toString("base64url");
}

function encrypt(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}

/** Seals a secret for storing. `context` says what it belongs to (e.g. `database_instances.db_password`), so that it opens nowhere else. */
export function seal(key: Buffer, secret: string, context: string): Sealed {
  const dataKey = randomBytes(32);
  const wrapped = encrypt(key, dataKey, `data-key:${context}`);
  const body = encrypt(dataKey, Buffer.from(secret, "utf8"), context);
  return [version, keyId(key), wrapped.toString("base64url"), body.toString("base64url")].join(".") as Sealed;
}

/** Opens a sealed secret; throws `key-missing` when it was sealed under another key, for another place, or was altered. */
export function open(key: Buffer, sealed: string, context: string): string {
  const [found, id, wrapped, body] = sealed.split(".");
  if (found !== version || id === undefined || wrapped === undefined || body === undefined) {
    throw new AppError("key-missing", { message: "A stored secret does not have the form of a sealed one." });
  }
  if (id !== keyId(key)) {
    throw new AppError("key-missing", {
      message: `This secret was sealed under the key ${id}, but SYNCBRIDGE_SECRET_KEY holds the key ${keyId(key)}.`,
      remedy: "Start with the former key in SYNCBRIDGE_SECRET_KEY, or enter the password or client secret again.",
    });
  }
  try {
    const dataKey = decrypt(key, Buffer.from(wrapped, "base64url"), `data-key:${context}`);
    return decrypt(dataKey, Buffer.from(body, "base64url"), context).toString("utf8");
  } catch (cause) {
    throw new AppError("key-missing", { message: "A stored secret cannot be opened: it was altered or moved.", cause });
  }
}
