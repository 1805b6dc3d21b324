import type { Metadata } from "next";
import { ApplicationForm } from "@/components/catalog/application-form";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { requireAllowed } from "@/lib/context";
import { applicationPolicies } from "@/lib/features/applications/policy";
import { loadPage } from "@/lib/page";

export const metadata: Metadata = { title: "New application" };

export default async function NewApplicationPage() {
  await loadPage(async (context) => requireAllowed(context, applicationPolicies.manage));
  return (
    <>
      <PageHeader
        title="New application"
        description="A system of the company. Its databases are added next."
        breadcrumb={[{ label: "Applications", href: "/applications" }]}
      />
      <PageBody width="form">
        <ApplicationForm />
      </PageBody>
    </>
  );
}
