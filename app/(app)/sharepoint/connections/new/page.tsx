import type { Metadata } from "next";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { ConnectionForm } from "@/components/sharepoint/connection-form";
import { EntraSteps } from "@/components/sharepoint/entra-steps";
import { requireAllowed } from "@/lib/context";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "New connection" };

export default async function NewConnectionPage() {
  await loadPage(async (context) => requireAllowed(context, sharepointPolicies.manage));
  return (
    <>
      <PageHeader
        title="New connection"
        description="One application of one tenant, as which lists are read and written."
        breadcrumb={[{ label: "SharePoint", href: "/sharepoint" }]}
      />
      <PageBody>
        <div className="grid items-start gap-6 xl:grid-cols-[minmax(0,var(--container-form))_minmax(0,24rem)]">
          <ConnectionForm />
          <div className="max-xl:order-first">
            <EntraSteps />
          </div>
        </div>
      </PageBody>
    </>
  );
}
