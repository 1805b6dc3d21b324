import { z } from "zod";
import type { Finding } from "@/lib/connectors/connector";
import { type Env, env } from "@/lib/env";
import { messageOf, SyncError } from "@/lib/errors/app-error";
import { TokenSource } from "@/lib/graph/credential";

const patienceMs = 10_000;

const names = ["ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET"] as const;
type Settings = Pick<Env, "ENTRA_AUTHORITY" | (typeof names)[number]>;

/** What of the authority's description of itself is needed; a national cloud names its own Graph. */
const descriptionSchema = z.object({
  token_endpoint: z.url(),
  msgraph_host: z.string().default("graph.microsoft.com"),
});

/**
 * Whether people can sign in: the settings, the description that the authority gives of itself (Graph contract 2.2), and whether it takes the
 * application's secret.
 */
export async function examineSignIn(signal: AbortSignal, settings: Settings = env()): Promise<readonly Finding[]> {
  const missing = names.filter((name) => !settings[name]);
  if (missing.length > 0) {
    return [
      {
        id: "sign-in",
        level: "warning",
        title: `Nobody can sign in: ${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} not set.`,
        remedy: "Register the application in Entra ID and set its ids and secret (README, Signing in).",
      },
    ];
  }
  const address = `${settings.ENTRA_AUTHORITY.replace(/\/$/, "")}/${settings.ENTRA_TENANT_ID}/v2.0/.well-known/openid-configuration`;
  const { finding, graphHost } = await authorityFinding(address, signal);
  // The library that logs in speaks https only; the demo's sign-in service has none.
  if (graphHost === null || !address.startsWith("https:")) return [finding];
  const secret = await secretFinding(settings, graphHost);
  signal.throwIfAborted();
  return secret ? [finding, secret] : [finding];
}

const wrongAddress = "Check ENTRA_AUTHORITY and ENTRA_TENANT_ID.";

async function authorityFinding(
  address: string,
  signal: AbortSignal,
): Promise<{ readonly finding: Finding; readonly graphHost: string | null }> {
  const failed = (title: string, remedy: string) => ({
    finding: { id: "sign-in", level: "error" as const, title, remedy },
    graphHost: null,
  });
  try {
    const answer = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
    if (!answer.ok) return failed(`The sign-in service answers ${answer.status} for this tenant.`, wrongAddress);
    const described = descriptionSchema.safeParse(jsonOf(await answer.text()));
    if (!described.success) return failed("What answers at the sign-in address is no sign-in service.", wrongAddress);
    return {
      finding: { id: "sign-in", level: "ok", title: "The sign-in service answers for this tenant." },
      graphHost: described.data.msgraph_host,
    };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    return failed(
      `The sign-in service cannot be reached: ${why}.`,
      "Check the network, a proxy, and the authorities that NODE_EXTRA_CA_CERTS trusts.",
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** OAuth's words for an application that is not known or did not prove itself; any other refusal is of the token, not of the secret. */
const unproven: ReadonlySet<unknown> = new Set(["invalid_client", "unauthorized_client"]);

/** Logs in as the application itself, which needs no permission (Graph contract 2.1); null where that tells nothing of the secret. */
async function secretFinding(settings: Settings, graphHost: string): Promise<Finding | null> {
  const source = new TokenSource({
    tenantId: settings.ENTRA_TENANT_ID ?? "",
    clientId: settings.ENTRA_CLIENT_ID ?? "",
    clientSecret: settings.ENTRA_CLIENT_SECRET ?? "",
    authorityHost: settings.ENTRA_AUTHORITY,
    scopes: [`https://${graphHost}/.default`],
  });
  try {
    await source.get();
    return { id: "sign-in-secret", level: "ok", title: "The sign-in service takes the application's secret." };
  } catch (error) {
    if (!(error instanceof SyncError) || !unproven.has(error.details.oauthError)) return null;
    return {
      id: "sign-in-secret",
      level: "error",
      title: error.message,
      remedy:
        "Nobody can sign in until ENTRA_CLIENT_ID names an application of this tenant and ENTRA_CLIENT_SECRET is the value, not the id, of a secret of it that has not expired.",
    };
  }
}
