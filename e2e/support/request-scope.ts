import "next/dist/server/node-environment-baseline";
import { workAsyncStorage } from "next/dist/server/app-render/work-async-storage.external";
import { workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external";
import { HeadersAdapter } from "next/dist/server/web/spec-extension/adapters/headers";
import { RequestCookiesAdapter } from "next/dist/server/web/spec-extension/adapters/request-cookies";
import { RequestCookies } from "next/dist/server/web/spec-extension/cookies";
import { encode } from "next-auth/jwt";
import type { Role } from "@/lib/context";

/** Signs the sessions of tests. */
export const sessionSecret = "a secret of at least thirty-two characters";

/** The cookie that a person with these roles has after signing in, `ageMs` ago. */
export async function sessionCookie(roles: readonly Role[], ageMs = 0): Promise<string> {
  const person = { userId: "u-1", name: "Ada", email: null, roles };
  const token = await encode({ secret: sessionSecret, token: { person, signedInAt: Date.now() - ageMs } });
  return `next-auth.session-token=${token}`;
}

/** Runs `work` as Next runs code for a request that carries this cookie: `headers()`, `cookies()` and with them the real session work inside. */
export function inRequest<T>(cookie: string | null, work: () => Promise<T>): Promise<T> {
  const sent = new Headers(cookie === null ? {} : { cookie });
  const request = {
    type: "request",
    phase: "render",
    headers: HeadersAdapter.seal(sent),
    cookies: RequestCookiesAdapter.seal(new RequestCookies(sent)),
  };
  // Next's own stores hold much more; this is what headers() and cookies() read.
  return workAsyncStorage.run({ route: "/test" } as never, () => workUnitAsyncStorage.run(request as never, work));
}
