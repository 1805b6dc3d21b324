import { z } from "zod";
import type { GraphAnswer, GraphClient, GraphRequest } from "@/lib/graph/client";
import { statusOf } from "@/lib/graph/errors";
import type { StoredExchange } from "./test-record";

/** Longest text that is kept of a body. */
const longest = 20_000;

const batchBody = z.object({
  requests: z.array(z.object({ id: z.string(), method: z.string(), url: z.string(), body: z.unknown().optional() })),
});
const batchAnswer = z.object({
  responses: z.array(z.object({ id: z.coerce.string(), status: z.number(), body: z.unknown().optional() })),
});

function textOf(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  const text = typeof body === "string" ? body : JSON.stringify(body, null, 2);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function writesOf(request: GraphRequest) {
  const body: unknown = typeof request.body === "string" ? JSON.parse(request.body) : request.body;
  const { requests } = batchBody.parse(body);
  return requests.filter(({ method }) => method !== "GET");
}

/**
 * A client that tells the writes it sends and what is answered; readings are not told. Headers stay out of it, and with them the token: bodies hold what
 * the row holds.
 */
export function toldClient(client: GraphClient, tell: (exchange: StoredExchange) => void): GraphClient {
  const send = async (request: GraphRequest, signal?: AbortSignal): Promise<GraphAnswer> => {
    const isBatch = request.path.endsWith("/$batch");
    if (!isBatch && request.method === "GET") return client.send(request, signal);
    const writes = isBatch
      ? writesOf(request)
      : [{ id: "", method: request.method, url: request.path, body: request.body }];
    try {
      const answer = await client.send(request, signal);
      const answers = isBatch ? batchAnswer.parse(answer.body).responses : [{ id: "", ...answer }];
      for (const { id, method, url, body } of writes) {
        const own = answers.find((each) => each.id === id);
        tell({ method, path: url, request: textOf(body), status: own?.status ?? null, response: textOf(own?.body) });
      }
      return answer;
    } catch (error) {
      const response = error instanceof Error ? error.message : null;
      for (const { method, url, body } of writes)
        tell({ method, path: url, request: textOf(body), status: statusOf(error), response });
      throw error;
    }
  };
  return {
    tenantId: client.tenantId,
    clientId: client.clientId,
    baseUrl: client.baseUrl,
    send,
    accessToken: () => client.accessToken(),
    renewToken: (usedAtMs) => client.renewToken(usedAtMs),
    holdFor: (ms) => client.holdFor(ms),
    learn: (headers) => client.learn(headers),
  };
}
