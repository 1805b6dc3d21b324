import { AppError, messageOf } from "@/lib/errors/app-error";
import { createGraphClient, type GraphClient, type GraphClientOptions } from "./client";
import { statusOf } from "./errors";
import type { Finding } from "./findings";
import { resolveSite } from "./sites";
import { claimsOf, type TokenClaims } from "./token-claims";

export interface VerifyOptions extends GraphClientOptions {
  /** A site to reach, in any form a person pastes; without it the root site is asked for, and a denial is no failure. */
  readonly site?: string;
  readonly signal?: AbortSignal;
}

/** A clock further off than this breaks logins: Entra allows five minutes. */
const clockErrorMs = 5 * 60_000;
const clockWarningMs = 60_000;

function failed(id: string, error: unknown): Finding {
  const remedy = error instanceof AppError ? error.remedy : undefined;
  return { id, level: "error", title: messageOf(error), ...(remedy ? { remedy } : {}) };
}

function tenantFinding(claims: TokenClaims, asked: string): Finding {
  if (claims.tenantId === null) return { id: "tenant", level: "info", title: "The token does not name its tenant." };
  const isGuid = /^[0-9a-f]{8}-/i.test(asked);
  if (!isGuid || claims.tenantId.toLowerCase() === asked.toLowerCase()) {
    return { id: "tenant", level: "ok", title: `The login is for tenant ${claims.tenantId}.` };
  }
  return {
    id: "tenant",
    level: "error",
    title: `The login is for tenant ${claims.tenantId}, not ${asked}.`,
    remedy: "Correct the tenant id of the connection.",
  };
}

const has = (roles: readonly string[], ...wanted: readonly string[]) => wanted.some((role) => roles.includes(role));

/** What the granted permissions allow (Graph contract 2.3). */
export function rolesFinding(roles: readonly string[]): Finding {
  const id = "roles";
  if (roles.length === 0) {
    return {
      id,
      level: "error",
      title: "The application has no permission in this tenant.",
      remedy: "Add the application permission Sites.Manage.All or Sites.Selected in Entra ID and give admin consent.",
    };
  }
  const names = roles.join(", ");
  if (has(roles, "Sites.Manage.All", "Sites.FullControl.All")) {
    return { id, level: "ok", title: `Lists can be made, read and written (${names}).` };
  }
  if (has(roles, "Sites.Selected")) {
    return {
      id,
      level: "info",
      title: `Only sites granted to the application can be used (${names}).`,
      remedy:
        "Grant the application the role fullcontrol on each site that is to hold new lists, or write for existing ones.",
    };
  }
  if (has(roles, "Sites.ReadWrite.All")) {
    return {
      id,
      level: "warning",
      title: `Items can be written, but no lists or columns made (${names}).`,
      remedy:
        "Add Sites.Manage.All: it is needed to make lists and the key column, and to see items under content approval.",
    };
  }
  const ofLists = has(roles, "Lists.SelectedOperations.Selected", "ListItems.SelectedOperations.Selected");
  return {
    id,
    level: "error",
    title: ofLists
      ? `A permission on single lists is not enough, since their site is read too (${names}).`
      : `Lists cannot be written (${names}).`,
    remedy: "Add the application permission Sites.Manage.All or Sites.Selected in Entra ID and give admin consent.",
  };
}

/** The difference between this machine's clock and Graph's Date header. `nowMs` is the middle of the call. */
export function clockFinding(dateHeader: string | undefined, nowMs: number): Finding {
  const theirs = Date.parse(dateHeader ?? "");
  if (Number.isNaN(theirs)) return { id: "clock", level: "info", title: "Graph did not say what time it has." };
  // The header has whole seconds.
  const offMs = Math.abs(nowMs - theirs);
  const seconds = Math.round(offMs / 1000);
  if (offMs < clockWarningMs) return { id: "clock", level: "ok", title: "This machine's clock agrees with Graph's." };
  return {
    id: "clock",
    level: offMs >= clockErrorMs ? "error" : "warning",
    title: `This machine's clock is ${seconds} seconds ${nowMs > theirs ? "ahead of" : "behind"} Graph's.`,
    remedy: "Set the clock of this machine, for example by NTP; logins fail beyond five minutes.",
  };
}

/** Reaches Graph once for its clock and the root site. The root site may be denied (Sites.Selected) without anything being wrong. */
async function probeGraph(client: GraphClient, signal: AbortSignal | undefined): Promise<readonly Finding[]> {
  const startedMs = Date.now();
  try {
    const answer = await client.send({ method: "GET", path: "/sites/root" }, signal);
    const clock = clockFinding(answer.headers.date, (startedMs + Date.now()) / 2);
    return [clock, { id: "graph", level: "ok", title: "Microsoft Graph answers." }];
  } catch (error) {
    const status = statusOf(error);
    if (status === null) return [failed("graph", error)];
    const date = error instanceof AppError && typeof error.details.date === "string" ? error.details.date : undefined;
    const clock = clockFinding(date, (startedMs + Date.now()) / 2);
    if (status !== 403 && status !== 404) return [clock, failed("graph", error)];
    return [
      clock,
      { id: "graph", level: "ok", title: "Microsoft Graph answers; the root site is not open to the application." },
    ];
  }
}

async function probeSite(client: GraphClient, address: string, signal: AbortSignal | undefined): Promise<Finding> {
  try {
    const site = await resolveSite(client, address, signal);
    return { id: "site", level: "ok", title: `The site "${site.displayName}" can be reached (${site.webUrl}).` };
  } catch (error) {
    return failed("site", error);
  }
}

/**
 * Probes a connection: login, tenant, permissions, clock and, if given, a site. Each probe is a finding with its remedy; nothing is thrown.
 * Probes that need a login are left out when it fails.
 */
export async function verifyConnection(options: VerifyOptions): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  try {
    const client = createGraphClient({ requestTimeoutMs: 15_000, patienceMs: 5_000, ...options });
    const claims = claimsOf(await client.accessToken());
    findings.push({ id: "login", level: "ok", title: "Entra ID accepts the application's login." });
    findings.push(tenantFinding(claims, options.tenantId), rolesFinding(claims.roles));
    findings.push(...(await probeGraph(client, options.signal)));
    if (options.site) findings.push(await probeSite(client, options.site, options.signal));
  } catch (error) {
    findings.push(failed("login", error));
  }
  return findings;
}
