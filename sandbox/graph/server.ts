/**
 * The HTTP face of the Graph stand-in.
 *
 * Fidelity caveat, for all of `sandbox/graph`: this is not Microsoft Graph. It was written from published material on
 * Graph v1.0 and SharePoint lists (collected as the "Graph contract", whose sections the route files name) and never
 * compared with a live tenant. What that material leaves open is a named switch in `profile.ts`. What works here is
 * not proven to work against the service, and limits may have moved since.
 *
 * Written from these sections of the contract: routes/sites 3 · routes/lists 4.1 to 4.4 · routes/content-types 4.5 · routes/columns 5 and
 * 12 · routes/items 6.1 to 6.6 · routes/item-query 1.3, 6.3 and 6.4 · routes/item-filter 6.4 · routes/versions 6.7 · routes/delta 7 ·
 * batch 8 · routes/subscriptions and notifier 9 · routes/permissions 2.3 and 10 · access 2.3 · meter 11 and table (a) · field-read and
 * field-write 6.1 to 6.3 · column-by-hand 5.1 to 5.3 · profile, table (d) · errors 1.2. Grants on single items are left out.
 */
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { errors as joseErrors } from "jose";
import { type TokenIssuer, verifyToken } from "@/sandbox/sign-in/tokens";
import { isBatch, performBatch, readBatch, requirePost } from "./batch";
import type { Call, Caller } from "./call";
import { type Graph, type Outcome, perform } from "./dispatch";
import type { Json } from "./entities";
import { errorBody, GraphError, tokenExpired, unauthenticated } from "./errors";
import { faultAnswer } from "./faults";
import { notifierOf } from "./notifier";

/** Graph refuses larger requests; four of SharePoint's largest bodies. */
const MAX_REQUEST_BYTES = 8 * 1024 * 1024;
const KEPT_TOKENS = 500;

export interface GraphServerOptions {
  graph: Graph;
  issuer: TokenIssuer;
  audiences: () => readonly string[];
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

export function createGraphListener({ graph, issuer, audiences }: GraphServerOptions): Listener {
  const known = new Map<string, { caller: Caller; expires: number }>();
  // From the start, for subscriptions outlive a restart.
  notifierOf(graph);

  /** Verifies the signature once a token; expiry is looked at on every call. */
  async function authenticate(authorization: string | undefined): Promise<Caller> {
    const token = /^Bearer (.+)$/i.exec(authorization ?? "")?.[1];
    if (!token) throw unauthenticated("Access token is empty.");
    const held = known.get(token);
    if (held && held.expires > issuer.clock.now().getTime()) return held.caller;
    known.delete(token);
    try {
      const verified = await verifyToken(issuer, token, audiences());
      const caller: Caller = { tenant: verified.tenant, app: verified.app, roles: verified.roles };
      if (known.size >= KEPT_TOKENS) known.clear();
      known.set(token, { caller, expires: verified.expires });
      return caller;
    } catch (error) {
      if (error instanceof joseErrors.JWTExpired) throw tokenExpired();
      if (error instanceof joseErrors.JWTClaimValidationFailed && error.claim === "aud")
        throw unauthenticated("Access token validation failure. Invalid audience.");
      throw unauthenticated("CompactToken validation failed.");
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const clientRequestId = header(request, "client-request-id");
    const ids = { requestId, ...(clientRequestId ? { clientRequestId } : {}) };
    let outcome: Outcome;
    try {
      const caller = await authenticate(request.headers.authorization);
      const bytes = await readBody(request);
      outcome = await performOuter(graph, { ...readCall(request, bytes, caller), ...ids });
    } catch (error) {
      const known =
        error instanceof GraphError
          ? error
          : new GraphError(500, "generalException", "An unspecified error has occurred");
      if (known !== error) console.error(error);
      logRefused(graph, request, known.status);
      const body = errorBody(known, ids, issuer.clock.now(), graph.store.profile);
      outcome = { answer: { status: known.status, headers: known.more.headers, body }, delayMs: 0, drop: false };
    }
    graph.store.flush();
    if (outcome.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, outcome.delayMs));
    send(request, response, outcome, ids);
  }

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error(error);
      request.socket.destroy();
    });
  };
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
};

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > MAX_REQUEST_BYTES) throw new GraphError(413, "invalidRequest", "The request message is too big.");
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function readCall(request: IncomingMessage, bytes: Buffer, caller: Caller): Omit<Call, "requestId"> {
  const target = (request.url ?? "/").slice("/v1.0".length);
  const split = target.indexOf("?");
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  return {
    method: request.method ?? "GET",
    path: split === -1 ? target : target.slice(0, split),
    search: split === -1 ? "" : target.slice(split),
    headers,
    body: parseJson(bytes),
    bodyBytes: bytes.length,
    caller,
    origin: `https://${request.headers.host ?? "localhost"}`,
    inBatch: false,
  };
}

function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new GraphError(400, "BadRequest", "Unable to read JSON request payload.");
  }
}

/** A call that never came to a route is seen in the log all the same; nobody is charged for it. */
function logRefused(
  graph: Graph,
  request: Pick<IncomingMessage, "method" | "url">,
  status: number,
  fault?: string,
): void {
  graph.log.add({
    number: graph.log.nextNumber(),
    at: graph.store.clock.now().toISOString(),
    method: request.method ?? "GET",
    path: (request.url ?? "").replace(/^\/v1\.0/, ""),
    route: fault !== undefined ? "/$batch" : status === 401 ? "no valid token" : "unreadable",
    status,
    units: 0,
    ms: 0,
    tenantId: "",
    appId: "",
    ...(fault === undefined ? {} : { fault }),
  });
}

/** A batch passes the fault rules as one call on the wire, then its entries pass them one by one. */
async function performOuter(graph: Graph, call: Call): Promise<Outcome> {
  if (!isBatch(call)) return perform(graph, call);
  requirePost(call);
  const entries = readBatch(call.body);
  const { delayMs, interference, rule } = graph.faults.judge(call);
  if (rule !== undefined) {
    const usual = interference?.kind === "drop" ? 503 : 200;
    const status = interference && "status" in interference ? interference.status : usual;
    logRefused(graph, { method: call.method, url: call.path }, status, rule);
  }
  if (interference?.kind === "drop") return { answer: { status: 503 }, delayMs, drop: true };
  const replace = (action: Parameters<typeof faultAnswer>[0]): Outcome => {
    const answer = faultAnswer(action);
    if (!(answer instanceof GraphError)) return { answer, delayMs, drop: false };
    const body: Json = errorBody(answer, call, graph.store.clock.now(), graph.store.profile);
    return { answer: { status: answer.status, headers: answer.more.headers, body }, delayMs, drop: false };
  };
  if (interference?.kind === "answer") return replace(interference);
  const done = await performBatch(graph, call, entries);
  if (interference?.kind === "answerAfter") return replace(interference);
  return {
    ...done,
    delayMs: delayMs + done.delayMs,
    drop: done.drop || interference?.kind === "dropAfter",
    ...(interference?.kind === "cutBody" ? { keep: interference.keep } : {}),
  };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  outcome: Outcome,
  ids: { requestId: string; clientRequestId?: string },
): void {
  if (outcome.drop) {
    request.socket.destroy();
    return;
  }
  const { status, headers, body } = outcome.answer;
  const text = outcome.answer.text ?? (body === undefined ? "" : JSON.stringify(body));
  const kept = outcome.keep === undefined ? text : text.slice(0, Math.floor(text.length * outcome.keep));
  response.writeHead(status, {
    ...(text === "" ? {} : { "Content-Type": "application/json;odata.metadata=minimal;charset=utf-8" }),
    "Content-Length": Buffer.byteLength(kept),
    "OData-Version": "4.0",
    "Cache-Control": "no-store",
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId ?? ids.requestId,
    "x-ms-ags-diagnostic":
      '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"sandbox"}}',
    ...headers,
  });
  response.end(kept);
}
