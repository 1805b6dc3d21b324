import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calculateJwkThumbprint, exportJWK, type JWK } from "jose";

export interface SigningKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
  kid: string;
  /** As published for verification. */
  jwk: JWK;
}

/** The RSA key that signs every token; kept, so that sessions outlive a restart. */
export async function loadSigningKey(dataDir: string): Promise<SigningKey> {
  const path = join(dataDir, "signing-key.pem");
  if (!existsSync(path)) {
    const made = generateKeyPairSync("rsa", { modulusLength: 2048 });
    writeFileSync(path, made.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  const privateKey = createPrivateKey(readFileSync(path));
  const publicKey = createPublicKey(privateKey);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { privateKey, publicKey, kid, jwk: { ...jwk, kid, use: "sig", alg: "RS256" } };
}
