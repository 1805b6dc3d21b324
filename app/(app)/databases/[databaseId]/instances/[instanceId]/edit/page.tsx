import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { InstanceForm } from "@/components/catalog/instance-form";
import { PageBody } from "@/components/layout/page-body";
import { PageHeader } from "@/components/layout/page-header";
import { databaseRef, instanceRef } from "@/lib/features/databases/schema";
import { loadPage, readRef } from "@/lib/page";
import { loadDatabaseAndKind } from "../../../load-database";

export const metadata: Metadata = { title: "Edit instance" };

interface EditInstancePageProps {
  params: Promise<{ databaseId: string; instanceId: string }>;
}

export default async function EditInstancePage({ params }: EditInstancePageProps) {
  const { databaseId, instanceId } = readRef(databaseRef.extend(instanceRef.shape), await params);
  const { database, kind } = await loadPage((context) => loadDatabaseAndKind(context, { databaseId }));
  const instance = database.instances.find(({ id }) => id === instanceId);
  if (instance === undefined) notFound();
  return (
    <>
      <PageHeader
        title={`Edit ${instance.instanceLabel}`}
        breadcrumb={[
          { label: "Applications", href: "/applications" },
          { label: database.applicationName, href: `/applications/${database.applicationId}` },
          { label: database.name, href: `/databases/${database.id}` },
          { label: "Instances", href: `/databases/${database.id}/instances` },
        ]}
      />
      <PageBody width="form">
        <InstanceForm database={database} kind={kind} instance={instance} />
      </PageBody>
    </>
  );
}
