import type { Metadata } from "next";
import { InstanceForm } from "@/components/catalog/instance-form";
import { SetUpSteps } from "@/components/catalog/set-up-steps";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { databaseRef } from "@/lib/features/databases/schema";
import { loadPage, readRef } from "@/lib/page";
import { loadDatabaseAndKind } from "../../load-database";

export const metadata: Metadata = { title: "New instance" };

export default async function NewInstancePage({ params }: { params: Promise<{ databaseId: string }> }) {
  const ref = readRef(databaseRef, await params);
  const { database, kind } = await loadPage((context) => loadDatabaseAndKind(context, ref));
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
          ...(isFirst ? [] : [{ label: "Instances", href: `/databases/${database.id}/instances` }]),
        ]}
      />
      <PageBody width="form">
        {isFirst && <SetUpSteps current="First instance" />}
        <InstanceForm database={database} kind={kind} />
      </PageBody>
    </>
  );
}
