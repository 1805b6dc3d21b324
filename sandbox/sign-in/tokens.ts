import { createHash } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import type { Clock } from "@/sandbox/graph/clock";
import { findApp, findTenant } from "@/sandbox/graph/directory";
import type { App, Person, Tenant } from "@/sandbox/graph/entities";
import type { SigningKey } from "./signing-key";

// Graph contract 2.1 and 2.2: what tokens say.

export const GRAPH_AUDIENCES = ["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"] as const;

export interface TokenIssuer {
  key: SigningKey;
  clock: Clock;
  lifetimeSeconds: () => number;
  /** Certificates in PEM accepted for an application's assertions. */
  certificatesOf: (app: App) => readonly string[];
}

/** The subject is different in every application for the same person. */
const pairwise = (person: Person, app: App) =>
  createHash("sha256").update(`${person.oid}:${app.clientId}`).digest("base64url");

export const issuerOf = (authority: string, tenant: Tenant) => `${authority}/${tenant.id}/v2.0`;

async function sign(issuer: TokenIssuer, claims: JWTPayload, authority: string, tenant: Tenant, audience: string) {
  const now = Math.floor(issuer.clock.now().getTime() / 1000);
  return new SignJWT({ ...claims, tid: tenant.id, ver: "2.0" })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: issuer.key.kid })
    .setIssuer(issuerOf(authority, tenant))
    .setAudience(audience)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + issuer.lifetimeSeconds())
    .sign(issuer.key.privateKey);
}

/** A token for an application alone; without any permission it carries no `roles` and is issued all the same. */
export function appToken(issuer: TokenIssuer, authority: string, tenant: Tenant, app: App, audience: string) {
  const claims = {
    appid: app.clientId,
    azp: app.clientId,
    app_displayname: app.displayName,
    idtyp: "app",
    oid: app.servicePrincipalId,
    sub: app.servicePrincipalId,
    ...(app.graphRoles.length > 0 ? { roles: app.graphRoles } : {}),
  };
  return sign(issuer, claims, authority, tenant, audience);
}

/** A delegated token: enough for `userinfo`, not for SharePoint. */
export function personToken(
  issuer: TokenIssuer,
  authority: string,
  tenant: Tenant,
  app: App,
  person: Person,
  scope: string,
) {
  const claims = {
    appid: app.clientId,
    azp: app.clientId,
    oid: person.oid,
    sub: pairwise(person, app),
    name: person.name,
    preferred_username: person.upn,
    scp: scope,
  };
  return sign(issuer, claims, authority, tenant, GRAPH_AUDIENCES[0]);
}

export function idToken(
  issuer: TokenIssuer,
  authority: string,
  tenant: Tenant,
  app: App,
  person: Person,
  nonce: string | undefined,
) {
  const claims = {
    oid: person.oid,
    sub: pairwise(person, app),
    name: person.name,
    preferred_username: person.upn,
    email: person.upn,
    ...(person.roles.length > 0 ? { roles: person.roles } : {}),
    ...(nonce === undefined ? {} : { nonce }),
  };
  return sign(issuer, claims, authority, tenant, app.clientId);
}

export interface VerifiedToken {
  tenant: Tenant;
  app: App;
  roles: ReadonlySet<string>;
  person?: Person;
  /** `sub`: for a person, pairwise per application. */
  subject: string;
}

/** @throws an error of jose whose `code` tells an expired token from a false one. */
export async function verifyToken(
  issuer: TokenIssuer,
  token: string,
  audiences: readonly string[],
): Promise<VerifiedToken & { expires: number }> {
  const { payload } = await jwtVerify(token, issuer.key.publicKey, {
    algorithms: ["RS256"],
    audience: [...audiences],
    currentDate: issuer.clock.now(),
    requiredClaims: ["exp", "tid", "appid"],
  });
  const tenant = findTenant(String(payload.tid));
  const app = tenant && findApp(tenant, String(payload.appid));
  if (!tenant || !app) throw new Error("The token names an unknown tenant or application.");
  const person = tenant.people.find((each) => each.oid === payload.oid);
  return {
    tenant,
    app,
    roles: new Set(Array.isArray(payload.roles) && !person ? payload.roles.map(String) : []),
    subject: payload.sub ?? "",
    expires: (payload.exp ?? 0) * 1000,
    ...(person ? { person } : {}),
  };
}
