"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { discoveryAddress } from "./options";
import { isSessionCookie } from "./session-cookie";

/** Ends the session here, then the one at Entra ID, which sends the person back to the sign-in page. */
export async function signOut(): Promise<void> {
  const jar = await cookies();
  for (const cookie of jar.getAll()) {
    // A __Secure- cookie can only be replaced by a secure one.
    if (isSessionCookie(cookie.name))
      jar.set(cookie.name, "", { maxAge: 0, secure: cookie.name.startsWith("__Secure-") });
  }
  redirect(await addressAfterSignOut());
}

const discovery = z.object({ end_session_endpoint: z.url({ protocol: /^https?$/ }) });

/** Entra's sign-out with the way back. When Entra cannot be reached the person is still signed out here, and told so by the sign-in page. */
async function addressAfterSignOut(): Promise<string> {
  const back = new URL("/sign-in?signedOut=1", env().SYNCBRIDGE_URL);
  try {
    const answer = await fetch(discoveryAddress(), { signal: AbortSignal.timeout(5_000) });
    const address = new URL(discovery.parse(await answer.json()).end_session_endpoint);
    address.searchParams.set("post_logout_redirect_uri", back.toString());
    return address.toString();
  } catch (error) {
    log("sign-in").warn({ err: error }, "the sign-out address of Entra ID could not be read");
    return "/sign-in?signedOut=1";
  }
}
