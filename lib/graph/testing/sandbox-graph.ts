import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, startSandbox } from "@/e2e/support/sandbox";
import { createGraphClient, type GraphClient, type GraphClientOptions } from "../client";
import { createList, type GraphList } from "../lists";
import { type GraphSite, resolveSite } from "../sites";

/** Certificate of the test run. It is made before the workers start, since Node reads NODE_EXTRA_CA_CERTS once, at its start. */
const certificateDir = path.resolve(import.meta.dirname, "../../../.data/test-certificate");

/** A sandbox of its own for one test file, and what the tests need to speak to it. */
export interface SandboxGraph {
  readonly sandbox: Sandbox;
  readonly client: GraphClient;
  /** Site in America/Los_Angeles. */
  readonly site: GraphSite;
  /** Settings of the application that may do everything. */
  readonly options: GraphClientOptions;
  /** A new, empty generic list. */
  newList(): Promise<GraphList>;
  stop(): Promise<void>;
}

export const siteTimeZone = "America/Los_Angeles";
const siteAddress = "https://contoso.sharepoint.com/sites/operations";

/** Starts a sandbox whose certificate this process trusts. */
export async function startSandboxGraph(): Promise<SandboxGraph> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "graph-test-"));
  for (const file of ["key.pem", "cert.pem"]) copyFileSync(path.join(certificateDir, file), path.join(dataDir, file));
  const sandbox = await startSandbox({ dataDir });
  const { info } = sandbox;
  const options: GraphClientOptions = {
    tenantId: info.tenantId,
    clientId: info.sync.clientId,
    clientSecret: info.sync.clientSecret,
    authorityHost: info.authorityUrl,
    scopes: [`${info.graphUrl}/.default`],
  };
  const client = createGraphClient(options);
  const site = await resolveSite(client, siteAddress);
  let lists = 0;
  return {
    sandbox,
    client,
    site,
    options,
    newList: () => {
      lists += 1;
      return createList(client, { siteId: site.id, displayName: `Test list ${lists}` });
    },
    stop: async () => {
      await sandbox.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
