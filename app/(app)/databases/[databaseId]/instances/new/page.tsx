import type { Metadata } from "next";
import { InstanceForm } from "@/components/catalog/instance-form";
import { SetUpSteps } from "@/components/catalog/set-up-steps";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { requireAllowed } from "@/lib/context";
import { databasePolicies } from "@/lib/features/databases/policy";
import { getDatabase } from "@/lib/features/databases/queries";
import { databaseRef } from "@/lib/features/databases/schema";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "New instance" };

export default async function NewInstancePage({ params }: { params: Promise<{ databaseId: string }> }) {
  const ref = readRef(databaseRef, await params);
  const database = await loadPage(async (context) => {
    requireAllowed(context, databasePolicies.manage);
    return getDatabase(context, ref);
  });
  const isFirst = database.instanceCount === 0;
  return (
    <>
      <PageHeader
        title={isFirst ? "First instance" : "New instance"}
        description={`A server that answers for ${database.name}.`}
        breadcrumb={[
          { label: "Applications", href: "/applications" },
          { label: database.applicationName, href: `/applications/${database.applicationId}` },
          { label: database.name, href: `/databases/${database.id}` },
        ]}
      />
      <PageBody width="form">
        {isFirst && <SetUpSteps current="First instance" />}
        <InstanceForm database={database} />
      </PageBody>
    </>
  );
}
