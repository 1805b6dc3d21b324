import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { AppError } from "@/lib/errors/app-error";

/**
 * Secrets at rest: AES-256-GCM with a random data key a secret, itself wrapped by the key from the environment (envelope encryption).
 * Form: `v1.<key id>.<wrapped data key>.<sealed secret>`, each part base64url; the key id is the first 8 bytes of SHA-256 of the key,
 * so that a secret sealed under another key is recognised before anything is tried. A key of the environment can be changed without touching the
 * sealed secret itself: only its data key is wrapped anew.
 */
export type Sealed = string & { readonly __sealed: true };

const version = "v1";

/** The keys of the environment that open what is sealed: the one that new secrets are sealed under, and others that still, or soon, are in use. */
export interface Keyring {
  readonly current: Buffer;
  readonly others: readonly Buffer[];
}

/** Reads the 32-byte master key from base64; throws `env-invalid` otherwise. */
export function masterKey(base64: string): Buffer {
  const key = Buffer.from(base64, "base64");
  if (key.length !== 32) {
    throw new AppError("env-invalid", { message: "A key that seals secrets must be 32 bytes in base64." });
  }
  return key;
}

/** Reads the keys of the settings, the others parted by commas; throws `env-invalid` for one that is no key. */
export function readKeyring(current: string, others = ""): Keyring {
  const parts = others.split(",").map((part) => part.trim());
  return { current: masterKey(current), others: parts.filter((part) => part !== "").map(masterKey) };
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

interface Parts {
  readonly id: string;
  readonly wrapped: Buffer;
  /** As it stands in the text. */
  readonly body: string;
}

/** Null for a text that is not of the form of a sealed one. */
function partsOf(sealed: string): Parts | null {
  const [found, id, wrapped, body, rest] = sealed.split(".");
  if (found !== version || !id || !wrapped || body === undefined || rest !== undefined) return null;
  return { id, wrapped: Buffer.from(wrapped, "base64url"), body };
}

/** The key of this id, or undefined. */
export function keyOf({ current, others }: Keyring, id: string): Buffer | undefined {
  return [current, ...others].find((key) => keyId(key) === id);
}

function unwrap(keys: Keyring, sealed: string, context: string): { readonly dataKey: Buffer; readonly body: string } {
  const parts = partsOf(sealed);
  if (!parts) throw new AppError("key-missing", { message: "A stored secret does not have the form of a sealed one." });
  const key = keyOf(keys, parts.id);
  if (!key) {
    const known = [keys.current, ...keys.others].map(keyId);
    throw new AppError("key-missing", {
      message: `This secret was sealed under the key ${parts.id}, but this process has ${known.length === 1 ? "the key" : "the keys"} ${known.join(", ")}.`,
      remedy:
        "Start with that key among SYNCBRIDGE_OTHER_SECRET_KEYS, or enter the password or client secret again. Settings, Keys lists all such secrets.",
    });
  }
  return { dataKey: whole(() => decrypt(key, parts.wrapped, `data-key:${context}`)), body: parts.body };
}

function whole(decrypted: () => Buffer): Buffer {
  try {
    return decrypted();
  } catch (cause) {
    throw new AppError("key-missing", { message: "A stored secret cannot be opened: it was altered or moved.", cause });
  }
}

/** Opens a sealed secret; throws `key-missing` when it was sealed under a key that is not there, for another place, or was altered. */
export function open(keys: Keyring, sealed: string, context: string): string {
  const { dataKey, body } = unwrap(keys, sealed, context);
  return whole(() => decrypt(dataKey, Buffer.from(body, "base64url"), context)).toString("utf8");
}

/** The same sealed secret with its data key wrapped by the current key; the secret itself is not opened. Throws as `open` does. */
export function rewrap(keys: Keyring, sealed: string, context: string): Sealed {
  const { dataKey, body } = unwrap(keys, sealed, context);
  const wrapped = encrypt(keys.current, dataKey, `data-key:${context}`);
  return [version, keyId(keys.current), wrapped.toString("base64url"), body].join(".") as Sealed;
}
