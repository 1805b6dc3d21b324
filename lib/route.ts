import type { z } from "zod";
import { answer, type Definition, definedActions } from "@/lib/answer";
import { currentContext, currentRequestId } from "@/lib/auth/session";
import type { Reason } from "@/lib/errors/action-result";

export interface RouteArguments {
  readonly params: Promise<Record<string, string | string[] | undefined>>;
}

const statuses: Readonly<Record<string, number>> = {
  "not-signed-in": 401,
  "not-allowed": 403,
  "not-found": 404,
  "input-invalid": 400,
  "already-exists": 409,
  "in-use": 409,
  "too-many-requests": 429,
};

/**
 * Makes a GET handler that answers JSON. The input is the query string and the path's parameters together, path first; the answer is the
 * plain result, or `{ error: Reason }` with a fitting status. A bigint is written as a string: JSON's numbers end at 2^53.
 */
export function defineRoute<Schema extends z.ZodType, T>(
  definition: Definition<Schema, T>,
): (request: Request, args: RouteArguments) => Promise<Response> {
  const handler = async (request: Request, { params }: RouteArguments) => {
    const input = { ...Object.fromEntries(new URL(request.url).searchParams), ...(await params) };
    const requestId = await currentRequestId();
    const result = await answer(definition, { requestId, context: currentContext }, input);
    return result.ok ? json(result.data, 200) : refusal(result.reason);
  };
  definedActions.set(definition.name, { kind: "route", policy: definition.policy, handler });
  return handler;
}

/** A refusal as a program reads it, with a fitting status. */
export function refusal(reason: Reason): Response {
  return json({ error: reason }, statuses[reason.code] ?? 500);
}

function json(body: unknown, status: number): Response {
  const text = JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  return new Response(text, {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" },
  });
}
