import type { Finding } from "@/lib/connectors/connector";
import { env } from "@/lib/env";
import { messageOf } from "@/lib/errors/app-error";

const patienceMs = 10_000;

/** Whether people can sign in: the settings, and the description that the authority gives of itself (Graph contract 2.2). */
export async function examineSignIn(signal: AbortSignal): Promise<readonly Finding[]> {
  const settings = env();
  const missing = (["ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET"] as const).filter(
    (name) => !settings[name],
  );
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
  return [await authorityFinding(address, signal)];
}

async function authorityFinding(address: string, signal: AbortSignal): Promise<Finding> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
    if (answer.ok) return { id: "sign-in", level: "ok", title: "The sign-in service answers for this tenant." };
    return {
      id: "sign-in",
      level: "error",
      title: `The sign-in service answers ${answer.status} for this tenant.`,
      remedy: "Check ENTRA_AUTHORITY and ENTRA_TENANT_ID.",
    };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    return {
      id: "sign-in",
      level: "error",
      title: `The sign-in service cannot be reached: ${why}.`,
      remedy: "Check the network, a proxy, and the authorities that NODE_EXTRA_CA_CERTS trusts.",
    };
  }
}
