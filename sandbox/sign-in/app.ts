import { type Context, Hono } from "hono";
import { findTenant, TENANT_ID } from "@/sandbox/graph/directory";
import type { Tenant } from "@/sandbox/graph/entities";
import { authorize } from "./authorize";
import { Codes } from "./codes";
import { EntraError, entraErrorBody, missingParameter, unknownTenant } from "./entra-error";
import { authenticateApp, required, resourceOf, type TokenRequest } from "./grants";
import { messagePage } from "./page";
import { appToken, GRAPH_AUDIENCES, idToken, issuerOf, personToken, type TokenIssuer, verifyToken } from "./tokens";

export interface SignInOptions {
  issuer: TokenIssuer;
  /** `https://localhost:<port>` of the Graph stand-in: a resource beside Microsoft's own. */
  graphOrigins: () => readonly string[];
}

/**
 * Entra ID's shape (Graph contract 2.1 and 2.2), the same on https for applications and on plain http for browsers.
 * Real RS256 tokens; no password, because nothing behind them is secret.
 */
export function createSignInApp({ issuer, graphOrigins }: SignInOptions): Hono {
  const app = new Hono();
  const codes = new Codes(issuer.clock);
  const authorityOf = (c: Context) => new URL(c.req.url).origin;
  const tenantOf = (c: Context): Tenant => {
    const name = c.req.param("tenant") ?? "";
    const tenant = findTenant(name);
    if (!tenant) throw unknownTenant(name);
    return tenant;
  };
  const resources = () => [...GRAPH_AUDIENCES, ...graphOrigins()];

  app.onError((error, c) => {
    if (!(error instanceof EntraError)) throw error;
    return c.json(entraErrorBody(error, issuer.clock.now(), authorityOf(c)), error.status);
  });

  const discovery = (c: Context) => {
    const tenant = tenantOf(c);
    const authority = authorityOf(c);
    const base = `${authority}/${tenant.id}`;
    return c.json({
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code"],
      scopes_supported: ["openid", "profile", "email"],
      issuer: issuerOf(authority, tenant),
      request_uri_parameter_supported: false,
      userinfo_endpoint: `${authority}/oidc/userinfo`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      claims_supported: [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "nonce",
        "preferred_username",
        "name",
        "tid",
        "oid",
        "email",
        "roles",
      ],
      tenant_region_scope: "EU",
    });
  };
  app.get("/:tenant/v2.0/.well-known/openid-configuration", discovery);
  app.get("/:tenant/.well-known/openid-configuration", discovery);
  app.get("/:tenant/discovery/v2.0/keys", (c) => {
    tenantOf(c);
    return c.json({ keys: [issuer.key.jwk] });
  });
  app.get("/common/discovery/instance", (c) => {
    const { host } = new URL(c.req.url);
    return c.json({
      tenant_discovery_endpoint: `${authorityOf(c)}/${TENANT_ID}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    });
  });

  app.on(["GET", "POST"], "/:tenant/oauth2/v2.0/authorize", (c) => authorize(c, codes));

  app.post("/:tenant/oauth2/v2.0/token", async (c) => {
    const tenant = tenantOf(c);
    const request: TokenRequest = {
      form: new URLSearchParams(await c.req.text()),
      authorization: c.req.header("authorization"),
      origin: c.req.header("origin"),
      tokenEndpoint: `${authorityOf(c)}/${tenant.id}/oauth2/v2.0/token`,
    };
    const grant = required(request.form, "grant_type");
    c.header("Cache-Control", "no-store");
    if (grant === "client_credentials") return c.json(await clientCredentials(request, tenant, authorityOf(c)));
    if (grant === "authorization_code") return c.json(await authorizationCode(request, tenant, authorityOf(c)));
    throw new EntraError("unsupported_grant_type", 70003, `The app requested an unsupported grant type '${grant}'.`);
  });

  async function clientCredentials(request: TokenRequest, tenant: Tenant, authority: string) {
    const resource = resourceOf(required(request.form, "scope"), resources());
    const { app: client, isConfidential } = await authenticateApp(request, tenant, issuer);
    if (!isConfidential) throw noProof();
    const lifetime = issuer.lifetimeSeconds();
    return {
      token_type: "Bearer",
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: await appToken(issuer, authority, tenant, client, resource),
    };
  }

  async function authorizationCode(request: TokenRequest, tenant: Tenant, authority: string) {
    const { form } = request;
    const { app: client, isConfidential } = await authenticateApp(request, tenant, issuer);
    const verifier = form.get("code_verifier") ?? undefined;
    if (!isConfidential && verifier === undefined) throw noProof();
    const grant = codes.redeem(required(form, "code"), client.clientId, required(form, "redirect_uri"), verifier);
    if (grant.tenantId !== tenant.id) throw missingParameter("code");
    return {
      token_type: "Bearer",
      scope: grant.scope,
      expires_in: issuer.lifetimeSeconds(),
      ext_expires_in: issuer.lifetimeSeconds(),
      access_token: await personToken(issuer, authority, tenant, client, grant.person, grant.scope),
      id_token: await idToken(issuer, authority, tenant, client, grant.person, grant.nonce),
    };
  }

  app.on(["GET", "POST"], "/oidc/userinfo", async (c) => {
    const token = /^Bearer (.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
    try {
      const { person, subject } = await verifyToken(issuer, token, resources());
      if (!person) return c.json({ error: "invalid_token" }, 401);
      return c.json({ sub: subject, name: person.name, email: person.upn });
    } catch {
      return c.json({ error: "invalid_token" }, 401);
    }
  });

  app.on(["GET", "POST"], "/:tenant/oauth2/v2.0/logout", (c) => {
    tenantOf(c);
    const back = c.req.query("post_logout_redirect_uri");
    if (back && /^https?:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/.test(back)) {
      const url = new URL(back);
      const state = c.req.query("state");
      if (state !== undefined) url.searchParams.set("state", state);
      return c.redirect(url.toString());
    }
    return c.html(messagePage("You are signed out", "You can close this window."));
  });

  app.get("/error", (c) =>
    c.html(
      messagePage("Sign-in error", "The sign-in service refused a request.", `AADSTS${c.req.query("code") ?? ""}`),
    ),
  );

  return app;
}

const noProof = () =>
  new EntraError(
    "invalid_client",
    7000218,
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  );
