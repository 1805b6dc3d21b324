import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "@/sandbox/graph/clock";
import type { Person } from "@/sandbox/graph/entities";
import { EntraError } from "./entra-error";

/** Graph contract 2.2: a code lives about ten minutes and works once. */
const CODE_LIFE_MS = 10 * 60 * 1000;

export interface CodeGrant {
  tenantId: string;
  clientId: string;
  person: Person;
  redirectUri: string;
  scope: string;
  nonce?: string;
  challenge?: string;
}

export class Codes {
  private readonly held = new Map<string, CodeGrant & { until: number; used: boolean }>();

  constructor(private readonly clock: Clock) {}

  issue(grant: CodeGrant): string {
    const now = this.clock.now().getTime();
    for (const [code, old] of this.held) if (old.until + CODE_LIFE_MS < now) this.held.delete(code);
    const code = randomBytes(48).toString("base64url");
    this.held.set(code, { ...grant, until: now + CODE_LIFE_MS, used: false });
    return code;
  }

  /** @throws invalid_grant when the code is unknown, expired, used before, or meant for another client or address. */
  redeem(code: string, clientId: string, redirectUri: string, verifier: string | undefined): CodeGrant {
    const grant = this.held.get(code);
    if (!grant || grant.clientId !== clientId)
      throw new EntraError(
        "invalid_grant",
        70000,
        "The provided authorization code is not valid for this application.",
      );
    if (grant.used) throw new EntraError("invalid_grant", 54005, "OAuth2 Authorization code was already redeemed.");
    if (grant.until < this.clock.now().getTime())
      throw new EntraError("invalid_grant", 70008, "The provided authorization code has expired.");
    if (grant.redirectUri !== redirectUri)
      throw new EntraError(
        "invalid_client",
        500112,
        "The reply address does not match that of the authorization request.",
      );
    if (grant.challenge !== undefined && grant.challenge !== challengeOf(verifier ?? ""))
      throw new EntraError("invalid_grant", 501481, "The code_verifier does not match the code_challenge.");
    grant.used = true;
    return grant;
  }
}

const challengeOf = (verifier: string) => createHash("sha256").update(verifier).digest("base64url");
