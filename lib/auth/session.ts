import { randomUUID } from "node:crypto";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getServerSession } from "next-auth";
import { cache } from "react";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors/app-error";
import { authOptions } from "./options";
import { pathHeader, requestIdHeader } from "./request-headers";
import type { Person } from "./session-token";

/** The id under which the present request is logged; proxy.ts gives one to each. */
export const currentRequestId = cache(
  async (): Promise<string> => (await headers()).get(requestIdHeader) ?? randomUUID(),
);

/** Who is signed in, or `null`. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  const session = await getServerSession(authOptions());
  return session?.person ?? null;
});

/** The context of the present request. Throws `not-signed-in`. */
export const currentContext = cache(async (): Promise<Context> => {
  const person = await currentPerson();
  if (person === null) throw new AppError("not-signed-in");
  return contextOf(person);
});

/** The context for a page: people who are not signed in go to the sign-in and come back, people without a role learn which to ask for. */
export const currentContextOrRedirect = cache(async (): Promise<Context> => {
  const person = await currentPerson();
  if (person === null) {
    const here = (await headers()).get(pathHeader) ?? "/";
    redirect(`/sign-in?callbackUrl=${encodeURIComponent(here)}`);
  }
  if (person.roles.length === 0) redirect("/no-role");
  return { ...(await contextOf(person)), page: {} };
});

async function contextOf(person: Person): Promise<Context> {
  return {
    actor: { kind: "person", userId: person.userId, name: person.name, roles: person.roles },
    requestId: await currentRequestId(),
  };
}
