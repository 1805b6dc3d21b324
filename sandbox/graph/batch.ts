// Graph contract 8 ($batch). Fidelity caveat: see ./server.ts.
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Answer, Call } from "./call";
import { type Graph, type Outcome, perform } from "./dispatch";
import type { Json, JsonObject } from "./entities";
import { errorBody, GraphError, invalidRequest } from "./errors";
import { shuffle } from "./random";

const MAX_ENTRIES = 20;

const entrySchema = z.object({
  id: z.string().min(1),
  method: z.enum(["GET", "POST", "PATCH", "PUT", "DELETE"]),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
});
const batchSchema = z.object({ requests: z.array(z.unknown()).min(1) });

export type Entry = z.infer<typeof entrySchema>;

const badBatch = (message: string) => new GraphError(400, "BadRequest", message);

/** Reads a batch and refuses a malformed one whole; nothing of it is applied then. */
export function readBatch(body: unknown): Entry[] {
  const batch = batchSchema.safeParse(body);
  if (!batch.success) throw badBatch("Invalid batch payload format.");
  if (batch.data.requests.length > MAX_ENTRIES)
    throw new GraphError(
      400,
      "MaximumValueExceeded",
      `Number of batch request steps exceeds the maximum value of ${MAX_ENTRIES}.`,
    );
  const entries = batch.data.requests.map((request) => {
    const entry = entrySchema.safeParse(request);
    if (!entry.success) throw badBatch("Invalid batch payload format.");
    return { ...entry.data, method: entry.data.method };
  });
  const ids = new Set<string>();
  for (const { id } of entries) {
    if (ids.has(id.toLowerCase())) throw badBatch(`The batch holds the request id '${id}' more than once.`);
    ids.add(id.toLowerCase());
  }
  for (const entry of entries) {
    const hasType = Object.keys(entry.headers ?? {}).some((name) => name.toLowerCase() === "content-type");
    if (entry.body !== undefined && !hasType)
      throw badBatch(`Request '${entry.id}' has a body but no Content-Type header.`);
    for (const other of entry.dependsOn ?? [])
      if (!ids.has(other.toLowerCase()))
        throw badBatch(`Request '${entry.id}' depends on the unknown request '${other}'.`);
  }
  return inOrder(entries);
}

/** What others depend on comes first; a ring of dependencies is a malformed batch. */
export function inOrder(entries: Entry[]): Entry[] {
  const waiting = [...entries];
  const done = new Set<string>();
  const ordered: Entry[] = [];
  while (waiting.length > 0) {
    const at = waiting.findIndex((entry) => (entry.dependsOn ?? []).every((id) => done.has(id.toLowerCase())));
    const [entry] = at === -1 ? [] : waiting.splice(at, 1);
    if (!entry) throw badBatch("The batch holds a circular dependency.");
    done.add(entry.id.toLowerCase());
    ordered.push(entry);
  }
  return ordered;
}

/** Performs every entry on its own: own permission, own units, own refusal; the outer answer is 200. */
export async function performBatch(graph: Graph, outer: Call, entries: Entry[]): Promise<Outcome> {
  const number = graph.log.nextNumber();
  const failed = new Set<string>();
  const outcome: Outcome = { answer: { status: 200 }, delayMs: 0, drop: false };
  const responses: JsonObject[] = [];
  for (const entry of entries) {
    if (entry.dependsOn?.some((id) => failed.has(id.toLowerCase()))) {
      failed.add(entry.id.toLowerCase());
      responses.push(failedDependency(graph, outer, entry));
      continue;
    }
    const done = await perform(graph, entryCall(outer, entry), number);
    outcome.delayMs = Math.max(outcome.delayMs, done.delayMs);
    outcome.drop ||= done.drop;
    if (done.answer.status >= 400) failed.add(entry.id.toLowerCase());
    responses.push(response(entry.id, done.answer));
  }
  // In any order (Graph contract 8), so that no client may lean on it.
  if (graph.store.profile.shuffleBatch) shuffle(responses, Math.random);
  outcome.answer.body = { responses: responses as Json };
  return outcome;
}

function entryCall(outer: Call, entry: Entry): Call {
  const split = entry.url.indexOf("?");
  const path = split === -1 ? entry.url : entry.url.slice(0, split);
  const headers = Object.fromEntries(
    Object.entries(entry.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    ...outer,
    method: entry.method,
    path: path.startsWith("/") ? path : `/${path}`,
    search: split === -1 ? "" : entry.url.slice(split),
    headers,
    body: entry.body,
    // An entry is no longer than its batch; only in a very long batch is it worth measuring.
    bodyBytes: outer.bodyBytes < 2_000_000 ? outer.bodyBytes : Buffer.byteLength(JSON.stringify(entry.body ?? null)),
    requestId: randomUUID(),
    inBatch: true,
  };
}

function response(id: string, answer: Answer): JsonObject {
  return {
    id,
    status: answer.status,
    headers: {
      ...(answer.body === undefined ? {} : { "Content-Type": "application/json" }),
      ...answer.headers,
    },
    ...(answer.body === undefined ? {} : { body: answer.body }),
  };
}

function failedDependency(graph: Graph, outer: Call, entry: Entry): JsonObject {
  const error = new GraphError(424, "FailedDependency", "A request that this one depends on has failed.");
  return response(entry.id, {
    status: 424,
    body: errorBody(error, outer, graph.store.clock.now(), graph.store.profile),
  });
}

export const isBatch = (call: Pick<Call, "method" | "path">) => call.path === "/$batch" || call.path === "/%24batch";

export function requirePost(call: Pick<Call, "method">): void {
  if (call.method !== "POST") throw invalidRequest("A batch is sent by POST.");
}
