import { createHash } from "node:crypto";
import { z } from "zod";
import { processKeyring } from "@/lib/crypto/keyring";
import { open } from "@/lib/crypto/seal";
import type { Prisma } from "@/lib/db/generated/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { createGraphClient, type GraphClient, type GraphClientOptions } from "@/lib/graph/client";
import { log } from "@/lib/log";
import { version } from "@/lib/version";
import { MetastoreBudget } from "./graph-budget";
import { runMeter } from "./run-meter";

/** What of a `sharepoint_connections` row is needed to reach its tenant. Secret and certificate are sealed texts, one of them null. */
export interface GraphConnection {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly clientCertificate: string | null;
  readonly authorityHost: string;
  readonly scopes: Prisma.JsonValue;
}

export const clientSecretContext = "sharepoint_connections.client_secret";
export const clientCertificateContext = "sharepoint_connections.client_certificate";

/** How an application proves itself, in the clear: PEM of certificate and key, or the secret's value. */
export type ClearCredential = { readonly clientSecret: string } | { readonly clientCertificate: string };

const scopeList = z.array(z.string().min(1)).min(1);

/** Graph asks for this form, so that decorated traffic is preferred to undecorated (Graph contract 1.1). */
const userAgent = `NONISV|Arcore|SyncBridge/${version}`;

/** Connections of one process are few; the bound keeps rotated secrets from piling up. */
const mostClients = 50;
const clients = new Map<string, GraphClient>();

/** The client's settings for a connection. */
export function graphOptions(
  connection: Omit<GraphConnection, "clientSecret" | "clientCertificate">,
  credential: ClearCredential,
): GraphClientOptions {
  return {
    tenantId: connection.tenantId,
    clientId: connection.clientId,
    ...credential,
    authorityHost: connection.authorityHost,
    scopes: scopeList.parse(connection.scopes),
    userAgent,
    requestTimeoutMs: env().SYNCBRIDGE_REQUEST_TIMEOUT_MS,
    log: log("graph"),
    onUnits: (units) => runMeter.getStore()?.spend(units),
  };
}

/** The stored credential in the clear, for Graph's login only. Throws `secret-required` without one, `key-missing` when it cannot be unsealed. */
export function unsealedCredential({ clientSecret, clientCertificate }: GraphConnection): ClearCredential {
  const keys = processKeyring();
  if (clientCertificate !== null) return { clientCertificate: open(keys, clientCertificate, clientCertificateContext) };
  if (clientSecret !== null) return { clientSecret: open(keys, clientSecret, clientSecretContext) };
  throw new AppError("secret-required", { message: "This connection has neither a client secret nor a certificate." });
}

/**
 * The Graph client of a connection. One client a connection and process, so that its token, its pause when throttled and its bound of requests
 * in flight hold for all that work with it (Graph contract 11); a changed or rotated connection gets a new one.
 * Throws `secret-required` without a stored secret, `key-missing` when it cannot be unsealed.
 */
export function openGraph(connection: GraphConnection): GraphClient {
  const { tenantId, clientId, clientSecret, clientCertificate, authorityHost, scopes } = connection;
  const key = createHash("sha256")
    .update(JSON.stringify([tenantId, clientId, clientSecret, clientCertificate, authorityHost, scopes]))
    .digest("hex");
  const known = clients.get(key);
  if (known) return known;
  const budget = new MetastoreBudget(tenantId, clientId);
  const client = createGraphClient({ ...graphOptions(connection, unsealedCredential(connection)), budget });
  if (clients.size >= mostClients) clients.delete(clients.keys().next().value ?? "");
  clients.set(key, client);
  return client;
}
