import { createHash, createPublicKey, timingSafeEqual, X509Certificate } from "node:crypto";
import { decodeProtectedHeader, jwtVerify } from "jose";
import type { Clock } from "@/sandbox/graph/clock";
import { findApp } from "@/sandbox/graph/directory";
import type { App, Tenant } from "@/sandbox/graph/entities";
import { disabledApp, EntraError, missingParameter, unknownApp } from "./entra-error";
import type { TokenIssuer } from "./tokens";

// Graph contract 2.1: how a client proves itself at the token endpoint.

export interface TokenRequest {
  form: URLSearchParams;
  authorization?: string;
  /** Set when a browser page sent the request. */
  origin?: string;
  tokenEndpoint: string;
}

export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw missingParameter(name);
  return value;
}

interface Credentials {
  clientId: string;
  secret?: string;
}

function readCredentials({ form, authorization }: TokenRequest): Credentials {
  const basic = /^Basic (.+)$/i.exec(authorization ?? "")?.[1];
  if (basic) {
    const text = Buffer.from(basic, "base64").toString();
    const split = text.indexOf(":");
    const [clientId, secret] = [text.slice(0, split), text.slice(split + 1)].map((part) =>
      decodeURIComponent(part.replaceAll("+", " ")),
    );
    return { clientId: clientId ?? "", ...(secret ? { secret } : {}) };
  }
  const secret = form.get("client_secret");
  return { clientId: required(form, "client_id"), ...(secret ? { secret } : {}) };
}

/** @returns the app, and whether it proved itself; an app without proof is a public client and needs PKCE. */
export async function authenticateApp(
  request: TokenRequest,
  tenant: Tenant,
  { clock, certificatesOf }: Pick<TokenIssuer, "clock" | "certificatesOf">,
): Promise<{ app: App; isConfidential: boolean }> {
  const { clientId, secret } = readCredentials(request);
  const app = findApp(tenant, clientId);
  if (!app) throw unknownApp(clientId);
  if (app.disabled) throw disabledApp(clientId);
  const assertion = request.form.get("client_assertion");
  if (assertion) {
    await checkAssertion(assertion, certificatesOf(app), app, request, clock);
    return { app, isConfidential: true };
  }
  if (secret === undefined) return { app, isConfidential: false };
  if (request.origin)
    throw new EntraError("invalid_request", 9002326, "A client secret must not be sent from a browser page.");
  checkSecret(secret, app, clock);
  return { app, isConfidential: true };
}

function checkSecret(secret: string, app: App, clock: Clock): void {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const held = app.secrets.find((each) => timingSafeEqual(digest(each.value), digest(secret)));
  if (!held)
    throw new EntraError(
      "invalid_client",
      7000215,
      `Invalid client secret provided. Ensure the secret being sent is the client secret value, not the client secret ID, for the app '${app.clientId}'.`,
    );
  if (held.expires && Date.parse(held.expires) <= clock.now().getTime())
    throw new EntraError(
      "invalid_client",
      7000222,
      `The provided client secret keys for app '${app.clientId}' are expired.`,
    );
}

const badAssertion = (why: string) =>
  new EntraError(
    "invalid_client",
    700027,
    `The certificate or the signature of the client assertion is not valid. ${why}`,
  );

/** Graph contract 2.1, private_key_jwt: signed by a registered certificate, for this endpoint, by this app. */
async function checkAssertion(
  assertion: string,
  registered: readonly string[],
  app: App,
  request: TokenRequest,
  clock: Clock,
): Promise<void> {
  const certificates = registered.map((pem) => new X509Certificate(pem));
  const header = decodeHeader(assertion);
  const named = certificates.find((certificate) =>
    thumbprints(certificate).some((print) => print === header.x5t || print === header["x5t#S256"]),
  );
  if (!named) throw badAssertion("No registered certificate has this thumbprint.");
  try {
    await jwtVerify(assertion, createPublicKey(named.publicKey.export({ type: "spki", format: "pem" })), {
      algorithms: ["RS256", "PS256"],
      issuer: app.clientId,
      subject: app.clientId,
      audience: request.tokenEndpoint,
      currentDate: clock.now(),
      // Clocks differ, and callers round their own to whole seconds; Entra allows five minutes.
      clockTolerance: 300,
    });
  } catch (error) {
    throw badAssertion(error instanceof Error ? error.message : "");
  }
}

function decodeHeader(assertion: string): { x5t?: string; "x5t#S256"?: unknown } {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    throw badAssertion("It is not a JSON web token.");
  }
}

function thumbprints(certificate: X509Certificate): string[] {
  return ["sha1", "sha256"].map((name) => createHash(name).update(certificate.raw).digest("base64url"));
}

/** `<resource>/.default` → the resource; anything else is AADSTS70011. */
export function resourceOf(scope: string, known: readonly string[]): string {
  const match = /^(https?:\/\/[^/]+|[0-9a-f-]{36})\/+\.default$/i.exec(scope.trim());
  const resource = match?.[1]?.toLowerCase();
  if (!resource || !known.includes(resource))
    throw new EntraError(
      "invalid_scope",
      70011,
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
    );
  return resource;
}
