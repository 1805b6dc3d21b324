import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { setBudget } from "@/lib/features/budgets/mutations";
import { listBudgets } from "@/lib/features/budgets/queries";
import type { BudgetRef } from "@/lib/features/budgets/schema";
import {
  addSite,
  createConnection,
  setSiteTimeZone,
  updateConnection,
  verifyConnection,
} from "@/lib/features/sharepoint/mutations";
import { getSite, listConnections, listSites } from "@/lib/features/sharepoint/queries";
import { createConnectionInput, updateConnectionInput } from "@/lib/features/sharepoint/schema";

type Say = (text: string) => void;

/** Where the sandbox's tenant answers, and as which application the product reaches it. */
export interface TenantAddress {
  readonly graphUrl: string;
  readonly authorityUrl: string;
  readonly tenantId: string;
  readonly hostname: string;
  readonly sync: { readonly clientId: string; readonly clientSecret: string };
}

const discoveryMs = 60_000;

/** Connects the sandbox's tenant and takes up its site as a person would: connection, verification, site, discovery. Answers the site's id. */
export async function ensureConnection(context: Context, say: Say, tenant: TenantAddress): Promise<string> {
  const { connectionId, changed } = await ensureStored(context, tenant);
  if (changed) await requireVerified(context, connectionId);
  const sites = await listSites(context, { connectionId });
  const known = sites.find((site) => site.sitePath.endsWith("/reference-data"));
  // Addresses of lists hold the sandbox's port: after a change they are discovered anew.
  if (known?.lastDiscoveredAt && !changed) return known.id;
  return discover(context, say, { connectionId, hostname: tenant.hostname });
}

/** Stores the connection, or corrects it when the sandbox's port changed since the last start. */
async function ensureStored(context: Context, tenant: TenantAddress) {
  const connections = await listConnections(context);
  const known = connections.find((row) => row.tenantId === tenant.tenantId && row.clientId === tenant.sync.clientId);
  const fields = {
    name: "Contoso (sandbox)",
    tenantId: tenant.tenantId,
    clientId: tenant.sync.clientId,
    clientSecret: tenant.sync.clientSecret,
    authorityHost: tenant.authorityUrl,
    scopes: [`${tenant.graphUrl}/.default`],
  };
  await ensureBudget(context, { tenantId: fields.tenantId, clientId: fields.clientId });
  if (!known) return { ...(await createConnection(context, createConnectionInput.parse(fields))), changed: true };
  const isSame = known.authorityHost === fields.authorityHost && known.scopes[0] === fields.scopes[0];
  if (!isSame) await updateConnection(context, updateConnectionInput.parse({ connectionId: known.id, ...fields }));
  return { connectionId: known.id, changed: !isSame || known.lastVerifiedAt === null };
}

/** The sandbox counts units and refuses none until its meter is switched on: nobody waits for a limit that is not there. A limit that is set stays. */
async function ensureBudget(context: Context, ref: BudgetRef): Promise<void> {
  if ((await listBudgets(context, ref)).length > 0) return;
  await setBudget(context, { ...ref, tier: "other", minuteLimit: 1_000_000, dayLimit: 1_000_000_000 });
}

async function requireVerified(context: Context, connectionId: string): Promise<void> {
  const { findings } = await verifyConnection(context, { connectionId });
  const failed = findings.find((finding) => finding.level === "error");
  if (failed) throw new AppError("graph-unreachable", { message: failed.title, remedy: failed.remedy });
}

async function discover(
  context: Context,
  say: Say,
  { connectionId, hostname }: { readonly connectionId: string; readonly hostname: string },
): Promise<string> {
  const begin = new Date();
  const { siteId } = await addSite(context, { connectionId, address: `https://${hostname}/sites/reference-data` });
  // Graph does not tell a site's zone; a person would enter it here.
  await setSiteTimeZone(context, { siteId, timeZone: "Europe/Berlin" });
  while (Date.now() - begin.getTime() < discoveryMs) {
    const site = await getSite(context, { siteId });
    if (site.lastDiscoveredAt && site.lastDiscoveredAt >= begin) {
      say(`the worker discovered the site "${site.displayName}" with ${site.listCount} lists`);
      return siteId;
    }
    await sleep(100);
  }
  throw new AppError("unexpected", { message: `The worker did not discover the site within ${discoveryMs / 1000} s.` });
}
