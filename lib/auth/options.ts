import { randomUUID } from "node:crypto";
import type { AuthOptions } from "next-auth";
import AzureADProvider from "next-auth/providers/azure-ad";
import { z } from "zod";
import { env, requireSetting } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { rememberUser } from "@/lib/features/users/mutations";
import { log } from "@/lib/log";
import { rolesFromClaim } from "./roles";
import { type Person, personOfToken, sessionSeconds } from "./session-token";

declare module "next-auth" {
  interface Session {
    person: Person | null;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    person?: Person;
    signedInAt?: number;
  }
}

/** What the id token says about a person (Graph contract 2.2): `tid` and `oid` identify, all else may change. */
const claims = z.object({
  tid: z.string().min(1),
  oid: z.string().min(1),
  name: z.string().optional(),
  email: z.string().optional(),
  preferred_username: z.string().optional(),
  roles: z.unknown().optional(),
});

/** `<authority>/<tenant>`, where Entra ID keeps discovery, tokens and sign-out of one tenant. */
function tenantAddress(): string {
  return `${env().ENTRA_AUTHORITY.replace(/\/$/, "")}/${requireSetting("ENTRA_TENANT_ID")}`;
}

/** Where Entra ID describes itself (OpenID Connect discovery). */
export function discoveryAddress(): string {
  return `${tenantAddress()}/v2.0/.well-known/openid-configuration`;
}

let cached: AuthOptions | undefined;

/** Sign-in through Entra ID, with the session in a signed cookie for eight hours. Throws `env-invalid` when a setting is missing. */
export function authOptions(): AuthOptions {
  cached ??= makeOptions();
  return cached;
}

function makeOptions(): AuthOptions {
  return {
    secret: requireSetting("NEXTAUTH_SECRET"),
    session: { strategy: "jwt", maxAge: sessionSeconds },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-out" },
    providers: [entra()],
    callbacks: {
      jwt: async ({ token, account, profile }) =>
        account ? { ...token, person: await personOf(profile), signedInAt: Date.now() } : token,
      session: ({ session, token }) => ({ ...session, person: personOfToken(token, Date.now()) }),
    },
    logger: {
      error: (code, details) => log("sign-in").error({ code, details: describe(details) }, "sign-in failed"),
      warn: (code) => log("sign-in").warn({ code }, "sign-in warning"),
      debug: (code) => log("sign-in").debug({ code }, "sign-in"),
    },
  };
}

function entra() {
  return AzureADProvider({
    name: "Entra ID",
    clientId: requireSetting("ENTRA_CLIENT_ID"),
    clientSecret: requireSetting("ENTRA_CLIENT_SECRET"),
    tenantId: requireSetting("ENTRA_TENANT_ID"),
    wellKnown: discoveryAddress(),
    authorization: { params: { scope: "openid profile email" } },
    // The provider's own function fetches a photo from Graph.
    profile: ({ oid }) => ({ id: String(oid) }),
  });
}

async function personOf(profile: unknown): Promise<Person> {
  const parsed = claims.safeParse(profile);
  if (!parsed.success) {
    throw new AppError("not-signed-in", {
      message: "The sign-in service named no tenant and object id for this person.",
    });
  }
  const { tid, oid, email, preferred_username } = parsed.data;
  const address = email ?? preferred_username ?? null;
  const person = { name: parsed.data.name || address || oid, email: address, roles: rolesFromClaim(parsed.data.roles) };
  const { userId } = await rememberUser({ tenantId: tid, objectId: oid, ...person }, randomUUID());
  return { userId, ...person };
}

/** next-auth hands over errors in several wrappings; none of them may bring a token into the log. */
function describe(details: unknown): string {
  if (details instanceof Error) return details.message;
  if (typeof details === "object" && details !== null && "error" in details && details.error instanceof Error) {
    return details.error.message;
  }
  return "no details";
}
