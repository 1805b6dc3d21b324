import type { Json, JsonObject } from "./entities";
import type { Profile } from "./profile";

/** An answer other than success, worded and coded by Graph contract 1.2. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: { headers?: Record<string, string>; inner?: JsonObject; emptyBody?: boolean } = {},
  ) {
    super(message);
    this.name = "GraphError";
  }
}

export interface CallIds {
  requestId: string;
  clientRequestId?: string;
}

/** The error envelope of Graph contract 1.2; `date` is UTC without a zone mark, as the service writes it. */
export function errorBody(error: GraphError, ids: CallIds, now: Date, profile: Pick<Profile, "innerErrorName">): Json {
  const inner: JsonObject = {
    ...error.more.inner,
    date: now.toISOString().slice(0, 19),
    "request-id": ids.requestId,
    "client-request-id": ids.clientRequestId ?? ids.requestId,
  };
  return { error: { code: error.code, message: error.message, [profile.innerErrorName]: inner } };
}

export const invalidRequest = (message = "Invalid request") => new GraphError(400, "invalidRequest", message);
export const unauthenticated = (message: string) =>
  new GraphError(401, "InvalidAuthenticationToken", message, { headers: { "WWW-Authenticate": "Bearer" } });
export const tokenExpired = () => unauthenticated("Lifetime validation failed, the token is expired.");
export const notFound = (message = "The resource could not be found.") => new GraphError(404, "itemNotFound", message);
export const accessDenied = () => new GraphError(403, "accessDenied", "Access denied");
export const nameTaken = (message: string) => new GraphError(409, "nameAlreadyExists", message);
export const badPayload = () => new GraphError(500, "generalException", "General exception while processing");

export const resourceModified = (status: 409 | 412, code = "resourceModified") =>
  new GraphError(
    status,
    code,
    code === "notAllowed"
      ? "ETag does not match current item's value"
      : "The resource has changed since the caller last read it; usually an eTag mismatch",
  );

/** Graph contract 6.1: always this sentence, never the column's name. */
export const uniqueViolation = () =>
  invalidRequest("One or more fields with unique constraints already has the provided value.");

/** Graph contract 11: SharePoint's throttling answer. Without seconds it carries no Retry-After. */
export function throttled(retryAfterSeconds: number | undefined, code = "TooManyRequests"): GraphError {
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "Retry-After": String(Math.max(1, Math.ceil(retryAfterSeconds))) };
  return new GraphError(429, code, "The request has been throttled", {
    headers,
    inner: { code: "429", status: "429" },
  });
}

/** Graph contract 11: who goes on against refusals is blocked and told nothing more. */
export const blocked = () => new GraphError(503, "serviceNotAvailable", "", { emptyBody: true });

/** Graph contract 6.4 and table (d) 3: the list view threshold in its newer and older form. */
export function viewThreshold(form: "422" | "429"): GraphError {
  if (form === "429") return new GraphError(429, "activityLimitReached", "The request has been throttled");
  return new GraphError(422, "notSupported", "The request is unprocessable because it uses too many resources", {
    inner: { code: "tooManyResources" },
  });
}

/** Graph contract 6.4. */
export const notIndexed = (field: string) =>
  invalidRequest(
    `Field '${field}' cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: HonorNonIndexedQueriesWarningMayFailRandomly' header to allow this, but be warned that such queries may fail on large lists.`,
  );
