import type { Context } from "hono";
import { findApp, findTenant } from "@/sandbox/graph/directory";
import type { App, Tenant } from "@/sandbox/graph/entities";
import type { Codes } from "./codes";
import { EntraError, unknownApp, unknownTenant } from "./entra-error";
import { formPostPage, messagePage, pickPersonPage } from "./page";

// Graph contract 2.2: the authorize endpoint.

/** An address with `*` for its port lets any port through, as Entra does for loopback addresses. */
export function isRegistered(redirectUri: string, app: App): boolean {
  let url: URL;
  try {
    url = new URL(redirectUri);
  } catch {
    return false;
  }
  return app.redirectUris.some((known) =>
    known.endsWith(":*") ? known === `${url.protocol}//${url.hostname}:*` : known === redirectUri,
  );
}

interface Asked {
  tenant: Tenant;
  app: App;
  redirectUri: string;
  query: URLSearchParams;
}

/** @throws what must be shown on a page, because without a proven address nothing may be sent back. */
function readRequest(c: Context): Asked {
  const query = new URL(c.req.url).searchParams;
  const name = c.req.param("tenant") ?? "";
  const tenant = findTenant(name);
  if (!tenant) throw unknownTenant(name);
  const clientId = query.get("client_id") ?? "";
  const app = findApp(tenant, clientId);
  if (!app) throw unknownApp(clientId);
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegistered(redirectUri, app))
    throw new EntraError(
      "invalid_request",
      50011,
      `The redirect URI '${redirectUri}' does not match the redirect URIs configured for the application '${app.clientId}'.`,
    );
  return { tenant, app, redirectUri, query };
}

type Send = Response | Promise<Response>;

function sendBack(c: Context, asked: Asked, fields: Record<string, string>): Send {
  const state = asked.query.get("state");
  const all = state === null ? fields : { ...fields, state };
  const mode = asked.query.get("response_mode") ?? "query";
  if (mode === "form_post") return c.html(formPostPage(asked.redirectUri, all));
  const url = new URL(asked.redirectUri);
  if (mode === "fragment") url.hash = new URLSearchParams(all).toString();
  else for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return c.redirect(url.toString(), 303);
}

/** Why the request cannot be served, as told to the application. */
function refusal({ query }: Asked): [string, string] | undefined {
  const type = query.get("response_type");
  if (type !== "code")
    return [
      "unsupported_response_type",
      `AADSTS700054: response_type '${type ?? ""}' is not enabled for the application.`,
    ];
  if (!(query.get("scope") ?? "").split(" ").includes("openid"))
    return ["invalid_scope", "AADSTS70011: The scope must contain openid."];
  const method = query.get("code_challenge_method");
  if (query.has("code_challenge") && method !== "S256")
    return ["invalid_request", "AADSTS9002313: The code_challenge_method must be S256."];
  return undefined;
}

/** GET shows the people, POST is a person's choice; `prompt=none` with a known `login_hint` signs in silently. */
export async function authorize(c: Context, codes: Codes): Promise<Response> {
  let asked: Asked;
  try {
    asked = readRequest(c);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return c.html(messagePage("Sign-in is not possible", error.message, `AADSTS${error.number}`), 400);
  }
  const refused = refusal(asked);
  if (refused) return sendBack(c, asked, { error: refused[0], error_description: refused[1] });
  const hint = asked.query.get("login_hint") ?? undefined;
  const isSilent = asked.query.get("prompt") === "none";
  const chosen = c.req.method === "POST" ? (await c.req.parseBody()).login : isSilent ? hint : undefined;
  const person = asked.tenant.people.find((each) => each.upn === chosen);
  if (person) {
    const nonce = asked.query.get("nonce");
    const challenge = asked.query.get("code_challenge");
    const code = codes.issue({
      tenantId: asked.tenant.id,
      clientId: asked.app.clientId,
      person,
      redirectUri: asked.redirectUri,
      scope: asked.query.get("scope") ?? "",
      ...(nonce === null ? {} : { nonce }),
      ...(challenge === null ? {} : { challenge }),
    });
    return sendBack(c, asked, { code });
  }
  if (isSilent)
    return sendBack(c, asked, {
      error: "login_required",
      error_description: "AADSTS50058: A silent sign-in request was sent but no user is signed in.",
    });
  const url = new URL(c.req.url);
  return c.html(pickPersonPage(asked.tenant, asked.app.displayName, url.pathname + url.search, hint));
}
