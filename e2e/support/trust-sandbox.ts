import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { loadCertificate } from "@/sandbox/graph/certificate";

/** Where tests find the certificate that this test run trusts; they copy it into a sandbox's data directory before its start. */
export const testCertificateDir = path.resolve(import.meta.dirname, "../../.data/test-certificate");

/**
 * Makes the certificate of the test run's sandboxes and lets the test workers trust it. Node reads NODE_EXTRA_CA_CERTS once, at the start of
 * a process, so that this must happen before the workers are forked; a bundle that was named before stays trusted.
 */
export default async function trustSandbox(): Promise<void> {
  mkdirSync(testCertificateDir, { recursive: true });
  const { cert } = await loadCertificate(testCertificateDir);
  const before = process.env.NODE_EXTRA_CA_CERTS;
  const bundle = path.join(testCertificateDir, "bundle.pem");
  const rest = before && before !== bundle ? readFileSync(before, "utf8") : "";
  writeFileSync(bundle, `${cert.trimEnd()}\n${rest}`);
  process.env.NODE_EXTRA_CA_CERTS = bundle;
}
