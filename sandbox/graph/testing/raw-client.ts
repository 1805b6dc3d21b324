import { readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import type { Sandbox } from "@/e2e/support/sandbox";

/** What tests look into. All of it is absent in some answer: an assertion on what is missing fails. */
export interface GraphBody {
  [name: string]: unknown;
  id: string;
  name: string;
  eTag: string;
  webUrl: string;
  fields: Record<string, unknown>;
  columns: { name: string }[];
  items: GraphBody[];
  value: GraphBody[];
  parentReference: { id: string };
  error: { code: string; message: string; innerError: Record<string, string> };
  responses: GraphEntry[];
  access_token: string;
  error_description: string;
  "@odata.nextLink": string;
  "@odata.deltaLink": string;
}

export interface GraphEntry {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: GraphBody;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
  body: GraphBody;
}

export interface RawClient {
  token: string;
  /** Below `/v1.0`, or an absolute address as found in a next link. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<RawAnswer>;
  get: (path: string, headers?: Record<string, string>) => Promise<RawAnswer>;
  post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<RawAnswer>;
  patch: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<RawAnswer>;
  delete: (path: string, headers?: Record<string, string>) => Promise<RawAnswer>;
  close: () => void;
}

/** One https exchange, byte for byte, trusting the sandbox's own certificate. */
export function exchange(
  sandbox: Sandbox,
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string; agent?: Agent } = {},
): Promise<RawAnswer> {
  const ca = readFileSync(sandbox.info.certPath);
  return new Promise((done, failed) => {
    const sent = request(
      url,
      { method: options.method ?? "GET", headers: options.headers, ca, agent: options.agent },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", failed);
        response.on("end", () => {
          const text = Buffer.concat(parts).toString();
          const headers = Object.fromEntries(
            Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
          );
          done({ status: response.statusCode ?? 0, headers, text, body: parse(text) as GraphBody });
        });
      },
    );
    sent.on("error", failed);
    sent.end(options.body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function requestToken(sandbox: Sandbox, form: Record<string, string>, tenant = sandbox.info.tenantId) {
  return exchange(sandbox, `${sandbox.info.authorityUrl}/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
}

/** A client of an application; of the one that the sync uses, when none is named. */
export async function rawClient(
  sandbox: Sandbox,
  app: { clientId: string; clientSecret: string } = sandbox.info.sync,
  tenant?: string,
): Promise<RawClient> {
  const answer = await requestToken(
    sandbox,
    {
      grant_type: "client_credentials",
      client_id: app.clientId,
      client_secret: app.clientSecret,
      scope: "https://graph.microsoft.com/.default",
    },
    tenant,
  );
  const token = String(answer.body.access_token);
  const agent = new Agent({ keepAlive: true });
  const call: RawClient["call"] = (method, path, body, headers = {}) =>
    exchange(sandbox, path.startsWith("https:") ? path : `${sandbox.info.graphUrl}/v1.0${path}`, {
      method,
      agent,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    token,
    call,
    get: (path, headers) => call("GET", path, undefined, headers),
    post: (path, body, headers) => call("POST", path, body, headers),
    patch: (path, body, headers) => call("PATCH", path, body, headers),
    delete: (path, headers) => call("DELETE", path, undefined, headers),
    close: () => agent.destroy(),
  };
}
