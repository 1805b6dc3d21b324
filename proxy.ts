import { randomUUID } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { nonceHeader, pathHeader, requestIdHeader } from "@/lib/auth/request-headers";
import { isSessionCookie } from "@/lib/auth/session-cookie";
import { env } from "@/lib/env";

/** Pages one may see without a session. Whether a session is real and what it allows is checked by the code behind. */
const openPaths = new Set(["/sign-in", "/sign-out", "/no-role"]);

export function proxy(request: NextRequest): NextResponse {
  if (isForeign(request)) {
    return new NextResponse("This was sent by a page of another site. Open SyncBridge itself and try again.\n", {
      status: 403,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  }
  const { pathname, search } = request.nextUrl;
  // An action says itself that nobody is signed in: a form keeps what was typed, where a redirect would answer it with another page.
  const isPage = !pathname.startsWith("/api/") && !openPaths.has(pathname) && !request.headers.has("next-action");
  if (isPage && !request.cookies.getAll().some((cookie) => isSessionCookie(cookie.name))) {
    const target = new URL("/sign-in", env().SYNCBRIDGE_URL);
    if (pathname !== "/") target.searchParams.set("callbackUrl", `${pathname}${search}`);
    return NextResponse.redirect(target);
  }
  const nonce = Buffer.from(randomUUID()).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  const requestId = randomUUID();
  const headers = new Headers(request.headers);
  headers.set(nonceHeader, nonce);
  headers.set(requestIdHeader, requestId);
  headers.set(pathHeader, `${pathname}${search}`);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set(requestIdHeader, requestId);
  if (isSecure()) response.headers.set("strict-transport-security", "max-age=31536000");
  return response;
}

/** Browsers name the page behind each request that could change something; one of another site gets no further, whatever cookies it brings. */
function isForeign({ method, headers }: NextRequest): boolean {
  const origin = headers.get("origin");
  if (origin === null || method === "GET" || method === "HEAD") return false;
  // No page can set these two for another site. A proxy in front keeps the public name in the second.
  const ours = [new URL(env().SYNCBRIDGE_URL).host, headers.get("host"), headers.get("x-forwarded-host")];
  return !URL.canParse(origin) || !ours.includes(new URL(origin).host);
}

function isSecure(): boolean {
  return env().SYNCBRIDGE_URL.startsWith("https:");
}

/** Scripts run only with this request's nonce. Styles may stand inline: positions of menus and widths of bars are style attributes. */
function contentSecurityPolicy(nonce: string): string {
  const isDevelopment = process.env.NODE_ENV === "development";
  const signOut = new URL(env().ENTRA_AUTHORITY).origin;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    // The form that signs out is answered with a redirect to Entra ID.
    `form-action 'self' ${signOut}`,
    "frame-ancestors 'none'",
    ...(isSecure() ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

export const config = {
  // Whole names: an address that merely begins like a static file is a page, and gets its policy.
  matcher: ["/((?!_next/static/|_next/image$|icon\\.svg$|favicon\\.ico$).*)"],
};
