import type { Metadata } from "next";
import { ApplicationForm } from "@/components/catalog/application-form";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { requireAllowed } from "@/lib/context";
import { applicationPolicies } from "@/lib/features/applications/policy";
import { getApplication } from "@/lib/features/applications/queries";
import { applicationRef } from "@/lib/features/applications/schema";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Edit application" };

export default async function EditApplicationPage({ params }: { params: Promise<{ applicationId: string }> }) {
  const ref = readRef(applicationRef, await params);
  const application = await loadPage(async (context) => {
    requireAllowed(context, applicationPolicies.manage);
    return getApplication(context, ref);
  });
  return (
    <>
      <PageHeader
        title={`Edit ${application.name}`}
        breadcrumb={[
          { label: "Applications", href: "/applications" },
          { label: application.name, href: `/applications/${application.id}` },
        ]}
      />
      <PageBody width="form">
        <ApplicationForm application={application} />
      </PageBody>
    </>
  );
}
