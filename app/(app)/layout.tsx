import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { MoveBanner } from "@/components/installation/move-banner";
import { AppShell } from "@/components/layout/app-shell";
import { ConnectionWatch } from "@/components/layout/connection-watch";
import { navWidthCookie } from "@/components/layout/nav-width";
import { QueryProvider } from "@/components/layout/query-provider";
import { TitleStandIn } from "@/components/layout/title-stand-in";
import { NextStepBar } from "@/components/overview/next-step-bar";
import { QuickAccess } from "@/components/search/quick-access";
import { currentContextOrRedirect, currentPerson } from "@/lib/auth/session";
import { signOut } from "@/lib/auth/sign-out";
import { isAllowed } from "@/lib/context";
import { installationPolicies } from "@/lib/features/installation/policy";
import { getOpenMove } from "@/lib/features/installation/queries";
import { getNextStep } from "@/lib/features/overview/queries";
import { secretPolicies } from "@/lib/features/secrets/policy";
import { syncPolicies } from "@/lib/features/syncs/policy";

export default async function AppLayout({ children }: { children: ReactNode }) {
  const context = await currentContextOrRedirect();
  const move = isAllowed(context.actor, installationPolicies.read) ? await getOpenMove(context) : null;
  const mayDefine = isAllowed(context.actor, syncPolicies.define);
  const isAdmin = isAllowed(context.actor, secretPolicies.read);
  const next = mayDefine ? await getNextStep(context) : null;
  // What comes before a sync is an administrator's.
  const isTheirs = isAdmin || next?.step.id === "sync" || next?.step.id === "run";
  const person = await currentPerson();
  const navWidth = (await cookies()).get(navWidthCookie)?.value === "narrow" ? "narrow" : "wide";
  return (
    <AppShell
      person={person ?? { name: "", email: null, roles: [] }}
      navWidth={navWidth}
      signOut={signOut}
      quickAccess={
        <QuickAccess
          personId={context.actor.kind === "person" ? context.actor.userId : ""}
          mayDefine={mayDefine}
          isAdmin={isAdmin}
          signOut={signOut}
        />
      }
    >
      <TitleStandIn />
      <ConnectionWatch />
      <QueryProvider>
        {move && <MoveBanner move={move} />}
        {next && isTheirs && <NextStepBar next={next} />}
        {children}
      </QueryProvider>
    </AppShell>
  );
}
