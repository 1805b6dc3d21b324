import { describe, expect, it } from "vitest";
import { isNoise, isUniquenessRefusal, readRefusal, statusOf, toSyncError } from "./errors";

function refusal(
  status: number,
  code?: string,
  options: { inner?: string; message?: string; headers?: Record<string, string> } = {},
) {
  const innerError = options.inner ? { code: options.inner, "request-id": "inner-id" } : {};
  const body = code === undefined ? null : { error: { code, message: options.message ?? "text", innerError } };
  return readRefusal(status, options.headers ?? {}, body);
}

describe("toSyncError", () => {
  it.each([
    [400, "invalidRequest", undefined, "graph-refused", "permanent"],
    [400, "badArgument", undefined, "graph-refused", "permanent"],
    [400, "BadRequest", undefined, "graph-refused", "permanent"],
    [400, "MaximumValueExceeded", undefined, "graph-refused", "permanent"],
    [408, undefined, undefined, "graph-unavailable", "transient"],
    [409, undefined, undefined, "graph-conflict", "transient"],
    [410, "resyncChangesApplyDifferences", undefined, "graph-refused", "permanent"],
    [424, "FailedDependency", undefined, "graph-refused", "permanent"],
    [429, "throttledRequest", undefined, "graph-throttled", "transient"],
    [429, undefined, undefined, "graph-throttled", "transient"],
    [503, undefined, undefined, "graph-unavailable", "transient"],
    [401, "InvalidAuthenticationToken", undefined, "graph-login", "halt"],
    [401, "unauthenticated", undefined, "graph-permission", "halt"],
    [401, "generalException", undefined, "graph-permission", "halt"],
    [403, "accessDenied", undefined, "graph-permission", "halt"],
    [404, "itemNotFound", undefined, "graph-not-found", "permanent"],
    [409, "nameAlreadyExists", undefined, "graph-name-taken", "permanent"],
    [409, "NAMEALREADYEXISTS", undefined, "graph-name-taken", "permanent"],
    [409, "resourceModified", undefined, "graph-conflict", "transient"],
    [412, "resourceModified", undefined, "graph-conflict", "transient"],
    [412, "notAllowed", undefined, "graph-conflict", "transient"],
    [422, "notSupported", "tooManyResources", "graph-list-threshold", "permanent"],
    [422, "notSupported", undefined, "graph-refused", "permanent"],
    [423, "notAllowed", "resourceLocked", "graph-refused", "permanent"],
    [429, "TooManyRequests", undefined, "graph-throttled", "transient"],
    [429, "activityLimitReached", undefined, "graph-throttled", "transient"],
    [500, "generalException", undefined, "graph-unavailable", "transient"],
    [501, "notSupported", undefined, "graph-refused", "permanent"],
    [502, undefined, undefined, "graph-unavailable", "transient"],
    [503, "serviceNotAvailable", undefined, "graph-unavailable", "transient"],
    [504, undefined, undefined, "graph-unavailable", "transient"],
    [507, "quotaLimitReached", undefined, "graph-refused", "halt"],
    [302, undefined, undefined, "graph-answer-invalid", "transient"],
  ] as const)("makes of %i %s (%s) a %s, %s", (status, code, inner, expected, trait) => {
    const error = toSyncError(refusal(status, code, { inner }), "GET /x");
    expect([error.code, error.trait]).toEqual([expected, trait]);
    expect(statusOf(error)).toBe(status);
  });

  it("carries Graph's text, the request id and what was asked", () => {
    const error = toSyncError(
      refusal(404, "itemNotFound", { message: "Gone.", headers: { "request-id": "r-1" } }),
      "GET /sites/x",
    );
    expect(error.message).toBe("Gone. (GET /sites/x: 404 itemnotfound)");
    expect(error.details).toMatchObject({ status: 404, codes: ["itemnotfound"], requestId: "r-1" });
  });
});

describe("readRefusal", () => {
  it("walks inner errors in both spellings and takes the request id from them", () => {
    const body = {
      error: { code: "A", message: "m", innererror: { code: "B", innerError: { code: "C", "request-id": "deep" } } },
    };
    expect(readRefusal(400, {}, body)).toMatchObject({ codes: ["a", "b", "c"], requestId: "deep" });
  });

  it.each([null, "text", 3, [], { error: null }, { error: "no" }, { error: { code: 4 } }])(
    "survives the body %j",
    (body) => {
      expect(readRefusal(500, {}, body)).toMatchObject({ status: 500, codes: [] });
    },
  );

  it("takes the longer of Retry-After and RateLimit-Reset, of 429 and 503 only", () => {
    expect(refusal(429, "x", { headers: { "retry-after": "7" } }).retryAfterMs).toBe(7_000);
    expect(refusal(503, "x", { headers: { "retry-after": "7", "ratelimit-reset": "20" } }).retryAfterMs).toBe(20_000);
    expect(refusal(429, "x", { headers: { "ratelimit-reset": "3" } }).retryAfterMs).toBe(3_000);
    expect(refusal(429, "x").retryAfterMs).toBeNull();
    expect(refusal(429, "x", { headers: { "retry-after": "soon" } }).retryAfterMs).toBeNull();
    expect(refusal(400, "x", { headers: { "retry-after": "7" } }).retryAfterMs).toBeNull();
  });

  it("reads a Retry-After that is a date; one in the past asks for no wait", () => {
    const future = new Date(Date.now() + 60_000).toUTCString();
    expect(refusal(429, "x", { headers: { "retry-after": future } }).retryAfterMs).toBeGreaterThan(30_000);
    expect(refusal(429, "x", { headers: { "retry-after": "Thu, 01 Jan 2026 00:00:00 GMT" } }).retryAfterMs).toBe(0);
  });

  it("says throttled for a 503 that names a wait", () => {
    expect(toSyncError(refusal(503, "x", { headers: { "retry-after": "5" } }), "x")).toMatchObject({
      code: "graph-throttled",
      retryAfterMs: 5_000,
    });
  });
});

describe("cases that only a sentence marks", () => {
  const sentence = "One or more fields with unique constraints already has the provided value.";

  it("recognises uniqueness on 400 only", () => {
    expect(isUniquenessRefusal(refusal(400, "invalidRequest", { message: sentence }))).toBe(true);
    expect(isUniquenessRefusal(refusal(400, "invalidRequest", { message: "Invalid request" }))).toBe(false);
    expect(isUniquenessRefusal(refusal(409, "invalidRequest", { message: sentence }))).toBe(false);
  });

  it("recognises transient noise: the bare sentence, and a 404 without a body", () => {
    expect(isNoise(refusal(400, "invalidRequest", { message: "Invalid request" }))).toBe(true);
    expect(isNoise(refusal(400, "invalidRequest", { message: "Field 'X' is not recognized" }))).toBe(false);
    expect(isNoise(refusal(404))).toBe(true);
    expect(isNoise(refusal(404, "itemNotFound"))).toBe(false);
    expect(isNoise(refusal(403))).toBe(false);
  });
});
