import type { Metadata } from "next";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { ConnectionForm } from "@/components/sharepoint/connection-form";
import { requireAllowed } from "@/lib/context";
import { sharepointPolicies } from "@/lib/features/sharepoint/policy";
import { getConnection } from "@/lib/features/sharepoint/queries";
import { connectionRef } from "@/lib/features/sharepoint/schema";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Edit connection" };

export default async function EditConnectionPage({ params }: { params: Promise<{ connectionId: string }> }) {
  const ref = readRef(connectionRef, await params);
  const connection = await loadPage(async (context) => {
    requireAllowed(context, sharepointPolicies.manage);
    return getConnection(context, ref);
  });
  return (
    <>
      <PageHeader
        title={`Edit ${connection.name}`}
        description="A changed tenant, client, sign-in address or secret asks to be verified again."
        breadcrumb={[
          { label: "SharePoint", href: "/sharepoint" },
          { label: connection.name, href: `/sharepoint/connections/${connection.id}` },
        ]}
      />
      <PageBody width="form">
        <ConnectionForm connection={connection} />
      </PageBody>
    </>
  );
}
