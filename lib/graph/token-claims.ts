import { z } from "zod";
import type { GraphClient } from "./client";

const claimsSchema = z.object({
  tid: z.string().nullish(),
  appid: z.string().nullish(),
  azp: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
  iat: z.number().nullish(),
});

/** What an app-only token says about itself. */
export interface TokenClaims {
  readonly tenantId: string | null;
  readonly clientId: string | null;
  /** Granted application permissions; empty when no administrator consented (Graph contract 2.1). */
  readonly roles: readonly string[];
}

const none: TokenClaims = { tenantId: null, clientId: null, roles: [] };

/**
 * Reads the claims of a Graph token for display and advice. The token is opaque to us and is neither validated nor trusted here
 * (Graph contract 2.2); one that cannot be read gives no claims.
 */
export function claimsOf(token: string): TokenClaims {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const claims = claimsSchema.parse(payload);
    return { tenantId: claims.tid ?? null, clientId: claims.appid ?? claims.azp ?? null, roles: claims.roles ?? [] };
  } catch {
    return none;
  }
}

/** The application permissions in the client's token. Throws SyncError `graph-login`. */
export async function rolesOf(client: GraphClient): Promise<readonly string[]> {
  return claimsOf(await client.accessToken()).roles;
}
