import { z } from "zod";
import { SyncError } from "@/lib/errors/app-error";
import type { GraphAnswer, GraphClient, GraphRequest } from "./client";

/** Checks the body of an answer. Throws SyncError `graph-answer-invalid` naming the first part that is missing or wrong. */
export function readBody<T>(schema: z.ZodType<T>, answer: Pick<GraphAnswer, "body" | "headers">, what: string): T {
  const parsed = schema.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue ? `${issue.path.join(".") || "body"}: ${issue.message}` : "unreadable";
  throw new SyncError("graph-answer-invalid", {
    trait: "transient",
    message: `Graph's answer for ${what} lacks what the contract promises (${place}).`,
    details: { requestId: answer.headers["request-id"] ?? null },
  });
}

/** Sends and checks in one step. */
export async function ask<T>(
  client: GraphClient,
  schema: z.ZodType<T>,
  request: GraphRequest,
  what: string,
  signal?: AbortSignal,
): Promise<T> {
  return readBody(schema, await client.send(request, signal), what);
}

/** The frame of a collection's page. An element that carries `error` makes the page unusable (Graph contract 7.2). */
const pageSchema = z.object({
  value: z.array(z.looseObject({ error: z.undefined().optional() })),
  "@odata.nextLink": z.string().optional(),
});

/**
 * Pages of a collection until no next link is left. A page may be empty and still have a next link (Graph contract 1.3). The next page is
 * asked for only when it is wanted.
 */
export async function* pagesOf<T>(
  client: GraphClient,
  schema: z.ZodType<T>,
  path: string,
  what: string,
  signal?: AbortSignal,
): AsyncGenerator<readonly T[]> {
  const elements = z.array(schema);
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: GraphAnswer = await client.send({ method: "GET", path: next }, signal);
    const page = readBody(pageSchema, answer, what);
    yield readBody(elements, { body: page.value, headers: answer.headers }, what);
    next = onward(next, page["@odata.nextLink"], what);
  }
}

/** The link to go on with. One that leads to where we are would be followed for ever. */
export function onward(from: string, to: string | undefined, what: string): string | undefined {
  if (to !== from) return to;
  throw new SyncError("graph-answer-invalid", {
    trait: "transient",
    message: `Graph's next link for ${what} leads to the same page again.`,
  });
}

/** All elements of a collection that is known to be small, such as a list's columns. */
export async function allOf<T>(
  client: GraphClient,
  schema: z.ZodType<T>,
  path: string,
  what: string,
  signal?: AbortSignal,
): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pagesOf(client, schema, path, what, signal)) all.push(...page);
  return all;
}
