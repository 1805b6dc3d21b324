import { Plus, Server } from "lucide-react";
import type { Metadata } from "next";
import { DatabaseHeader } from "@/components/catalog/database-header";
import { InstanceCard } from "@/components/catalog/instance-card";
import { IntrospectButton } from "@/components/catalog/introspect-button";
import { IntrospectionNews } from "@/components/catalog/introspection-news";
import { PageBody } from "@/components/layout/page-body";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { getDatabaseKinds } from "@/lib/features/databases/queries";
import { databaseRef } from "@/lib/features/databases/schema";
import { loadPage, readRef } from "@/lib/page";
import { kindOf, loadDatabase } from "../load-database";

export const metadata: Metadata = { title: "Instances" };

export default async function InstancesPage({ params }: { params: Promise<{ databaseId: string }> }) {
  const ref = readRef(databaseRef, await params);
  const { database, rights, kinds } = await loadPage(async (context) => ({
    ...(await loadDatabase(context, ref)),
    kinds: await getDatabaseKinds(context),
  }));
  const kind = kindOf(kinds, database);
  const { instances, latestIntrospection } = database;
  const add = rights.manage && (
    <LinkButton href={`/databases/${database.id}/instances/new`} icon={<Plus aria-hidden />}>
      Add instance
    </LinkButton>
  );
  return (
    <>
      <DatabaseHeader database={database} rights={rights} />
      <PageBody>
        <IntrospectionNews database={database} />
        {instances.length === 0 ? (
          <Card>
            <EmptyState icon={<Server />} title="No instance yet" action={add}>
              An instance is a server that answers for this database: host, port and a user who may read.
            </EmptyState>
          </Card>
        ) : (
          <>
            <div className="flex flex-wrap items-center justify-between gap-3">
              <p className="text-ink-muted">
                {instances.length > 1
                  ? "In the order in which they are tried: if one does not answer, the next is read. Each sync has an order of its own, on its tab “Sources”."
                  : "Where this database answers."}
              </p>
              {add}
            </div>
            {latestIntrospection === null && rights.introspect && database.status === "ACTIVE" && (
              <Callout title="Next: introspect" action={<IntrospectButton databaseId={database.id} />}>
                Then the tables of this database are known and can be synced. A test of the connection first tells
                whether that will work.
              </Callout>
            )}
            {instances.map((instance) => (
              <InstanceCard key={instance.id} instance={instance} instances={instances} kind={kind} rights={rights} />
            ))}
          </>
        )}
      </PageBody>
    </>
  );
}
