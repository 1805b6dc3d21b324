import type { Metadata } from "next";
import { DatabaseForm } from "@/components/catalog/database-form";
import { ValueSightCard } from "@/components/catalog/value-sight-card";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { requireAllowed } from "@/lib/context";
import { listApplicationOptions } from "@/lib/features/applications/queries";
import { databasePolicies } from "@/lib/features/databases/policy";
import { getDatabase, getDatabaseKinds } from "@/lib/features/databases/queries";
import { databaseRef } from "@/lib/features/databases/schema";
import { loadPage, readRef } from "@/lib/page";

export const metadata: Metadata = { title: "Edit database" };

export default async function EditDatabasePage({ params }: { params: Promise<{ databaseId: string }> }) {
  const ref = readRef(databaseRef, await params);
  const { database, applications, kinds } = await loadPage(async (context) => {
    requireAllowed(context, databasePolicies.manage);
    const [database, applications, kinds] = await Promise.all([
      getDatabase(context, ref),
      listApplicationOptions(context),
      getDatabaseKinds(context),
    ]);
    return { database, applications, kinds };
  });
  const own = { id: database.applicationId, name: database.applicationName };
  const isListed = applications.some(({ id }) => id === own.id);
  return (
    <>
      <PageHeader
        title={`Edit ${database.name}`}
        breadcrumb={[
          { label: "Applications", href: "/applications" },
          { label: database.applicationName, href: `/applications/${database.applicationId}` },
          { label: database.name, href: `/databases/${database.id}` },
        ]}
      />
      <PageBody width="form">
        <DatabaseForm
          applicationId={database.applicationId}
          kinds={kinds}
          database={database}
          applications={isListed ? applications : [own, ...applications]}
        />
        <ValueSightCard database={database} />
      </PageBody>
    </>
  );
}
