import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { reasonOf } from "@/lib/answer";
import type { Context } from "@/lib/context";
import { env } from "@/lib/env";

interface MonitorDefinition {
  /** As it appears in logs: "monitoring.readiness". */
  readonly name: string;
  /** `token`: only with the bearer token of SYNCBRIDGE_METRICS_TOKEN; without that setting there is nothing at the address. */
  readonly access: "anyone" | "token";
  readonly run: (context: Context) => Promise<Response>;
}

type MonitorHandler = (request: Request) => Promise<Response>;

/** By name everything that programs may ask without a session, for the test that knows how each is guarded. */
export const definedMonitors = new Map<string, Pick<MonitorDefinition, "access"> & { handler: MonitorHandler }>();

/** Makes a GET handler for programs that watch over the installation. They see what a viewer does, and no values of rows. */
export function defineMonitor({ name, access, run }: MonitorDefinition): MonitorHandler {
  const handler = async (request: Request) => {
    const refusal = access === "token" ? refusalOf(request) : null;
    if (refusal) return refusal;
    const requestId = randomUUID();
    try {
      return await run({ actor: { kind: "monitor", name: "monitoring" }, requestId });
    } catch (error) {
      return plain(500, `${reasonOf(error, { name, requestId }).title} Request ${requestId}.`);
    }
  };
  definedMonitors.set(name, { access, handler });
  return handler;
}

function refusalOf(request: Request): Response | null {
  const token = env().SYNCBRIDGE_METRICS_TOKEN;
  if (token === undefined) return plain(404, "Set SYNCBRIDGE_METRICS_TOKEN to have metrics here.");
  const [scheme, given = ""] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() === "bearer" && isSame(given, token)) return null;
  return plain(401, "Send the token of SYNCBRIDGE_METRICS_TOKEN as a bearer token.", { "www-authenticate": "Bearer" });
}

/** Compares digests, so that the time it takes tells nothing of the token. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}
