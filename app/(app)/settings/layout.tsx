import type { Metadata } from "next";
import type { ReactNode } from "react";
import { PageBody } from "@/components/layout/page-body";
import { SettingsHeader } from "@/components/settings/settings-header";
import { currentContextOrRedirect } from "@/lib/auth/session";
import { isAllowed } from "@/lib/context";
import { secretPolicies } from "@/lib/features/secrets/policy";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const { actor } = await currentContextOrRedirect();
  return (
    <>
      <SettingsHeader isAdmin={isAllowed(actor, secretPolicies.read)} />
      <PageBody>{children}</PageBody>
    </>
  );
}
