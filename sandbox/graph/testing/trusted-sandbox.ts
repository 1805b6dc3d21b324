import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "@/e2e/support/sandbox";
import { testCertificateDir } from "@/e2e/support/trust-sandbox";

/** A sandbox of its own whose certificate this process trusts, for clients that bring their own https. */
export async function startTrustedSandbox(): Promise<Sandbox> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "sandbox-trusted-"));
  for (const file of ["key.pem", "cert.pem"])
    copyFileSync(path.join(testCertificateDir, file), path.join(dataDir, file));
  const sandbox = await startSandbox({ dataDir });
  return {
    ...sandbox,
    stop: async () => {
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
