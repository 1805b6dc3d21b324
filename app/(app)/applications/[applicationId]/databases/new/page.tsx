import type { Metadata } from "next";
import { DatabaseForm } from "@/components/catalog/database-form";
import { SetUpSteps } from "@/components/catalog/set-up-steps";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { requireAllowed } from "@/lib/context";
import { getApplication } from "@/lib/features/applications/queries";
import { applicationRef } from "@/lib/features/applications/schema";
import { databasePolicies } from "@/lib/features/databases/policy";
import { getDatabaseKinds } from "@/lib/features/databases/queries";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "New database" };

export default async function NewDatabasePage({ params }: { params: Promise<{ applicationId: string }> }) {
  const ref = readRef(applicationRef, await params);
  const { application, kinds } = await loadPage(async (context) => {
    requireAllowed(context, databasePolicies.manage);
    return { application: await getApplication(context, ref), kinds: await getDatabaseKinds(context) };
  });
  return (
    <>
      <PageHeader
        title="New database"
        description="First what it is; then where it answers."
        breadcrumb={[
          { label: "Applications", href: "/applications" },
          { label: application.name, href: `/applications/${application.id}` },
        ]}
      />
      <PageBody width="form">
        <SetUpSteps current="Database" />
        <DatabaseForm applicationId={application.id} kinds={kinds} />
      </PageBody>
    </>
  );
}
