import "next/dist/server/node-environment-baseline";
import { unstable_doesMiddlewareMatch } from "next/experimental/testing/server";
import { NextRequest } from "next/server";
import { describe, expect, it } from "vitest";
import { config, proxy } from "./proxy";

const session = "next-auth.session-token=x";

function answerTo(path: string, headers: Record<string, string> = {}, method = "GET"): Response {
  return proxy(new NextRequest(new URL(path, "http://localhost:3000"), { headers, method }));
}

describe("the proxy stands before", () => {
  it.each([
    ["/", true],
    ["/runs?after=x", true],
    ["/api/search?q=x", true],
    ["/icon.svgs", true],
    ["/favicon.ico/x", true],
    ["/_next/imagesque", true],
    ["/icon.svg", false],
    ["/favicon.ico", false],
    ["/_next/static/chunks/a.js", false],
    ["/_next/image?url=x", false],
  ])("%s: %s", (url, expected) => {
    expect(unstable_doesMiddlewareMatch({ config, nextConfig: {}, url })).toBe(expected);
  });
});

describe("a page asked for without a session", () => {
  it("leads to the sign-in and back", () => {
    const answer = answerTo("/runs?outcome=FAILED");
    expect(answer.status).toBe(307);
    expect(answer.headers.get("location")).toBe("http://localhost:3000/sign-in?callbackUrl=%2Fruns%3Foutcome%3DFAILED");
  });

  it("leads to the sign-in of the address in the settings, whatever host was asked", () => {
    const answer = answerTo("/", { host: "elsewhere.example", "x-forwarded-host": "elsewhere.example" });
    expect(answer.headers.get("location")).toBe("http://localhost:3000/sign-in");
  });

  it("leaves an action to say itself that nobody is signed in, so that a form keeps what was typed", () => {
    expect(answerTo("/syncs", { "next-action": "x" }, "POST").headers.get("location")).toBeNull();
  });

  it.each(["/sign-in", "/sign-out", "/no-role", "/api/runs/x"])("is let through where it is %s", (path) => {
    expect(answerTo(path).headers.get("location")).toBeNull();
  });
});

describe("a request that could change something", () => {
  const sent = (headers: Record<string, string>, method = "POST") =>
    answerTo("/api/auth/signout", { cookie: session, host: "inside:3000", ...headers }, method).status;

  it.each([
    ["of another site", "https://elsewhere.example"],
    ["of a frame without an origin", "null"],
    ["of another port", "http://localhost:3001"],
    ["of nothing that is an address", "elsewhere"],
  ])("is refused to a page %s", (_, origin) => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) expect(sent({ origin }, method)).toBe(403);
  });

  it("is let through from our own pages, by the public name or that of a proxy, and from programs, which name none", () => {
    expect(sent({ origin: "http://localhost:3000" })).toBe(200);
    expect(sent({ origin: "https://sync.example", "x-forwarded-host": "sync.example" })).toBe(200);
    expect(sent({})).toBe(200);
  });

  it("is another thing than a request that only reads", () => {
    expect(sent({ origin: "https://elsewhere.example" }, "GET")).toBe(200);
  });
});

describe("every answer", () => {
  const policyOf = (answer: Response) => answer.headers.get("content-security-policy") ?? "";

  it("lets only scripts of this request run, and nobody frame the page", () => {
    const first = policyOf(answerTo("/", { cookie: session }));
    expect(first).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]+' 'strict-dynamic';/);
    expect(first).toContain("frame-ancestors 'none'");
    expect(first).toContain("object-src 'none'");
    expect(first).toContain("base-uri 'none'");
    expect(policyOf(answerTo("/", { cookie: session }))).not.toBe(first);
  });

  it("tells the code behind id, nonce and path of its own, not those that a client sent", () => {
    const sent = { cookie: session, "x-request-id": "forged", "x-nonce": "forged", "x-syncbridge-path": "forged" };
    const answer = answerTo("/runs?q=x", sent);
    const passedOn = (name: string) => answer.headers.get(`x-middleware-request-${name}`);
    expect(passedOn("x-request-id")).toBe(answer.headers.get("x-request-id"));
    expect(passedOn("x-request-id")).not.toBe("forged");
    expect(policyOf(answer)).toContain(`'nonce-${passedOn("x-nonce")}'`);
    expect(passedOn("x-syncbridge-path")).toBe("/runs?q=x");
  });
});
