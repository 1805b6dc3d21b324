import type { Finding } from "@/lib/connectors/connector";
import { AppError } from "@/lib/errors/app-error";
import { createGraphClient, type GraphClient, type GraphClientOptions } from "@/lib/graph/client";
import { getSite } from "@/lib/graph/sites";
import { verifyConnection } from "@/lib/graph/verify";
import { MetastoreBudget } from "./graph-budget";
import { onErrand } from "./graph-errand";

/** Sites that a check looks at; more would cost units without telling more. */
const mostSites = 20;

interface KnownSite {
  readonly siteId: string;
  readonly webUrl: string;
}

async function siteFinding(client: GraphClient, site: KnownSite, signal?: AbortSignal): Promise<Finding> {
  const id = `site ${site.webUrl}`;
  try {
    const found = await getSite(client, site.siteId, signal);
    return { id, level: "ok", title: `The site “${found.displayName}” (${found.webUrl}) can be reached.` };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id, level: "error", title: `${site.webUrl}: ${error.message}`, remedy: error.remedy };
  }
}

/** Probes login, permissions, clock and the given sites, and reports each as a finding; never only the first failure. A person waits for it. */
export function checkGraph(
  options: GraphClientOptions,
  sites: readonly KnownSite[],
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  // Settings that are not stored yet may be those of an application that syncs already.
  const budget = new MetastoreBudget(options.tenantId, options.clientId);
  return onErrand("verification", () => check({ ...options, budget }, sites, signal));
}

async function check(
  options: GraphClientOptions,
  sites: readonly KnownSite[],
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  const findings = [...(await verifyConnection({ ...options, signal }))];
  if (findings.some((finding) => finding.id === "login" && finding.level === "error")) return findings;
  const client = createGraphClient({ ...options, patienceMs: 5_000 });
  for (const site of sites.slice(0, mostSites)) findings.push(await siteFinding(client, site, signal));
  return findings;
}
