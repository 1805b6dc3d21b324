import { z } from "zod";
import type { Finding } from "@/lib/connectors/connector";
import { AppError } from "@/lib/errors/app-error";
import type { GraphClient } from "@/lib/graph/client";
import { getRootSite, getSite } from "@/lib/graph/sites";

/** Sites that a check looks at; more would cost units without telling more. */
const mostSites = 20;

const claims = z.object({ roles: z.array(z.string()).default([]) });

/**
 * Application permissions in the token. Entra gives tokens to applications without any permission too; then `roles` is absent (Graph contract 2.1).
 * The token is not validated: it is Graph's, read only to explain a refusal before it happens.
 */
function rolesOf(token: string): readonly string[] {
  const [, payload = ""] = token.split(".");
  const parsed = claims.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  return parsed.success ? parsed.data.roles : [];
}

function refusal(id: string, error: unknown): Finding {
  if (!(error instanceof AppError)) throw error;
  return { id, level: "error", title: error.message, remedy: error.remedy };
}

/** Least permissions by Graph contract 2.3. */
function permissionFindings(roles: readonly string[]): readonly Finding[] {
  const has = (...wanted: string[]) => wanted.some((role) => roles.includes(role));
  if (roles.length === 0) {
    return [
      {
        id: "permissions",
        level: "error",
        title: "The application has no permission: its token names none.",
        remedy: "Grant Sites.ReadWrite.All or Sites.Selected in Entra ID, and give admin consent.",
      },
    ];
  }
  const titles = roles.toSorted().join(", ");
  const findings: Finding[] = [{ id: "permissions", level: "ok", title: `The token names ${titles}.` }];
  if (!has("Sites.ReadWrite.All", "Sites.Manage.All", "Sites.FullControl.All", "Sites.Selected")) {
    findings.push({
      id: "write-permission",
      level: "error",
      title: "The application may not write items.",
      remedy: "Grant Sites.ReadWrite.All, or Sites.Selected with the role write on each site, and give admin consent.",
    });
  }
  if (!has("Sites.Manage.All", "Sites.FullControl.All")) {
    findings.push({
      id: "manage-permission",
      level: has("Sites.Selected") ? "info" : "warning",
      title: has("Sites.Selected")
        ? "Whether lists and columns can be made depends on the role granted on each site."
        : "The application may not make lists or columns, and may not see all items of lists with content approval.",
      remedy: "Grant Sites.Manage.All to provision lists and to prepare existing ones.",
    });
  }
  return findings;
}

async function siteFinding(
  client: GraphClient,
  site: { readonly siteId: string; readonly webUrl: string },
  signal?: AbortSignal,
): Promise<Finding> {
  const id = `site:${site.webUrl}`;
  try {
    const found = await getSite(client, site.siteId, signal);
    return { id, level: "ok", title: `The site “${found.displayName}” (${found.webUrl}) can be read.` };
  } catch (error) {
    return refusal(id, error);
  }
}

/** Without a known site, the root site shows whether Graph answers at all; Sites.Selected rightly refuses it. */
async function rootFinding(client: GraphClient, roles: readonly string[], signal?: AbortSignal): Promise<Finding> {
  try {
    const root = await getRootSite(client, signal);
    return { id: "reach", level: "ok", title: `Graph answers; the tenant's root site is ${root.webUrl}.` };
  } catch (error) {
    const isExpected =
      error instanceof AppError && error.code === "graph-permission" && roles.includes("Sites.Selected");
    if (!isExpected) return refusal("reach", error);
    return {
      id: "reach",
      level: "info",
      title: "Graph answers. With Sites.Selected only granted sites can be read.",
      remedy: "Add a site by its address to check it.",
    };
  }
}

/** Probes login, permissions and sites, and reports each as a finding; never only the first failure. Throws only what no finding can say. */
export async function checkGraph(
  client: GraphClient,
  sites: readonly { readonly siteId: string; readonly webUrl: string }[],
  signal?: AbortSignal,
): Promise<readonly Finding[]> {
  let roles: readonly string[];
  try {
    roles = rolesOf(await client.accessToken());
  } catch (error) {
    return [refusal("login", error)];
  }
  const login: Finding = { id: "login", level: "ok", title: "Entra ID accepted the application's login." };
  const findings = [login, ...permissionFindings(roles)];
  if (sites.length === 0) return [...findings, await rootFinding(client, roles, signal)];
  for (const site of sites.slice(0, mostSites)) findings.push(await siteFinding(client, site, signal));
  return findings;
}
