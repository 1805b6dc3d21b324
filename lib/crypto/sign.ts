import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Keyring } from "./seal";

function signatureOf(key: Buffer, text: string, context: string): Buffer {
  const own = hkdfSync("sha256", key, "", `sign:${context}`, 32);
  return createHmac("sha256", Buffer.from(own)).update(text).digest();
}

/** What proves later that a text is the server's own, though it was in other hands meanwhile. `context` says what it is said of. */
export function sign({ current }: Pick<Keyring, "current">, text: string, context: string): string {
  return signatureOf(current, text, context).toString("base64url");
}

/** Whether one of the keys of the environment signed this very text in this context. */
export function isSigned({ current, others }: Keyring, text: string, context: string, signature: string): boolean {
  const given = Buffer.from(signature, "base64url");
  return [current, ...others].some((key) => {
    const own = signatureOf(key, text, context);
    return given.length === own.length && timingSafeEqual(given, own);
  });
}
