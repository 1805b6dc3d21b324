import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

const DAY_MS = 24 * 60 * 60 * 1000;
const LIFE_DAYS = 825;
const RENEW_DAYS = 30;

export interface Certificate {
  key: string;
  cert: string;
  /** For NODE_EXTRA_CA_CERTS of the product. */
  certPath: string;
}

/** The sandbox's own certificate for localhost and 127.0.0.1; made at the first start and before it runs out. */
export async function loadCertificate(dataDir: string): Promise<Certificate> {
  const [keyPath, certPath] = [join(dataDir, "key.pem"), join(dataDir, "cert.pem")];
  if (existsSync(keyPath) && existsSync(certPath)) {
    const [key, cert] = [readFileSync(keyPath, "utf8"), readFileSync(certPath, "utf8")];
    const end = Date.parse(new X509Certificate(cert).validTo);
    if (end - Date.now() > RENEW_DAYS * DAY_MS) return { key, cert, certPath };
  }
  const made = await generate([{ name: "commonName", value: "SyncBridge sandbox" }], {
    keySize: 2048,
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + LIFE_DAYS * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyEncipherment: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  writeFileSync(keyPath, made.private, { mode: 0o600 });
  writeFileSync(certPath, made.cert);
  return { key: made.private, cert: made.cert, certPath };
}
